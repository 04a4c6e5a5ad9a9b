"""What chapter 00 measures: the same numbers by plain equations, and the file in which they are kept."""

import numpy as np
import pytest

from lstm_book.chapter_00 import measured, measures
from lstm_book.chapter_00.machine_run import novel
from tests.lstm_book.chapter_00 import plainly

DECIMALS = 5e-4  # of the file, which may have been written on another CPU


def test_passages_are_of_the_unseen_part_and_apart():
    read = measures.passages()
    np.testing.assert_array_equal(read.ids, plainly.passages())
    decoded = [novel().alphabet.decode(column) for column in read.ids.T]
    unseen = plainly.text()[int(0.95 * len(plainly.text())) :]
    places = [unseen.index(one) for one in decoded]
    assert np.diff(places).min() > len(decoded[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("gate", "word", "value"), [("f", "shut", 0.0), ("i", "open", 1.0), ("o", "open", 1.0)]
)
def test_bits_under_a_held_gate(gate, word, value):
    assert measures.held_bits()[f"{gate} {word}"] == pytest.approx(plainly.bits(gate, value), abs=1e-5)


def test_bits_of_the_untouched_network_and_of_one_unit():
    assert measures.passages().bits() == pytest.approx(plainly.bits(), abs=1e-9)
    unit = measures.word_unit().unit
    assert measures.never_emptied(unit) == pytest.approx(plainly.bits("f", 1.0, (unit,)), abs=1e-9)
    assert measures.never_shown(unit) == pytest.approx(plainly.bits("o", 0.0, (unit,)), abs=1e-9)


def test_tables():
    tables = measures.yardsticks()
    assert tables["letter pairs"] == pytest.approx(plainly.of_pairs(), abs=1e-9)
    assert tables["letter pairs"] < tables["single letters"] < np.log2(novel().alphabet.size)


def test_pulses_and_recovery():
    more = measures.after_pulses(measures.cut(novel(), 30))
    assert list(more) == ["f", "o"]
    for gate, found in more.items():
        np.testing.assert_allclose(found, plainly.after(gate, 30), atol=1e-9)


@pytest.mark.slow
def test_single_precision_will_do_for_the_pulses_of_the_chapter():
    kept = measured.measured()["novel"]
    for gate, found in measures.after_pulses().items():
        np.testing.assert_allclose(found, kept[f"after {gate} shut once"], atol=DECIMALS)


def test_recovery():
    assert measures.letters_to_recover(np.zeros(40)) == 0
    assert measures.letters_to_recover(np.ones(40)) == 40
    falling = np.where(np.arange(40) < 12, 1.0, 0.0)
    assert measures.letters_to_recover(falling) == 12


def test_units_are_found_by_what_they_follow():
    read = measures.passages()
    counted = measures.since(read, " \n", 12)
    column = novel().alphabet.decode(read.ids[:-1, 3])
    for k, letters in enumerate(counted[:, 3]):
        back = column[: k + 1]
        last = max(back.rfind(" "), back.rfind("\n"))
        assert letters == (min(k - last, 12) if last >= 0 else 12)
    word = measures.word_unit()
    stores = read.run().c[measures.BEFORE :, :, word.unit].ravel()
    by_numpy = np.corrcoef(stores, counted[measures.BEFORE :].ravel())[0, 1]
    assert word.r == pytest.approx(by_numpy, abs=1e-9)
    assert abs(word.r) > 0.5


def near(kept, found):
    if isinstance(kept, dict):
        assert kept.keys() == found.keys()
        for name in kept:
            near(kept[name], found[name])
    else:
        assert found == pytest.approx(kept, abs=DECIMALS)


@pytest.mark.slow
def test_the_file_is_of_the_network_that_the_book_ships():
    near(measured.measured()["novel"], measured.measure(measures.passages()))


def test_what_is_said_of_three_smaller_networks():
    kept = measured.measured()
    assert list(kept) == ["novel", *measured.OTHERS]
    for one in kept.values():
        bits, tables = one["bits"], one["tables"]
        floods = [bits["f open"], bits["o open"]]
        assert min(floods) > tables["single letters"]
        assert max(measures.SIX, key=bits.get) == "o open"
        assert bits["f shut"] < tables["letter pairs"]
        first = one["from the first letter"]
        assert first["i shut"] == first["o shut"]
        silent, empty = np.array(one["after o shut once"]), np.array(one["after f shut once"])
        assert 8 < silent.sum() / empty.sum() < 9.5
        assert max(map(measures.letters_to_recover, (silent, empty))) < 10
        word, sentence, untouched = one["word unit"], one["sentence unit"], bits["untouched"]
        assert word["bits if never shown"] > max(untouched, one["by lot, never shown"][-1]) + 0.1
        assert sentence["bits if never shown"] < min(untouched + 0.1, one["by lot, never shown"][-1])
        assert sentence["bits if never emptied"] == pytest.approx(untouched, abs=1e-3)


def test_what_is_said_of_the_three_alone():
    kept = measured.measured()
    others = [kept[name]["bits"] for name in measured.OTHERS]
    assert all(2.2 < bits["untouched"] < 2.35 for bits in others)
    assert sum(bits["o shut"] > bits["f open"] for bits in others) == 2
    mildest = [min(measures.SIX, key=bits.get) for bits in others]
    assert sorted(mildest) == ["f shut", "i open", "i open"]
    for name in measured.OTHERS:
        for gate in "fo":
            assert measures.letters_to_recover(np.array(kept[name][f"after {gate} shut once"])) <= 5
