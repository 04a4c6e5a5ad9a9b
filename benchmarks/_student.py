"""A simulated student: what a browser sends to JupyterHub and JupyterLab, and when it is answered."""

import asyncio
import json
import re
import time
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"
FRAME = 1 / 60  # seconds: a browser reports the pointer once a frame
# The hub warns of whoever says neither.
BROWSER = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
PICTURE = re.compile(r"<(img|svg)\b")
VIEW = "application/vnd.jupyter.widget-view+json"
SCRIPT = re.compile(r'<script[^>]* src="([^"]+)"')
# What JupyterLab asks for besides, when it starts and when it opens a notebook.
ASKED = ("api/kernelspecs", "api/kernels", "api/sessions", "api/contents?content=1", "lab/api/settings",
         "lab/api/workspaces/default", "lab/api/translations/en")  # fmt: skip


@dataclass
class Seen:
    """What one student saw; times in seconds, of drags in milliseconds."""

    server: float = 0.0  # from the log-in to a server that answers
    page: float = 0.0  # JupyterLab's page, its scripts and what they ask for
    picture: float = 0.0  # from the opening of the chapter to its first picture
    chapter: float = 0.0  # from the opening to the end of the last cell
    cells: int = 0
    failed: list[str] = field(default_factory=list)
    drags: list[float] = field(default_factory=list)
    in_browser: bool = False


