"""Success rates, their intervals, quartiles, and the table."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_teach.experiments import Outcome, summarise, table, wilson_interval

# Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in
# Medicine 17, table I: the score method without continuity correction.
PUBLISHED = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("solved", "trials", "low", "high"), PUBLISHED)
def test_the_interval_is_the_published_one(solved, trials, low, high):
    assert wilson_interval(solved, trials) == pytest.approx((low, high), abs=5e-5)


@given(
    st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999)
)
def test_its_ends_are_what_the_score_test_just_rejects(counts, confidence):
    k, n = counts
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    low, high = wilson_interval(k, n, confidence)
    assert 0.0 <= low <= k / n <= high <= 1.0
    for p, at_the_end in ((low, k == 0), (high, k == n)):
        if not at_the_end:
            assert (k / n - p) ** 2 == pytest.approx(z**2 * p * (1 - p) / n, rel=1e-6, abs=1e-15)
    assert (low == 0.0) == (k == 0)
    assert (high == 1.0) == (k == n)
    assert wilson_interval(n - k, n, confidence) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def outcome(seed, solved=None, sequences=0, status="finished", **settings):
    """Return an outcome as `run` would."""
    result = {} if solved is None else {"solved": solved, "sequences": sequences}
    return Outcome("m.f", seed, settings, status, result)


OUTCOMES = [
    *(outcome(n, True, 100 * n, cell="LSTM", delay=40) for n in range(1, 6)),
    *(outcome(n, False, 99999, cell="LSTM", delay=40) for n in range(6, 9)),
    outcome(9, status="timed out", cell="LSTM", delay=40),
    outcome(0, status="crashed", cell="RNN", delay=40),
    outcome(1, False, 5000, cell="RNN", delay=40),
]


def test_groups_count_what_there_is():
    lstm, rnn = summarise(OUTCOMES)
    assert lstm[:5] == ({"cell": "LSTM"}, 9, 5, 1, 5 / 9)
    assert lstm[5:] == (*wilson_interval(5, 9), 200.0, 300.0, 400.0)
    assert rnn[:5] == ({"cell": "RNN"}, 2, 0, 1, 0.0)
    assert all(math.isnan(value) for value in rnn[7:])


def test_groups_by_given_settings():
    (all_of_them,) = summarise(OUTCOMES, by=())
    assert all_of_them[:4] == ({}, 11, 5, 2)
    assert [group.settings for group in summarise(OUTCOMES, by=("delay", "cell"))] == [
        {"delay": 40, "cell": "LSTM"},
        {"delay": 40, "cell": "RNN"},
    ]
    mixed = [
        outcome(0, True, 1, a=1),
        outcome(0, True, 1, a=1.0),
        outcome(0, True, 1, a=True),
        outcome(0, True, 1),
    ]
    assert [group.trials for group in summarise(mixed)] == [1, 1, 1, 1]


def test_of_several_outcomes_of_a_trial_the_finished_one_counts():
    failed, solved = outcome(0, status="crashed"), outcome(0, True, 10)
    for order in ([failed, solved], [solved, failed], [failed, solved, failed]):
        assert summarise(order)[0][1:4] == (1, 1, 0)


def test_the_table_is_stable_text():
    lines = table(summarise(OUTCOMES)).splitlines()
    assert lines[:-1] == [
        "cell  trials  solved  failed  rate  interval      1st quartile  median  3rd quartile",
        "LSTM       9       5       1  0.56  0.27 to 0.81           200     300           400",
        "RNN        2       0       1  0.00  0.00 to 0.66             -       -             -",
    ]
    assert table(summarise(OUTCOMES)) == table(summarise(list(OUTCOMES)))


def test_names_of_the_results_can_be_chosen():
    outcomes = [Outcome("m.f", 0, {}, "finished", {"good": True, "cost": 2.5})]
    assert summarise(outcomes, solved="good", sequences="cost")[0].median == 2.5


BAD = [
    (lambda: summarise([]), ValueError, "outcomes: expected at least one"),
    (lambda: summarise([1]), TypeError, "outcomes: expected Outcome, got int"),
    (lambda: summarise(OUTCOMES, by="cell"), TypeError, "by: expected a sequence of names"),
    (lambda: summarise(OUTCOMES, by=("cells",)), KeyError, "by: expected names of settings, got 'cells'"),
    (lambda: summarise(OUTCOMES, solved="good"), KeyError, "expected results with 'good'"),
    (lambda: summarise(OUTCOMES, solved="sequences"), TypeError, "expected True or False"),
    (lambda: summarise(OUTCOMES, sequences="solved"), TypeError, "expected a number"),
    (lambda: wilson_interval(1, 0), ValueError, "trials: expected .*at least 1, got 0"),
    (lambda: wilson_interval(3, 2), ValueError, "solved: expected .*trials = 2, got 3"),
    (lambda: wilson_interval(1, 2, 1.0), ValueError, "confidence: expected .*between 0 and 1"),
    (lambda: table([]), ValueError, "groups: expected at least one"),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD)
def test_bad_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
