"""A trial is known again everywhere; what cannot be one is refused at once."""

import copy
import functools
import pickle
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_book.solving import remember_bit
from lstm_teach.experiments import Trial, grid
from tests.experiments import functions
from tools.project import ROOT

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
PLAIN = st.recursive(SCALARS, lambda parts: st.lists(parts, max_size=3).map(tuple), max_leaves=5)


def anything(rng, **settings):
    """Take any settings."""
    return {}


def test_the_identity_is_the_same_in_another_run_of_python():
    trial = Trial(functions.count, 7, {"log": "ä.txt", "seconds": 0.1, "x": (1, (2.5, None, True))})
    code = (
        "from lstm_teach.experiments import Trial; from tests.experiments.functions import count; "
        "t = Trial(count, 7, {'x': (1, (2.5, None, True)), 'seconds': 0.1, 'log': '\\u00e4.txt'}); "
        "print(t.identity, hash(t))"
    )
    command = [sys.executable, "-c", code]
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PATH": ""}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        assert done.stdout.split() == [trial.identity, str(hash(trial))]


@given(st.dictionaries(st.text(), PLAIN, max_size=4), st.integers(0))
def test_copies_are_equal(settings, seed):
    trial = Trial(anything, seed, settings)
    turned = Trial(anything, seed, dict(reversed(settings.items())))
    for other in (turned, pickle.loads(pickle.dumps(trial)), copy.deepcopy(trial)):
        assert other == trial
        assert hash(other) == hash(trial)
        assert other.settings == trial.settings


@given(PLAIN, PLAIN)
def test_other_settings_make_another_trial(first, second):
    def kind(value):  # 1, 1.0 and True are equal in Python, and so are 0.0 and -0.0
        return repr(value)

    same = Trial(anything, 0, {"a": first}) == Trial(anything, 0, {"a": second})
    assert same == (kind(first) == kind(second))


def test_settings_that_look_alike_are_not_taken_for_one_another():
    alike = [
        1,
        1.0,
        True,
        "1",
        "true",
        "True",
        None,
        "None",
        "",
        0,
        0.0,
        -0.0,
        False,
        (),
        (1,),
        ((1,),),
        "(1,)",
    ]
    assert len({Trial(anything, 0, {"a": value}) for value in alike}) == len(alike)
    assert Trial(anything, 0, {"a": 1}) != Trial(anything, 0, {"b": 1}) != Trial(anything, 0)


def test_seed_and_function_count():
    assert Trial(functions.walk, 0) != Trial(functions.walk, 1)
    assert Trial(anything, 0) != Trial(functions.walk, 0)
    assert Trial(functions.walk, 0) != "a text"


def test_numpy_numbers_become_pythons():
    trial = Trial(functions.walk, np.int64(3), {"steps": np.int32(4), "scale": np.float32(0.5)})
    assert trial == Trial(functions.walk, 3, {"steps": 4, "scale": 0.5})
    assert [type(value) for value in trial.settings.values()] == [int, float]


def test_a_grid_varies_lists():
    trials = grid(functions.walk, range(2), steps=[1, 2], size=5, scale=[0.5])
    assert [(t.settings["steps"], t.seed) for t in trials] == [(1, 0), (1, 1), (2, 0), (2, 1)]
    assert {(t.settings["size"], t.settings["scale"]) for t in trials} == {(5, 0.5)}


def test_a_static_method_is_a_function_of_its_module():
    assert Trial(functions.Holder.inner, 0, {"a": 2}).name == "tests.experiments.functions.Holder.inner"


BAD = [
    (lambda: Trial("walk", 0), TypeError, "function: expected a function, got str"),
    (
        lambda: Trial(lambda rng: {}, 0),
        ValueError,
        r"function: .*<lambda>.* got .*Remedy: define it with def",
    ),
    (
        lambda: Trial(functions.Holder().bound, 0),
        ValueError,
        "function: expected one that is found as Holder",
    ),
    (
        lambda: Trial(functools.partial(functions.walk, steps=2), 0),
        TypeError,
        "function: expected .*with a name",
    ),
    (lambda: Trial(functions.walk, -1), ValueError, "seed: expected a whole number of at least 0, got -1"),
    (lambda: Trial(functions.walk, 0.5), ValueError, "seed: expected .*, got 0.5"),
    (lambda: Trial(functions.walk, 0, [1]), TypeError, "settings: expected a mapping, got list"),
    (lambda: Trial(functions.walk, 0, {"step": 1}), TypeError, "settings: .*takes.*got .*'step'"),
    (lambda: Trial(functions.count, 0), TypeError, "settings: .*missing a required .*: 'log'"),
    (lambda: Trial(functions.walk, 0, {"steps": [1]}), TypeError, r"settings\['steps'\]: .*got list"),
    (
        lambda: Trial(functions.walk, 0, {"steps": (1, {})}),
        TypeError,
        r"settings\['steps'\]\[1\]: .*got dict",
    ),
    (lambda: Trial(functions.walk, 0, {"scale": float("nan")}), ValueError, "finite float.*got nan"),
    (lambda: grid(functions.walk, []), ValueError, "seeds: expected at least one, got none"),
    (lambda: grid(functions.walk, [0], steps=[]), ValueError, "steps: expected at least one value"),
]


@pytest.mark.parametrize(("make", "error", "message"), BAD)
def test_bad_trials_are_refused(make, error, message):
    with pytest.raises(error) as caught:
        make()
    assert re.search(message, str(caught.value))


def test_an_older_definition_is_refused(monkeypatch):
    old = functions.walk
    monkeypatch.setattr(functions, "walk", remember_bit)
    with pytest.raises(ValueError, match="an older definition"):
        Trial(old, 0)
