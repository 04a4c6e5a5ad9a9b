"""The page's side of a picture: an update leaves what a fresh page shows, and touches go out in order."""

from typing import Any

import pytest

from lstm_teach import Cut, Hold
from lstm_teach.widgets.picture import Picture
from tests.widgets.consoles import make

# A picture without a kernel: the test gives the views, and answers what the page sends.
MOUNT = """async ([script, view]) => {
  const module = await import(URL.createObjectURL(new Blob([script], {type: 'text/javascript'})));
  window.put = (element, view) => {
    const one = {view, sent: []};
    one.picture = module.mount(element, {read: () => one.view, send: event => one.sent.push(event)});
    return one;
  };
  document.body.innerHTML = '<div></div>';
  window.one = put(document.body.firstChild, view);
  window.show = view => { one.view = view; one.picture.draw(); };
}"""
SAME = """() => {
  const fresh = document.createElement('div');
  put(fresh, one.view);
  const [art, there] = [document, fresh].map(root => root.querySelector('.art'));
  const parts = [...fresh.querySelectorAll('.part')].filter(part => {
    const node = document.querySelector(`.part[data-key='${part.dataset.key}']`).cloneNode();
    node.tabIndex = part.tabIndex;  // which of a group is the stop of the Tab key, stays as it was
    return !part.isEqualNode(node);
  });
  const count = document.querySelectorAll('.part').length - fresh.querySelectorAll('.part').length;
  return [art.isEqualNode(there), parts.map(part => part.dataset.key), count];
}"""
SENT = "() => one.sent.map(event => [event.n, event.phase])"
CHANGES: tuple[dict[str, Any], ...] = (
    {"t": 2},
    {"holds": (Hold("f", 0.0),)},
    {"holds": (Hold("f", 0.0, 2, 4), Hold("o", 0.5, 3)), "t": 4},
    {"legend": True},
    {"backward": True},
    {"backward": False, "stop": 3},
    {"cuts": (Cut("x", "g"),), "unit": 1},
    {"holds": (), "cuts": (), "legend": False, "stop": 0, "t": 1, "unit": 0},
)


@pytest.fixture
def console(page: Any) -> Any:
    console = make(H=2, T=6)
    page.goto("about:blank")
    page.evaluate(MOUNT, [Picture._esm, console._picture.view])
    return console


def show(page: Any, console: Any, **change: Any) -> None:
    console.set(**change)
    page.evaluate("view => show(view)", console._picture.view)


def place(page: Any, key: str, down: float = 0.0) -> tuple[float, float]:
    box = page.locator(f"[data-key='{key}']").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + down


def test_after_any_changes_the_page_is_what_a_fresh_one_would_be(page: Any, console: Any) -> None:
    for change in (*CHANGES, *reversed(CHANGES)):
        show(page, console, **change)
        assert page.evaluate(SAME) == [True, [], 0], change


def test_what_stays_the_same_is_not_made_anew(page: Any, console: Any) -> None:
    show(page, console, t=3)
    page.evaluate("() => { for (const node of document.querySelectorAll('.art *')) node.old = true; }")
    show(page, console, t=4)
    kept = page.evaluate("() => [...document.querySelectorAll('.art *')].map(node => node.old === true)")
    assert sum(kept) > 0.9 * len(kept)


def test_what_an_extension_has_put_into_a_picture_does_not_mislead_the_next_one(
    page: Any, console: Any
) -> None:
    for t in (2, 3, 4, 5, 6):
        page.evaluate("() => document.querySelector('.art svg').prepend(document.createElement('font'))")
        show(page, console, t=t)
        assert page.evaluate(SAME) == [True, [], 0]


def test_an_update_of_the_same_elements_reads_only_the_tags_that_differ(page: Any, console: Any) -> None:
    page.evaluate("""() => {
      const own = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML');
      window.read = [];
      Object.defineProperty(HTMLTemplateElement.prototype, 'innerHTML', {configurable: true, set(text) {
        window.read.push(text.length);
        own.set.call(this, text);
      }});
    }""")
    for t in (2, 3, 4, 5, 6):  # between some of them a stream comes or goes
        show(page, console, t=t)
    read = page.evaluate("() => window.read")
    assert len(read) == 5
    assert 0 < min(read) < len(console.picture) / 2
    page.evaluate("() => { delete HTMLTemplateElement.prototype.innerHTML; }")


def test_a_release_replaces_the_move_that_waits(page: Any, console: Any) -> None:
    x, y = place(page, "gate:f")
    page.mouse.move(x, y)
    page.mouse.down()
    for n in (10, 20, 30):
        page.mouse.move(x, y + n)
    page.mouse.up()
    assert page.evaluate(SENT) == [[1, "down"]]  # one is on its way, and no more
    page.evaluate("() => one.picture.answered(1)")
    assert page.evaluate(SENT) == [[1, "down"], [2, "up"]]
    down, up = page.evaluate("() => one.sent")
    assert up["y"] - down["y"] == pytest.approx(30, abs=0.2)


def test_keys_are_never_dropped_and_the_next_goes_out_with_the_answer(page: Any, console: Any) -> None:
    page.locator("[data-key='gate:f']").focus()
    for key in ("ArrowUp", "ArrowDown", "Home"):
        page.keyboard.press(key)
    assert page.evaluate(SENT) == [[1, "key"]]
    page.evaluate("() => one.picture.answered(1)")
    page.evaluate("() => { one.view = {...one.view, done: 2}; one.picture.draw(); }")
    assert [event["name"] for event in page.evaluate("() => one.sent")] == ["ArrowUp", "ArrowDown", "Home"]