class Student:
    """One student with cookies, a server, a kernel and the widgets that the kernel has made."""

    def __init__(self, address: str, name: str, password: str, patience: float = 300.0) -> None:
        self.name, self.password, self.patience = name, password, patience
        self.hub, self.own = f"{address}/hub", f"{address}/user/{name}"
        self.http = httpx.AsyncClient(follow_redirects=True, timeout=patience, headers=BROWSER)
        self.seen = Seen()
        self.session = uuid.uuid4().hex
        self.models: dict[str, dict[str, Any]] = {}
        self.socket: WebSocketClientConnection

    async def log_in(self) -> None:
        """Log in through the form, start the server, follow its progress, and load JupyterLab's page."""
        start = time.perf_counter()
        await self.http.get(f"{self.hub}/login")
        form = {"username": self.name, "password": self.password, "_xsrf": self._cookie("/hub/")}
        answer = await self.http.post(f"{self.hub}/login", data=form)
        answer.raise_for_status()
        await self._started()
        page = await self.http.get(f"{self.own}/lab")
        page.raise_for_status()
        self.seen.server = time.perf_counter() - start
        for address in [*SCRIPT.findall(page.text), *(f"{self.own}/{path}" for path in ASKED)]:
            (await self.http.get(httpx.URL(self.own).join(address))).raise_for_status()
        self.seen.page = time.perf_counter() - start - self.seen.server

    async def _started(self) -> None:
        """Read the events of the page that shows a bar until the server is there."""
        address = f"{self.hub}/api/users/{self.name}/server/progress"
        headers = {"X-XSRFToken": self._cookie("/hub/")}
        async with self.http.stream("GET", address, headers=headers) as events:
            events.raise_for_status()
            async for line in events.aiter_lines():
                event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if event.get("ready"):
                    return
                if event.get("failed"):
                    raise RuntimeError(f"{self.name}: the server did not start: {event.get('message')}")
        raise RuntimeError(f"{self.name}: the server's progress ended before it was ready")

    async def read(self, chapter: str) -> None:
        """Open a chapter and run all its cells."""
        await self.run(await self.open(chapter))

    async def open(self, chapter: str) -> list[str]:
        """Open a chapter, start its kernel and connect; return the sources of its code cells."""
        self.opened = time.perf_counter()
        answer = await self.http.get(f"{self.own}/api/contents/{chapter}")
        answer.raise_for_status()
        model = {"path": chapter, "type": "notebook", "name": chapter, "kernel": {"name": "python3"}}
        headers = {"X-XSRFToken": self._cookie(f"/user/{self.name}/")}
        made = await self.http.post(f"{self.own}/api/sessions", json=model, headers=headers)
        made.raise_for_status()
        address = f"{self.own}/api/kernels/{made.json()['kernel']['id']}/channels?session_id={self.session}"
        cookie = self.http.build_request("GET", address).headers["cookie"]
        request = HTTPRequest(
            address.replace("http", "ws", 1),
            headers={"Cookie": cookie, "Sec-Fetch-Mode": "websocket"},
            connect_timeout=self.patience,
            request_timeout=self.patience,
        )
        self.socket = await websocket_connect(request, subprotocols=[PROTOCOL])
        await self._reply(self._send("kernel_info_request", {}))
        return [cell["source"] for cell in answer.json()["content"]["cells"] if cell["cell_type"] == "code"]

    async def run(self, sources: list[str]) -> None:
        """Run all cells as JupyterLab does: all requests at once, the answers as they come."""
        content = {"silent": False, "store_history": True, "allow_stdin": True, "stop_on_error": True}
        asked = {self._send("execute_request", {**content, "code": code}): code for code in sources if code}
        self.seen.cells, waiting = len(asked), 2 * len(asked)
        while waiting:  # for a reply and for the end of the output of each, in any order
            message = await self._receive()
            kind, content = message["msg_type"], message["content"]
            if not self.seen.picture and kind in ("display_data", "execute_result") and _is_picture(content):
                self.seen.picture = time.perf_counter() - self.opened
            parent = message["parent_header"].get("msg_id")
            if parent in asked and kind == "status":
                waiting -= content["execution_state"] == "idle"
            elif parent in asked and kind == "execute_reply":
                waiting -= 1
                if content["status"] != "ok":
                    self.seen.failed.append(f"{content.get('ename', content['status'])}: {asked[parent]}")
        self.seen.chapter = time.perf_counter() - self.opened

    async def drag(self, moves: int) -> None:
        """Draw along the first strip to and fro; as in the page at most one event is under way."""
        comm, part, size = self._lane()
        left, top, width, height = part["box"]
        steps = 12
        way = [*range(1, steps), *range(steps - 1, 0, -1)]
        places = [left + width * way[n % len(way)] / steps for n in range(moves)]
        y = top + height / 2
        phases = [("down", places[0]), *(("move", x) for x in places), ("up", places[-1])]
        for n, (phase, x) in enumerate(phases, start=1):
            start = time.perf_counter()
            place = {"x": round(x, 1), "y": round(y, 1), "shift": False}
            touch = {"phase": phase, "key": part["key"], **place, "n": n}
            self._send("comm_msg", {"comm_id": comm, "data": {"method": "custom", "content": touch}})
            await self._answered(comm, n)
            took = time.perf_counter() - start
            if phase == "move":
                self.seen.drags.append(1000 * took)
            await asyncio.sleep(max(0.0, FRAME - took))

    def _lane(self) -> tuple[str, dict[str, Any], list[float]]:
        """Return a picture's comm, its first part that is dragged sideways, and its size."""
        for comm, state in self.models.items():
            view = state.get("view") or {}
            for part in view.get("parts", ()):
                if part["kind"] == "lane" and part.get("drag") == "x":
                    return comm, part, view["size"]
        raise RuntimeError(f"{self.name}: expected a picture with a lane that can be dragged, found none")

    async def _answered(self, comm: str, n: int) -> None:
        while True:
            message = await self._receive()
            if message["msg_type"] == "comm_msg" and message["content"]["comm_id"] == comm:
                data = message["content"]["data"]
                answer = data["content"] if data["method"] == "custom" else data["state"].get("view", {})
                if answer.get("done") == n:
                    return

    async def _reply(self, asked: str) -> dict[str, Any]:
        while True:
            message = await self._receive()
            if message["parent_header"].get("msg_id") == asked and message["msg_type"].endswith("_reply"):
                return message

    def _send(self, kind: str, content: dict[str, Any]) -> str:
        name = uuid.uuid4().hex
        header = {"msg_id": name, "msg_type": kind, "username": self.name, "session": self.session,
                  "date": "", "version": "5.3"}  # fmt: skip
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        self.socket.write_message(serialize_msg_to_ws_v1(parts, "shell"), binary=True)
        return name

    async def _receive(self) -> dict[str, Any]:
        """Return the next message; what it says of widgets is kept."""
        data = await asyncio.wait_for(self.socket.read_message(), self.patience)
        if data is None:
            raise RuntimeError(f"{self.name}: the connection to the kernel was closed")
        _, parts = deserialize_msg_from_ws_v1(data)
        header, parent, _, content = (json.loads(part) for part in parts[:4])
        message = {"msg_type": header["msg_type"], "parent_header": parent, "content": content}
        if message["msg_type"] in ("comm_open", "comm_msg"):
            state = content["data"].get("state", {})
            self.models.setdefault(content["comm_id"], {}).update(state)
        return message

    def _cookie(self, path: str) -> str:
        """Return the token against forged requests of the hub's pages, or of the own server's."""
        return next(c.value or "" for c in self.http.cookies.jar if c.name == "_xsrf" and c.path == path)

    async def leave(self) -> None:
        """Close the connections; the server goes on."""
        if hasattr(self, "socket"):
            self.socket.close()
        await self.http.aclose()


def _is_picture(content: dict[str, Any]) -> bool:
    data = content["data"]
    return VIEW in data or PICTURE.search(data.get("text/html", "")) is not None


@asynccontextmanager
async def student(address: str, name: str, password: str) -> Any:
    """Yield a student who leaves in the end."""
    one = Student(address, name, password)
    try:
        yield one
    finally:
        await one.leave()
