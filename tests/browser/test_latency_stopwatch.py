"""The stopwatch of `benchmarks.widget_latency` waits for the new text and sees what is wrong with a frame."""

from typing import Any

import pytest

from benchmarks._stopwatch import SCRIPT, faults

PAGE = """<button>key</button>
<div class="widget"><div class="widget-html-content"
  ><svg role="img" height="20"><text>0</text></svg></div></div>
<script>
  const content = document.querySelector('.widget-html-content');
  const picture = (text, height) => `<svg role="img" height="${height ?? 20}"><text>${text}</text></svg>`;
  const frame = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const show = async html => { content.innerHTML = html; await frame(); };
  const state = async () => {
    const late = frame().then(frame).then(() => 'waiting');
    return await Promise.race([window.update.then(() => 'painted'), late]);
  };
</script>"""


@pytest.fixture
def timed(page: Any) -> Any:
    page.goto("about:blank")  # or what watches the last test's page would go on
    page.set_content(PAGE)
    page.evaluate(SCRIPT)
    page.locator("button").focus()
    return page


def watched(page: Any, steps: str) -> dict[str, Any]:
    """Return what was seen while the page went through some pictures."""
    script = "async () => { watch('widget'); await frame(); %s await frame(); return unwatch(); }"
    seen: dict[str, Any] = page.evaluate(script % steps)
    return seen


def test_a_press_is_over_when_the_new_text_is_painted_and_not_before(timed: Any) -> None:
    timed.evaluate("() => arm(['widget', '2', 'keydown'])")
    timed.evaluate("() => show(picture('2'))")
    timed.evaluate("() => show(picture('0'))")
    assert timed.evaluate("() => state()") == "waiting"  # no key yet
    timed.keyboard.press("ArrowRight")
    timed.evaluate("() => show(picture('1'))")
    assert timed.evaluate("() => state()") == "waiting"  # a change, but an older one
    timed.evaluate("() => show(picture('2'))")
    assert timed.evaluate("() => state()") == "painted"
    times = timed.evaluate("async () => await window.update")
    assert 0 < times["changed"] < times["painted"]


def test_a_press_that_would_change_nothing_is_refused(timed: Any) -> None:
    with pytest.raises(Exception, match="before the press"):
        timed.evaluate("() => arm(['widget', '0', 'keydown'])")


def test_without_a_wanted_text_any_other_will_do(timed: Any) -> None:
    timed.evaluate("() => arm(['widget', null, 'keydown'])")
    timed.keyboard.press("ArrowRight")
    timed.evaluate("() => show(picture('0'))")
    assert timed.evaluate("() => state()") == "waiting"
    timed.evaluate("() => show(picture('7'))")
    assert timed.evaluate("() => state()") == "painted"


def test_a_picture_that_only_says_the_same_is_not_the_plain_drawing(timed: Any) -> None:
    plain = '<svg role="img" height="20"><text>0</text></svg>'
    assert timed.evaluate("html => isPlain(['widget', html])", plain)
    assert not timed.evaluate("html => isPlain(['widget', html])", plain.replace("20", "21"))


def test_good_frames_have_no_fault(timed: Any) -> None:
    seen = watched(timed, "for (const n of [1, 2, 3]) await show(picture(n));")
    assert seen["updates"] == 3
    assert faults(seen) == []


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ("", "nothing has moved"),
        ("await show(''); await show(picture(1));", "without a picture"),
        ("await show('<p role=alert>error</p>' + picture(1));", "with an error"),
        ("await show(picture(1, 30));", "height changes"),
        ("await show(picture(1, 0));", "without a picture"),
    ],
)
def test_bad_frames_are_seen(timed: Any, steps: str, fault: str) -> None:
    assert any(fault in found for found in faults(watched(timed, steps)))
