"""Still figures: the artists hold the data, the words hold the numbers, and nothing global changes."""

import base64
import os
import re
import struct
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstm_book.chapter_01.fixed_points import fixed_points
from lstm_book.chapter_01.maps import map_figure
from lstm_teach.draw import figures
from tools.project import ROOT


@pytest.fixture(autouse=True)
def nothing_global_changes():
    before = dict(mpl.rcParams)
    yield
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


def named(ax):
    """Return the labelled lines' data."""
    return {
        line.get_label(): line.get_xydata() for line in ax.lines if not line.get_label().startswith("_child")
    }


@pytest.fixture
def runs():
    rng = np.random.default_rng(5)
    return {"w = 2": rng.uniform(-1, 1, 30), "w = 0.5": rng.uniform(-1, 1, 12)}


def test_over_time_counts_from_one(runs):
    ax = figures.over_time(runs)
    for label, values in runs.items():
        np.testing.assert_array_equal(named(ax)[label], np.c_[np.arange(1, len(values) + 1), values])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(runs)
    assert named(figures.over_time(runs, start=0))["w = 2"][0, 0] == 0


def test_the_map_has_curves_and_fixed_points():
    ws = [0.5, 1.0, 2.0]
    data = named(map_figure(ws, u=-0.2))
    for w in ws:
        curve = data[f"w = {w:g}"]
        np.testing.assert_allclose(curve[:, 1], np.tanh(w * curve[:, 0] - 0.2))
        for word, stable in (("stable", True), ("unstable", False)):
            points = data[f"_{word} fixed points of w = {w:g}"]
            expected = [p.h for p in fixed_points(w, -0.2) if p.stable is stable]
            np.testing.assert_array_equal(points, np.c_[expected, expected].reshape(-1, 2))


def test_training_curves_of_one_and_of_several_runs():
    one, several = np.array([1.0, 0.5, 0.25]), np.array([[1.0, 0.1], [0.9, 0.2]])
    ax = figures.training_curve({"delay 2": one, "delay 9": several}, every=20, log=True)
    data = named(ax)
    np.testing.assert_array_equal(data["delay 2"], np.c_[[20, 40, 60], one])
    np.testing.assert_array_equal(data["delay 9, 2 runs"], np.c_[[20, 40], several[0]])
    np.testing.assert_array_equal(data["_delay 9, run 2"], np.c_[[20, 40], several[1]])
    assert ax.get_yscale() == "log"
    assert [line.get_linewidth() for line in ax.lines] == [2.0, 1.2, 1.2]
    assert "delay 9, run 1: 1 at 20, 0.1 at 40" in figures.describe(ax)


@pytest.mark.parametrize("draw", [figures.over_time, map_figure, figures.training_curve])
def test_an_axes_given_is_drawn_on_and_returned(draw, runs):
    data = [2.0] if draw is map_figure else runs
    ax = figures.axes()
    assert draw(data, ax=ax) is ax
    assert ax.lines


def test_the_words_hold_the_plotted_numbers():
    text = figures.describe(figures.over_time({"w = 2": np.array([0.96402, -0.5, 1.6e-8])}))
    assert (
        text
        == "hidden state h t against time step t. w = 2: 0.964 at 1, 1.6 × 10⁻⁸ at 3, between −0.5 and 0.964."
    )


def test_no_more_than_four_decimals_are_written(runs):
    text = figures.describe(figures.over_time(runs))
    assert re.findall(r"\d\.\d{4}", text)
    assert not re.findall(r"\d\.\d{5}", text)


def test_a_still_is_a_png_at_twice_the_pages_pixels(runs):
    ax = figures.over_time(runs)
    still = figures.still(ax)
    assert set(still._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert still.alt == figures.describe(ax)
    payload = re.search(r'src="data:image/png;base64,([^"]+)"', still.html).group(1)
    data = base64.b64decode(payload, validate=True)
    assert struct.unpack(">II", data[16:24]) == (1440, 720)
    assert 'width="720"' in still.html
    assert b"Software" not in data
    assert b"tIME" not in data


def test_a_still_is_the_same_each_time(runs):
    assert figures.still(figures.over_time(runs)).html == figures.still(figures.over_time(runs)).html


def test_a_pyplot_figure_is_closed():
    figure, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], label="a line")
    assert figures.still(figure, "A line from 0 to 1.").alt == "A line from 0 to 1."
    assert plt.get_fignums() == []


