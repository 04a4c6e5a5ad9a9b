"""The Reber grammars against regular expressions and against all strings up to a length."""

import re
from collections import Counter
from itertools import product

import numpy as np
import pytest

from lstm_teach.tasks import Automaton, embedded_reber, reber, stream, string_batch, strings
from lstm_teach.tasks.reber import SYMBOLS, outer_asked, outer_right
from tests.tasks.grammars import INNER, embedded_form, embedded_strings, inner_strings


def is_string(automaton, text):
    """Say whether a text leads from the start to the first return to it."""
    try:
        states = automaton.walk(automaton.encode(text))
    except ValueError:
        return False
    return len(text) > 0 and states[-1] == 0 and 0 not in states[1:-1]


def near(text):
    """Yield everything that one letter put in, left out or exchanged makes of a text."""
    for place in range(len(text) + 1):
        for letter in SYMBOLS:
            yield text[:place] + letter + text[place:]
            yield text[:place] + letter + text[place + 1 :]
        yield text[:place] + text[place + 1 :]


def test_the_inner_grammar_is_its_expression_on_all_words_of_seven_letters():
    automaton, form = reber(), re.compile(INNER)
    accepted = [text for n in range(4) for text in map("".join, product(SYMBOLS, repeat=n))]
    assert not any(is_string(automaton, text) for text in accepted)  # none is that short
    for middle in map("".join, product(SYMBOLS[1:6], repeat=5)):  # between B and E
        text = f"B{middle}E"
        assert is_string(automaton, text) == (form.fullmatch(text) is not None)


