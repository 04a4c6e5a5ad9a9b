"""What a reader has set or installed must not reach the tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_lab.opening import reader_variables
from lstm_lab.variables import DROPPED as TABLE
from lstm_lab.variables import READER, SETUP, TESTS, without_foreign
from tools.isolation import FOLDERS, isolated_variables
from tools.project import ROOT

DROPPED = {name for name, whose in TABLE.items() if TESTS in whose}
KERNEL = """
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="python3", startup_timeout=60)
reply = client.execute_interactive("import sys\\nprint(sys.prefix)\\n0.1 + 0.2", timeout=60)
client.stop_channels()
manager.shutdown_kernel(now=True)
"""


@pytest.fixture
def hostile(tmp_path: Path) -> dict[str, str]:
    """Return the variables of a reader with own settings, all of them in the way."""
    home = tmp_path / "home"
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-print.py").write_text("import builtins\nbuiltins.print = lambda *a, **k: None\n")
    (home / ".ipython" / "profile_default" / "ipython_config.py").write_text(
        "c.InteractiveShell.precision = '%.2f'\n"
    )
    kernel = home / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    foreign = {"argv": ["no-such-program"], "display_name": "foreign", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(foreign))
    own = dict.fromkeys(DROPPED, "foreign")
    own |= {"HOME": str(home), "USERPROFILE": str(home), "IPYTHONDIR": str(home / ".ipython")}
    own |= {"JUPYTER_DATA_DIR": str(home / "jupyter"), "JUPYTER_PATH": str(home / "jupyter")}
    own |= {"LSTM_TEACH_PROGRESS": "on", "OMP_NUM_THREADS": "8", "PYTHONPATH": str(home)}
    return {**os.environ, **own}


def test_the_users_settings_are_left_out(hostile: dict[str, str], tmp_path: Path) -> None:
    folder, scripts = tmp_path / "isolated", Path(sys.executable).parent
    before = dict(hostile)
    variables = isolated_variables(hostile, folder, scripts)
    assert hostile == before
    assert not DROPPED & set(variables)
    for name in FOLDERS:
        assert Path(variables[name]).is_dir()
        assert Path(variables[name]).is_relative_to(folder)
    assert variables["LSTM_TEACH_PROGRESS"] == "off"
    assert variables["OMP_NUM_THREADS"] == variables["OPENBLAS_NUM_THREADS"] == "1"
    assert variables["PYTHONNOUSERSITE"] == variables["JUPYTER_PREFER_ENV_PATH"] == "1"
    assert variables["PATH"].split(os.pathsep)[0] == str(scripts)


def test_lab_keeps_the_readers_settings_but_not_foreign_packages(hostile: dict[str, str]) -> None:
    variables = reader_variables(hostile, Path(sys.executable).parent)
    assert variables["IPYTHONDIR"] == hostile["IPYTHONDIR"]
    assert variables["LSTM_TEACH_PROGRESS"] == "on"
    assert variables["JUPYTER_PREFER_ENV_PATH"] == "1"
    assert not {"PYTHONPATH", "JUPYTER_PATH", "MPLBACKEND"} & set(variables)


def test_a_kernel_under_isolation_is_ours_and_prints_as_ever(hostile: dict[str, str], tmp_path: Path) -> None:
    variables = isolated_variables(hostile, tmp_path / "isolated", Path(sys.executable).parent)
    process = subprocess.run(
        [sys.executable, "-c", KERNEL], env=variables, cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines() == [sys.prefix, "0.30000000000000004"]


def test_the_tests_themselves_run_isolated() -> None:
    # Also catches a pytest that was started by hand; run.py test is the supported way.
    if "LSTM_TEACH_PROGRESS" not in os.environ:
        pytest.skip("pytest was not started by run.py")
    assert not DROPPED & set(os.environ)
    assert Path(os.environ["MPLCONFIGDIR"]).name == "mplconfigdir"


@pytest.mark.parametrize("who", [READER, TESTS, SETUP])
@pytest.mark.parametrize(
    "name",
    ["PYTHONWARNINGS", "PYTHONOPTIMIZE", "PYTHONHOME", "PYTHONINSPECT", "PYTHONDEVMODE", "PYTHONEXECUTABLE"],
)
def test_what_changes_python_itself_reaches_nobody(name: str, who: str) -> None:
    assert without_foreign({name: "foreign", "HOME": "/home/anna"}, who) == {"HOME": "/home/anna"}


def test_each_name_of_the_table_says_whom_it_concerns() -> None:
    assert all(whose and {*whose} <= {READER, TESTS, SETUP} for whose in TABLE.values())


def test_a_chapters_asserts_are_checked_for_a_reader_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    variables = reader_variables(os.environ, Path(sys.executable).parent)
    code = "import sys, warnings; warnings.warn('harmless'); print(sys.flags.optimize); assert False"
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True)
    assert done.stdout.strip() == "0"
    assert "AssertionError" in done.stderr


@pytest.mark.parametrize(
    "name", ["PIP_CONSTRAINT", "PIP_NO_BINARY", "PIP_PLATFORM", "PIP_EDITABLE", "PIP_TARGET"]
)
def test_what_would_change_the_packages_reaches_no_installer(name: str) -> None:
    own = {name: "foreign", "PIP_INDEX_URL": "https://mirror", "PIP_ONLY_BINARY": ":all:", "PIP_CERT": "own"}
    assert without_foreign(own, SETUP) == {key: own[key] for key in own if key != name}
    assert without_foreign(own, READER) == own, "in a notebook pip is the reader's own"


def test_run_py_itself_works_under_anybodys_settings(tmp_path: Path) -> None:
    """In its own process the variables are in force already."""
    own = {**os.environ, "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1"}
    own |= {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "0"}
    command = [sys.executable, str(ROOT / "run.py"), "reset", "01", f"--folder={tmp_path / 'copy'}"]
    done = subprocess.run(command, env=own, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert "01-the-vanilla-rnn.ipynb is the original again" in done.stdout
