"""Stills: an `<img>` with alternative text, and nothing else."""

import base64
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from lstm_book.chapter_01.chain import chain
from lstm_teach.draw import Drawing, Still, show
from tests.draw.pictures import latch, parse


class Image(HTMLParser):
    """The attributes of the one `<img>` of a text."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)
        ((_, self.attributes),) = self.tags

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def decoded(html, kind):
    head, payload = Image(html).attributes["src"].split(",")
    assert head == f"data:{kind};base64"
    return base64.b64decode(payload, validate=True)


def test_a_drawing_is_stored_whole_with_its_words():
    params, trace = latch()
    drawing = chain(trace, params, 12)
    bundle = show(drawing)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == drawing.alt == Image(bundle["text/html"]).attributes["alt"]
    svg = decoded(bundle["text/html"], "image/svg+xml").decode()
    assert svg == drawing.svg(standalone=True)
    assert parse(svg) is not None


def test_words_survive_as_an_attribute():
    still = show(Drawing(8, 8, 'h is "0.9640" & more', "<b>", ""))
    assert still.alt == 'h is "0.9640" & more. <b>' == Image(still.html).attributes["alt"]


@pytest.mark.parametrize("wrong", [3, "<svg></svg>"])
def test_only_a_drawing_brings_its_words(wrong):
    with pytest.raises(TypeError, match=f"drawing: expected a Drawing, got {type(wrong).__name__}"):
        show(wrong)


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_no_still_without_words(alt):
    with pytest.raises(ValueError, match="alt: expected a text"):
        Still(b"", alt)


def test_drawing_loads_numpy_alone():
    code = (
        "import sys, lstm_teach.draw\n"
        "print([n for n in ('matplotlib', 'ipywidgets', 'IPython', 'tqdm') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_figures_load_no_pyplot():
    code = "import sys, lstm_teach.draw.figures\nprint('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
