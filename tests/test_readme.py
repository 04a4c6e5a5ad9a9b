"""The README: its commands stand on the first screen, its code runs, its links lead somewhere."""

import json
import re

import numpy as np
from PIL import Image

from tests.browser.recording import CELLS, RECORDING, laboratory
from tools.project import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_on_the_first_screen():
    screen = "\n".join(README.splitlines()[:24])
    assert "python3 run.py lab" in screen
    assert "python3 run.py test" in screen
    assert "`py`" in screen


def test_its_code_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names = {}
    exec(code, names)
    trace, gradients = names["trace"], names["gradients"]
    assert np.all(trace.f[5:] == 1.0)
    assert not np.any(trace.f[:5] == 1.0)
    assert gradients.x.shape == (20, 3, 2)


def test_its_links_lead_somewhere():
    targets = [t for t in re.findall(r"\]\(([^)#]+)\)", README) if not t.startswith("http")]
    assert len(targets) >= 4
    assert [t for t in targets if not (ROOT / t).exists()] == []


def test_a_recording_stands_on_the_first_screen():
    (described,) = re.findall(r"!\[([^\]]+)\]\(docs/valve\.gif\)", "\n".join(README.splitlines()[:24]))
    assert len(described) > 100  # it says what is seen
    assert RECORDING == ROOT / "docs" / "valve.gif"
    assert RECORDING.stat().st_size < 1_500_000


def test_the_recording_moves_for_some_seconds_and_begins_again():
    with Image.open(RECORDING) as film:
        lasts = 0
        for n in range(film.n_frames):
            film.seek(n)
            lasts += film.info["duration"]
        assert film.n_frames > 30
        assert 6000 <= lasts <= 10_000  # ms
        assert film.info["loop"] == 0  # without end
        assert film.width <= 900  # as wide as a code host shows it: its letters are read at their own size


def test_what_is_recorded_is_in_the_book():
    cells = json.loads(laboratory())["cells"]
    assert [cell["id"] for cell in cells] == list(CELLS)
    assert "GateConsole(" in "".join(cells[-1]["source"])
