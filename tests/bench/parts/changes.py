"""The hands: one process that changes incidents through our own action at a steady rate.

    python -m tests.bench.parts.changes hub|plain RATE SECONDS

hub: the action alone; the hubs are woken by it. plain: the action, then its card by one `group_send` (plain.py).
Prints {"last": number, "stamps": {number: monotonic time of the commit}, "behind_s": …}. The numbers are the journal's.
"""

import asyncio
import json
import sys
from time import monotonic, sleep
from typing import Any

import django

django.setup()

from agencies.audiences import Audience  # noqa: E402 Django must be set up first
from agencies.models import Member  # noqa: E402
from dispatch import cards  # noqa: E402
from incidents import journal  # noqa: E402
from incidents.actions.incidents import edit  # noqa: E402
from incidents.models import Incident  # noqa: E402

committed = [0.0]


def main(kind: str, rate: float, seconds: float) -> None:
    tell = _plain() if kind == "plain" else None
    journal.after_commit.insert(0, lambda: committed.__setitem__(0, monotonic()))
    by = Member.objects.get(username="dispatcher")
    incidents = list(Incident.objects.filter(state="open").select_related("kind", "lead").order_by("pk"))
    number, stamps = journal.head(), {}
    begin, behind = monotonic() + 0.1, 0.0
    for n in range(int(rate * seconds)):
        wait = begin + n / rate - monotonic()
        behind = max(behind, -wait)
        if wait > 0:
            sleep(wait)
        incident = incidents[n % len(incidents)]
        edit(incident, {"priority": 1 + n // len(incidents) % 4}, by=by)
        number += 1
        stamps[number] = committed[0]
        if tell:
            tell(number, incident.pk)
    assert journal.head() == number, "somebody else writes into this journal"
    print(json.dumps({"last": number, "stamps": stamps, "behind_s": behind}), flush=True)


def _plain() -> Any:
    from channels.layers import get_channel_layer

    from tests.bench import plain

    journal.after_commit.clear()
    loop, layer = asyncio.new_event_loop(), get_channel_layer()

    def tell(number: int, pk: int) -> None:
        [card] = cards.incident_cards([pk], Audience("room"))
        loop.run_until_complete(layer.group_send(plain.GROUP, {"type": "changed", "n": number, "card": card}))

    return tell


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