@pytest.mark.parametrize(("inner", "outer"), [(1, "TP"), (2, "TP"), (1, "TPSX"), (3, "P")])
def test_the_embedded_grammar_is_its_expression_on_its_strings_and_near_them(inner, outer):
    automaton, form = embedded_reber(inner, outer), embedded_form(inner, outer)
    for string in strings(np.random.default_rng(0), automaton, 24 // inner):
        text = automaton.decode(string)
        assert form.fullmatch(text)
        for other in near(text):
            assert is_string(automaton, other) == (form.fullmatch(other) is not None)


def test_size_of_the_table():
    automaton = embedded_reber()
    assert len(automaton.states) == 19
    assert automaton.legal.sum() == 30
    assert set(automaton.degree) == {1, 2}
    assert len(embedded_reber(3).states) == 3 + 2 * (3 * 7 + 1)


def test_legal_symbols_after_every_prefix_by_all_strings():
    """What may follow a prefix is what does follow it in some string."""
    automaton = embedded_reber()
    follows: dict[str, set[str]] = {}
    for text, _ in embedded_strings(20):
        for n in range(len(text)):
            follows.setdefault(text[:n], set()).add(text[n])
    short = [prefix for prefix in follows if len(prefix) <= 11]  # each can still end within 20 letters
    assert len(short) > 400
    for prefix in short:
        assert set(automaton.legal_after(prefix)) == follows[prefix]


def test_legal_symbols_along_a_string():
    automaton = embedded_reber()
    after = [automaton.legal_after("BPBPVP"[:n]) for n in range(1, 7)]
    assert [set(letters) for letters in after] == [set(s) for s in ("TP", "B", "TP", "TV", "PV", "XS")]
    assert automaton.legal_after("BTBTXSET") == "E"
    assert automaton.legal_after("BTBTXSETE") == "B"  # the stream goes on


def test_strings_have_their_chances():
    n = 20_000
    automaton = embedded_reber()
    drawn = Counter(automaton.decode(string) for string in strings(np.random.default_rng(1), automaton, n))
    chances = dict(embedded_strings(14))
    assert sum(c for text, c in chances.items() if len(text) == 9) == 1 / 4
    assert sum(drawn.values()) == n
    for text, chance in chances.items():
        assert abs(drawn[text] - n * chance) < 5 * np.sqrt(n * chance) + 1
    longer = 1 - sum(chances.values())
    found = sum(count for text, count in drawn.items() if len(text) > 14)
    assert abs(found - n * longer) < 5 * np.sqrt(n * longer)


def test_all_chances_add_up():
    assert 1 - sum(chance for _, chance in inner_strings(26)) < 1 / 500


def test_test_strings_are_unlike_the_training_strings():
    automaton = embedded_reber()
    rng = np.random.default_rng(2)
    train = strings(rng, automaton, 256)
    test = strings(rng, automaton, 256, unlike=train)
    assert len(test) == 256
    assert not {automaton.decode(s) for s in train} & {automaton.decode(s) for s in test}


def test_nothing_left_to_draw():
    automaton = Automaton.from_edges("ab", {"start": {"a": "end", "b": "end"}, "end": {"a": "start"}})
    rng = np.random.default_rng(0)
    assert strings(rng, automaton, 3, unlike=[[0, 0]])[0].tolist() == [1, 0]
    with pytest.raises(ValueError, match="^unlike: expected strings to be left, got none in the last"):
        strings(rng, automaton, 3, unlike=[[0, 0], [1, 0]])


def test_a_batch_of_strings():
    automaton = embedded_reber()
    texts = ["BTBTXSETE", "BPBPVPXTVVEPE"]
    batch = string_batch(automaton, [automaton.encode(text) for text in texts])
    assert batch.lengths.tolist() == [8, 12]
    assert batch.legal.shape == (12, 2, 7)
    assert batch.counted.sum(axis=0).tolist() == [8, 12]
    for b, text in enumerate(texts):
        n = len(text) - 1
        assert automaton.decode(batch.x[:n, b]) == text[:-1]
        assert automaton.decode(batch.target[:n, b]) == text[1:]
        for t in range(n):
            may = automaton.decode(np.flatnonzero(batch.legal[t, b]))
            assert may == automaton.legal_after(text[: t + 1])
    assert not batch.legal[8:, 0].any()
    asked = outer_asked(automaton, batch)
    assert [np.flatnonzero(column).tolist() for column in asked.T] == [[6], [10]]


@pytest.mark.parametrize("inner", [1, 3])
def test_pieces_of_a_stream_are_strings_in_a_row(inner):
    automaton = embedded_reber(inner)
    pieces = stream(np.random.default_rng(3), automaton, 50, 3)
    batches = [next(pieces) for _ in range(12)]
    for before, after in zip(batches, batches[1:], strict=False):
        assert np.array_equal(before.target[-1], after.x[0])
    x, target, state = (
        np.concatenate([getattr(b, name) for b in batches]) for name in ("x", "target", "state")
    )
    legal = np.concatenate([b.legal for b in batches])
    assert np.array_equal(x[1:], target[:-1])
    assert np.take_along_axis(legal, target[:, :, None], axis=2).all()
    form = embedded_form(inner)
    for b in range(3):
        text = automaton.decode(x[:, b])
        whole = list(form.finditer(text))
        assert len(whole) > 8
        assert "".join(match[0] for match in whole) == text[: whole[-1].end()]  # nothing between them
        assert np.array_equal(automaton.walk(x[:, b])[1:], state[:, b])
    assert all(b.counted.all() for b in batches)


def test_the_outer_symbol_in_a_stream():
    automaton = embedded_reber(2)
    batch = next(stream(np.random.default_rng(4), automaton, 4000, 2))
    asked = outer_asked(automaton, batch)
    for b in range(2):
        text = automaton.decode(batch.x[:, b]) + automaton.decode(batch.target[-1:, b])
        ends = [match.end() for match in embedded_form(2).finditer(text)]
        # The symbol before last is the target two steps before the end.
        found = [t for t in np.flatnonzero(asked[:, b]) if t <= ends[-1] - 3]
        assert found == [end - 3 for end in ends]


def test_who_knows_the_outer_symbol_and_who_guesses():
    automaton = embedded_reber()
    batch = string_batch(automaton, strings(np.random.default_rng(5), automaton, 3000))
    knows = np.eye(7)[batch.target]
    assert outer_right(knows, automaton, batch).all()
    # E beats both: only T against P counts.
    assert outer_right(knows + 5 * np.eye(7)[SYMBOLS.index("E")], automaton, batch).all()
    always_t = np.zeros((*batch.x.shape, 7))
    always_t[:, :, SYMBOLS.index("T")] = 1
    right = outer_right(always_t, automaton, batch)
    assert right.shape == (3000,)
    assert abs(right.mean() - 0.5) < 0.05
    assert not outer_right(np.zeros(always_t.shape), automaton, batch).any()  # a draw is no answer


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda a: embedded_reber(0), "^inner: expected a whole number of at least 1, got 0"),
        (lambda a: embedded_reber(1, ""), "^outer: expected different symbols of 'BTPSXVE', got ''"),
        (lambda a: embedded_reber(1, "TT"), "^outer: expected different symbols .* got 'TT'"),
        (lambda a: embedded_reber(1, "TQ"), "^outer: expected different symbols .* got 'TQ'"),
        (lambda a: a.encode("BTQ"), "^text: expected letters of 'BTPSXVE', got 'Q' at place 2"),
        (lambda a: a.legal_after("BTBS"), "^x: expected one of 'TP' at place 3, got 'S'"),
        (lambda a: a.walk([0, 9]), "^x: expected one of 'TP' at place 1, got 9"),
        (lambda a: a.walk([0.0, 1.0]), r"^x: expected integers of shape \(n,\), got dtype float64"),
        (lambda a: string_batch(a, []), "^of: expected strings of at least two symbols, got no string"),
        (lambda a: string_batch(a, [[0]]), "^of: expected strings of at least two symbols, got 1"),
        (lambda a: string_batch(a, [[0, 0]]), "^x: expected one of 'TP' at place 1, got 'B'"),
        (lambda a: strings(np.random.default_rng(0), a, 0), "^n: expected .* got 0"),
        (lambda a: stream(np.random.default_rng(0), a, 0, 1), "^steps: expected .* got 0"),
        (lambda a: stream(np.random.default_rng(0), a, 1, 0), "^batch_size: expected .* got 0"),
        (lambda a: Automaton.from_edges("a", {"s": {}}), "^edges: expected a way from every .* from 's'"),
        (
            lambda a: Automaton.from_edges("ab", {"s": {"a": "s", "b": "trap"}, "trap": {"a": "trap"}}),
            "^edges: expected a way from every state to the start, got none from 'trap'",
        ),
        (lambda a: Automaton.from_edges("a", {"s": {"b": "s"}}), "^edges: expected symbols of 'a', got 'b'"),
        (lambda a: Automaton.from_edges("a", {"s": {"a": "t"}}), "^edges: expected states .* got 't'"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call(embedded_reber())


@pytest.mark.parametrize("make", [lambda a: strings(7, a, 3), lambda a: stream(7, a, 3, 3)])
def test_no_generator(make):
    with pytest.raises(TypeError, match="^rng: expected a numpy.random.Generator, got int"):
        make(reber())
