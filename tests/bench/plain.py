"""The yardstick of the live bench: the plain way with Channels, one `group_send` per event to every consumer.

Served by the same servers with the same options as our own application. No sign-in, no sight, no cursor, no
acknowledgement: what it delivers is a card of the same size, encoded by each consumer as in Channels' own tutorial.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cc112.settings")
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402 Django must be set up first
from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402

GROUP = "room"
LAYERS = {
    "pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer",
    "core": "channels_redis.core.RedisChannelLayer",
}
settings.CHANNEL_LAYERS["default"]["BACKEND"] = LAYERS[os.environ.get("PLAIN_LAYER", "pubsub")]


class PlainConsumer(AsyncJsonWebsocketConsumer):
    """One screen of the plain way."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()
        await self.send_json({"n": -1})

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def changed(self, event: dict[str, Any]) -> None:
        await self.send_json({"n": event["n"], "card": event["card"]})


async def health(scope: Any, receive: Any, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """200 for whoever waits for the start."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok\n"})


application = ProtocolTypeRouter({"http": health, "websocket": PlainConsumer.as_asgi()})
