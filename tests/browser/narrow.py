"""A widget where there is little room: how small its texts get, and what of it cannot be seen."""

from typing import Any

from playwright.sync_api import Locator

from lstm_teach.widgets.picture import LEAST_TEXT
from tests.browser.lab import Lab, settle

WIDTH = 780  # pixels of output: JupyterLab on a laptop with its side panel open

FAULTS = """(output, least) => {
  const found = [], frame = output.getBoundingClientRect();
  const beyond = box => box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  const look = (nodes, fault) => {
    for (const node of output.querySelectorAll(nodes)) {
      const what = node.getClientRects().length && fault(node);
      if (what) found.push([what, node.textContent.trim()]);
    }
  };
  const size = node => parseFloat(getComputedStyle(node).fontSize);
  for (const svg of output.querySelectorAll('.lstm-picture svg[role=img]')) {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    for (const text of svg.querySelectorAll('text, tspan')) {
      if (scale * size(text) < least - 0.01) found.push(['small', text.textContent]);
    }
  }
  look('.scroll', node => node.scrollWidth > node.clientWidth && 'scrolls');
  look('.scroll text, .foot, .widget-hbox > *', node => beyond(node.getBoundingClientRect()) && 'outside');
  look('button, .widget-label, .widget-readout, .tip', node => node.scrollWidth > node.clientWidth && 'cut');
  look('.tip, .copy, button, .widget-label', node => size(node) < least && 'small');
  return found;
}"""


def faults_when_narrow(lab: Lab, output: Locator, width: int = WIDTH) -> list[Any]:
    """Return what of a widget is too small to read, cut, outside or to be scrolled for at this width.

    The page is afterwards as wide as before.
    """
    size = lab.page.viewport_size
    assert size is not None
    try:
        make_narrow(lab, output, width)
        found: list[Any] = output.evaluate(FAULTS, LEAST_TEXT)
    finally:
        lab.page.set_viewport_size(size)
        settle(output)
    return found


def make_narrow(lab: Lab, output: Locator, width: int) -> None:
    """Give an output this width, by the width of the page."""
    now = 0.0
    for _ in range(3):
        size, now = lab.page.viewport_size, output.evaluate("node => node.getBoundingClientRect().width")
        if abs(now - width) < 1:
            return
        lab.page.set_viewport_size({**size, "width": size["width"] + round(width - now)})
        settle(output)
    raise AssertionError(f"expected an output of {width} pixels, got {now}")
