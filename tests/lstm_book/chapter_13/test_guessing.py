"""Shannon's game: a fair price for every guess, and nothing on the page of what is not guessed yet."""

import json
import random
import re
from dataclasses import replace

import numpy as np
import pytest

from lstm_book.chapter_13 import counting
from lstm_book.chapter_13.cowriter_models import as_pair
from lstm_book.chapter_13.guessing import CELLS, LEFT, ROOM, GuessingGame, draw
from lstm_book.chapter_13.guessing_run import BETS, CONTEXT, LENGTH, cost, passage, passages, run
from lstm_teach import LSTM, log_softmax, readout, unroll
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import parse
from tests.lstm_book.chapter_13.pairs import LINE, made, network, plain
from tests.lstm_book.touching import check_parts, drag, placed_texts
from tests.widgets.on_page import on_page


def check(game):
    """Controls, settings, the shown picture and a fresh drawing of the state agree."""
    state = game.state
    assert game.picture == draw(state, run(state)).svg() == on_page(game)
    parse(game.picture)
    for name, control in game.controls.items():
        if name == "bet":
            assert BETS[control.index] == state.bet
        else:
            assert control.value == getattr(state, name)
    assert len(state.bets) == len(state.guesses) == len(game.revealed)


def on_the_page(game):
    """All that a page is told: the picture with its parts, the controls, and what a notebook stores."""
    controls = {name: control.get_state() for name, control in game.controls.items()}
    told = [game._picture.view, game._picture.get_state(), controls, game._repr_mimebundle_(), repr(game)]
    told = re.sub(r"IPY_MODEL_\w+|'model_id': '\w+'|model_id\W+\w+", "", json.dumps(told, default=str))
    return told


def test_nothing_of_what_is_not_guessed_is_on_the_page():
    """Two texts that differ after k characters make the same page until k characters are guessed."""
    pair = plain()
    at = passages(pair)[1]
    hidden = pair.test[at : at + LENGTH]
    for k in (0, 1, 12, LENGTH - 1):
        rest = "".join("a" if symbol == "t" else "t" for symbol in hidden[k:])
        other = pair.test[: at + k] + rest + pair.test[at + LENGTH :]
        pages = []
        for test in (pair.test, other):
            game = GuessingGame(passage=2, network=replace(pair, test=test))
            assert passages(game.state.network) == passages(pair)
            seen = [on_the_page(game)]
            for guess in "t" * k:
                game.guesses += guess
                seen.append(on_the_page(game))
            game.undo()
            game.redo()
            seen.append(on_the_page(game))
            pages.append(seen)
            game.guesses += "t"
            pages[-1].append(on_the_page(game))
        assert pages[0][:-1] == pages[1][:-1]
        assert pages[0][-1] != pages[1][-1]


@pytest.mark.parametrize("bet", BETS)
@pytest.mark.parametrize("guess", ["t", " ", ";", "Q"])
def test_a_bet_is_a_distribution_over_the_whole_alphabet(guess, bet):
    pair = plain()
    for last in "t.":
        shares = {true: 2.0 ** -cost(pair, last, true, guess, bet) for true in pair.alphabet.symbols}
        known = guess in shares
        assert sum(shares.values()) == pytest.approx(1.0 if known else 1.0 - bet)
        if known:
            assert shares[guess] == pytest.approx(bet)
        # The rest, as one character follows the other in the text that was read.
        text = 6 * "the cat sat on the mat, and the dog sat on the cat; the hat was that of a man.\n"
        a, b = (s for s in "ah" if s != guess)
        counts = [text.count(last + s) + 0.5 for s in (a, b)]
        assert shares[a] / shares[b] == pytest.approx(counts[0] / counts[1])


def test_network_and_counting_read_what_the_reader_sees_and_pay_what_lstm_teach_says():
    pair = plain()
    game = GuessingGame(passage=1, guesses="t" * LENGTH, network=pair)
    of = game.result.passage
    at = passages(pair)[0]
    assert of.context + of.hidden == pair.test[at - len(of.context) : at + LENGTH]
    assert game.revealed == of.hidden
    said = re.sub(r"\s+", " ", " ".join(text for text, _, y in placed_texts(game.picture) if 30 < y < 70))
    assert said == re.sub(r"\s+", " ", f"… {of.context} …")
    ids = pair.alphabet.encode(of.context + of.hidden)
    h = unroll(LSTM, pair.network.model.cell, np.eye(pair.alphabet.size, dtype=np.float32)[ids][:, None]).h
    log_p = log_softmax(readout(pair.network.model.out, h).astype(float))[:, 0]
    start = len(of.context)
    network = [-log_p[start + k - 1, ids[start + k]] / np.log(2) for k in range(LENGTH)]
    assert game.bits[1] == pytest.approx(network, abs=2e-5)
    assert game.bits[2] == pytest.approx(counting.bits(pair.ngram, ids[start:], ids[:start]))
    first = [pair.alphabet.symbols[int(np.argmax(log_p[start + k - 1]))] for k in range(LENGTH)]
    assert game.result.right[1].tolist() == [a == b for a, b in zip(first, of.hidden, strict=True)]
    assert game.result.right[0].tolist() == [a == "t" for a in of.hidden]
    totals = [f"{number(total, 1)} bits" for total in game.bits.sum(axis=1)]
    shown = [text for text, x, _ in placed_texts(game.picture) if x == 722]
    assert shown == totals
    right = game.result.right.sum(axis=1)
    assert f"you {right[0]}, network {right[1]}, counting {right[2]}" in game.drawing.label


