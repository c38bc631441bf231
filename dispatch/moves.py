"""What moves on the map: once a second each screen is told the newest fixes it may see and its map's box holds.

A screen that has just come, has moved its map or was not keeping up gets all that its box holds; the others only what
has moved since.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from time import monotonic

from agencies.audiences import Audience

from .frames import encode
from .positions import moved_since
from .socket import Box, Socket

Row = tuple[int, int, float, float, float | None, float]
"""Unit, agency, lat, lng, heading in degrees, age of the fix in seconds when it was read."""
Told = tuple[float, Row]
"""When it was read (monotonic), and the row."""


class Moves:
    """The newest fix of every unit, read from the database for all sockets of this process."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._newest: dict[int, Told] = {}

    def look(self) -> list[Told]:
        """Read what has moved since the last look."""
        self._since, rows = moved_since(self._since)
        moved = [(monotonic(), row) for row in rows]
        self._newest.update((told[1][0], told) for told in moved)
        return moved

    def tell(self, groups: Mapping[Audience, Iterable[Socket]], moved: list[Told]) -> None:
        """Write to the sockets; what is equal for several of them is encoded once."""
        for audience, sockets in groups.items():
            seen = _sight(audience)
            if seen is None:
                continue
            texts: dict[tuple[bool, Box | None], str] = {}
            for socket in sockets:
                key = (socket.mapped, socket.box)
                if key not in texts:
                    rows = moved if socket.mapped else self._newest.values()
                    texts[key] = _encoded(rows, seen, socket.box)
                socket.mapped = not texts[key] or socket.hint(texts[key])


def _sight(audience: Audience) -> Callable[[Row], bool] | None:
    match audience.view:
        case "room" | "supervisor":
            return lambda row: True
        case "agency":
            return lambda row: row[1] == audience.agency_id
        case "crew":
            return lambda row: row[0] == audience.unit_id
    return None


def _encoded(rows: Collection[Told], seen: Callable[[Row], bool], box: Box | None) -> str:
    south, west, north, east = box or (-90.0, -180.0, 90.0, 180.0)
    now = monotonic()
    shown = [
        [row[0], row[2], row[3], row[4], round(row[5] + now - at, 1)]
        for at, row in rows
        if seen(row) and south <= row[2] <= north and west <= row[3] <= east
    ]
    return encode({"positions": shown}) if shown else ""
