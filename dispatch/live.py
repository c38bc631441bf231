"""The feed hub: one reader of the journal per process, one drawing and one encoding per audience, for every socket.

A wake-up (channel layer, or a call in this process) is a hint that may be lost: the hub looks by itself every half
second. The journal is the truth; Redis may be away for an hour. This is the only file that names the channel layer.
"""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from typing import TypeVar

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import connection
from django.utils import timezone

from agencies.audiences import Audience
from incidents import journal, moment

from . import frames
from .models import Pulse
from .moves import Moves
from .socket import Socket

log = logging.getLogger(__name__)
T = TypeVar("T")

GROUP = "hubs"
LOOK_S = 0.5
"""How long the hub sleeps when nobody wakes it."""
PAUSE_S = 0.02
"""The shortest time between two rounds: changes that come faster share a frame."""
BEAT_S, POSITIONS_S, RIGHTS_S = 2.0, 1.0, 3.0
SILENT_S = 3.0
"""A hub that could not read the database for so long stops its heartbeat, so that every screen shows the red band."""


class Hub:
    """Reads the journal once for all sockets of this process."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.sockets: dict[Audience, set[Socket]] = defaultdict(set)
        self.epoch = ""
        self.head = -1
        self.swept_age: float | None = None
        self.looked_at = 0.0
        self._news, self._known = asyncio.Event(), asyncio.Event()
        self._reader = ThreadPoolExecutor(1, "feed-reader")
        self._drawers = ThreadPoolExecutor(2, "feed-drawer")
        self._drawing: dict[tuple[Audience, int], asyncio.Task[tuple[int, str]]] = {}
        self._tasks = [
            asyncio.create_task(task())
            for task in (self._follow, self._hear, self._beat, self._show_positions, self._watch_rights)
        ]

    # ── Sockets ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def add(self, socket: Socket) -> None:
        self.sockets[socket.audience].add(socket)

    def remove(self, socket: Socket) -> None:
        group = self.sockets.get(socket.audience)
        if group is not None:
            group.discard(socket)
            if not group:
                del self.sockets[socket.audience]

    def every(self) -> list[Socket]:
        return [socket for group in self.sockets.values() for socket in group]

    async def ready(self) -> None:
        """Wait until the epoch and the head are known."""
        await self._known.wait()

    async def knows(self, after: int, epoch: str) -> bool:
        """Whether a cursor belongs to this history. One ahead of us may come from a quicker process: look again."""
        await self.ready()
        patience = monotonic() + 1
        while epoch == self.epoch and after > self.head and monotonic() < patience:
            self._news.set()
            await asyncio.sleep(PAUSE_S)
        return epoch == self.epoch and after <= self.head

    # ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────
    async def _follow(self) -> None:
        while True:
            self._news.clear()
            try:
                await self._round()
            except Exception:
                log.exception("The feed could not be read; trying again.")
                await asyncio.sleep(LOOK_S)
                continue
            await asyncio.sleep(PAUSE_S)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_S)

    async def _round(self) -> None:
        audiences = list(self.sockets)
        epoch, head, age, texts = await self.read(lambda: self._look(audiences))
        self.looked_at, self.swept_age = monotonic(), age
        if (self.epoch and epoch != self.epoch) or head < self.head:
            log.warning("The journal is another one now (restored or failed over): every screen starts again.")
            for socket in self.every():
                socket.close(4409)
            self.epoch, self.head = epoch, head
            return
        before, self.epoch, self.head = self.head, epoch, head
        self._known.set()
        if before < 0 or head == before:
            return
        for audience, text in texts.items():
            for socket in list(self.sockets.get(audience, ())):
                socket.push(text, before, head)
        for audience in list(self.sockets):
            if audience not in texts:  # somebody joined while we read: they catch up by their own cursor
                for socket in list(self.sockets[audience]):
                    self.catch_up(socket)
        if head - before >= frames.LIMIT:
            self._news.set()

    def _look(self, audiences: list[Audience]) -> tuple[str, int, float | None, dict[Audience, str]]:
        epoch = self._epoch()
        pulse = Pulse.objects.filter(pk=1).values_list("swept_at", flat=True).first()
        age = (moment.now() - pulse).total_seconds() if pulse else None
        if self.head < 0 or not audiences:
            return epoch, journal.head(), age, {}
        span = frames.read(self.head)
        if span.to == self.head:
            return epoch, min(self.head, journal.head()), age, {}
        texts: dict[tuple[str, ...] | Audience, str] = {}
        for audience in audiences:
            changes = frames.draw(span, audience)
            texts[audience] = frames.encode(frames.whole(epoch, span.after, span.to, changes))
        return epoch, span.to, age, texts  # type: ignore[return-value]

    def _epoch(self) -> str:
        if not self.epoch or monotonic() - getattr(self, "_epoch_at", 0.0) > 5:
            self._epoch_at, self._epoch_now = monotonic(), journal.epoch()
        return self._epoch_now

    def read(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Run a database read in the hub's own thread, with its own connection."""
        return self.loop.run_in_executor(self._reader, _fresh, work)

    # ── Catching up: a new screen, a reconnect, a slow reader ───────────────────────────────────────────────────────
    def catch_up(self, socket: Socket) -> None:
        """Bring a socket from its cursor to the head; all that stand at the same place share one drawing."""
        if socket.busy or socket.closed or not (socket.fresh or socket.cursor < self.head):
            return
        socket.busy = True
        socket.task = asyncio.create_task(self._catch_up(socket))

    async def _catch_up(self, socket: Socket) -> None:
        try:
            while not socket.closed and socket.room and (socket.cursor < self.head or socket.fresh):
                to, text = await self._drawn(socket.audience, socket.cursor)
                await socket.write(text, to)
        except OSError:
            socket.closed = True  # it went away in the middle; its own loop removes it
        except Exception:
            log.exception("A screen could not catch up; it is closed and will connect again.")
            socket.close(1011)
        finally:
            socket.busy = False

    async def _drawn(self, audience: Audience, after: int) -> tuple[int, str]:
        key = (audience, after)
        task = self._drawing.get(key)
        if task is None:
            task = self._drawing[key] = asyncio.create_task(self._draw(audience, after))
            # A whole board is shared for half a second: 150 screens that come back at once ask the database once.
            self.loop.call_later(0.5 if after == 0 else 0.05, self._drawing.pop, key, None)
        return await asyncio.shield(task)

    async def _draw(self, audience: Audience, after: int) -> tuple[int, str]:
        def work() -> tuple[int, str]:
            message = frames.frame(audience, after, epoch=self.epoch)
            return message["to"], frames.encode(message)

        return await self.loop.run_in_executor(self._drawers, _fresh, work)

    # ── What goes by itself ─────────────────────────────────────────────────────────────────────────────────────────
    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            silence = monotonic() - self.looked_at
            if silence > SILENT_S:
                continue
            age = None if self.swept_age is None else round(self.swept_age + silence, 1)
            at = timezone.now().isoformat(timespec="milliseconds")
            text = frames.encode({"hb": 1, "head": self.head, "clock_age_s": age, "at": at})
            for socket in self.every():
                socket.hint(text)
                if socket.stuck:
                    socket.close(4408)

    async def _show_positions(self) -> None:
        moves = Moves()
        while True:
            await asyncio.sleep(POSITIONS_S)
            if self.sockets:
                try:
                    moves.tell(self.sockets, await self.read(moves.look))
                except Exception:
                    log.exception("Positions could not be read.")

    async def _watch_rights(self) -> None:
        """Close sockets whose member was signed out, stopped, or moved to another audience."""
        from .rights import verdicts

        while True:
            await asyncio.sleep(RIGHTS_S)
            sockets = self.every()
            if not sockets:
                continue
            with suppress(Exception):  # the database is away: the next look is soon
                asked = [(socket, socket.member_id, socket.session_key, socket.audience) for socket in sockets]
                for socket, code in await self.read(lambda: verdicts(asked)):  # noqa: B023 awaited at once
                    socket.close(code)

    async def _hear(self) -> None:
        """Listen for wake-ups of other processes; without Redis the half-second look is enough."""
        layer = get_channel_layer()
        if layer is None or isinstance(layer, InMemoryChannelLayer):
            return
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    await layer.receive(channel)
                    self._news.set()
            except Exception:  # noqa: BLE001 whatever a broker does, the feed goes on
                log.warning("The wake-up line is down; the feed looks every %s s by itself.", LOOK_S)
                await asyncio.sleep(2)

    def news(self) -> None:
        """Called from any thread: something may have been committed."""
        with suppress(RuntimeError):  # the loop is closing
            self.loop.call_soon_threadsafe(self._news.set)

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._reader.shutdown(wait=False)
        self._drawers.shutdown(wait=False)


