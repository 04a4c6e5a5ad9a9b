"""The store at one step: its numbers on the wires, its switch open or closed."""

from dataclasses import replace

from lstm_book.chapter_03.store import StoreStep, store
from tests.draw.pictures import parse, texts

STEP = StoreStep(t=3, x=-0.6, before=1.0, c=0.4, y=0.2, w_x=1.0, keep=1.0, w_y=0.5, is_read=True)


def test_every_number_stands_on_its_wire():
    shown = texts(store(STEP).svg())
    assert shown[:2] == ["x₃", "−0.600"]
    assert shown[2:5] == ["write × w_x", "1.00", "−0.600"]
    assert "keep × 1.000: brings 1.00" in shown
    assert shown[shown.index("store c₃") + 1] == "0.4000"
    assert shown[shown.index("read × w_y") + 1] == "0.50"
    assert shown[-2:] == ["y₃", "0.200"]


def test_the_switch_says_whether_it_is_read():
    closed, opened = store(STEP), store(replace(STEP, is_read=False, y=0.0))
    assert "read" in texts(closed.svg())
    assert "not read" in texts(opened.svg())
    assert closed.body != opened.body
    assert closed.description.endswith("it is read as 0.200.")
    assert opened.description.endswith("it is not read.")
    assert parse(closed.svg()).get("aria-label") == "Step 3: the store goes from 1.000 to 0.4000"
