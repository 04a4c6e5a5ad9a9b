"""The command of an installed package, as a reader types it; an installation is in tests/elsewhere."""

import sys
from pathlib import Path
from typing import Any

import pytest

from lstm_lab import command, opening
from tools.project import BOOK


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder in whose place no copy stands yet."""
    return tmp_path / "copy"


def test_in_a_checkout_it_opens_the_checkouts_book() -> None:
    assert opening.find_book() == BOOK


def test_lab_makes_the_copy_and_passes_arguments_on(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Any, ...]] = []

    def note(*arguments: Any) -> int:
        seen.append(arguments)
        return 3

    monkeypatch.setattr(opening, "open_lab", note)
    assert command.main(["lab", "--no-browser", f"--folder={copy}", "--port", "9999"]) == 3
    assert (copy / "index.ipynb").is_file()
    rest = ["--no-browser", "--port", "9999"]
    assert seen == [(Path(sys.executable), BOOK, copy, rest, opening.HERE)]


def test_reset_says_what_it_did(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opening.prepare_copy(BOOK, copy, command.NAME)
    (copy / "01-the-vanilla-rnn.ipynb").write_text('{"cells": []}')
    assert command.main(["reset", "01", f"--folder={copy}"]) == 0
    assert "your version is 01-the-vanilla-rnn.mine-1.ipynb" in capsys.readouterr().out


@pytest.mark.parametrize("typed", [["reset", "99"], ["reset", "no-such-chapter"]])
def test_a_failure_is_said_without_a_traceback(
    typed: list[str], copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([*typed, f"--folder={copy}"]) == 1
    assert f"lstm-teach reset: There is no chapter '{typed[1]}'" in capsys.readouterr().err
    assert not copy.exists()


def test_surplus_arguments_are_refused(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["doctor", "--surplus", f"--folder={copy}"]) == 2
    assert "unknown arguments: --surplus" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        command.main([])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kernel", "code", "said"),
    [
        ({"folder": "there", "prefix": sys.prefix}, 0, "Everything that is needed is in place."),
        ({"folder": "there", "prefix": "/elsewhere"}, 1, "runs in /elsewhere, not in"),
        ({"error": "OSError: no"}, 1, "does not start: OSError: no. Remedy: install the package again"),
    ],
)
def test_doctor_says_what_is_wrong(
    kernel: dict[str, str],
    code: int,
    said: str,
    copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    environ: dict[str, str] = {}
    monkeypatch.setattr(command.os, "environ", environ)
    monkeypatch.setattr(command, "describe_kernel", lambda: kernel)
    assert command.main(["doctor", f"--folder={copy}"]) == code
    printed = capsys.readouterr().out
    assert said in printed
    assert "not made yet (lstm-teach lab makes it)" in printed
    assert "numpy:" in printed
    assert environ["JUPYTER_PREFER_ENV_PATH"] == "1"


def test_doctor_names_a_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = ["numpy<3,>=2.1", "no-such-package>=1", "neither-this; extra == 'test'"]
    monkeypatch.setattr(command.importlib.metadata, "requires", lambda name: needed)
    (problem,) = command._packages()
    assert problem.startswith("Packages are missing: no-such-package. Remedy: install")
