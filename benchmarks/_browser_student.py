"""A simulated student in a real browser: the steps of `_student.Student`, by mouse in JupyterLab."""

import time
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import async_playwright

from benchmarks._student import Seen
from tools.browser import find_browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
IDLE = ".jp-StatusBar-TextItem:has-text('| Idle')"  # of the kernel; before it is there it is not idle
DIRTY = ".lm-TabBar-tab.jp-mod-dirty.jp-mod-current"
PICTURE = ".jp-OutputArea-output img, .jp-OutputArea-output svg"
LANE = ".lstm-picture .part.lane.dragged-x"
# From the move of the mouse to the frame that shows what has changed; 0 if the picture stayed as it was.
WATCH = """() => {
  const lane = document.querySelector('%s'), art = lane.closest('.stage').querySelector('.art');
  window.took = [];
  let start = 0;
  addEventListener('pointermove', () => { start = performance.now(); }, {capture: true});
  new MutationObserver(() => {
    const since = start;
    start = 0;
    if (since) requestAnimationFrame(() => requestAnimationFrame(() => took.push(performance.now() - since)));
  }).observe(art, {childList: true, subtree: true, characterData: true, attributes: true});
}"""


class BrowserStudent:
    """One student, one page of Chromium."""

    def __init__(self, page: Any, address: str, name: str, password: str, patience: float = 300.0) -> None:
        self.page, self.address, self.name, self.password = page, address, name, password
        self.seen = Seen(in_browser=True)
        page.set_default_timeout(1000 * patience)

    async def log_in(self) -> None:
        """Log in and wait until JupyterLab shows its first page."""
        start = time.perf_counter()
        await self.page.goto(f"{self.address}/hub/login")
        await self.page.fill("#username_input", self.name)
        await self.page.fill("#password_input", self.password)
        await self.page.click("#login_submit")
        await self.page.wait_for_url(f"**/user/{self.name}/lab/tree/index.ipynb**", wait_until="commit")
        self.seen.server = time.perf_counter() - start
        await self.page.locator("#jupyterlab-splash").wait_for(state="detached")
        await self.page.locator(".jp-NotebookPanel").wait_for()
        self.seen.page = time.perf_counter() - start - self.seen.server

    async def read(self, chapter: str) -> None:
        """Open a chapter and run all its cells by the menu."""
        start = time.perf_counter()
        await self.page.goto(f"{self.address}/user/{self.name}/lab/tree/{chapter}?reset")
        await self.page.locator(IDLE).wait_for()
        await self.page.locator("#jupyterlab-splash").wait_for(state="detached")
        await self._choose("Run", "runmenu:run-all")
        await self.page.locator(PICTURE).first.wait_for()
        self.seen.picture = time.perf_counter() - start
        await self._until_idle()
        self.seen.chapter = time.perf_counter() - start
        await self._look_for_failures(chapter)

    async def _until_idle(self) -> None:
        """Wait until the kernel is idle and stays so: between two cells it is so for a moment."""
        idle = 0
        while idle < 10:
            await self.page.wait_for_timeout(100)
            idle = idle + 1 if await self.page.locator(IDLE).count() else 0

    async def _choose(self, menu: str, command: str) -> None:
        await self.page.get_by_role("menuitem", name=menu, exact=True).click()
        await self.page.locator(f'.lm-Menu-item[data-command="{command}"]').click()

    async def _look_for_failures(self, chapter: str) -> None:
        """Save the notebook and read from the file which cells raised, and which did not run."""
        await self._choose("File", "docmanager:save")
        await self.page.locator(DIRTY).wait_for(state="detached")
        answer = await self.page.request.get(f"{self.address}/user/{self.name}/api/contents/{chapter}")
        cells = (await answer.json())["content"]["cells"]
        run = [cell for cell in cells if cell["cell_type"] == "code" and cell["source"]]
        self.seen.cells = len(run)
        for cell in run:
            errors = [out["ename"] for out in cell["outputs"] if out["output_type"] == "error"]
            if errors or cell["execution_count"] is None:
                self.seen.failed.append(f"{errors[0] if errors else 'not run'}: {cell['source']}")

    async def drag(self, moves: int) -> None:
        """Draw along the first strip to and fro, step by step."""
        lane = self.page.locator(LANE).first
        box = await self._at_rest(lane)
        await self.page.evaluate(WATCH % LANE)
        steps = 12
        way = [*range(1, steps), *range(steps - 1, 0, -1)]
        y = box["y"] + box["height"] / 2
        await self.page.mouse.move(box["x"] + 2, y)
        await self.page.mouse.down()
        for n in range(moves):
            before = await self.page.evaluate("() => took.length")
            await self.page.mouse.move(box["x"] + box["width"] * way[n % len(way)] / steps, y)
            await self._answered(before)
        await self.page.mouse.up()
        self.seen.drags = await self.page.evaluate("() => took")

    async def _at_rest(self, part: Any) -> dict[str, float]:
        """Scroll to a part and return where it is, when the page above it has been laid out."""
        same, last = 0, None
        while same < 5:
            await part.scroll_into_view_if_needed()
            await self.page.wait_for_timeout(100)
            now = await part.bounding_box()
            same, last = (same + 1 if now == last else 0), now
        assert last is not None
        return last

    async def _answered(self, before: int) -> None:
        """Wait a moment for the next picture: a move within a step changes none."""
        for _ in range(40):
            if await self.page.evaluate("() => took.length") > before:
                return
            await self.page.wait_for_timeout(25)


@asynccontextmanager
async def browser_students(address: str, names: list[str], password: str) -> Any:
    """Yield students in pages that share one Chromium and nothing else."""
    if not names:
        yield []
        return
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        contexts = [await browser.new_context(viewport={"width": 1400, "height": 1000}) for _ in names]
        pages = [await context.new_page() for context in contexts]
        yield [BrowserStudent(page, address, name, password) for page, name in zip(pages, names, strict=True)]
        await browser.close()
