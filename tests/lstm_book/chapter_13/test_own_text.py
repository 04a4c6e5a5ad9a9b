"""A text of the reader's own: bad files have their sentence, and what was learned is kept."""

import re

import numpy as np
import pytest

from lstm_book.chapter_13 import (
    CoWriter,
    GuessingGame,
    counting,
    load_own,
    own_text,
    own_text_picture,
    train_on,
)
from lstm_book.chapter_13.own_text import LEAST, RARE, Progress, fitted, read_text
from lstm_book.chapter_13.own_text_training import Watch, fit
from lstm_book.chapter_13.training import Plan, bits, split
from lstm_teach import LSTM, log_softmax, readout, unroll
from lstm_teach.draw.still import Still
from tests.lstm_book.chapter_13.pairs import LINE

TEXT = (LINE + "\n") * 260  # 23,000 characters
PLAN = Plan(8, 0.02, 0)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def silent(progress):
    pass


@pytest.mark.parametrize(
    ("raw", "options", "message"),
    [
        (b"", {}, "book.txt: expected at least 20,000 characters, which is about ten pages; got 0"),
        (b"short", {}, "book.txt: expected at least 20,000 characters, which is about ten pages; got 5"),
        (
            b"a\nb\xe9" + 9 * TEXT[:3000].encode(),
            {},
            "path: expected utf-8, got the byte 0xE9 at place 3 (line 2) of book.txt. "
            "If it is an older file: encoding='latin-1'",
        ),
        (
            TEXT.encode("utf-16"),
            {},
            "path: expected plain text, got a byte 0x00 at place 3 of book.txt. Remedy: save it as plain "
            "text in UTF-8; for UTF-16 say encoding='utf-16'",
        ),
        (
            b"a\x81" + TEXT.encode(),
            {"encoding": "cp1252"},
            "path: expected cp1252, got the byte 0x81 at place 1 (line 1) of book.txt. "
            "Which encoding was it saved in?",
        ),
        (
            TEXT.encode(),
            {"encoding": "klingon"},
            "encoding: expected one such as 'utf-8' or 'latin-1', got 'klingon'",
        ),
        (25_000 * b"a", {}, "book.txt: expected at least two different symbols, got ['a']"),
        (
            "".join(map(chr, range(0x4E00, 0x4E00 + 5000))).encode() * 5,
            {},
            "book.txt: expected nearly all characters among the 120 most frequent symbols; got 5,000 "
            "different ones, and those that are too rare make up 100% of the text",
        ),
    ],
)
def test_a_bad_file_has_its_sentence(tmp_path, raw, options, message):
    path = tmp_path / "book.txt"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        train_on(path, **options)


