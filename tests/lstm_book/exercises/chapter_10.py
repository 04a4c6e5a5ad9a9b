"""Answers to the exercises of chapter 10, Agreement."""

import numpy as np

from tests.lstm_book.exercises import wiring_10

SENTENCES = [("boy", 1), ("girls", 1), ("king", 2), ("sisters", 2)]


def counts(*numbers):
    return [(subject, number) for (subject, _), number in zip(SENTENCES, numbers, strict=True)]


def said(line, sentence):
    """Sentence k as answered, all others right."""
    return [line if k == sentence - 1 else right for k, right in enumerate(SENTENCES)]


def probe(train=None, judge=None, target=lambda y: 2 * y - 1, border=0.0, ones=True, over=np.mean, sign=1):
    """A `selectivity` that is right but for what is given; train and judge are functions of the half."""

    def selectivity(store, y, coins):
        half = len(store) // 2
        fit = train(half) if train else slice(0, half)
        test = judge(half) if judge else slice(half, None)
        known = np.hstack([store, np.ones((len(store), 1))]) if ones else store

        def share(answer):
            line = np.linalg.lstsq(known[fit], target(answer)[fit], rcond=None)[0]
            return np.mean((known[test] @ line > border) == (answer[test] == 1))

        return sign * (share(y) - over([share(coins[:, k]) for k in range(coins.shape[1])]))

    return selectivity


def less_the_base_rate(store, y, coins):
    half = len(y) // 2
    share = probe(over=lambda shares: 0.0)(store, y, coins)
    return share - max(y[half:].mean(), 1 - y[half:].mean())


RIGHT = [
    ("10.1", 13),
    ("10.1", np.float32(13)),
    ("10.1", [13]),
    ("10.1", 1 + np.floor(np.log(1.52 / 0.8) / np.log(1 / 0.95))),
    ("10.2", SENTENCES),
    ("10.2", [list(row) for row in SENTENCES]),
    ("10.2", tuple((f" {subject} ", float(number)) for subject, number in SENTENCES)),
    ("10.2", np.array(SENTENCES)),
    ("10.3", ("f", "shut", 6)),
    ("10.3", ["f", 0, 6]),
    ("10.3", ("f", 0.0, np.int64(6))),
    ("10.4", probe()),
    ("10.4", probe(target=lambda y: 2.0 * y - 1)),
    ("10.4", probe(target=lambda y: y, border=0.5)),  # the same line, drawn at another height
    ("10.4", lambda store, y, coins: [np.float64(probe()(store, y, coins))]),
    ("10.5", 2),
    ("10.5", np.int64(2)),
    ("10.5", [2.0]),
    *wiring_10.RIGHT,
]
STUBS = [
    ("10.1", ...),
    ("10.2", [(..., ...)] * 4),
    ("10.2", [("boy", 1), ("girls", 1), (..., ...), (..., ...)]),
    ("10.3", (..., ..., ...)),
    ("10.4", lambda store, y, coins: ...),
    ("10.5", ...),
    *wiring_10.STUBS,
]
WRONG = [
    ("10.1", 12, "Rounded down: after 12"),
    ("10.1", 12.51, "Which attractor is the first"),
    ("10.1", 7, "the unit of the text"),
    ("10.1", 18, "exactly 0 after 18"),
    ("10.1", 19, "f shrinks the store as well"),
    ("10.1", 14, "the subject is no attractor"),
    ("10.1", 3, "3 is too small"),
    ("10.2", counts(2, 2, 3, 3), "The subject itself is counted"),
    ("10.2", counts(1, 2, 3, 2), "One of the subject's own class wants the same form"),
    ("10.2", counts(2, 1, 3, 2), "it stands before the subject"),
    ("10.2", counts(0, 1, 1, 0), "Only the number is compared"),
    ("10.2", counts(1, 0, 1, 2), "Only the gender is compared"),
    ("10.2", said(("queens", 1), 1), "Sentence 1: queens stands behind a preposition"),
    ("10.2", said(("women", 1), 2), "Sentence 2: women stands behind a preposition"),
    ("10.2", said(("policemen", 2), 3), "Sentence 3: policemen does not do what ___ says"),
    ("10.2", said(("sisters", 4), 4), "Sentence 4: it is not 4. Count the nouns between sisters and ___"),
    ("10.2", said(("sister", 2), 4), "Sentence 4: there is no 'sister' in it"),
    ("10.2", said(("king", 1.5), 3), "Sentence 3: expected a subject and a whole number"),
    ("10.2", said("boy", 1), "Sentence 1: expected a subject and a whole number"),
    ("10.2", SENTENCES[:3], "for each of 4 sentences"),
    ("10.2", 4, "for each of 4 sentences"),
    ("10.3", ("f", "open", 3), r"f open at \. leaves 0\.4.* forgetting too early is worse"),
    ("10.3", ("f", "open", 4), r"f open at S2 leaves 0\.0.* Another clamp"),
    ("10.3", ("f", "shut", 8), "The right gate and value; at another word"),
    ("10.3", ("i", "shut", 4), "Not to take the subject in is nearly the worst"),
    ("10.3", ("o", "shut", 5), "o shut at beside leaves"),
    ("10.3", ("o", "shut", 10), "where the answer is read"),
    ("10.3", ("g", "shut", 5), "gate: expected one of i, f, o, got 'g'"),
    ("10.3", ("f", "closed", 6), 'held at: expected "open" or "shut"'),
    ("10.3", ("f", 0.5, 6), 'held at: expected "open" or "shut"'),
    ("10.3", ("f", "shut", "N1"), "step: expected one step from 0 to 10"),
    ("10.3", ("f", "shut", 11), "step: expected one step from 0 to 10"),
    ("10.3", ("f", 6), "Expected three values"),
    ("10.4", probe(judge=lambda half: slice(0, half)), "the second half is the one that counts"),
    ("10.4", probe(train=lambda half: slice(None)), "those too that judge it"),
    ("10.4", probe(ones=False), "A column of ones is missing"),
    ("10.4", probe(target=lambda y: y), "the border lies at 1/2"),
    ("10.4", probe(over=lambda shares: shares[0]), "Only the first coin"),
    ("10.4", probe(over=lambda shares: 0.0), "Nothing is subtracted"),
    ("10.4", probe(sign=-1), "The other way round"),
    ("10.4", less_the_base_rate, "the commoner answer"),
    ("10.4", probe(over=np.max), "the best of the coins"),
    ("10.4", probe(over=np.min), "selectivity: expected"),
    ("10.4", 0.4, "Expected a function, got float"),
    ("10.5", 1, "its strongest store for gender"),
    ("10.5", 3, "counted from 0"),
    ("10.5", 4, r"turns the number round in 0\.00"),
    ("10.5", 6, "Expected a unit from 0 to 5"),
    ("10.5", "two", "Expected a number, got str"),
    *wiring_10.WRONG,
]
