"""The feed's socket: it tells, it never takes orders."""

import json
from collections import deque
from collections.abc import Awaitable, Callable
from math import isfinite
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

from asgiref.sync import sync_to_async
from channels.consumer import AsyncConsumer
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host

from agencies.audiences import NOBODY, Audience, audience_of
from agencies.models import Member, Token

from .live import hub
from .rights import CHANGED, FORBIDDEN, SIGN_IN
from .socket import Socket

LARGEST, MOST = 4096, 20
"""Octets of a client's message, and messages a second; more than that closes."""
TOO_MUCH = 1008


class FeedConsumer(AsyncConsumer):
    """One screen. Its own receive loop: Channels' dispatch would hop through a thread for each acknowledgement."""

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:  # fmt: skip
        await receive()  # websocket.connect
        member, key = await sync_to_async(_who, thread_sensitive=False)(scope)
        if member is None or key is False:
            # Accepted first, so that the browser is told the code and not just "failed".
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": SIGN_IN})
            return
        audience = audience_of(member)
        await send({"type": "websocket.accept"})
        if audience == NOBODY:
            await send({"type": "websocket.close", "code": FORBIDDEN})
            return
        await self._listen(scope, receive, send, member=member, key=key or None, audience=audience)

    async def _listen(
        self, scope: dict[str, Any], receive: Any, send: Any, *, member: Member, key: Any, audience: Audience
    ) -> None:
        station = hub()
        await station.ready()
        after, epoch = _cursor(scope)
        if after and not await station.knows(after, epoch):
            await send({"type": "websocket.close", "code": CHANGED})
            return
        socket = Socket(station, send, audience=audience, member_id=member.pk, session_key=key, after=after)
        station.add(socket)
        if after and after == station.head:
            socket.fresh = True  # an empty frame tells the screen that it missed nothing
        station.catch_up(socket)
        recent: deque[float] = deque(maxlen=MOST)
        try:
            while True:
                message = await receive()
                if message["type"] == "websocket.disconnect":
                    return
                text = message.get("text") or ""
                now = monotonic()
                if len(text) > LARGEST or message.get("bytes") or (len(recent) == MOST and now - recent[0] < 1):
                    socket.close(TOO_MUCH)
                    return
                if not _hear(socket, text):
                    recent.append(now)
        finally:
            socket.closed = True
            station.remove(socket)


def _hear(socket: Socket, text: str) -> bool:
    """Take an acknowledgement or a map box, ignore anything else; True for an acknowledgement that was due."""
    try:
        said = json.loads(text)
    except ValueError:
        return False
    if not isinstance(said, dict):
        return False
    ack, box = said.get("ack"), said.get("box")
    if type(ack) is int and 0 <= ack <= socket.cursor:
        # An acknowledgement answers a frame of ours, so it can't flood: it is not counted, if it was waited for.
        return socket.acknowledge(ack)
    if isinstance(box, list) and len(box) == 4 and all(type(x) in (int, float) and isfinite(x) for x in box):
        socket.box = (float(box[0]), float(box[1]), float(box[2]), float(box[3]))
    elif "box" in said and box is None:
        socket.box = None
    return False


def _cursor(scope: dict[str, Any]) -> tuple[int, str]:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    after = query.get("after", ["0"])[0]
    return (int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0), query.get("epoch", [""])[0]


def _who(scope: dict[str, Any]) -> tuple[Member | None, str | bool | None]:
    """The member by bearer token, or by session cookie when the page asking is our own. False: a strange Origin."""
    try:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        bearer = headers.get(b"authorization", "")
        if bearer.lower().startswith("bearer "):
            return Token.bearer(bearer[7:].strip()), None
        if not _own_origin(headers):
            return None, False
        key = parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
        request = HttpRequest()
        request.session = SessionStore(key)
        if SESSION_KEY not in request.session:
            return None, None
        member = get_user(request)
        return (member, key) if isinstance(member, Member) and member.is_active else (None, None)
    finally:
        close_old_connections()


def _own_origin(headers: dict[bytes, str]) -> bool:
    """The Origin must be the host that was asked for, and one of ours; a missing Origin is a stranger too."""
    origin = urlsplit(headers.get(b"origin", ""))
    if not origin.netloc:
        return False
    if f"{origin.scheme}://{origin.netloc}" in settings.CSRF_TRUSTED_ORIGINS:
        return True
    host, _ = split_domain_port(origin.netloc)
    same = origin.netloc == headers.get(b"host", "")
    return same and validate_host(host, settings.ALLOWED_HOSTS)
