"""The book in the browser alone: built without a network, and read with all other hosts blocked.

Tried here is all but the Python of the page: Pyodide comes from an address of its own, and a NumPy for it is
not to be had by the tests. That a chapter runs there has not been tried.
"""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Route, expect

from lstm_lab.reader_copy import find_originals
from tests.browser.conftest import browser_type_launch_args  # noqa: F401 (a fixture)
from tests.needs import need
from tests.site.served import serving
from tools.first_cell import code_cell, with_first
from tools.project import BOOK, ROOT

pytestmark = pytest.mark.slow

WAIT = 120_000  # ms
PYODIDE = "cdn.jsdelivr.net"
# On the path of every Python that the build starts: none of them may ask another machine.
NO_NETWORK = """
import socket

def refuse(*arguments, **options):
    raise OSError("the build asked for the network")

socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
"""
# What Pyodide lacks, taken away; then all that a notebook imports is imported.
IMPORTS = """
import ast, json, sys, threading
from pathlib import Path

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in ("_multiprocessing", "_posixshmem"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

def start(thread):
    raise RuntimeError("can't start new thread")

sys.meta_path.insert(0, Absent())
threading.Thread.start = start
count = 0
for path in sorted(Path("book").rglob("*.ipynb")):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    exec(compile(ast.Module([node], []), str(path), "exec"), {})
                    count += 1
print(count)
"""


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it, once."""
    need("launch")
    folder = tmp_path_factory.mktemp("lite")
    (folder / "blocked").mkdir()
    (folder / "blocked" / "sitecustomize.py").write_text(NO_NETWORK)
    path = os.pathsep.join([str(folder / "blocked"), str(ROOT)])
    command = [sys.executable, "-m", "tools.lite.build", str(folder / "out")]
    environ = {**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def address(lite: Path) -> Iterator[str]:
    """Serve it on this machine alone."""
    with serving(lite) as address:
        yield address


def test_the_network_is_really_blocked(lite: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(lite.parent / "blocked")}
    ask = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')"
    done = subprocess.run([sys.executable, "-c", ask], env=environ, capture_output=True, text=True)
    assert "the build asked for the network" in done.stderr


def test_the_contents_are_the_book_as_a_reader_gets_it(lite: Path) -> None:
    from tools.lite.build import CELL_ID, KERNEL, first_cell

    folder = lite / "files"
    there = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert there == sorted(find_originals(BOOK))
    cell = code_cell(CELL_ID, first_cell())
    for path in there:
        assert (folder / path).read_bytes() == with_first(BOOK / path, cell, KERNEL), path
    chapter = json.loads((folder / "04-gates-write-and-read.ipynb").read_text(encoding="utf-8"))
    assert [one for one in chapter["cells"] if one.get("outputs")] == []
    listed = json.loads((lite / "api" / "contents" / "all.json").read_text(encoding="utf-8"))["content"]
    assert {one["name"] for one in listed} >= {path.parts[0] for path in there}


def test_the_first_cell_installs_the_wheel_of_the_site_without_dependencies(lite: Path) -> None:
    from tools.lite.build import EXTENSIONS, first_cell

    source = first_cell()
    assert source.splitlines()[-1] == 'await piplite.install("lstm_teach", deps=False)'
    index = json.loads((lite / "pypi" / "all.json").read_text(encoding="utf-8"))
    ((name, told),) = index.items()
    assert re.sub("[-_]", "-", name) == "lstm-teach"
    ((file,),) = told["releases"].values()
    with zipfile.ZipFile(lite / "pypi" / file["filename"]) as wheel:
        assert {"lstm_teach/__init__.py", "lstm_book/__init__.py"} <= set(wheel.namelist())
    config = json.loads((lite / "jupyter-lite.json").read_text(encoding="utf-8"))
    kernel = config["jupyter-config-data"]["litePluginSettings"][f"{EXTENSIONS[1]}:kernel"]
    assert any(url.startswith("./pypi/all.json") for url in kernel["pipliteUrls"])


def test_it_has_the_extensions_that_it_needs_and_no_others(lite: Path) -> None:
    from tools.lite.build import EXTENSIONS

    config = json.loads((lite / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    assert sorted(one["name"] for one in config["federated_extensions"]) == sorted(EXTENSIONS)


def test_no_notebook_imports_what_needs_processes_or_threads() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTS], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


@pytest.mark.browser
def test_a_chapter_opens_with_all_other_hosts_blocked(browser: Browser, address: str) -> None:
    """And with the kernel that it then asks for, whose Pyodide is all that is wanted from elsewhere."""
    wanted: set[str] = set()
    failed: list[str] = []

    def only_here(route: Route) -> None:
        host = urlparse(route.request.url).hostname
        if host == "127.0.0.1":
            route.continue_()
        else:
            wanted.add(str(host))
            route.abort()

    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.route("**/*", only_here)
        page = context.new_page()
        page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
        page.goto(f"{address}/lab/index.html?path=01-the-vanilla-rnn.ipynb", timeout=WAIT)
        notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        expect(notebook.get_by_role("heading", name="01 · The vanilla RNN")).to_be_visible(timeout=WAIT)
        expect(notebook.locator(".jp-CodeCell").first).to_contain_text("piplite.install", timeout=WAIT)
        expect(page.get_by_role("button", name="Python (Pyodide)").first).to_be_visible(timeout=WAIT)
    assert wanted <= {PYODIDE}
    assert failed == []
