"""One list of dependencies, a wheel with nothing missing and nothing surplus, a run.py that needs nothing."""

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tools.probe import read_lock
from tools.project import LOCK, ROOT, base_requirements, extras, load_pyproject

PACKAGES = ("lstm_teach", "lstm_book")
# These run inside the environment.
INSIDE = {"jupyter_server_config", "lab_greeting", "notebook_form", "notebooks", "probe"}


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
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the names of the files in a wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    source = folder / "source"
    # A build in the checkout would leave its traces there.
    unwanted = shutil.ignore_patterns(".*", "my-book", "__pycache__", "*.egg-info", "build", "dist")
    shutil.copytree(ROOT, source, ignore=unwanted)
    process = subprocess.run(
        [*build, "--wheel-dir", str(folder), str(source)], capture_output=True, text=True, timeout=300
    )
    assert process.returncode == 0, process.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_the_wheel_holds_both_packages_and_nothing_else(wheel: set[str]) -> None:
    packages = {name for name in wheel if ".dist-info/" not in name}
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert packages == expected
    assert {f"{name}/py.typed" for name in PACKAGES} <= packages


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
    return [path for path in sorted((ROOT / "tools").glob("*.py")) if path.stem not in INSIDE]


@pytest.mark.parametrize("path", [ROOT / "run.py", *outside_modules()], ids=lambda path: path.name)
def test_what_runs_before_the_environment_needs_the_standard_library_alone(path: Path) -> None:
    assert imported(path) <= set(sys.stdlib_module_names) | {"tools"}


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
