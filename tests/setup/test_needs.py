"""A test that lacks torch, Dask, Pebble, Numba or a browser skips and says why; where required, it fails."""

import pytest

from tests import needs
from tools import browser

REASONS = [
    ("torch", "PyTorch is not installed"),
    ("keras", "Keras is not installed"),
    ("onnx", "ONNX is not installed"),
    ("dask", "Dask is not installed"),
    ("pebble", "Pebble is not installed"),
    ("numba", "Numba is not installed"),
    ("browser", "no Chromium on PATH"),
]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a machine without torch, Dask, Pebble, Numba and a browser."""

    def refuse(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(needs.importlib, "import_module", refuse)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.delenv(needs.REQUIRE, raising=False)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(("name", "reason"), REASONS)
def test_what_is_absent_is_skipped_with_its_reason(name: str, reason: str) -> None:
    with pytest.raises(pytest.skip.Exception, match=reason):
        needs.need(name)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(("name", "reason"), REASONS)
def test_what_is_required_fails(name: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(needs.REQUIRE, "torch, keras,onnx,browser,dask,pebble,numba")
    with pytest.raises(pytest.fail.Exception, match=reason):
        needs.need(name)


@pytest.mark.usefixtures("bare")
def test_requiring_one_leaves_the_other_a_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(needs.REQUIRE, "torch")
    with pytest.raises(pytest.skip.Exception):
        needs.need("browser")


def test_what_is_there_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs.importlib, "import_module", lambda name: f"module {name}")
    found = {"google-chrome": "/opt/chrome", "chromium": "/usr/bin/chromium", "/my/browser": "/my/browser"}
    monkeypatch.setattr(browser.shutil, "which", found.get)
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.delenv(needs.REQUIRE, raising=False)
    assert needs.need("torch") == "module torch"
    assert needs.need("dask") == "module dask.distributed"
    assert needs.need("browser") == "/usr/bin/chromium"
    monkeypatch.setenv(browser.VARIABLE, "/my/browser")
    assert needs.need("browser") == "/my/browser"
    # A browser that is named and absent is a mistake of the one who named it: no other is taken.
    monkeypatch.setenv(browser.VARIABLE, "/none")
    with pytest.raises(pytest.skip.Exception):
        needs.need("browser")


def test_a_misspelt_requirement_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(needs.REQUIRE, "pytorch")
    with pytest.raises(pytest.UsageError, match="pytorch"):
        needs.required()
