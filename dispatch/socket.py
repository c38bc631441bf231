"""One browser's end of the feed: a cursor, a window of three frames, and a writer that never waits for it."""

import asyncio
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from time import monotonic
from typing import TYPE_CHECKING, Any

from agencies.audiences import Audience

if TYPE_CHECKING:
    from .live import Hub

WINDOW = 3
"""Frames that may be under way unacknowledged; then the socket falls behind and gets one merged frame later."""
STUCK_S = 15.0

Send = Callable[[dict[str, Any]], Awaitable[None]]
Box = tuple[float, float, float, float]
"""South, west, north, east in degrees."""


@types.coroutine
def _resume(coroutine: Coroutine[Any, Any, None], waiting: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was started by hand and is waiting for `waiting`."""
    while True:
        value, error = None, None
        try:
            value = yield waiting
        except BaseException as raised:  # noqa: BLE001 passed on into the coroutine, which decides
            error = raised
        try:
            waiting = coroutine.send(value) if error is None else coroutine.throw(error)
        except StopIteration:
            return


async def _finish(coroutine: Coroutine[Any, Any, None], waiting: Any) -> None:
    await _resume(coroutine, waiting)


class Socket:
    """What the hub knows of one connected screen. Memory per socket is constant, however slow it reads."""

    __slots__ = (
        "_box", "_hub", "_send", "_sending", "_waiting", "audience", "busy", "closed", "cursor", "fresh", "mapped",
        "member_id", "session_key", "task",
    )  # fmt: skip

    def __init__(
        self, hub: "Hub", send: Send, *, audience: Audience, member_id: int, session_key: str | None, after: int
    ) -> None:
        self._hub, self._send = hub, send
        self.audience, self.member_id, self.session_key = audience, member_id, session_key
        self.cursor = after
        self.fresh = after == 0
        """True until the whole board has been written."""
        self._box: Box | None = None
        self.mapped = False
        """Whether this screen knows where everything in its box is, so that only what moves need be told."""
        self.busy = False
        self.closed = False
        self.task: asyncio.Task[None] | None = None
        self._waiting: deque[tuple[int, float]] = deque()
        self._sending: asyncio.Task[None] | None = None

    @property
    def box(self) -> Box | None:
        """What the screen's map shows; None for all."""
        return self._box

    @box.setter
    def box(self, box: Box | None) -> None:
        self.mapped = self.mapped and box == self._box
        self._box = box

    @property
    def room(self) -> bool:
        """Whether another frame may go out now."""
        return len(self._waiting) < WINDOW and (self._sending is None or self._sending.done())

    @property
    def stuck(self) -> bool:
        """No acknowledgement for too long: it is cut, and comes back with its cursor."""
        return bool(self._waiting) and monotonic() - self._waiting[0][1] > STUCK_S

    def push(self, text: str, after: int, to: int) -> None:
        """The hub's fast path: the frame every socket of the audience gets, if this one stands where it begins."""
        if self.closed or self.busy:
            return
        if self.cursor == after and self.room and not self.fresh:
            self._note(to)
            self._start(text)
        else:
            self._hub.catch_up(self)

    async def write(self, text: str, to: int) -> None:
        """A frame drawn for this cursor; waits until the transport took it."""
        self._note(to)
        await self._send({"type": "websocket.send", "text": text})

    def hint(self, text: str) -> bool:
        """A heartbeat or positions: left out (False) when the socket is not keeping up, since a newer one follows."""
        if self.closed or not (self._sending is None or self._sending.done()):
            return False
        self._start(text)
        return True

    def acknowledge(self, to: int) -> bool:
        """Frames up to `to` have arrived; say whether any of them was waited for."""
        due = False
        while self._waiting and self._waiting[0][0] <= to:
            self._waiting.popleft()
            due = True
        if self.cursor != self._hub.head:
            self._hub.catch_up(self)
        return due

    def close(self, code: int) -> None:
        """Say why and end; the browser comes back by itself with its cursor."""
        if not self.closed:
            self.closed = True
            self._hub.remove(self)
            self.task = asyncio.ensure_future(self._end(code))

    async def _end(self, code: int) -> None:
        try:
            await asyncio.wait_for(self._say({"type": "websocket.close", "code": code}), 5)
        except Exception:  # noqa: BLE001 the other end is gone already
            return

    async def _say(self, message: dict[str, Any]) -> None:
        await self._send(message)

    def _note(self, to: int) -> None:
        self.cursor, self.fresh = to, False
        self._waiting.append((to, monotonic()))

    def _start(self, text: str) -> None:
        # Started by hand: in nine of ten cases the transport takes the frame at once and no task is needed.
        coroutine: Any = self._send({"type": "websocket.send", "text": text})
        try:
            waiting = coroutine.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 the transport is gone; the consumer's loop ends and removes us
            self.closed = True
            return
        self._sending = asyncio.ensure_future(_finish(coroutine, waiting))
        self._sending.add_done_callback(self._sent)

    def _sent(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            self.closed = True
        elif self.cursor != self._hub.head:  # what happened while it was held up
            self._hub.catch_up(self)
