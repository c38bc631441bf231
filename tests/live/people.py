"""Who works in these tests and what they do, through our own actions on the stand's database."""

import uuid
from typing import Any

from django.test import Client

from agencies.models import Agency, Member, Token
from dispatch.actions import intake
from dispatch.models import Dispatch, EscalationPlan, EscalationStep
from incidents.intake import Filing
from incidents.models import Incident, Kind

PLACE = {"lat": -7.2650, "lng": 112.7420}


def member(username: str) -> Member:
    return Member.objects.select_related("agency", "unit").get(username=username)


def token(username: str) -> str:
    """A bearer token of this member."""
    return Token.issue(member(username))


def cookie(username: str) -> str:
    """A session of this member, as after signing in."""
    browser = Client()
    browser.force_login(member(username))
    return browser.cookies["sessionid"].value


def body(**more: Any) -> dict[str, Any]:
    """A report as the intake form sends it."""
    return {
        "id": str(uuid.uuid4()), "outcome": "incident", "channel": "call", "kind": "C01", "text": "Asap dari lantai dua",
        "caller": {"number": "+628123456789", "name": "Bu Rahasia"},
        "place": {"text": "Jl Genteng Kali 1", "confidence": "exact", "source": "map", **PLACE}, **more,
    }  # fmt: skip


def incident(*agencies: str, kind: str = "C01", by: str = "penerima") -> Incident:
    """An incident out of a report, sent to these agencies."""
    filing = Filing(
        uuid=uuid.uuid4(), outcome="incident", body={}, text="Asap", kind=Kind.objects.get(code=kind),
        caller_number="+628123456789", caller_name="Bu Rahasia", place_text="Jl Genteng Kali 1", confidence="exact",
        dispatch_to=list(agencies), **PLACE,
    )  # fmt: skip
    answer, _ = intake.file_report(filing, by=member(by))
    return Incident.objects.numbered(answer["incident"]["number"]).get()


def order(agency: str = "DPKP", **more: Any) -> Dispatch:
    """A dispatch waiting for this agency's answer."""
    return incident(agency, **more).dispatches.select_related("agency", "incident").get(agency__code=agency)


def ladder(agency: str, *waits: int) -> None:
    """From now on dispatches to this agency ring after so many seconds, rung by rung."""
    plan, _ = EscalationPlan.objects.get_or_create(name=f"test {agency}", agency=Agency.objects.get(code=agency))
    plan.steps.all().delete()
    rungs = ["desk", "duty_officer", "shift_supervisor", "head"]
    for order_, wait in enumerate(waits):
        EscalationStep.objects.create(plan=plan, order=order_, rung=rungs[min(order_, 3)], wait_s=wait)
