"""The stored ladder: complete, chosen by the parts to tune on, made again where that is quick."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from lstm_book.chapter_14 import ladder, production
from lstm_book.chapter_14.ladder import (
    DUMB,
    LOWER,
    RATES,
    SETTINGS,
    SPLITS,
    TOOL,
    TUNED,
    Row,
    best_rates,
    chosen,
    difference,
)


def made_up(name: str, number: int, rate: float, tune: float, f1: float) -> Row:
    return Row(name, number, rate, 1.0, tune, f1, f1, f1, 0, 0, f1, f1)


def test_the_file_has_every_training_once_and_all_that_are_told_of() -> None:
    rows = ladder.load()
    found = {(row.name, row.split, row.rate) for row in rows}
    assert len(found) == len(rows)
    assert {name for name, _, _ in found} == {DUMB, TOOL, *SETTINGS}
    for name in (DUMB, TOOL, *SETTINGS):
        assert [row.split for row in chosen(rows, name)] == list(SPLITS), name
    for name, number, rate in product(SETTINGS, TUNED, RATES):
        assert (name, number, rate) in found


def test_of_the_rates_that_were_tried_the_best_is_no_end_and_two_were_tried_on_all_splits() -> None:
    rows = ladder.load()
    for name in SETTINGS:
        of_name = [row for row in rows if row.name == name]
        order = best_rates(of_name)
        assert set(order[:2]) <= set(best_rates(of_name, SPLITS)), name
        assert order[0] == LOWER or min(order) < order[0] < max(order), name
    assert min(production.PENALTIES) < chosen(rows, TOOL)[0].rate < max(production.PENALTIES)


def test_the_rate_is_chosen_by_the_part_to_tune_on_alone() -> None:
    tune = {0.1: (0.9, 0.7, 0.8, 0.8, 0.8), 0.2: (0.9, 0.9, 0.9, 0.4, 0.4), 0.3: (0.5, 0.5, 0.5, 9.0, 9.0)}
    rows = [
        made_up("LSTM", number, rate, by_split[number], rate + number)
        for rate, by_split in tune.items()
        for number in reversed(SPLITS)
    ]
    assert best_rates(rows) == [0.2, 0.1, 0.3]
    assert best_rates(rows[:7]) == [0.1]  # the others were not tried on all splits for tuning
    assert [row.f1 for row in chosen(rows, "LSTM")] == [0.1, 1.1, 2.1, 3.1, 4.1]
    rows += [made_up("BiLSTM", n, 0.1, 0.5, (0.0, 1.0, 2.0, 3.5, 4.5)[n]) for n in SPLITS]
    assert difference(rows, "BiLSTM", "LSTM") == pytest.approx((0.1, -0.1, 0.4, 2))
    with pytest.raises(ValueError, match="name: expected one of most frequent tag, LSTM"):
        chosen(rows, "GRU")


def test_rows_are_read_as_they_are_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ladder, "FILE", tmp_path / "ladder.csv")
    assert ladder.load() == []
    rows = [made_up("LSTM, 1 late", 1, 0.012, 0.9, 0.875), made_up("LSTM", 0, 0.1, 0.7, 0.25)]
    for row in rows:
        ladder.add(row)
    assert ladder.load() == rows


@pytest.mark.slow
def test_the_tagger_that_counts_gives_the_stored_rows() -> None:
    for row in chosen(ladder.load(), DUMB):
        again = ladder.counted(row.split)
        np.testing.assert_allclose(again[2:], row[2:], rtol=0, atol=6e-5)


@pytest.mark.slow
def test_a_training_gives_the_stored_row_or_nearly() -> None:
    stored = chosen(ladder.load(), "LSTM")[0]
    again = ladder.trained("LSTM", 0, stored.rate)
    assert again.f1 == pytest.approx(stored.f1, abs=0.02)
    assert abs(again.illegal - stored.illegal) < 12


def test_what_held_on_every_split_is_all_that_is_claimed() -> None:
    rows = ladder.load()
    for more, less in (("LSTM", DUMB), *ladder.CLAIMED):
        assert difference(rows, more, less).more == len(SPLITS), (more, less)
        assert difference(rows, more, less).low > 0


def test_what_is_claimed_held_by_the_first_rule_for_rates_too() -> None:
    rows = ladder.load()
    first = {name: best_rates(row for row in rows if row.name == name)[0] for name in SETTINGS}
    by_first = [row for row in rows if row.rate == first.get(row.name)]
    moved = {name for name in SETTINGS if first[name] != chosen(rows, name)[0].rate}
    assert moved == {"BiLSTM-CRF", "LSTM, 1 late", "Bi-RNN-CRF, letters"}
    for more, less in ladder.CLAIMED:
        assert difference(by_first, more, less).more == len(SPLITS), (more, less)
    assert len(ladder.PAIRS) == 19  # the page says how many were looked at
    f1 = [np.mean(ladder.values(by_first, name)) for name in ("BiLSTM-CRF", "LSTM-CRF")]
    np.testing.assert_allclose(f1, (0.909, 0.910), rtol=0, atol=5e-4)


def test_the_tables_hold_what_the_rows_say() -> None:
    rows = ladder.load()
    lines = ladder.table(rows, (DUMB, "BiLSTM")).splitlines()
    assert len(lines) == 3
    assert f"{np.mean(ladder.values(rows, 'BiLSTM')):.3f}" in lines[2]
    assert lines[2].endswith(" 11136")  # 2 * 4 * 24 * (33 + 24 + 1)
    by = difference(rows, "BiLSTM", "LSTM")
    assert ladder.differences(rows, [("BiLSTM", "LSTM")]).endswith(f"{by.high:+.3f})  {by.more} of 5")
