"""Times in the page: from an event to the frame that shows its result, and what is seen during a drag."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import TimeoutError as NotShown

from benchmarks._specimens import Press, text_of
from tests.browser.lab import Lab

# The picture is looked up at each use, since every update makes a new one.
SCRIPT = """() => {
  const pictureOf = root => root.querySelector('svg[role=img]') ?? root.querySelector('.widget-html-content');
  const observe = (root, look) => {
    const observer = new MutationObserver(look);
    const content = pictureOf(root).closest('.art, .widget-html-content');
    observer.observe(content, {childList: true, subtree: true, characterData: true});
    return observer;
  };
  window.isPlain = ([name, html]) => {
    const plain = document.createElement('template');
    plain.innerHTML = html;
    const now = pictureOf(document.querySelector('.' + name));
    return plain.content.firstElementChild.isEqualNode(now.matches('svg') ? now : now.firstElementChild);
  };
  window.shown = name => pictureOf(document.querySelector('.' + name)).textContent;

  // The second frame after the change begins when the first one, which shows it, is painted.
  // Without a wanted text, any other than the present one will do.
  window.arm = ([name, wanted, event]) => {
    const old = shown(name), isNew = text => (wanted === null ? text !== old : text === wanted);
    const root = document.querySelector('.' + name);
    if (old === wanted) throw new Error('the picture shows the new text before the press');
    let start = null;
    addEventListener(event, () => { start = performance.now(); }, {capture: true, once: true});
    window.update = new Promise(resolve => {
      const observer = observe(root, () => {
        if (start === null || !isNew(shown(name))) return;
        observer.disconnect();
        const changed = performance.now() - start;
        const painted = () => resolve({changed, painted: performance.now() - start});
        requestAnimationFrame(() => requestAnimationFrame(painted));
      });
    });
  };

  window.watch = name => {
    const root = document.querySelector('.' + name);
    const seen = {frames: 0, updates: 0, blank: 0, heights: [], longest: 0,
                  first: null, last: null, released: null};
    let text = shown(name), going = true;
    const look = () => {
      const picture = pictureOf(root);
      if (!picture || !picture.textContent || !picture.getBoundingClientRect().height) seen.blank += 1;
      if (root.querySelector('[role=alert]')) seen.blank += 1;
    };
    const frame = () => {
      if (!going) return;
      requestAnimationFrame(frame);
      look();
      seen.frames += 1;
      const height = Math.round(10 * root.getBoundingClientRect().height) / 10;
      if (!seen.heights.includes(height)) seen.heights.push(height);
      if (shown(name) === text) return;
      text = shown(name);
      seen.updates += 1;
      const now = performance.now();
      if (seen.last) seen.longest = Math.max(seen.longest, now - seen.last);
      seen.last = now;
      seen.first ??= seen.last;
    };
    const observer = observe(root, look);
    addEventListener('pointerup', () => { seen.released = performance.now(); }, {capture: true, once: true});
    requestAnimationFrame(frame);
    window.unwatch = () => { going = false; observer.disconnect(); return seen; };
  };
}"""
SHOWN = "([name, wanted]) => window.shown(name) === wanted"
TRACK = "element => { const b = element.getBoundingClientRect(); return [b.left, b.width]; }"
WAIT = 10_000  # ms
MOVES = 40  # of the mouse, in one sweep


@dataclass(frozen=True)
class Drag:
    """What was seen while a slider was dragged."""

    updates: int
    per_second: float
    longest: float  # ms between two updates
    frames: int
    settled: float  # ms from the release to the last update; 0 if that came before
    faults: tuple[str, ...]


def install(lab: Lab) -> None:
    """Put the functions into the page."""
    lab.page.evaluate(SCRIPT)


def focus(lab: Lab, name: str, setting: str, element: str, nth: int = 0) -> None:
    """Give an element of a control the focus."""
    lab.page.locator(f".{name} .setting-{setting} {element}").nth(nth).focus()


def time_press(lab: Lab, name: str, setting: str, press: Press) -> tuple[float, float]:
    """Return the milliseconds from a key press to the changed text and to the painted frame."""
    focus(lab, name, setting, press.element, press.nth)
    return time_event(lab, name, "keydown", press.text, lambda: lab.page.keyboard.press(press.key))


def time_event(
    lab: Lab, name: str, event: str, wanted: str | None, act: Callable[[], Any]
) -> tuple[float, float]:
    """Return the milliseconds from the event that `act` causes to the wanted text and to the painted frame.

    With `wanted` None, to any other text than that before.
    """
    lab.page.evaluate("given => window.arm(given)", [name, wanted, event])
    act()
    times = lab.await_script("async () => await window.update")
    lab.wait_idle()
    return times["changed"], times["painted"]


def drag(lab: Lab, name: str, setting: str, widget: Any, sweeps: int) -> Drag:
    """Drag a slider to and fro; `widget`, made here, is brought to the same value at the end."""
    place = f".{name} .setting-{setting}"
    lab.page.locator(f"{place} .noUi-handle").scroll_into_view_if_needed()
    box = lab.page.locator(f"{place} .noUi-handle").bounding_box()
    left, width = lab.page.locator(f"{place} .noUi-target").evaluate(TRACK)
    assert box is not None
    mouse, y = lab.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] / 2, y)
    mouse.down()
    lab.page.evaluate("name => window.watch(name)", name)
    for sweep in range(sweeps):
        for n in range(MOVES):
            part = 1.04 * (n + 1) / MOVES - 0.02  # a little beyond both ends
            mouse.move(left + width * (part if sweep % 2 == 0 else 1 - part), y)
    mouse.move(left + width * 0.37, y)
    mouse.up()
    readout = lab.page.locator(f"{place} .widget-readout").inner_text()
    control = widget.controls[setting]
    control.value = type(control.value)(readout.replace("\u2212", "-"))
    return judge(lab, name, widget)


def wait_until_shown(lab: Lab, name: str, widget: Any) -> None:
    """Wait until the page shows what `widget`, made here, shows."""
    lab.page.wait_for_function(SHOWN, arg=[name, text_of(widget)], timeout=WAIT)


def faults(seen: dict[str, Any]) -> list[str]:
    """Return what was wrong with the frames of a drag."""
    found = []
    if not seen["updates"]:
        found.append("nothing has moved")
    if seen["blank"]:
        found.append(f"{seen['blank']} frames without a picture or with an error")
    if len(seen["heights"]) != 1:
        found.append(f"height changes: {seen['heights']} pixels")
    return found


def judge(lab: Lab, name: str, widget: Any) -> Drag:
    """Return what was seen of a drag since `watch`; at its end the page must show what `widget` shows."""
    wrong = []
    try:
        wait_until_shown(lab, name, widget)
    except NotShown:
        wrong.append("the last picture is not that of the last value")
    lab.wait_idle()
    if not lab.page.evaluate("given => window.isPlain(given)", [name, widget.picture]):
        wrong.append("the last picture is not the plain drawing")
    seen = lab.page.evaluate("() => window.unwatch()")
    if lab.ask(f"print({name})") != repr(widget):
        wrong.append(f"the kernel does not hold the last value: expected {widget!r}")
    first, last = seen["first"] or 0.0, seen["last"] or 0.0
    rate = 1000 * (seen["updates"] - 1) / (last - first) if last > first else 0.0
    late = max(0.0, last - (seen["released"] or 0.0))
    return Drag(seen["updates"], rate, seen["longest"], seen["frames"], late, tuple(wrong + faults(seen)))
