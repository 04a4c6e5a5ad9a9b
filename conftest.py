"""For every run of pytest: no progress bars in outputs, marks by place, tests spread over processes."""

import gc
import os
from typing import Any

import pytest

from tests import spread

ELSEWHERE = "tests/elsewhere"  # what is there makes environments: only where `-m elsewhere` asks for it

os.environ.setdefault("LSTM_TEACH_PROGRESS", "off")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is left out by its place; in a worker, put long groups first."""
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker("notebook")
        elif spread.group_of(item.nodeid) == spread.BROWSER:
            item.add_marker("browser")
        elif item.nodeid.startswith(f"{ELSEWHERE}/"):
            item.add_marker("elsewhere")
    if "elsewhere" not in config.option.markexpr:
        far = [item for item in items if item.get_closest_marker("elsewhere")]
        config.hook.pytest_deselected(items=far)
        items[:] = [item for item in items if item not in far]
    if hasattr(config, "workerinput"):
        items[:] = spread.longest_first(items, lambda item: item.nodeid)


def pytest_collection_finish() -> None:
    """Take what stays to the end, thousands of tests, out of the sight of the garbage collector."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return spread.scheduler(config, log)
