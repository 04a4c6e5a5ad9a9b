"""The predictions of chapter 00, The LSTM in fifteen minutes."""

from functools import cache

from lstm_book.chapter_00 import measures
from tests.lstm_book.chapter_00 import plainly
from tests.lstm_book.predictions.case import Case

SIX = [f"{gate} {word}" for word in ("shut", "open") for gate in "fio"]


@cache
def held_bits():
    return measures.held_bits()


@cache
def more():
    return measures.after_pulses()


@cache
def lost():
    units = {"word unit": measures.word_unit().unit, "sentence unit": measures.sentence_unit().unit}
    return {"untouched": plainly.bits()} | {
        name: plainly.bits("o", 0.0, (unit,)) for name, unit in units.items()
    }


def worst():
    return max(SIX, key=lambda held: plainly.bits(held[0], float(held.endswith("open"))))


def recovered():
    """The first letter from which on ten in a row cost less than a twentieth of a bit more."""
    more = plainly.after("f")
    return next(k for k in range(31) if more[k : k + 10].mean() < 0.05)


def missed():
    names = [name for name in ("word unit", "sentence unit") if lost()[name] > lost()["untouched"] + 0.1]
    return {0: "neither", 1: names[0] if names else "", 2: "both"}[len(names)]


TABLE = {
    "0.1": Case(
        truth=worst,
        found=lambda: (held_bits(),),
        wrong={
            "no memory": ("f shut", "o open"),
            "it hears nothing": ("i shut", "o open"),
            "it says nothing": ("o shut", "not this time"),
            "the other flood": ("f open", "not this time"),
        },
        bad=("g open", 'expected one of "f shut"'),
        leaks=("mildest", "flood", "tempts", "nobody chooses"),
    ),
    "0.2": Case(
        truth=lambda: "better" if plainly.bits("f", 0.0) < plainly.of_pairs() else "worse",
        found=lambda: (held_bits(), measures.yardsticks()),
        wrong={
            "gibberish": ("worse", "better"),
            "gibberish!": ("Worse.", "not this time"),
            "in blanks": (" worse ", "not this time"),
        },
        bad=("the same", 'expected one of "better", "worse"'),
        leaks=("by far", "this road alone", "gibberish"),
    ),
    "0.3": Case(
        truth=lambda: (
            "the same" if abs(plainly.bits("i", start=0) - plainly.bits("o", start=0)) < 1e-9 else ""
        ),
        found=lambda: (measures.from_the_first(),),
        wrong={
            "deaf": ("i shut", "the same"),
            "dumb": ("o shut", "the same"),
            "dumb, in other letters": ("O shut", "not this time"),
        },
        bad=("both", 'expected one of "i shut"'),
        leaks=("last digit", "hears zeros"),
    ),
    "0.4": Case(
        truth=lambda: [
            max(recovered(), 1),
            "o" if sum(plainly.after("o")) > sum(plainly.after("f")) else "f",
        ],
        found=lambda: (more(),),
        wrong={
            "never": ([10_000, "f"], "0 of 2 right"),
            "a page": ({"letters": 2_000, "costs more": "o"}, "1 of 2 right"),
            "the store is all": ({"letters": 2_000, "costs more": "f"}, "times too large"),
        },
        bad=({"letters": 0, "costs more": "o"}, "letters: expected a number above 0"),
        leaks=("ten letters", "many times as much", "blindly", "fraction of a bit"),
    ),
    "0.5": Case(
        truth=missed,
        found=lambda: (lost(),),
        wrong={
            "the counter": ("sentence unit", "word unit"),
            "each has its job": ("both", "word unit"),
            "none of 256 can matter": ("neither", "word unit"),
        },
        bad=("unit 3", 'expected one of "word unit"'),
        leaks=("Only the word unit", "Nobody reads", "missed no more"),
    ),
}
