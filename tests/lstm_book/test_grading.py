"""While a course is graded: wrong answers raise, predictions never, and what judges is put back."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import lstm_book
from lstm_book import check, grading, predict
from lstm_book.check import MODE, NotCorrect
from lstm_book.predict import RECORD


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODE, "raise")


@pytest.mark.parametrize("value", [None, "", "friendly"])
def test_a_reader_is_told_and_nothing_is_raised(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MODE, raising=False)
    if value is not None:
        monkeypatch.setenv(MODE, value)
    assert not check("5.6", 9)
    assert check("5.6", 10)
    assert (
        RECORD not in predict("5.2", {"half-life at bias 0": 1, "bias for 200 steps": 6})._repr_mimebundle_()
    )


@pytest.mark.usefixtures("graded")
def test_a_wrong_or_missing_answer_raises() -> None:
    assert check("5.6", 10)
    for answer in (9, ..., None, "ten"):
        with pytest.raises(NotCorrect, match=r"^5\.6: "):
            check("5.6", answer)
    with pytest.raises(ValueError, match="expected the number of an exercise"):
        check("5.60", 10)


@pytest.mark.usefixtures("graded")
def test_an_answer_that_warns_or_speaks_on_stderr_keeps_its_points(
    capsys: pytest.CaptureFixture[str],
) -> None:
    import warnings

    import numpy as np

    def bias_for(n: float) -> Any:
        warnings.warn("careful", stacklevel=1)
        print("working", file=sys.stderr)
        return -np.log(2 ** (1 / n) - 1)

    assert check("5.2", bias_for)
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("graded")
def test_an_answer_cannot_end_the_grading_while_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def bias_for(n: float) -> float:
        monkeypatch.delenv(MODE, raising=False)
        return 0.0

    with pytest.raises(NotCorrect):
        check("5.2", bias_for)


@pytest.mark.usefixtures("graded")
@pytest.mark.parametrize(
    ("arguments", "guess", "grade"),
    [
        (("5.2", {"half-life at bias 0": 1, "bias for 200 steps": 6}), "{'half-life", "right"),
        (("5.2", {"half-life at bias 0": ..., "bias for 200 steps": 6}), "", "none"),
        (("5.7", ...), "", "none"),
        (("5.2", object()), "<object", "none"),
        (("5.7", 4), "4", "none"),  # what the chapter found is missing
        (("5.7", 4, "nonsense"), "4", "none"),
        (("no such", 1), "1", "none"),
    ],
)
def test_a_prediction_is_recorded_and_never_raises(arguments: Any, guess: str, grade: str) -> None:
    record = predict(*arguments)._repr_mimebundle_()[RECORD]
    assert (record["name"], record["grade"]) == (arguments[0], grade)
    assert record["guess"].startswith(guess)
    assert bool(record["guess"]) is bool(guess)


def test_what_was_changed_is_put_back_and_named() -> None:
    module: Any = ModuleType("made")
    source = "class Judge:\n    def right(self): return False\n\ndef ask(x=1): return x\n"
    source += "EXERCISES, n = {'1': ask}, 1"
    exec(source, vars(module))
    for part in (module.Judge, module.ask):
        part.__module__ = "made"
    ask = module.ask
    restore = grading.remember("made", module)
    assert restore() == []
    module.Judge.right = lambda self: True
    ask.__code__ = (lambda x=1: 2).__code__
    module.ask = print
    module.EXERCISES["1"] = print
    module.n = 2  # no part of a judge
    assert restore() == ["made.ask", "made.Judge.right", "made.ask.__code__", "made.EXERCISES"]
    assert (module.Judge().right(), module.ask(), module.EXERCISES, module.n) == (False, 1, {"1": ask}, 2)


def test_a_kernel_that_grades_puts_back_before_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    monkeypatch.setenv(MODE, "")
    heard: dict[str, Any] = {}
    shell = SimpleNamespace(
        events=SimpleNamespace(register=heard.__setitem__),
        set_custom_exc=lambda *given: None,
        display_formatter=SimpleNamespace(format=lambda thing: ({"text/plain": thing}, {})),
    )
    grading.load_ipython_extension(shell)
    module = sys.modules["lstm_book.check"]
    real = module.check
    try:
        module.check = lambda *given: True  # type: ignore[attr-defined]
        heard["pre_run_cell"](SimpleNamespace(raw_cell="x = 1"))
        assert module.check is not real
        heard["pre_run_cell"](SimpleNamespace(raw_cell="from lstm_book.check import check as own"))
        assert module.check is real
        assert lstm_book.check is real
    finally:
        module.check = real  # type: ignore[attr-defined]
    short, _ = shell.display_formatter.format("y" * (grading.MOST + 1))
    assert short == {"text/plain": "(too long to be shown)"}
    assert shell.display_formatter.format("y")[0] == {"text/plain": "y"}


def test_a_cell_prints_no_more_than_so_much(capsys: pytest.CaptureFixture[str]) -> None:
    out = grading.Short(sys.stdout)
    for _ in range(3):
        assert out.write("x" * grading.MOST) == grading.MOST
    out.anew().write("again")
    told = capsys.readouterr().out
    assert told.count("x") == grading.MOST
    assert told.endswith("(The rest of what this cell prints is left out.)\nagain")
