"""`write`: the text after a beginning, printed and kept as a page; and the network on a console."""

import re

import numpy as np
import pytest

from lstm_book.chapter_00 import WritingMachine, reading, write
from lstm_book.chapter_00.machine_run import novel
from lstm_teach import LSTM, unroll


def test_it_writes_what_the_machine_writes():
    letter = write("Dear Anna, ", letters=50, dice=5, temperature=0.9)
    assert letter.written == WritingMachine("Dear Anna, ", dice=5, temperature=0.9, t=50).text
    assert letter.text == f"Dear Anna, {letter.written}"
    assert write("Dear Anna, ").text[:20] != write("Dear Anna, ", dice=1).text[:20]


def test_what_is_printed_is_the_text_in_short_lines():
    letter = write("Dear Anna, ")
    assert max(map(len, repr(letter).splitlines())) <= 76
    assert repr(letter).replace("\n", " ") == letter.text.replace("\n", " ")
    assert letter._repr_mimebundle_() == {"text/plain": repr(letter)}


def test_the_page_holds_the_text_and_nothing_from_elsewhere(tmp_path):
    file = tmp_path / "letter.html"
    letter = write("Dear Anna & Tom, ".replace("&", "and"), letters=120, save=file)
    page = file.read_text(encoding="utf-8")
    shown = re.sub("<style>.*?</style>|<title>.*?</title>|<small>.*?</small>", "", page)
    shown = re.sub("<.*?>", "", shown.replace("</p><p>", "\n")).replace("&quot;", '"').replace("&#x27;", "'")
    assert "".join(shown.split()) == "".join(letter.text.split())
    assert "http" not in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"prompt": 7}, "prompt: expected a text of 1 to 60"),
        ({"prompt": "a", "letters": 0}, "letters: expected a whole number from 1 to 240, got 0"),
        ({"prompt": "a", "dice": -1}, "dice: expected"),
        ({"prompt": "a", "temperature": 9}, "temperature: expected"),
    ],
)
def test_bad_arguments_are_named(arguments, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        write(**arguments)


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("Dear Xavier, ", "The novel has no 'X', so the network cannot read it: try without."),
        ("Dear J\u00fcrgen, ", "The novel has no '\u00fc', so the network cannot read it: try without."),
        ("", "Expected a beginning of 1 to 60 letters, got 0."),
        (61 * "a", "Expected a beginning of 1 to 60 letters, got 61."),
    ],
)
def test_what_it_cannot_read_gets_one_sentence(prompt, said, tmp_path):
    letter = write(prompt, save=tmp_path / "letter.html")
    assert repr(letter) == said
    assert letter._repr_mimebundle_() == {"text/plain": said}
    assert (letter.written, letter.text) == ("", prompt)
    assert not list(tmp_path.iterdir())


def test_reading_shows_the_networks_own_numbers():
    console = reading("He is.\n", unit=5, letter=3, stop=2)
    network = novel()
    ids = network.alphabet.encode("He is.\n")
    trace = unroll(LSTM, network.model.cell, np.eye(network.alphabet.size)[ids[:, None]])
    np.testing.assert_allclose(console.trace.c, trace.c, atol=1e-12)
    assert (console.t, console.unit, console.state.stop) == (3, 5, 2)
    assert "␣" in console.picture
    with pytest.raises(ValueError, match="expected characters of the alphabet"):
        reading("Ü", unit=0)
    with pytest.raises(ValueError, match="unit: expected"):
        reading("He", unit=256)
