"""The map of starts: what it says of a start, what it hides, and what of it is touched."""

import math
import random
import re

import numpy as np
import pytest

from lstm_book.chapter_08 import StartMap
from lstm_book.chapter_08 import start_map_grid as grid
from lstm_book.chapter_08.start_map_draw import FULL, place, side, start_at
from lstm_book.chapter_08.start_map_run import (
    LOOP,
    SOLVED,
    STRAIGHT,
    input_bias_at,
    loop_bias_at,
    noise,
    size_of_g,
    untrained,
)
from lstm_teach.cells import LSTM, LSTMParams
from lstm_teach.draw import theme
from lstm_teach.draw.numbers import number, significant
from lstm_teach.sequence import unroll
from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import NS, parse, texts
from tests.lstm_book.touching import check_parts, drag, texts_in


def sigma(b: float) -> float:
    return 1.0 / (1.0 + math.exp(-b))


def squares(widget):
    """Return (x, y, side, whether framed) of the squares of starts, without the legend's."""
    found = []
    for rect in parse(widget.picture).iter(f"{NS}rect"):
        if theme.SKY_BLUE in rect.get("style") and float(rect.get("y")) < 400:
            x, y, w, h = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
            assert w == pytest.approx(h, abs=0.11)
            found.append((x + w / 2, y + h / 2, w, "stroke:" in rect.get("style")))
    return found


def test_a_start_is_described_by_its_biases():
    starts = StartMap(forget_bias=5, input_bias=-3, lag=100)
    f, i = sigma(5), sigma(-3)
    steps = 0.0  # the noise step by step, as a recursion
    for _ in range(100):
        steps = f * f * steps + (i * size_of_g()) ** 2
    assert starts.result.kept == pytest.approx(f**100, rel=1e-12)
    assert starts.result.noise == pytest.approx(math.sqrt(steps), rel=1e-9)
    said = " ".join(texts(starts.picture))
    for value in (significant(f, 4), significant(f**100, 2), significant(math.sqrt(steps), 2)):
        assert value in said
    c = starts.trace.c[99]
    assert starts.result.measured == pytest.approx(math.sqrt(float(np.mean(c**2))), rel=1e-12)


def test_the_rules_are_what_their_lines_say():
    for lag, b_f in ((25, 4.0), (100, 6.5), (400, 9.0)):
        assert noise(b_f, input_bias_at(b_f, lag), lag) == pytest.approx(STRAIGHT, rel=1e-9)
        step = sigma(b_f) + sigma(loop_bias_at(b_f, lag)) / 2
        assert step**lag == pytest.approx(LOOP, rel=1e-9)
    assert math.isinf(input_bias_at(0.0, 100))
    assert math.isinf(loop_bias_at(0.0, 100))


def test_the_rule_of_noise_holds_without_the_loop():
    params = grid.start(6.0, -2.0, 0).cell
    deaf = LSTMParams(params.W_x * _candidate_alone(), np.zeros_like(params.W_h), params.b)
    x = grid.new_sequences(100).x
    c = unroll(LSTM, deaf, x).c[99]
    assert float(np.sqrt(np.mean(c**2))) == pytest.approx(noise(6.0, -2.0, 100), rel=0.25)


def _candidate_alone():
    return np.repeat([0.0, 0.0, 1.0, 0.0], grid.HIDDEN)


def test_the_rule_of_the_loop_is_the_fastest_growth_of_a_small_c():
    params, f, i = grid.start(6.0, -2.0, 0).cell, sigma(6.0), sigma(-2.0)
    H = grid.HIDDEN
    step = f * np.eye(H) + i / 2 * params.W_h[:, 2 * H : 3 * H]  # c -> f c + i (c / 2) W_h
    assert np.linalg.norm(step, 2) <= f + i / 2 + 1e-12
    assert np.abs(np.linalg.eigvals(step)).max() == pytest.approx(f + i / 2, rel=0.02)


def test_the_loop_and_not_the_noise_makes_the_store_loud_at_a_long_lag():
    c = untrained(9, -2, 400).c[399]
    assert noise(9, -2, 400) < 0.6
    assert float(np.sqrt(np.mean(c**2))) > 10


def test_squares_are_the_shares_learned():
    starts = StartMap(lag=100, show="all starts")
    stored = grid.load()
    median = np.median(stored.error[2], axis=-1)
    found = {start_at(x, y): (x, y, w, framed) for x, y, w, framed in squares(starts)}
    for n, f in enumerate(grid.FORGET):
        for m, i in enumerate(grid.INPUT):
            learned = max(0.0, 1.0 - median[n, m] / stored.constant[2])
            x, y, w, framed = found[f, i]
            assert (x, y) == pytest.approx(place(f, i), abs=0.11)
            assert w == pytest.approx(FULL * math.sqrt(learned), abs=0.11)
            assert framed == bool((stored.error[2, n, m] < SOLVED * stored.constant[2]).all())
    assert side(1.0) == FULL


