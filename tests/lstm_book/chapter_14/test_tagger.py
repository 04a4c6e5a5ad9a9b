"""Every part of a tagger: gradients by central differences, what a word can reach, padding, legal answers."""

import numpy as np
import pytest

from lstm_book.chapter_14 import dumb, encoding, letters, readers, tagger
from lstm_book.chapter_14.addresses import TAGS, Address, split
from lstm_book.chapter_14.encoding import batch, normal, vocabulary, words_of
from lstm_book.chapter_14.entities import is_legal
from lstm_book.chapter_14.learning import fit
from lstm_book.chapter_14.readers import Reader
from lstm_book.chapter_14.tagger import Setting, Tagger
from lstm_teach.params import named_leaves, tree_map

SETTINGS = {
    "LSTM": Setting(Reader("LSTM", 4), crf=False, letters=False),
    "late": Setting(Reader("LSTM", 4, delay=2), crf=False, letters=False),
    "both": Setting(Reader("LSTM", 3, both=True), crf=False, letters=True),
    "LSTM, CRF": Setting(Reader("LSTM", 4), letters=False),
    "full": Setting(Reader("LSTM", 3, both=True)),
    "RNN": Setting(Reader("RNN", 3, both=True)),
    "GRU": Setting(Reader("GRU", 3, both=True), letters=False),
    "window": Setting(Reader("window", 5, reach=2)),
    "window, no CRF": Setting(Reader("window", 5, reach=1), crf=False, letters=False),
}
SOME = split(0).train[:5]


def made(setting: Setting) -> Tagger:
    rng = np.random.default_rng(3)
    known = vocabulary(SOME)
    net = tagger.init(rng, setting, len(known.words))
    return Tagger(setting, known, tree_map(lambda a: a + 0.3 * rng.normal(size=a.shape), net))


@pytest.mark.slow
@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("noisy", [False, True])
def test_every_gradient_is_that_of_central_differences(name: str, noisy: bool) -> None:
    setting = SETTINGS[name]
    net, rng = made(setting).net, np.random.default_rng(4)
    these = batch(vocabulary(SOME), SOME)
    noise = tagger.draw_noise(rng, setting, these.words.shape) if noisy else None
    _, gradient = tagger.loss(setting, net, these, noise)
    for leaf, found in named_leaves(gradient):
        for _ in range(2):
            directions = {path: np.zeros_like(a) for path, a in named_leaves(net)}
            directions[leaf] = rng.normal(size=directions[leaf].shape)
            rows = iter(directions.values())
            along = tree_map(lambda _, rows=rows: next(rows), net)
            ends = [
                tagger.loss(setting, tree_map(lambda a, d, e=e: a + e * d, net, along), these, noise)[0]
                for e in (1e-5, -1e-5)
            ]
            slope, expected = (ends[0] - ends[1]) / 2e-5, float(np.sum(found * directions[leaf]))
            assert slope == pytest.approx(expected, abs=2e-7, rel=1e-6), leaf


def test_the_letters_by_central_differences_entry_by_entry() -> None:
    rng = np.random.default_rng(0)
    params = letters.init(rng, size=2, filters=3)
    numbers, weight = rng.integers(0, 5, size=(2, 2, 6)), rng.normal(size=(2, 2, 3))
    _, saved = letters.forward(params, numbers)
    gradient = letters.backward(params, saved, weight)
    for name, array in named_leaves(params):
        for index in np.ndindex(array.shape):
            if name == "E" and index[0] >= 5:
                continue
            values = []
            for e in (1e-6, -1e-6):
                moved = array.copy()
                moved[index] += e
                v, _ = letters.forward(params._replace(**{name: moved}), numbers)
                values.append(np.sum(v * weight))
            slope = (values[0] - values[1]) / 2e-6
            assert slope == pytest.approx(getattr(gradient, name)[index], abs=1e-8)