def test_what_is_no_file_or_too_large_is_named(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match=r"path: there is no file .*nothing\.txt; .* was looked in"):
        read_text(tmp_path / "nothing.txt")
    with pytest.raises(ValueError, match="path: expected a text file, got the folder"):
        read_text(tmp_path)
    monkeypatch.setattr(own_text, "MOST", 22_000)
    with pytest.raises(
        ValueError, match="long: expected at most 22,000 characters, which are read .*; got 22,880"
    ):
        fitted("long", TEXT)
    monkeypatch.setattr(own_text, "MOST_BYTES", 99)
    (tmp_path / "large.txt").write_bytes(100 * b"a")
    with pytest.raises(ValueError, match="path: expected at most 99 bytes of plain text, got 100 in"):
        read_text(tmp_path / "large.txt")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"minutes": 0}, "minutes: expected a finite number from 0.01 to 120, got 0"),
        ({"minutes": "3"}, "minutes: expected a finite number from 0.01 to 120, got '3'"),
        ({"rate": 2.0}, "rate: expected a finite number from 1e-05 to 1, got 2.0"),
        ({"units": 0}, "units: expected a whole number of at least 1, got 0"),
    ],
)
def test_numbers_out_of_range_are_refused(book, settings, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        train_on(book, **settings)


def test_rare_symbols_are_replaced_by_their_plain_form_or_one_that_stands_for_all(tmp_path):
    path = tmp_path / "book.txt"
    path.write_bytes(b"\xef\xbb\xbf" + ("àﬂ☃ d\r\nc\r" + TEXT).encode())
    text = read_text(path)
    assert text.text == f"af{RARE} d\nc\n" + TEXT
    assert text.replaced == {"à": "a", "ﬂ": "f", "☃": RARE}
    assert set(text.alphabet.symbols) == set(text.text)
    latin = tmp_path / "latin.txt"
    latin.write_bytes((20 * "é" + TEXT).encode("latin-1"))
    assert read_text(latin, "latin-1").text.startswith(20 * "é")
    assert len(TEXT) >= LEAST


@pytest.mark.slow
def test_a_training_learns_keeps_the_best_and_can_be_saved(book, tmp_path):
    own = train_on(book, minutes=0.02, units=8, rate=0.03)
    assert own.ended == "its time was over"
    text = read_text(book)
    ids, check, test = split(text.alphabet.encode(text.text))
    progress = own.progress
    assert progress.minutes == sorted(progress.minutes)
    assert len(progress.minutes) == len(progress.training) == len(progress.validation) >= 2
    best = bits(LSTM, own.network.model, check[:4000], ids).mean()
    assert best == pytest.approx(min(progress.validation), abs=1e-6)
    assert best < progress.validation[0]
    assert progress.counting == pytest.approx(counting.bits(own.pair.ngram, check[:4000], ids).mean())
    weights = own.network.model.cell
    assert {array.dtype for array in weights} == {np.dtype(np.float32)}
    one_hot = np.eye(text.alphabet.size, dtype=np.float32)[np.concatenate([check, test])][:, None]
    h = unroll(LSTM, weights, one_hot).h
    log_p = log_softmax(readout(own.network.model.out, h))[len(check) - 1 : -1, 0]
    assert own.test[0] == pytest.approx(-log_p[np.arange(len(test)), test].mean() / np.log(2), abs=1e-4)
    assert repr(own).startswith("<LSTM of 8 units on book.txt, 22,880 characters of ")
    own.save(tmp_path / "own.npz")
    again = load_own(tmp_path / "own.npz", book)
    assert again.test == pytest.approx(own.test, abs=0.01)
    assert again.network.alphabet == own.network.alphabet
    other = tmp_path / "other.txt"
    other.write_text(TEXT.replace("dog", "fox"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"text: expected the text that .* was trained on, got other\.txt"):
        load_own(tmp_path / "own.npz", other)


def test_co_writer_and_game_take_what_was_trained(book):
    own = fit(read_text(book), PLAN, 0.1, 0, silent)
    writer = CoWriter(own, "the man")
    assert writer.state.network is own.pair
    assert writer.drawing.label.count("counting") == 1
    game = GuessingGame(network=own, guesses="th")
    assert game.revealed == game.result.passage.hidden[:2]
    assert game.result.passage.hidden in own.pair.test
    assert CoWriter(own.network, "the man").bits.shape == (7,)


def test_an_interrupt_keeps_what_was_learned(book):
    looks = []

    def interrupt(progress):
        looks.append(len(progress.minutes))
        if len(looks) == 3:
            raise KeyboardInterrupt

    own = fit(read_text(book), PLAN, 3.0, 0, interrupt)
    assert own.ended == "interrupted"
    assert looks == [1, 2, 3, 4]
    assert min(own.progress.validation) < own.progress.validation[0]


def test_a_training_that_diverges_keeps_what_was_learned(book, monkeypatch):
    gradient = Watch.__call__

    def explode(self, model, batch):
        loss, gradients = gradient(self, model, batch)
        return (np.nan if len(self.progress.minutes) >= 3 else loss), gradients

    monkeypatch.setattr(Watch, "__call__", explode)
    own = fit(read_text(book), PLAN, 3.0, 0, silent)
    assert own.ended.startswith("diverged at update")
    assert np.isfinite(own.test).all()


def test_the_rate_falls_with_the_time(book):
    text = read_text(book)
    watch = Watch(
        fit(text, PLAN, 0.05, 0, silent).pair, PLAN, text.parts[1][:500], text.parts[0], 100.0, 0, silent
    )
    for share, rate in ((0.0, 0.02), (0.5, 0.02 * 0.51), (1.0, 0.02 * 0.02), (3.0, 0.02 * 0.02)):
        watch.share = lambda share=share: share
        assert watch.rate(0) == pytest.approx(rate)


def test_the_picture_grows_in_its_place(monkeypatch):
    progress = Progress(1.75, [0.1, 0.2], [4.0, 3.0], [3.5, 2.9])
    still = own_text_picture.curve(progress)
    assert isinstance(still, Still)
    assert still.alt == (
        "Bits per character after 0.2 minutes: training 3.00, validation 2.90 (best 2.90), counting 1.75."
    )
    assert own_text_picture.growing()(progress) is None  # no notebook: nothing is drawn
    shown, updates = [], []

    class Handle:
        update = updates.append

    def display(*data, **options):
        shown.append(options)
        return Handle

    monkeypatch.setattr(own_text_picture, "get_ipython", lambda: type("Shell", (), {"kernel": 1}))
    monkeypatch.setattr(own_text_picture, "display", display)
    monkeypatch.setattr(own_text_picture, "curve", lambda progress: still)
    draw = own_text_picture.growing()
    draw(progress)
    draw(progress)
    assert [options["display_id"] for options in shown] == [True]
    assert updates == [still, still]
