"""The one ASGI application: pages and API by Django, the feed by a Channels consumer; daphne or uvicorn serve it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cc112.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 Django must be set up first
from django.urls import path  # noqa: E402

from dispatch.consumers import FeedConsumer  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": URLRouter([path("ws/feed/", FeedConsumer.as_asgi())]),
    }
)