def _fresh(work: Callable[[], T]) -> T:
    """Do a read; after an error give the connection back, so that the next read starts with a sound one."""
    try:
        return work()
    except Exception:
        connection.close()
        raise


_hub: Hub | None = None


def hub() -> Hub:
    """This process's hub, started with its first socket (daphne has no start-up event)."""
    global _hub  # noqa: PLW0603 one hub per process is the whole point
    loop = asyncio.get_running_loop()
    if _hub is None or _hub.loop is not loop or _hub.loop.is_closed():
        _hub = Hub()
    return _hub


class _Caller(threading.Thread):
    """Wakes the hubs of other processes beside the action's own thread: a stalled Redis must never stall an action."""

    def __init__(self) -> None:
        super().__init__(name="feed-caller", daemon=True)
        self.asked = threading.Event()

    def run(self) -> None:
        # Waits in this thread, not in an executor's: Python waits for those when it ends, and nobody would ask again.
        loop, layer = asyncio.new_event_loop(), get_channel_layer()
        while layer is not None:
            self.asked.wait()
            self.asked.clear()
            with suppress(Exception):  # a lost wake-up costs half a second
                loop.run_until_complete(asyncio.wait_for(layer.group_send(GROUP, {"type": "wake"}), 1))


_caller: _Caller | None = None


def wake() -> None:
    """Tell every hub that the journal may have grown. May be lost; never waits."""
    global _caller  # noqa: PLW0603
    if _hub is not None:
        _hub.news()
    layer = get_channel_layer()
    if layer is None or isinstance(layer, InMemoryChannelLayer):
        return
    if _caller is None or not _caller.is_alive():
        _caller = _Caller()
        _caller.start()
    _caller.asked.set()
