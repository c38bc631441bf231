"""The load generator: N open sockets in one process, as cheap as Python can be, so that the server is the bottleneck.

    python -m tests.bench.parts.sockets PORT COUNT hub|plain [TOKEN …]

Says "open" when every socket has had its first frame. Then it reads two lines: the number of the last change (answered
by "drained" when all sockets have it, or after a patience), and the stamps {number: monotonic time of the commit} as
JSON (answered by the figures as JSON). Hub sockets acknowledge every frame, as static/js/live.js does.
"""

import asyncio
import json
import resource
import sys
from bisect import bisect_left
from time import monotonic
from typing import Any

import uvloop

from tests.bench.parts.measure import percentile

PATIENCE_S = 8.0
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
_acks: dict[int, bytes] = {}


def ack(number: int) -> bytes:
    """{"ack": number} as a masked frame (with a mask of zeros)."""
    if number not in _acks:
        words = b'{"ack":%d}' % number
        _acks[number] = bytes((0x81, 0x80 | len(words), 0, 0, 0, 0)) + words
    return _acks[number]


class Line(asyncio.Protocol):
    """One socket. `got` is [(number of the newest change, when)] in the order of arrival."""

    __slots__ = ("buffer", "cursor", "first", "got", "hello", "lost", "mark", "open", "transport")
    hub = True

    def __init__(self, hello: bytes) -> None:
        self.hello, self.buffer, self.open, self.lost = hello, b"", False, ""
        self.got: list[tuple[int, float]] = []
        self.cursor = -1
        self.first = asyncio.get_running_loop().create_future()
        self.mark = b'"to":' if self.hub else b'"n":'

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.hello)

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = self.lost or repr(error)
        if not self.first.done():
            self.first.set_exception(ConnectionError(self.lost))

    def data_received(self, data: bytes) -> None:
        now = monotonic()
        if self.buffer:
            data = self.buffer + data
        if not self.open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self.buffer = head
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.lost = head.decode("latin-1")
                self.transport.close()
                return
            self.open = True
        at, end = 0, len(data)
        while end - at >= 2:
            size, body = data[at + 1], at + 2
            if size == 126:
                if end - at < 4:
                    break
                size, body = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                if end - at < 10:
                    break
                size, body = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if end - body < size:
                break
            self._frame(data[at] & 15, data, body, body + size, now)
            at = body + size
        self.buffer = data[at:] if at < end else b""

    def _frame(self, kind: int, data: bytes, start: int, end: int, now: float) -> None:
        if kind == 1:
            found = data.find(self.mark, start, min(end, start + 120))
            if found >= 0:
                number = int(
                    data[found + len(self.mark) : data.find(b",", found, end) if self.hub else _stop(data, found, end)]
                )
                if self.hub:
                    self.transport.write(ack(number))
                self.cursor = number
                self.got.append((number, now))
                if not self.first.done():
                    self.first.set_result(None)
        elif kind == 9:
            words = data[start:end]
            self.transport.write(bytes((0x8A, 0x80 | len(words), 0, 0, 0, 0)) + words)
        elif kind == 8:
            self.lost = f"closed {int.from_bytes(data[start : start + 2], 'big')}"


def _stop(data: bytes, found: int, end: int) -> int:
    comma = data.find(b",", found, end)
    return comma if comma >= 0 else data.find(b"}", found, end)


async def open_all(port: int, count: int, tokens: list[str]) -> list[Line]:
    loop = asyncio.get_running_loop()
    lines: list[Line] = []
    while len(lines) < count:
        some = []
        for n in range(len(lines), min(count, len(lines) + 25)):
            sign = f"Authorization: Bearer {tokens[n % len(tokens)]}\r\n" if tokens else ""
            hello = (
                f"GET /ws/feed/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Origin: http://127.0.0.1:{port}\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n{sign}\r\n"
            ).encode()
            _, line = await loop.create_connection(lambda hello=hello: Line(hello), "127.0.0.1", port)
            some.append(line)
        await asyncio.wait_for(asyncio.gather(*(line.first for line in some)), 60)
        lines += some
    return lines


def figures(lines: list[Line], stamps: dict[int, float], hub: bool) -> dict[str, Any]:
    """How long each change took to each socket. A hub's frame covers all changes up to its number; a plain one its own."""
    late: list[float] = []
    frames = 0
    for line in lines:
        frames += sum(1 for number, _ in line.got if number in stamps)
        if hub:
            numbers = [number for number, _ in line.got]
            for number, at in stamps.items():
                place = bisect_left(numbers, number)
                if place < len(numbers):
                    late.append(line.got[place][1] - at)
        else:
            late += [at - stamps[number] for number, at in line.got if number in stamps]
    late.sort()
    return {
        "wanted": len(stamps) * len(lines), "delivered": len(late), "frames": frames,
        "p50_ms": percentile(late, 0.5) * 1000, "p99_ms": percentile(late, 0.99) * 1000,
        "lost_lines": sum(1 for line in lines if line.lost),
    }  # fmt: skip


async def main(port: int, count: int, kind: str, tokens: list[str]) -> None:
    Line.hub = kind == "hub"
    loop = asyncio.get_running_loop()

    async def told() -> Any:
        return json.loads(await loop.run_in_executor(None, sys.stdin.readline))

    lines = await open_all(port, count, tokens)
    print("open", flush=True)
    used = resource.getrusage(resource.RUSAGE_SELF)
    began, last = monotonic(), await told()
    until = monotonic() + PATIENCE_S
    while monotonic() < until and any(line.cursor < last and not line.lost for line in lines):
        await asyncio.sleep(0.02)
    now = resource.getrusage(resource.RUSAGE_SELF)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    print(json.dumps({"drained": True, "cpu": cpu / (monotonic() - began)}), flush=True)
    stamps = {int(number): at for number, at in (await told()).items()}
    print(json.dumps(figures(lines, stamps, Line.hub)), flush=True)
    sys.stdout.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]))
