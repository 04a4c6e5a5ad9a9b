"""One list of dependencies, a wheel with nothing missing and nothing surplus, a run.py that needs nothing."""

import ast
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from lstm_lab.reader_copy import find_originals
from lstm_lab.reader_form import reader_form
from tools.probe import read_lock
from tools.project import BOOK, LOCK, ROOT, base_requirements, extras, load_pyproject
from tools.wheel import build_wheel, copy_source

PACKAGES = ("lstm_teach", "lstm_book", "lstm_lab")
BOOK_INSIDE = "lstm_lab/book/"
# These run inside the environment.
INSIDE = {"jupyter_server_config", "kernel", "lab_greeting", "notebook_form", "notebooks", "probe"}


def normal(requirement: str) -> tuple[str, frozenset[str]]:
    """Split a requirement, as pip or as conda writes it, into its name and its bounds."""
    match = re.fullmatch(r"([A-Za-z0-9_.-]+)\s*([<>=!~][^;]*)?", requirement.strip())
    assert match, requirement
    bounds = frozenset(bound.strip() for bound in (match[2] or "").split(",") if bound.strip())
    return re.sub(r"[-_.]+", "-", match[1]).lower(), bounds


def test_environment_yml_repeats_pyproject() -> None:
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert [item for item in conda if isinstance(item, dict)] == [{"pip": ["-e ."]}]
    first, *others = [item for item in conda if isinstance(item, str)]
    pyproject = load_pyproject()["project"]
    assert {normal(item) for item in others} == {
        *(normal(item) for item in pyproject["dependencies"]),
        ("pip", frozenset()),
    }
    # One version, as Binder wants it (tests/launch/test_binder.py), that the book takes and CI tries.
    python = re.fullmatch(r"python=(3\.\d+)", first)
    assert python, first
    assert Version(python[1]) in SpecifierSet(pyproject["requires-python"])
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    assert python[1] in workflow["jobs"]["test"]["strategy"]["matrix"]["python"]


def test_the_lock_pins_what_is_listed_and_not_torch() -> None:
    pinned = read_lock()
    wanted = {normal(item)[0] for item in [*base_requirements(), *extras()["test"]]}
    assert wanted <= set(pinned)
    assert "torch" not in {
        normal(line.split(";")[0])[0] for line in LOCK.read_text().splitlines() if "==" in line
    }


def test_the_lock_holds_for_every_python() -> None:
    numpy = [line for line in LOCK.read_text().splitlines() if line.startswith("numpy==")]
    assert any("python_full_version < '3.12'" in line for line in numpy)
    assert any("python_full_version >= '3.12'" in line for line in numpy)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Return a wheel built from the checkout."""
    with zipfile.ZipFile(build_wheel(tmp_path_factory.mktemp("wheel"), Path(sys.executable))) as archive:
        yield archive


@pytest.mark.slow
def test_the_wheel_holds_the_packages_the_book_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    held = {name for name in wheel.namelist() if not name.endswith("/") and ".dist-info/" not in name}
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert held == expected | {f"{BOOK_INSIDE}{path.as_posix()}" for path in find_originals(BOOK)}
    assert {f"{name}/py.typed" for name in PACKAGES} <= held


@pytest.mark.slow
def test_the_wheels_book_is_what_a_reader_gets(wheel: zipfile.ZipFile) -> None:
    held = [name for name in wheel.namelist() if name.startswith(BOOK_INSIDE) and not name.endswith("/")]
    assert sum(name.endswith(".ipynb") for name in held) >= 2 * 13
    assert f"{BOOK_INSIDE}images/unroller.svg" in held
    for name in held:
        assert wheel.read(name) == reader_form(BOOK / name.removeprefix(BOOK_INSIDE)), name


@pytest.mark.slow
def test_a_source_distribution_holds_the_book_too(tmp_path: Path) -> None:
    copy_source(tmp_path / "source")
    build = "import sys; from setuptools.build_meta import build_sdist; build_sdist(sys.argv[1])"
    command = [sys.executable, "-c", build, str(tmp_path)]
    subprocess.run(command, cwd=tmp_path / "source", check=True, capture_output=True, timeout=300)
    (path,) = tmp_path.glob("lstm_teach-*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"book/{path.as_posix()}" for path in find_originals(BOOK)} | {"setup.py"} <= held


@pytest.mark.slow
def test_the_wheel_has_the_command(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt")]
    assert "lstm-teach = lstm_lab.command:main" in wheel.read(name).decode().splitlines()


def imported(path: Path) -> set[str]:
    """Names of the top-level modules that a file imports, at any place in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add((node.module or "").partition(".")[0])
    return names


def outside_modules() -> list[Path]:
    paths = [path for folder in ("tools", "lstm_lab") for path in sorted((ROOT / folder).glob("*.py"))]
    return [path for path in paths if path.stem not in INSIDE and path.name != "command.py"]


@pytest.mark.parametrize("path", [ROOT / "run.py", *outside_modules()], ids=lambda path: path.name)
def test_what_runs_before_the_environment_needs_the_standard_library_alone(path: Path) -> None:
    assert imported(path) <= set(sys.stdlib_module_names) | {"lstm_lab", "tools"}


def test_what_runs_before_the_environment_imports_nothing_that_runs_inside() -> None:
    for path in outside_modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                parts = {node.module.rpartition(".")[2], *(alias.name for alias in node.names)}
                assert not parts & INSIDE, path


def test_run_py_speaks_to_old_pythons() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Match, ast.Nonlocal)
    for node in ast.walk(tree):
        assert not isinstance(node, new), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {alias.name for node in top for alias in node.names} == {"os", "sys"}
