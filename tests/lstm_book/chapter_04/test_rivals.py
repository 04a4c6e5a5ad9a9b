"""The race of tanh units and memory cells: fair in size and start, and a table that the command finds."""

import numpy as np
import pytest

from lstm_book.chapter_04 import rivals
from lstm_book.chapter_04.rivals import FINALS, FOUND, MORE_SEEDS, Count, Setting
from lstm_teach import count_weights

KINDS = tuple(rivals.STARTS)


@pytest.mark.parametrize("width", rivals.WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_both_start_from_numbers_of_one_size(kind, width):
    models = [
        rivals.start(kind, Setting(rivals.STARTS[kind][0], width, 0.01), np.random.default_rng(seed))
        for seed in range(50)
    ]
    largest = max(np.abs(model.cell.W_x).max() for model in models)
    assert 0.98 * width < largest <= width
    assert all(count_weights(model.cell) == 96 for model in models)


def test_both_were_tuned_over_as_many_settings():
    assert {kind: len(rivals.settings(kind)) for kind in KINDS} == dict.fromkeys(KINDS, 27)
    assert {kind: len(FOUND[kind]) for kind in KINDS} == dict.fromkeys(KINDS, 27)
    assert all(
        0 <= c.solved <= 5 and 0 <= c.hold <= 5 and 0 < c.updates <= 200 for k in KINDS for c in FOUND[k]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_best_is_first_by_solved_and_then_by_updates(kind):
    best = FINALS[kind][rivals.best(kind)]
    assert all((c.solved, -c.updates) <= (best.solved, -best.updates) for c in FINALS[kind].values())


@pytest.mark.parametrize("kind", KINDS)
def test_the_four_best_of_the_first_round_were_in_the_second(kind):
    found = dict(zip(rivals.settings(kind), FOUND[kind], strict=True))
    assert set(FINALS[kind]) == set(rivals.finalists(kind))
    worst = min((found[s].solved, -found[s].updates) for s in FINALS[kind])
    assert all((c.solved, -c.updates) <= worst for s, c in found.items() if s not in FINALS[kind])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "setting"),
    [
        ("tanh", Setting("orthogonal", 0.3, 0.01)),
        ("tanh", Setting("uniform", 0.74, 0.003)),
        ("memory cells", Setting(-5.0, 0.1, 0.03)),
    ],
)
def test_the_table_is_what_the_command_finds(kind, setting):
    found = FOUND[kind][rivals.settings(kind).index(setting)]
    now = rivals.count(kind, setting)
    assert abs(now.solved - found.solved) <= 1  # another CPU rounds otherwise
    assert abs(now.hold - found.hold) <= 1
    assert now.updates == pytest.approx(found.updates, abs=30)
    assert isinstance(now, Count)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_second_table_is_what_the_command_finds(kind):
    best = rivals.best(kind)
    found, now = FINALS[kind][best], rivals.count(kind, best, MORE_SEEDS)
    assert abs(now.solved - found.solved) <= 1
    assert abs(now.hold - found.hold) <= 2
    assert now.updates == pytest.approx(found.updates, abs=30)
