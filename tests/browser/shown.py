"""One widget on a page of JupyterLab, and the same widget in the test, which says what it is to look like."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets
from playwright.sync_api import Locator, expect

from lstm_teach.draw.parts import Part, part_of
from lstm_teach.widgets.controls import STEPS
from tests.browser.lab import Lab

TEXT = "{http://www.w3.org/2000/svg}text"


@dataclass
class Shown:
    """A widget that the kernel knows by a name, in the output that is the n-th with a picture."""

    lab: Lab
    name: str
    n: int
    widget: Any

    @property
    def output(self) -> Locator:
        return self.lab.page.locator(".jp-OutputArea-output:has(.lstm-picture)").nth(self.n)

    @property
    def picture(self) -> Locator:
        return self.output.locator("svg[role=img]")

    @property
    def tip(self) -> Locator:
        return self.output.locator(".lstm-picture .tip")

    def control(self, setting: str) -> Locator:
        """Return a control, which stands at its place in the rows."""
        place = list(self.widget.controls).index(setting)
        return self.output.locator(f".widget-vbox > .widget-hbox > *:not(.{STEPS})").nth(place)

    def node(self, key: str) -> Locator:
        """Return the element that a part is touched by."""
        return self.output.locator(f"[data-key='{key}']")

    def part(self, key: str) -> Part:
        return part_of(self.widget.parts, key)

    def place(self, key: str, dx: float = 0.0, dy: float = 0.0) -> tuple[float, float]:
        """Return a place of the page: so far from a part's middle, in the picture's units."""
        box, width = self.node(key).bounding_box(), self.part(key).box[2]
        assert box is not None
        scale = box["width"] / width
        return box["x"] + box["width"] / 2 + dx * scale, box["y"] + box["height"] / 2 + dy * scale

    def ask(self, setting: str) -> Any:
        """Return a setting of the kernel's widget."""
        return eval(self.lab.ask(f"print(repr({self.name}.{setting}))"))

    def until(self, what: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _ in range(100):
            if what():
                return
            self.lab.page.wait_for_timeout(50)
        raise AssertionError(f"not within 5 s and more: {self.name} is {self.lab.ask(f'print({self.name})')}")

    def settle(self) -> None:
        """Wait until no touch comes any more."""
        counts: list[str] = []
        for _ in range(100):
            counts.append(self.lab.ask(f"print({self.name}._picture._done)"))
            if len(counts) > 4 and len(set(counts[-5:])) == 1:
                return
            self.lab.page.wait_for_timeout(100)
        raise AssertionError(f"{self.name}: touches without an end")

    def expect_like(self) -> None:
        """Wait until the picture shows all numbers that lstm_teach computes here for the widget's state."""
        numbers = [element.text or "" for element in ET.fromstring(self.widget.picture).iter(TEXT)]
        expect(self.picture).to_have_attribute("aria-label", self.widget.drawing.label)
        expect(self.picture.locator("text")).to_have_text(numbers)
        assert self.lab.ask(f"print({self.name})") == repr(self.widget)

    def expect_control(self, setting: str) -> None:
        """Wait until a control shows what it shows here, to half a step or half a pixel."""
        box, core = self.control(setting), self.widget.controls[setting]
        if isinstance(core, ipywidgets.ToggleButtons):
            expect(box.locator("button.mod-active")).to_have_text(str(core.options[core.index]))
        elif isinstance(core, ipywidgets.Dropdown):
            expect(box.locator("select option:checked")).to_have_text(core.options[core.index])
        elif isinstance(core, ipywidgets.Checkbox):
            expect(box.locator("input")).to_be_checked(checked=core.value)
        elif isinstance(core, ipywidgets.FloatSlider | ipywidgets.IntSlider):
            decimals = 0 if isinstance(core, ipywidgets.IntSlider) else int(core.readout_format[1:-1])
            readout = box.locator(".widget-readout")
            self.until(lambda: abs(read(readout.inner_text()) - core.value) <= 0.5001 * 10.0**-decimals)
            track, knob = (box.locator(part).bounding_box() for part in (".noUi-base", ".noUi-handle"))
            assert track is not None
            assert knob is not None
            share = (knob["x"] + knob["width"] / 2 - track["x"]) / track["width"]
            near = core.step / 2 / (core.max - core.min) + 0.5 / track["width"]
            assert abs(share - (core.value - core.min) / (core.max - core.min)) <= near
        else:
            self.until(lambda: float(box.locator("input").input_value()) == core.value)


def read(said: str) -> float:
    """Return a number as a page writes it."""
    return float(said.replace("\u2212", "-").replace(",", ""))
