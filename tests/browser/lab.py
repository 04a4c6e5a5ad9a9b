"""JupyterLab seen by a test: open a notebook, run it, wait for the kernel, find a widget."""

from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.server import Server

RUN = 120_000  # ms, for a whole chapter
WAIT = 30_000  # ms, for anything else

OPEN = """async (path) => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  await panel.context.ready;
  await panel.revealed;
  await panel.sessionContext.ready;
  window.panel = panel;
}"""
# Told by JupyterLab itself: to look at every frame would keep the browser drawing.
IDLE = """async () => {
  const context = window.panel.sessionContext;
  await new Promise(resolve => {
    const look = () => {
      if (context.session?.kernel?.status !== 'idle') return;
      context.statusChanged.disconnect(look);
      resolve();
    };
    context.statusChanged.connect(look);
    look();
  });
}"""
OUTPUTS = """() => window.panel.context.model.sharedModel.cells
  .filter(cell => cell.cell_type === 'code').flatMap(cell => cell.getOutputs())"""
ASK = """async (code) => {
  const future = window.panel.sessionContext.session.kernel.requestExecute({code, store_history: false});
  let text = '';
  future.onIOPub = message => {
    if (message.header.msg_type === 'stream') text += message.content.text;
    if (message.header.msg_type === 'error') text += message.content.traceback.join('\\n');
  };
  await future.done;
  return text;
}"""
PLACES = """node => JSON.stringify(
  [...node.querySelectorAll('.widget-hbox > *')].map(control => control.getBoundingClientRect()))"""
CLOSE = """async () => {
  await window.panel.sessionContext.shutdown();
  window.panel.dispose();
  window.panel = null;
}"""
CELLS = """() => [window.panel.content.mode, window.panel.context.model.sharedModel.cells
  .map(cell => `${cell.cell_type}: ${cell.source}`)]"""
BEGIN = """(argument) => {
  const begun = window.begun = {};
  const text = error => error?.stack ?? String(error);
  (%s)(argument).then(
    value => { begun.outcome = {value}; },
    error => { begun.outcome = {error: text(error)}; },
  );
}"""
TIDY = """() => !window.panel && document.body.dataset.jpThemeLight === 'true'
  && !window.jupyterapp.shell.leftCollapsed
  && document.querySelector('.jp-NotebookPanel, .jp-Dialog') === null"""
POLL = 20  # ms
# Those that are commands of a notebook, and those that a part of a picture takes.
KEYS = [
    *"abcdefhijklmnopqrstvxyz0123456", "d", "d", "0", "0", "Enter", "Space", "Delete", "Backspace", "PageUp",
    "PageDown", "Home", "End", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Shift+L", "Shift+M",
    "Shift+J", "Shift+ArrowDown", "Shift+Space",
]  # fmt: skip


def settle(node: Locator) -> None:
    """Wait for JupyterLab, which lays a page out some time after its size has changed."""
    same, last = 0, None
    while same < 3:
        sleep(0.1)
        now = node.evaluate(PLACES)
        same, last = (same + 1 if now == last else 0), now


@dataclass
class Lab:
    """One page with JupyterLab, and at most one notebook that the test looks at."""

    page: Page
    server: Server

    def start(self) -> None:
        """Load JupyterLab with an empty workspace."""
        self.page.goto(f"{self.server.url}/lab?token={self.server.token}&reset")
        self.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=WAIT, polling=POLL)
        self.await_script("async () => { await window.jupyterapp.restored; }")
        self.wait_for_splash()

    def open(self, path: str) -> None:
        """Open a notebook and wait until its kernel is idle; nothing is run."""
        self.await_script(OPEN, path)
        self.wait_idle()

    def run_all(self) -> None:
        """Run all cells and wait until the last one has finished."""
        self.command("notebook:run-all-cells", timeout=RUN)
        self.wait_idle(RUN)

    def wait_idle(self, timeout: int = WAIT) -> None:
        self.await_script(IDLE, timeout=timeout)

    def wait_for_splash(self) -> None:
        """Wait until the picture that covers JupyterLab at its start has gone."""
        self.page.locator("#jupyterlab-splash").wait_for(state="detached", timeout=WAIT)

    def await_script(self, script: str, argument: Any = None, timeout: int = WAIT) -> Any:
        """Run an async function in the page, and ask for its outcome until it is there.

        No promise is handed to Playwright: it waits for one without end, and a promise that it waits for is
        now and then collected as garbage, whoever else keeps hold of it.
        """
        self.page.evaluate(BEGIN % script, argument)
        end = monotonic() + timeout / 1000
        while (outcome := self.page.evaluate("() => window.begun.outcome ?? null")) is None:
            if monotonic() > end:
                raise TimeoutError(f"not finished after {timeout} ms: {script}")
            sleep(POLL / 1000)
        if "error" in outcome:
            raise RuntimeError(f"{outcome['error']}\nin: {script}")
        return outcome.get("value")

    def command(self, name: str, timeout: int = WAIT, **arguments: Any) -> None:
        """Run one of JupyterLab's commands."""
        run = "async ([name, args]) => { await window.jupyterapp.commands.execute(name, args); }"
        self.await_script(run, [name, arguments], timeout)

    def outputs(self) -> list[dict[str, Any]]:
        """Return the stored outputs of all code cells."""
        return list(self.page.evaluate(OUTPUTS))

    def cells(self) -> tuple[str, list[str]]:
        """Return whether keys are commands or are typed, and all cells with their types and sources."""
        mode, cells = self.page.evaluate(CELLS)
        return str(mode), list(cells)

    def ask(self, code: str) -> str:
        """Run code in the notebook's kernel, outside the notebook; return what it prints."""
        return str(self.await_script(ASK, code)).strip()

    def close(self, save: bool = False) -> None:
        """End the notebook's kernel and close it."""
        if save:
            self.command("docmanager:save")
        self.await_script(CLOSE)

    def is_tidy(self) -> bool:
        """Say whether all is as at the start: no notebook, no question, the side panel, the light theme."""
        return bool(self.page.evaluate(TIDY))

    def use_theme(self, dark: bool) -> None:
        """Switch between JupyterLab's own light and dark theme."""
        self.command("apputils:change-theme", theme=f"JupyterLab {'Dark' if dark else 'Light'}")
        shown = f"() => document.body.dataset.jpThemeLight === '{'false' if dark else 'true'}'"
        self.page.wait_for_function(shown, timeout=WAIT, polling=POLL)
        self.wait_for_splash()

    def pictures(self) -> Locator:
        """Return the live pictures of the widgets on the page."""
        return self.page.locator(".lstm-picture svg[role=img]")
