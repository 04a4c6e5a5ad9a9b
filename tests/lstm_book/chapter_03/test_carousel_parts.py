"""What of the carousel's picture can be touched."""

import random

import pytest

from lstm_book.chapter_03 import Carousel
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.lstm_book.touching import check_parts, drag, texts_in


@pytest.mark.slow
def test_parts_of_many_settings():
    rng, store = random.Random(0), Carousel()
    for _ in range(100):
        steps = rng.choice([4, 10, 101, 500])
        store.set(
            steps=steps,
            t=rng.randint(1, steps),
            w_x=round(rng.uniform(-2, 2), 2),
            w_y=rng.choice([round(rng.uniform(-2, 2), 2), -2.0, 2.0]),
            self_weight=rng.choice([1.0, 0.99, 1.01, round(rng.uniform(0.99, 1.01), 3)]),
            stream=rng.choice(["pulse", "four inputs"]),
            read=rng.choice(["always", "at the end"]),
            noise=rng.choice([0.0, 0.2]),
        )
        check_parts(store, rng, handles=4)
        for key, decimals, drawn in (
            ("w_x", 2, "{}"),
            ("w_y", 2, "{}"),
            ("self_weight", 3, "keep × {}: brings "),
        ):
            shown = number(getattr(store, key), decimals)
            assert part_of(store.parts, key).text == shown
            assert any(text.startswith(drawn.format(shown)) for text in texts_in(store, key)), (key, shown)


def test_weights_are_dragged_and_the_switch_is_pressed():
    store = Carousel()
    drag(store, "w_x", dy=-40)
    drag(store, "w_y", dy=72)
    drag(store, "self_weight", dy=8)
    assert (store.w_x, store.w_y, store.self_weight) == (1.5, 0.1, 0.999)
    assert texts_in(store, "switch") == ["read"]
    drag(store, "switch")
    assert store.read == "at the end"
    assert part_of(store.parts, "switch").checked
    assert texts_in(store, "switch") == ["not read"]
    store.touch(Touch("key", "switch", name=" "))
    assert store.read == "always"
    store.undo()
    assert store.read == "at the end"


def test_the_stream_is_chosen_at_its_name_and_the_run_gets_longer_at_its_end():
    store = Carousel()
    assert texts_in(store, "stream") == ["input x   at step 1: 1.00"]
    assert part_of(store.parts, "stream").checked is False
    drag(store, "stream")
    assert (store.stream, part_of(store.parts, "stream").text) == ("four inputs", "four inputs")
    store.touch(Touch("key", "stream", name="Enter"))
    assert store.stream == "pulse"
    assert texts_in(store, "steps") == ["10"]
    drag(store, "steps", dy=-60)
    assert (store.steps, texts_in(store, "steps")) == (20, ["20"])
    drag(store, "steps", dy=600)
    assert store.steps == 4


def test_both_columns_of_strips_set_the_cursor():
    store = Carousel(stream="four inputs")
    drag(store, "held:1", dx=1)
    assert store.t == 6
    drag(store, "read:2", dx=-400)
    assert store.t == 1
    drag(store, "read:0", dx=400)
    assert store.t == 10
    assert part_of(store.parts, "held:1").text == "store c at step 10: −0.300"
