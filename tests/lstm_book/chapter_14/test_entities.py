"""Pieces and F1 against a second way: every span of words is asked whether it is a piece."""

import numpy as np
import pytest

from lstm_book.chapter_14.addresses import CLASSES, TAGS, load
from lstm_book.chapter_14.entities import f1, is_legal, is_torn, judge, pieces


def brute_force(tags: tuple[str, ...]) -> set[tuple[int, int, str]]:
    """Return every span that is one class throughout, begins a piece, and cannot be made longer."""
    found = set()
    for start in range(len(tags)):
        for stop in range(start + 1, len(tags) + 1):
            for kind in CLASSES:
                if not all(tag[2:] == kind for tag in tags[start:stop]):
                    continue
                goes_on = all(tag[0] == "I" for tag in tags[start + 1 : stop])
                begins = tags[start][0] == "B" or start == 0 or tags[start - 1][2:] != kind
                ends = stop == len(tags) or tags[stop] != f"I-{kind}"
                if goes_on and begins and ends:
                    found.add((start, stop, kind))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_pieces_and_f1_are_those_of_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    few = [tag for tag in TAGS if tag[2:] in ("", "CITY", "ZIP")]
    rows = [[tuple(rng.choice(few, size=n)) for n in (1, 4, 7)] for _ in range(2)]
    for tags in rows[0] + rows[1]:
        assert {tuple(piece) for piece in pieces(tags)} == brute_force(tags)
    true = [len(brute_force(a) & brute_force(b)) for a, b in zip(*rows, strict=True)]
    precision = sum(true) / max(1, sum(len(brute_force(b)) for b in rows[1]))
    recall = sum(true) / max(1, sum(len(brute_force(a)) for a in rows[0]))
    expected = 2 * precision * recall / (precision + recall) if sum(true) else 0.0
    assert f1(rows[0], rows[1]) == pytest.approx(expected, abs=1e-12)


def test_a_wrong_end_or_class_costs_the_whole_piece() -> None:
    gold = [("B-NUMBER", "B-STREET", "I-STREET", "B-TYPE")]
    assert f1(gold, gold) == 1.0
    assert f1(gold, [("B-NUMBER", "B-STREET", "B-TYPE", "I-TYPE")]) == pytest.approx(1 / 3)
    assert f1(gold, [("B-NUMBER", "B-CITY", "I-CITY", "B-TYPE")]) == pytest.approx(2 / 3)
    assert f1([("O",)], [("O",)]) == 0.0


def test_illegal_and_torn() -> None:
    assert is_legal(("B-CITY", "I-CITY", "B-CITY"))
    assert not is_legal(("I-CITY",))
    assert not is_legal(("B-ZIP", "I-CITY"))
    assert is_torn(("B-ZIP", "O", "B-ZIP"))
    assert is_torn(("B-ZIP", "B-ZIP"))
    assert not is_torn(("B-DIR", "B-STREET", "B-DIR"))


def test_judging_the_labels_by_themselves() -> None:
    gold = [address.tags for address in load()]
    perfect = judge(gold, gold)
    assert perfect[:4] == (1.0, 1.0, 1.0, 0)
    nothing = judge(gold, [("O",) * len(tags) for tags in gold])
    assert (nothing.f1, nothing.whole, nothing.torn) == (0.0, 0.0, 0)
