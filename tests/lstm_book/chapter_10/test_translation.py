"""Reader and writer: the whole gradient, greedy writing against a run that is given its words, batches."""

import numpy as np
import pytest

from lstm_book.chapter_10 import translation
from lstm_teach import count_weights, tree_map
from lstm_teach.gradient_checks import complex_step
from lstm_teach.params import named_leaves
from lstm_teach.tasks.agreement_translation import CZECH, END, ENGLISH, GO, agreement_translation

BOTH = pytest.mark.parametrize("attention", [False, True], ids=["one vector", "attention"])


def made(attention: bool, H: int = 2) -> translation.Translator:
    rng = np.random.default_rng(5)
    net = translation.init(rng, H, attention=attention)
    return tree_map(lambda weights: weights + 0.3 * rng.normal(size=weights.shape), net)


@pytest.mark.slow
@BOTH
def test_every_gradient_is_that_of_the_complex_step(attention: bool) -> None:
    net = made(attention)
    batch = agreement_translation(np.random.default_rng(0), 3, phrases=(0, 1, 2))
    assert len(set(batch.phrases)) > 1
    value, gradient = translation.gradient(net, batch)
    assert value == translation.loss(net, batch)
    numeric = dict(named_leaves(complex_step(lambda at: translation.loss(at, batch), net)))
    found = dict(named_leaves(gradient))
    assert found.keys() == numeric.keys()
    for name in found:
        assert np.abs(found[name] - numeric[name]).max() < 1e-10, name
        assert np.abs(found[name]).max() > 1e-4, name


@BOTH
def test_greedy_writing_is_a_run_that_is_given_its_own_words(attention: bool) -> None:
    net = made(attention, 8)
    batch = agreement_translation(np.random.default_rng(1), 6)
    words, shares = translation.translate(net, batch.x, batch.lengths, 7)
    given = np.vstack([np.full((1, 6), CZECH.index(GO)), words[:-1]])
    run = translation.run(net, batch.x, batch.lengths, given)
    assert np.array_equal(run.scores.argmax(axis=-1), words)
    assert len({tuple(row) for row in words.T}) > 1
    if attention:
        assert np.allclose(shares, run.shares, rtol=0, atol=1e-14)
        assert np.allclose(shares.sum(axis=-1), 1.0)
    else:
        assert shares is None
        assert run.shares is None


@BOTH
def test_a_sentence_is_translated_alone_as_in_a_batch(attention: bool) -> None:
    net = made(attention, 8)
    batch = agreement_translation(np.random.default_rng(2), 5, phrases=(0, 3))
    together = translation.translate(net, batch.x, batch.lengths, 6).words
    for b, n in enumerate(batch.lengths):
        alone = translation.translate(net, batch.x[:n, b : b + 1], np.array([n]), 6).words
        assert np.array_equal(alone[:, 0], together[:, b])


@BOTH
def test_the_english_is_heard_through_the_reader_alone(attention: bool) -> None:
    batch = agreement_translation(np.random.default_rng(3), 1, phrases=(2,))
    other = batch.x.copy()
    other[0] = (other[0] + 1) % 24
    net = made(attention)
    deaf = net._replace(reader=net.reader._replace(W_x=np.zeros_like(net.reader.W_x)))
    for reader, same in ((net, False), (deaf, True)):
        scores = [translation.run(reader, x, batch.lengths, batch.given).scores for x in (batch.x, other)]
        assert np.array_equal(*scores) is same


def test_weights_and_a_start_that_cannot_be() -> None:
    D, V, H = len(ENGLISH), len(CZECH), 32
    LSTMs = sum(4 * H * (words + H + 1) for words in (D, V))
    vector, attention = (
        translation.init(np.random.default_rng(0), H, attention=both) for both in (False, True)
    )
    assert count_weights(vector) == LSTMs + (H + 1) * V
    assert count_weights(attention) == LSTMs + (2 * H + 1) * V
    with pytest.raises(ValueError, match="attention: expected one of True, False, got 'yes'"):
        translation.init(np.random.default_rng(0), H, attention="yes")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="hidden_size"):
        translation.init(np.random.default_rng(0), 0, attention=True)


@BOTH
def test_one_sentence_is_written_as_in_a_batch(attention: bool) -> None:
    net = made(attention, 8)
    batch = agreement_translation(np.random.default_rng(4), 1, phrases=(2,))
    english = " ".join(ENGLISH[k] for k in batch.x[:, 0])
    czech, shares = translation.written(net, english)
    words, together = translation.translate(net, batch.x, batch.lengths, 14)
    assert czech == [CZECH[k] for k in words[: len(czech), 0]]
    assert len(czech) == 14 or czech[-1] == END
    assert (shares is None) is not attention
    if shares is not None and together is not None:
        assert np.array_equal(shares, together[0, : len(czech)])


@pytest.mark.parametrize(("english", "came"), [("boy came late", "got 'late'"), (" ", "got none")])
def test_words_that_are_not_of_the_language_are_said(english: str, came: str) -> None:
    with pytest.raises(ValueError, match=f"english: expected words of the language .*, {came}"):
        translation.written(made(True), english)
