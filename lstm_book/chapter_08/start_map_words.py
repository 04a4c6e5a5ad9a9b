"""What the map of starts says in words, as far as it may be said."""

from __future__ import annotations

import math

import numpy as np

from lstm_book.chapter_08 import start_map_grid as grid
from lstm_book.chapter_08.start_map_run import STRAIGHT, StartMapState, StartRun, input_bias_at, loop_bias_at
from lstm_teach.draw.numbers import number, plain, significant
from lstm_teach.numerics import sigmoid


def sentences(state: StartMapState, result: StartRun) -> tuple[str, str, str]:
    """Say which start is chosen and what came of it, what its gates keep, and how loud its store is."""
    f, i = (float(sigmoid(np.array(float(b)))) for b in (state.forget_bias, state.input_bias))
    b_f, b_i, T = number(state.forget_bias, 0), number(state.input_bias, 0), state.lag
    return (
        f"T = {T}, forget bias {b_f}, input bias {b_i}:  {verdict(state, result)}",
        f"forget gate σ({b_f}) = {significant(f, 4)}: of what is stored {significant(result.kept, 2)} "
        f"is left after {T} steps",
        f"input gate σ({b_i}) = {significant(i, 3)}: after {T} steps noise makes c "
        f"{significant(result.noise, 2)}, with the loop through h {significant(result.measured, 2)}",
    )


def verdict(state: StartMapState, result: StartRun) -> str:
    """Say in words whether the chosen start was solved, if that may be seen."""
    if state.show == "hidden":
        return "what came of it is hidden"
    if not grid.is_trained(state.lag, state.forget_bias):
        return "not trained at this lag"
    solved, learned = int(result.of(state, result.solved)), result.of(state, result.learned)
    if solved:
        return f"solved by {solved} of {grid.SEEDS} seeds"
    return "not solved, nothing learned" if learned < 0.1 else f"not solved, share learned {number(learned)}"


def outcome(state: StartMapState, result: StartRun) -> list[str]:
    """Say the errors of the chosen start and its place among all, if they may be seen."""
    constant = f"dashed: a constant, {number(result.constant, 4)}"
    if state.show == "hidden":
        return [constant, "choose a start,", "then show what came of it"]
    if not grid.is_trained(state.lag, state.forget_bias):
        return [constant, "not trained at this lag", f"(forget biases below {grid.LEAST[state.lag]})"]
    at = grid.FORGET.index(state.forget_bias), grid.INPUT.index(state.input_bias)
    errors = ", ".join(number(error, 4) for error in sorted(result.errors[at]))
    count = sum(grid.is_trained(state.lag, f) for f in grid.FORGET) * len(grid.INPUT)
    return [
        constant, "error on new sequences:", errors,
        f"solved by {int(result.of(state, result.solved))} of {grid.SEEDS}",
        f"better starts: {result.better} of {count - 1}",
    ]  # fmt: skip


def rules(lag: int) -> tuple[str, ...]:
    last = grid.FORGET[-1]
    return (
        f"The rule of keeping asks for a forget bias of at least ln T = {number(math.log(lag), 2)}",
        f"At forget bias {last}, noise alone stays below {plain(STRAIGHT)} up to an input bias of "
        f"{number(input_bias_at(last, lag), 1)}, and the loop through h multiplies c by at most e up to "
        f"{number(loop_bias_at(last, lag), 1)}",
    )


def all_starts(state: StartMapState, result: StartRun) -> list[str]:
    """Say row by row how many seeds solved each start, if that may be seen."""
    known = [n for n, f in enumerate(grid.FORGET) if grid.is_trained(state.lag, f)]
    if state.show != "all starts" or not known:
        return []
    rows = [
        f"input bias {number(b, 0)}: {' '.join(str(int(n)) for n in result.solved[known, m])}"
        for m, b in enumerate(grid.INPUT)
    ]
    ends = grid.FORGET[known[0]], grid.FORGET[known[-1]]
    return [f"Seeds that solved it, for forget biases {ends[0]} to {ends[1]}: {'; '.join(rows)}"]
