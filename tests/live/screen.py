"""A screen without a browser: reads the feed like static/js/live.js does, and checks that the frames join."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

T = TypeVar("T")


class Screen(threading.Thread):
    """One open feed. `frames`, `beats` and `moves` are what came, as (monotonic time, message); `faults` what was wrong."""

    def __init__(
        self, feed: str, *, cookie: str = "", token: str = "", origin: str | None = "own", after: int = 0,
        epoch: str = "", acks: bool = True, store: dict[tuple[str, Any], dict[str, Any]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(daemon=True)
        headers = [("Cookie", f"sessionid={cookie}")] * bool(cookie)
        headers += [("Authorization", f"Bearer {token}")] * bool(token)
        own = "http://" + feed.split("/")[2]
        self.acks = acks
        self.frames: list[tuple[float, dict[str, Any]]] = []
        self.beats: list[tuple[float, dict[str, Any]]] = []
        self.moves: list[tuple[float, dict[str, Any]]] = []
        self.store = dict(store or {})
        self.faults: list[str] = []
        self.cursor, self.epoch = after, epoch
        self.code: int | None = None
        self._news = threading.Condition()
        query = f"?after={after}&epoch={epoch}" if after or epoch else ""
        self._open = ExitStack()
        self.line: ClientConnection = self._open.enter_context(
            connect(
                feed + query, origin=own if origin == "own" else origin, additional_headers=headers, compression=None,
                proxy=None, ping_interval=None, max_size=None, open_timeout=10, max_queue=None,
            )  # type: ignore[arg-type] Origin is a NewType of str
        )  # fmt: skip
        self.start()

    def run(self) -> None:
        try:
            for text in self.line:
                self._take(json.loads(text))
        except ConnectionClosed:
            pass
        with self._news:
            self.code = self.line.close_code
            self._news.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        at = time.monotonic()
        with self._news:
            if "hb" in message:
                self.beats.append((at, message))
            elif "positions" in message:
                self.moves.append((at, message))
            else:
                self.frames.append((at, message))
                self._apply(message)
                if self.acks:
                    self.ack()
            self._news.notify_all()

    def _apply(self, frame: dict[str, Any]) -> None:
        if frame["from"] != self.cursor:
            self.faults.append(f"frame from {frame['from']} at cursor {self.cursor}")
        if self.epoch and frame["epoch"] != self.epoch:
            self.faults.append(f"epoch {frame['epoch']} after {self.epoch}")
        self.cursor, self.epoch = frame["to"], frame["epoch"]
        seen: set[tuple[str, Any]] = set()
        for change in frame["changes"]:
            key = (change["type"], change["id"])
            old = self.store.get(key)
            if key in seen or (old and old["seq"] >= change["seq"]):
                self.faults.append(f"{key} came twice or late: {change['seq']}")
            if not (frame["from"] < change["seq"] or not frame["from"]) or change["seq"] > frame["to"]:
                self.faults.append(f"{key} with seq {change['seq']} in ({frame['from']}, {frame['to']}]")
            seen.add(key)
            self.store[key] = change

    def say(self, message: Any) -> None:
        self.line.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def ack(self) -> None:
        try:
            self.say({"ack": self.cursor})
        except ConnectionClosed:
            return

    def wait(self, found: Callable[[], T], seconds: float = 5, what: str = "") -> T:
        """Wait until `found()` is true of this screen, and return it."""
        end = time.monotonic() + seconds
        with self._news:
            while not (answer := found()):
                left = end - time.monotonic()
                assert left > 0, f"not within {seconds:g} s: {what or 'what was waited for'}; {self!r}"
                self._news.wait(min(left, 0.2))
        return answer

    def wait_for_board(self) -> "Screen":
        self.wait(lambda: self.frames, 10, "the first frame")
        return self

    def wait_for_code(self, seconds: float = 5) -> int:
        self.wait(lambda: self.code is not None, seconds, "the end of the connection")
        assert self.code is not None
        return self.code

    def wait_for_cursor(self, number: int, seconds: float = 5) -> None:
        self.wait(lambda: self.cursor >= number, seconds, f"cursor {number}")

    def card(self, kind: str, number: Any) -> dict[str, Any] | None:
        """The newest card of a thing; None when it never came or is gone."""
        change = self.store.get((kind, number))
        return change.get("card") if change else None

    def texts(self) -> str:
        """Everything that came, as text, to look for what must not be there."""
        return json.dumps([message for _, message in (*self.frames, *self.beats, *self.moves)])

    def close(self) -> None:
        """End it, and hold it to what it saw."""
        self._open.close()
        self.join(5)
        assert self.faults == []

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self._open.close()

    def __repr__(self) -> str:
        last = self.frames[-1][1] if self.frames else {}
        joined = f"{last.get('from')}→{last.get('to')}"
        return (
            f"<Screen code={self.code} frames={len(self.frames)} last={joined} beats={len(self.beats)} {self.faults}>"
        )