def test_a_figure_of_several_axes_is_described_whole(runs):
    with figures.style():
        figure, (left, right) = plt.subplots(1, 2)
    figures.over_time(runs, left)
    map_figure([2.0], right)
    alt = figures.still(figure).alt
    assert figures.describe(left) in alt
    assert figures.describe(right) in alt


def test_bad_input_is_named(runs):
    with pytest.raises(ValueError, match="series: expected at least one"):
        figures.over_time({})
    with pytest.raises(ValueError, match=r"series\['h'\]: expected shape \(T,\), got \(2, 2\)"):
        figures.over_time({"h": np.zeros((2, 2))})
    with pytest.raises(ValueError, match="runs: expected at least one, got none"):
        figures.training_curve({})
    with pytest.raises(TypeError, match="figure: expected an Axes or a Figure, got dict"):
        figures.still(runs)
    with pytest.raises(ValueError, match="alt"):
        figures.still(figures.over_time(runs), "")


THEIRS = {  # what a matplotlibrc may say
    "usetex": {"text.usetex": True},
    "transparent": {"savefig.transparent": True, "figure.facecolor": "none", "axes.facecolor": "none"},
    "cut to what is drawn": {"savefig.bbox": "tight", "savefig.pad_inches": 1.0},
    "jpeg": {"savefig.format": "jpg", "savefig.dpi": 30, "figure.dpi": 30},
    "hand-drawn": {"path.sketch": (1, 100, 2), "font.family": ["cursive"], "font.weight": "bold"},
    "another layout": {"figure.autolayout": True, "axes.labelsize": 40, "legend.loc": "lower center"},
    "ticks": {"xtick.labelsize": 30, "ytick.left": False, "axes.formatter.use_mathtext": True},
    "lines": {"lines.marker": "o", "errorbar.capsize": 9, "axes.xmargin": 0.4, "axes.titlesize": 30},
}


@pytest.mark.slow
@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_a_readers_own_style_changes_no_figure(runs, theirs):
    expected = figures.still(figures.over_time(runs)).html
    with mpl.rc_context(theirs):
        found = figures.still(figures.over_time(runs)).html
    assert found == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dark_background", "classic", "grayscale", "seaborn-v0_8-poster", "xkcd"])
def test_no_style_that_a_reader_has_switched_on_does(runs, name):
    expected = figures.still(figures.over_time(runs)).html
    with plt.xkcd() if name == "xkcd" else plt.style.context(name):
        found = figures.still(figures.over_time(runs)).html
    assert found == expected


@pytest.mark.slow
def test_no_matplotlibrc_does_neither_beside_the_notebook_nor_at_home(tmp_path):
    text = "\n".join(f"{key}: {value}" for theirs in THEIRS.values() for key, value in theirs.items())
    text = re.sub(r"[\[\]()']", "", text)  # as such a file has lists
    for place in ("here", "home"):
        (tmp_path / place).mkdir()
    draw = "figures.still(figures.over_time({'h': [0, 1, 0.5]}))"
    code = f"from lstm_teach.draw import figures; print({draw}.html)"
    said = []
    for where in (None, "here", "home"):
        if where:
            (tmp_path / where / "matplotlibrc").write_text(text)
        own = {**os.environ, "MPLCONFIGDIR": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", f"import matplotlib as m; {code}; print(m.rcParams['text.usetex'])"]
        done = subprocess.run(command, cwd=tmp_path / "here", env=own, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.splitlines())
        (tmp_path / "here" / "matplotlibrc").unlink(missing_ok=True)
    assert [used for _, used in said] == ["False", "True", "True"]
    assert said[0][0] == said[1][0] == said[2][0]


def test_what_a_cell_adds_needs_no_latex(runs):
    with mpl.rc_context({"text.usetex": True}):
        ax = figures.over_time(runs)
        ax.set_xticks([1, 5, 30], labels=["one", "a_b", "last"])
        ax.text(2, 0, "a_b")
        assert figures.still(ax).html.startswith("<img")
