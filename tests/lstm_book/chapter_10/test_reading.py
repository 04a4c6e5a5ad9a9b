"""Probes, coins, twins, what is left of a subject, and sentences of the reader's."""

import numpy as np
import pytest

from lstm_book.chapter_10 import forgetting, probes, reading, twins
from lstm_book.chapter_10.learning import hard
from lstm_book.chapter_10.lined_up import LinedUp, lined_up
from lstm_book.kept import load_models
from lstm_teach import LSTM, readout, sigmoid, unroll
from lstm_teach.tasks.agreement import CLASS, CLASSES, FORMS, NOUNS, NUMBER, WORDS


def test_coins_tell_little_of_the_class() -> None:
    tossed = probes.coins(np.random.default_rng(0))
    assert tossed.shape == (probes.COINS, len(NOUNS))
    for c in range(4):
        heads = tossed[:, CLASS[: len(NOUNS)] == c].sum(axis=1)
        assert set(heads) <= {4, 5}


def test_a_probe_reads_what_is_there_and_nothing_else() -> None:
    rng = np.random.default_rng(1)
    store = rng.standard_normal((2 * probes.HALF, 3))
    there, noise = store[:, 0] - store[:, 2] > 0.3, rng.random(len(store)) > 0.5
    found = probes.probe(store, np.column_stack([there, noise]).astype(float))
    assert found[0] > 0.97
    assert 0.45 < found[1] < 0.55


def test_what_is_read_off_trained_and_untrained_networks() -> None:
    asked = probes.questions()
    trained, fresh = load_models("agreement-sixteen-units")[1][0], probes.untrained(0)
    assert probes.readable(trained, asked, "___")["plural"] > 0.99
    assert probes.readable(fresh, asked, "S2")["capital"] > 0.75
    base = probes.always_the_same(asked)
    assert abs(probes.readable(trained, asked, "___")["capital"] - base["capital"]) < 0.05
    answers = probes.answered(load_models("agreement-four-questions")[1][0], asked)
    assert min(answers.values()) > 0.99


def test_twins_are_alike_but_for_one_feature() -> None:
    words = np.arange(len(NOUNS))
    number, gender = twins.twin(words, twins.NUMBER), twins.twin(words, twins.GENDER)
    assert np.array_equal(twins.twin(number, twins.NUMBER), words)
    assert np.array_equal(CLASS[number] // 2, CLASS[words] // 2)
    assert (CLASS[number] % 2 != CLASS[words] % 2).all()
    assert np.array_equal(CLASS[gender] % 2, CLASS[words] % 2)
    assert (CLASS[gender] // 2 != CLASS[words] // 2).all()
    assert (WORDS[number[0]], WORDS[gender[0]]) == ("boys", "girl")


def exchanged_by_hand(model, pairs: LinedUp, other, unit: int):  # type: ignore[no-untyped-def]
    """Step by step in plain NumPy: both twins to the subject, then the exchange, then on."""
    W_x, W_h, b = model.cell

    def step(word, h, c):  # type: ignore[no-untyped-def]
        i, f, g, o = np.split(W_x[word] + h @ W_h + b, 4, axis=-1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c), c, sigmoid(o)

    h = c = h2 = c2 = np.zeros((pairs.x.shape[1], 6))
    for t, word in enumerate(pairs.x):
        h, c, o = step(word, h, c)
        if t <= pairs.at("S2"):
            h2, c2, _ = step(other if t == pairs.at("S2") else word, h2, c2)
        if t == pairs.at("S2"):
            c = np.where(np.arange(6) == unit, c2, c)
            h = o * np.tanh(c)
    return twins.classes(readout(model.out, h))


@pytest.mark.parametrize("name", ["agreement", "agreement-two-answers"])
def test_an_exchange_is_what_a_loop_does(name: str) -> None:
    model = load_models(name)[1][2]
    pairs = lined_up(np.random.default_rng(5), 40)
    flips = twins.flips(model, pairs)
    for feature in (twins.NUMBER, twins.GENDER):
        other = twins.twin(pairs.x[pairs.at("S2")], feature)
        for unit in (0, 4):
            said = exchanged_by_hand(model, pairs, other, unit)
            assert np.array_equal(said, twins.exchanged(model, pairs, feature, unit))
            assert flips[feature, unit, twins.NUMBER] == (said % 2 != pairs.subject % 2).mean()
            assert flips[feature, unit, twins.GENDER] == (said // 2 != pairs.subject // 2).mean()


def test_what_is_left_agrees_with_reading_word_by_word() -> None:
    model = load_models("agreement")[1][0]
    pairs = lined_up(np.random.default_rng(6), 2 * probes.HALF)
    left = forgetting.left(model, pairs)
    texts = [" ".join(WORDS[k] for k in pairs.x[:, b]) for b in range(60)]
    said = np.array([reading.read(model, text).chances.argmax(axis=1) for text in texts])
    parts = (part if isinstance(part, tuple) else part[..., :60] for part in pairs)
    few = forgetting.left(model, LinedUp(*parts))
    assert np.allclose(few.old, (said == pairs.before[:60, None]).mean(axis=0))
    assert np.allclose(few.new, (said == pairs.subject[:60, None]).mean(axis=0))
    assert left.readable[3] > 0.99  # it is still there after the stop
    assert abs(left.readable[-1] - 2 / 3) < 0.05


def test_a_sentence_of_the_readers() -> None:
    model = load_models("agreement")[1][0]
    own = {"Ada": "feminine singular", "Tom": "masculine singular"}
    found = reading.read(model, "boys beside Ada ___ . Tom without girls today ___ .", own)
    assert found.forms == ("přišli", "přišel")
    assert found.told() == "boys beside Ada přišli . Tom without girls today přišel ."
    assert found.chances.shape == (11, 4)
    assert np.allclose(found.chances.sum(axis=1), 1)
    assert FORMS[found.chances[2].argmax()] == "přišli"
    trace = unroll(LSTM, model.cell, np.array([[NUMBER[word]] for word in ("boys", "beside", "girl", "___")]))
    assert np.allclose(
        reading.read(model, "boys beside girl").chances[-1].argmax(), readout(model.out, trace.h[-1]).argmax()
    )


def test_a_word_of_ones_own_has_the_mean_row_of_its_class() -> None:
    model = load_models("agreement")[1][0]
    rows = reading.class_rows(model)
    for c, kind in enumerate(CLASSES):
        mean = np.mean([model.cell.W_x[k] for k in range(len(NOUNS)) if CLASS[k] == c], axis=0)
        assert np.allclose(rows[c], mean)
        assert reading.read(model, "cat ___", {"cat": kind}).forms == (FORMS[c],)
    assert reading.right_by_class_rows(model, hard(4, 100)) > 0.98


@pytest.mark.parametrize(
    ("text", "own", "error", "message"),
    [
        (3, {}, TypeError, "text: expected a text, got int"),
        ("", {}, ValueError, "text: expected at least one word"),
        (
            "boy beside dog ___",
            {},
            ValueError,
            "words of the little language or of own, got 'dog'",
        ),
        ("dog ___", {"dog": "neuter"}, ValueError, r"own\['dog'\]: expected one of masculine singular"),
    ],
)
def test_what_cannot_be_read(text: str, own: dict[str, str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        reading.read(load_models("agreement")[1][0], text, own)
