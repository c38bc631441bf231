"""Makers: each calls our own actions, so that every test starts from a state the product can reach.

People and units are rows of the administration; cases come from `report()`. Names say what is there afterwards:
`make.accepted()` is a dispatch that its agency has accepted.
"""

import json
from datetime import timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from agencies.models import Agency, Member, Role, Unit
from dispatch.actions import assignments, dispatches, endings, intake
from dispatch.models import Assignment, Dispatch
from incidents.intake import Filing
from incidents.models import Incident, Kind, Report

T = TypeVar("T")
_n = count(1)

GENTENG = {"lat": -7.2589, "lng": 112.7449}
"""A pin in the middle of the city."""
SEALED = "G04"
"""A kind of privacy level 3 (led by DP3APPKB); C04 is level 0, C01 level 1 (both DPKP), A01 level 2 (DINKES)."""


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def member(role: Role, **fields: Any) -> Member:
    n = next(_n)
    return Member.objects.create(username=fields.pop("username", f"{role}-{n}"), password="!", role=role, **fields)


def taker(**fields: Any) -> Member:
    return member(Role.CALL_TAKER, **fields)


def dispatcher(**fields: Any) -> Member:
    return member(Role.DISPATCHER, **fields)


def supervisor(**fields: Any) -> Member:
    return member(Role.SUPERVISOR, **fields)


def desk(of: str | Agency = "DPKP", **fields: Any) -> Member:
    return member(Role.AGENCY_OPERATOR, agency=agency(of), **fields)


def crew(of: str | Unit = "DPKP-101", **fields: Any) -> Member:
    one = unit(of)
    return member(Role.FIELD_CREW, agency=one.agency, unit=one, **fields)


def auditor(**fields: Any) -> Member:
    return member(Role.AUDITOR, **fields)


def administrator(**fields: Any) -> Member:
    return member(Role.ADMINISTRATOR, **fields)


def api_client(of: str | None = None, **fields: Any) -> Member:
    return member(Role.API_CLIENT, agency=agency(of) if of else None, **fields)


def system(**fields: Any) -> Member:
    return member(Role.SYSTEM, **fields)


def browser(by: Member | None = None, *, script: bool = False) -> Client:
    """A browser in which this member is signed in; `script` asks for JSON as our scripts do."""
    one = Client(headers={"accept": "application/json"} if script else None)
    if by is not None:
        one.force_login(by)
    return one


def tell(by: Member | None, path: str, said: Any = None, *, method: str = "post", **headers: str) -> Any:
    """Ask the API as this member (by session); `said` is sent as JSON, octets as they are."""
    sent = said if isinstance(said, bytes) else json.dumps(said if said is not None else {})
    return browser(by).generic(method.upper(), path, sent, "application/json", headers=headers or None)


# ── What the administration knows ───────────────────────────────────────────────────────────────────────────────────


def agency(code: str | Agency) -> Agency:
    return code if isinstance(code, Agency) else Agency.objects.get(code=code)


def unit(callsign: str | Unit) -> Unit:
    return callsign if isinstance(callsign, Unit) else Unit.objects.select_related("agency").get(callsign=callsign)


def kind(code: str) -> Kind:
    return Kind.objects.select_related("lead").get(code=code)


# ── Cases ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def body(**said: Any) -> dict[str, Any]:
    """A report as a client sends it (contract.md): a house fire in Genteng unless said otherwise."""
    return {"id": str(uuid4()), "outcome": "incident", "kind": "C01", "place": dict(GENTENG), **said}


def filing(*, kind: str | None = "C01", outcome: str = "incident", **said: Any) -> Filing:
    """The same, past the door: what dispatch/api/intake.py hands to the action."""
    plain = {name: value for name, value in said.items() if name != "uuid"}
    known = {**GENTENG, **said}
    return Filing(
        uuid=known.pop("uuid", None) or uuid4(), outcome=outcome, body={"kind": kind, "outcome": outcome, **plain},
        kind=Kind.objects.select_related("lead").get(code=kind) if kind else None, **known,
    )  # fmt: skip


def report(*, by: Member | None = None, **said: Any) -> Report:
    """A filed report (an incident unless another outcome is said)."""
    one = filing(**said)
    intake.file_report(one, by=by or taker())
    return Report.objects.get(uuid=one.uuid)


def draft(*, by: Member | None = None, **said: Any) -> Report:
    return report(by=by, outcome="draft", **said)


def incident(*, to: tuple[str, ...] | list[str] = (), by: Member | None = None, **said: Any) -> Incident:
    """An open incident, sent to these agencies."""
    found = report(by=by, dispatch_to=list(to), **said).incident
    assert found is not None
    return found


def sealed(*, to: tuple[str, ...] | list[str] = (), **said: Any) -> Incident:
    return incident(kind=SEALED, to=to, **said)


def dispatch(to: str = "DPKP", *, of: Incident | None = None, **said: Any) -> Dispatch:
    """An order that its agency has not answered."""
    if of is None:
        of = incident(to=[to], **said)
    elif not of.dispatches.filter(agency__code=to, state="sent").exists():
        dispatches.send(of, [to], by=dispatcher())
    return of.dispatches.select_related("agency", "incident").get(agency__code=to, state="sent")


def seen(to: str = "DPKP", **said: Any) -> Dispatch:
    one = dispatch(to, **said)
    return dispatches.see(one, by=desk(one.agency))


def accepted(to: str = "DPKP", **said: Any) -> Dispatch:
    one = dispatch(to, **said)
    return dispatches.accept(one, by=desk(one.agency))


def declined(to: str = "DPKP", *, reason: str = "busy", words: str = "", **said: Any) -> Dispatch:
    one = dispatch(to, **said)
    return dispatches.decline(one, reason=reason, words=words, by=desk(one.agency))


def cancelled(to: str = "DPKP", **said: Any) -> Dispatch:
    return dispatches.cancel(dispatch(to, **said), by=dispatcher())


def finished(to: str = "DPKP", **said: Any) -> Dispatch:
    one = accepted(to, **said)
    return dispatches.finish(one, by=desk(one.agency))


def assignment(callsign: str = "DPKP-101", *, status: str = "assigned", **said: Any) -> Assignment:
    """A unit on a job, brought as far as `status` by its crew."""
    one = unit(callsign)
    order = said.pop("on", None) or dispatch(one.agency.code, **said)
    job = assignments.assign(order, [callsign], by=desk(one.agency))[0]
    return job if status == "assigned" else assignments.report_status(job, status, by=desk(one.agency))


def closed(*, disposition: str = "handled", **said: Any) -> Incident:
    return endings.close(incident(**said), disposition=disposition, by=supervisor())


def long_closed(*, days: float = 8, **said: Any) -> Incident:
    """Closed so many days ago: the only step that no action takes is the passing of time."""
    one = closed(**said)
    Incident.objects.filter(pk=one.pk).update(closed_at=timezone.now() - timedelta(days=days))
    return Incident.objects.get(pk=one.pk)


def merged(into: Incident | None = None, **said: Any) -> Incident:
    return endings.merge(incident(**said), into or incident(), by=supervisor())


# ── Looking again ───────────────────────────────────────────────────────────────────────────────────────────────────


def again(row: T) -> T:
    """The row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)