def test_a_right_guess_costs_its_bet_and_each_guess_keeps_its_own():
    hidden = passage(plain(), 1).hidden
    game = GuessingGame(network=plain())
    for k, bet in enumerate((0.5, 0.9, 0.25, 0.75)):
        game.bet = bet
        game.guesses += hidden[k]
    assert game.bets == (0.5, 0.9, 0.25, 0.75)
    assert game.bits[0] == pytest.approx([1.0, 0.152003, 2.0, 0.4150375])
    assert game.result.right[0].all()
    check(game)
    marks = [text for text, x, y in placed_texts(game.picture) if y == 120 and x > LEFT]
    assert marks == ["✓"] * 4
    letters = [text for text, x, y in placed_texts(game.picture) if y == CELLS + 18 and x > LEFT]
    assert letters[:5] == [*hidden[:4].replace(" ", "␣"), "?"]
    assert len(letters) == 5


def test_what_was_guessed_stays_and_another_passage_begins_anew():
    game = GuessingGame(network=plain(), guesses="the")
    with pytest.raises(
        ValueError, match="guesses: expected 'the' and more, for what was guessed stays, got 'th'"
    ):
        game.guesses = "th"
    check(game)
    game.controls["guesses"].value = "the "
    assert game.t == 4
    check(game)
    game.passage = 2
    assert (game.guesses, game.bets, game.t) == ("", (), 0)
    assert game.parts == ()
    check(game)
    game.undo()
    assert game.guesses == "the "
    check(game)


def test_a_guess_is_looked_at_again_by_touch_and_by_key():
    game = GuessingGame(network=plain(), guesses="the man of the")
    rng = random.Random(2)
    check_parts(game, rng)
    start = game.t
    for t in (1, 7, 14):
        part = part_of(game.parts, "guess")
        drag(game, "guess", dx=LEFT + (t - 0.5) * ROOM - part.middle[0])
        assert game.t == t
        check(game)
        check_parts(game, rng)
    game.touch(Touch("key", "guess", name="Home"))
    assert game.t == 1
    game.undo()
    assert game.t == start


def test_the_bars_are_those_of_the_guess_that_is_looked_at():
    game = GuessingGame(network=plain(), guesses="the man", t=3)
    of = game.result.passage
    for table, x in ((of.network, 10), (of.counting, 370)):
        p = 2.0 ** table[2]
        best = np.argsort(-p, kind="stable")[:8]
        rows = [text for text, at, y in placed_texts(game.picture) if at == x + 14 and y > 242]
        assert rows[-8:] == [plain().alphabet.symbols[n].replace(" ", "␣").replace("\n", "↵") for n in best]
    assert "Guess 3: you said “e”" in game.drawing.description


def test_what_does_not_fit_is_refused():
    for settings, message in (
        ({"guesses": "a" * 31}, "guesses: expected at most 30 characters, got 31"),
        ({"guesses": 3}, "guesses: expected a text, got 3"),
        ({"bet": 0.6}, "bet: expected one of 0.25, 0.5, 0.75, 0.9, got 0.6"),
        ({"bets": (0.5,)}, "bets: expected one for each of 0 guesses, got 1"),
        ({"guesses": "a", "bets": (0.6,)}, "bets: expected one of"),
        ({"passage": 0}, "passage: expected a whole number from 1 to the last passage = 4, got 0"),
        ({"guesses": "ab", "t": 3}, "t: expected a whole number from 1 to number of guesses = 2, got 3"),
    ):
        with pytest.raises((TypeError, ValueError), match=re.escape(message)):
            GuessingGame(**{"network": plain(), **settings})
    for pair in (made(6 * LINE + "\n"), network("a b\n", 3)):
        with pytest.raises(ValueError, match="network: expected one with a test text that has lines of 50"):
            GuessingGame(network=pair)
    game = GuessingGame(network=plain())
    with pytest.raises(ValueError, match="network: a game keeps its network, pair"):
        game.network = "novel"


def test_stretches_of_wrapped_lines_will_do():
    wrapped = made(6 * LINE + "\n", test=8 * "so the man sat that the cat had a hat on the mat and the dog\n")
    game = GuessingGame(network=wrapped)
    assert "\n" not in game.result.passage.hidden
    assert len(game.result.passage.context) > CONTEXT - 40


def test_the_novel_has_stretches_that_begin_with_words_of_its_test_text():
    pair = as_pair("network", "novel")
    starts = passages(pair)
    assert 12 <= len(starts) <= 20
    for n, at in enumerate(starts, start=1):
        of = passage(pair, n)
        assert pair.test[at - 1] == " "
        assert "\n" not in of.hidden
        assert pair.test[at:].startswith(of.hidden)
    game = GuessingGame(passage=2, guesses="th")
    assert eval(repr(game)).state == game.state
    assert game._repr_mimebundle_()["text/plain"] == repr(game)