def test_nothing_is_told_before_it_is_asked_for():
    stored = grid.load()
    starts = StartMap(forget_bias=5, input_bias=-3, lag=100)
    errors = [number(error, 4) for error in stored.error[2, 5, 3]]
    hidden = starts.picture
    assert squares(starts) == []
    assert theme.BLUE not in hidden
    assert not any(error in hidden for error in errors)
    assert "solved by" not in hidden
    starts.show = "this start"
    shown = starts.picture
    assert [start_at(x, y) for x, y, *_ in squares(starts)] == [(5, -3)]
    assert shown.count(theme.BLUE) == grid.SEEDS
    assert all(error in shown for error in errors)
    solved = int((stored.error[2, 5, 3] < SOLVED * stored.constant[2]).sum())
    assert f"solved by {solved} of 3" in shown
    better = int((np.median(stored.error[2], axis=-1) < np.median(stored.error[2, 5, 3])).sum())
    assert f"better starts: {better} of 79" in shown
    assert "Seeds that solved it" not in starts.drawing.alt
    starts.show = "all starts"
    assert "Seeds that solved it, for forget biases 0 to 9: input bias 0: " in starts.drawing.alt


@pytest.mark.parametrize("change", [{"forget_bias": 6}, {"input_bias": -4}, {"lag": 400}])
def test_another_choice_hides_what_came_of_the_last(change):
    starts = StartMap(forget_bias=5, input_bias=-3, lag=100, show="this start")
    starts.set(**change)
    assert starts.show == "hidden"
    starts.undo()
    assert starts.show == "this start"
    starts.show = "all starts"
    starts.set(**change)
    assert starts.show == "all starts"


def test_verdicts_of_all_starts_agree_with_the_stored_errors():
    stored, starts = grid.load(), StartMap(show="all starts")
    for n, lag in enumerate(grid.LAGS):
        for f, i in ((1, 0), (5, -3), (8, -6), (9, -5), (9, 0)):
            starts.set(forget_bias=f, input_bias=i, lag=lag)
            if not grid.is_trained(lag, f):
                assert f < 6
                assert starts.drawing.label.endswith("not trained at this lag")
                continue
            errors = stored.error[n, f, -i] / stored.constant[n]
            solved = int((errors < SOLVED).sum())
            verdict = starts.drawing.label.split(":  ")[1]
            if solved:
                assert verdict == f"solved by {solved} of 3 seeds"
            else:
                assert verdict.startswith("not solved")
                assert ("nothing learned" in verdict) == (1 - np.median(errors) < 0.1)


def test_what_was_not_trained_has_a_cross_and_no_square():
    starts = StartMap(forget_bias=4, input_bias=-3, lag=400, show="all starts")
    crosses = [text for text in texts(starts.picture) if text == "×"]
    assert len(crosses) == grid.LEAST[400] * len(grid.INPUT)
    assert min(start_at(x, y)[0] for x, y, *_ in squares(starts)) == grid.LEAST[400]
    assert "not trained" in texts(starts.picture)
    assert f"forget biases {grid.LEAST[400]} to 9: input bias 0: " in starts.drawing.alt
    assert "nan" not in starts.picture.lower()


def test_parts_of_many_settings():
    rng = random.Random(0)
    for _ in range(8):
        starts = StartMap(
            forget_bias=rng.choice(grid.FORGET),
            input_bias=rng.choice(grid.INPUT),
            lag=rng.choice(grid.LAGS),
            show=rng.choice(["hidden", "this start", "all starts"]),
        )
        check_parts(starts, rng, handles=2)
        assert texts_in(starts, "forget_bias") == [f"{starts.forget_bias}"]
        assert texts_in(starts, "input_bias") == [number(starts.input_bias, 0)]
        assert texts_in(starts, f"lag:{starts.lag}") == [f"{starts.lag}"]


def test_a_click_on_the_map_chooses_both_biases():
    starts = StartMap()
    x, y = place(7, -4)
    for phase in ("down", "up"):
        starts.touch(Touch(phase, "map", x + 9, y - 9))
    assert (starts.forget_bias, starts.input_bias) == (7, -4)
    starts.undo()
    assert (starts.forget_bias, starts.input_bias) == (1, 0)
    starts.touch(Touch("key", "map", name="ArrowRight"))
    starts.touch(Touch("key", "input_bias", name="ArrowDown"))
    assert (starts.forget_bias, starts.input_bias) == (2, -1)
    drag(starts, "forget_bias", dx=36)
    drag(starts, "input_bias", dy=66)
    assert (starts.forget_bias, starts.input_bias) == (3, -3)
    starts.touch(Touch("key", "lag:400", name="Enter"))
    assert starts.lag == 400
    assert start_at(-100, 1e4) == (0, -7)
    assert start_at(1e4, -100) == (9, 0)


def test_lines_move_with_the_lag():
    lines = []
    for lag in grid.LAGS:
        starts = StartMap(lag=lag)
        ds = [path.get("d") for path in parse(starts.picture).iter(f"{NS}path") if "#" in path.get("style")]
        lines.append(ds)
        x = place(math.log(lag), 0)[0]
        assert any(re.match(rf"M{x:.1f}".removesuffix(".0"), d) for d in ds)
        assert f"ln T = {number(math.log(lag), 1)}" in texts(starts.picture)
    assert len({tuple(ds) for ds in lines}) == len(grid.LAGS)


@pytest.mark.parametrize(("lag", "came"), [(60, "60"), (100.5, "100.5"), ("100", "'100'"), (True, "True")])
def test_another_lag_is_refused(lag, came):
    with pytest.raises(ValueError, match=rf"^lag: expected .*, got {re.escape(came)}$"):
        StartMap(lag=lag)