@pytest.mark.parametrize(
    ("name", "reached"),
    [("LSTM", range(3, 8)), ("late", range(1, 8)), ("both", range(8)), ("window", range(1, 6))],
)
def test_how_far_a_word_reaches(name: str, reached: range) -> None:
    setting, tags = SETTINGS[name], ("O",) * 8
    one, rows = made(setting), []
    for words in (("a",) * 8, ("a", "a", "a", "a,", "a", "a", "a", "a")):
        rows.append(tagger.run(setting, one.net, batch(one.known, [Address(words, tags)])).scores)
    moved = np.abs(rows[1] - rows[0]).max(axis=(1, 2))
    assert [k for k in range(8) if moved[k] != 0.0] == list(reached)


@pytest.mark.parametrize("name", SETTINGS)
def test_padding_changes_nothing(name: str) -> None:
    setting = SETTINGS[name]
    one = made(setting)
    together = tagger.run(setting, one.net, batch(one.known, SOME)).scores
    for b, address in enumerate(SOME):
        alone = tagger.run(setting, one.net, batch(one.known, [address])).scores
        np.testing.assert_allclose(together[: len(address.words), b], alone[:, 0], rtol=0, atol=1e-12)
    both = tagger.answers(one, SOME)
    assert both == [tagger.answers(one, [address])[0] for address in SOME]


@pytest.mark.parametrize("name", SETTINGS)
def test_legal_answers_are_legal(name: str) -> None:
    one = made(SETTINGS[name])
    plain, legal = (tagger.answers(one, SOME, legal=rule) for rule in (False, True))
    assert not all(map(is_legal, plain))
    assert all(map(is_legal, legal))


def test_training_learns_and_repeats_itself() -> None:
    few = split(0).train[:160]
    setting = Setting(Reader("LSTM", 8, both=True), letters=False)
    first, again = (fit(setting, few, 0.02, seed=1, epochs=4) for _ in range(2))
    np.testing.assert_array_equal(first.net.E, again.net.E)
    start = tagger.init(np.random.default_rng(1), setting, len(first.known.words))
    these = batch(first.known, few)
    assert tagger.loss(setting, first.net, these)[0] < 0.5 * tagger.loss(setting, start, these)[0]


def test_words() -> None:
    assert [normal(word) for word in ("N.W.,", "#", "St.", "5TH")] == ["n.w", "#", "st", "0th"]
    assert words_of("  1 Elm St , Rome ") == ("1", "Elm", "St,", "Rome")
    with pytest.raises(ValueError, match="text: expected an address"):
        words_of("  ")
    with pytest.raises(TypeError, match="text: expected a text, got int"):
        words_of(3)  # type: ignore[arg-type]


def test_long_words_and_foreign_letters_are_read_as_far_as_they_go() -> None:
    long = "x" * 40
    these = batch(encoding.Vocabulary(()), [Address((long, "\u00e9a"), ("O", "O"))])
    assert these.letters[0, 0].tolist() == [0, *[24] * 16, 0]
    assert these.letters[1, 0, :4].tolist() == [0, 0, 1, 0]


def test_the_dumb_tagger_counts() -> None:
    street, city = (
        Address(("Elm", "St"), ("B-STREET", "B-TYPE")),
        Address(("St", "Paul"), ("B-CITY", "I-CITY")),
    )
    train = [street, street, city, Address(("St",), ("B-TYPE",))]
    assert dumb.answers(train, [Address(("St.", "Zzz", "#1"), ("O",) * 3)]) == [("B-TYPE",) * 3]
    assert dumb.answers(train, [Address(("paul,",), ("O",))]) == [("I-CITY",)]


def test_a_reader_says_how_much_it_knows() -> None:
    assert Reader("LSTM", 5).outputs == 5
    assert Reader("RNN", 5, both=True).outputs == 10
    assert readers.init(np.random.default_rng(0), Reader("window", 5, reach=2), 3).W.shape == (15, 5)
    assert len(TAGS) == 21
