"""Incidents in the API: lists, one, its timeline, and what may be done with it."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.audiences import Audience, audience_of
from agencies.permissions import Can, require
from incidents import moment, sentences
from incidents.actions import incidents as acts
from incidents.actions.reveal import reveal
from incidents.models import Incident, Report
from incidents.models.incident import IncidentQuerySet
from incidents.privacy import Field, Relation, fields_for, veil

from .. import cards, sight
from ..actions import dispatches, endings
from ..recommend import recommend
from . import bodies
from .bodies import checked
from .door import Request

FILTERS = ("state", "kind", "agency", "priority", "kecamatan", "since", "q")
TEXT = [OpenApiParameter(name, str) for name in FILTERS]


class ByAge(CursorPagination):
    """Newest first, by a cursor: pages stay the same while incidents arrive."""

    ordering = ("-opened_at", "-pk")
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500


def narrowed(seen: IncidentQuerySet, query: Any) -> IncidentQuerySet:
    """The incidents in sight, narrowed by the query's filters."""
    if state := query.get("state"):
        seen = seen.filter(state=state)
    if kind := query.get("kind"):
        seen = seen.filter(kind__code=kind)
    if priority := query.get("priority"):
        if not priority.isascii() or not priority.isdigit() or len(priority) > 2:
            raise ValidationError({"priority": ["1–4"]})
        seen = seen.filter(priority=int(priority))
    if agency := query.get("agency"):
        seen = seen.filter(dispatches__agency__code=agency.upper()).distinct()
    if kecamatan := query.get("kecamatan"):
        seen = seen.filter(Q(kecamatan__code=kecamatan) | Q(kecamatan__name__iexact=kecamatan))
    if since := query.get("since"):
        try:
            at = parse_datetime(since)
        except ValueError:
            at = None
        if at is None:
            raise ValidationError({"since": ["ISO 8601"]})
        seen = seen.filter(opened_at__gte=at if timezone.is_aware(at) else timezone.make_aware(at))
    return seen


def found(seen: IncidentQuerySet, request: Request) -> IncidentQuerySet:
    """Search by number or typed place, only where the reader reads the place (a hit count would tell it too)."""
    words = request.query_params.get("q", "").replace("\x00", "").strip()
    if not words:
        return seen
    audience = audience_of(request.user)
    if audience.view in ("auditor", "client"):
        return seen.numbered(words)
    hits = Q(place_text__icontains=words) | Q(kelurahan__name__icontains=words)
    if audience.view == "room" and not audience.cleared:
        hits &= Q(privacy__lt=3)
    return seen.filter(hits | Q(pk__in=seen.numbered(words)))


class IncidentsView(APIView):
    """Cards of the incidents in sight, by cursor pages."""

    @extend_schema(operation_id="incidents_list", parameters=TEXT, responses={200: dict})
    def get(self, request: Request) -> Response:
        seen = found(narrowed(sight.incidents(request.user), request.query_params), request)
        pages = ByAge()
        rows = pages.paginate_queryset(seen, request, view=self)
        return pages.get_paginated_response(
            cards.incident_cards([row.pk for row in rows or []], audience_of(request.user))
        )


class GeoView(APIView):
    """The open incidents in sight as GeoJSON ([lng, lat]); QGIS opens it directly."""

    @extend_schema(parameters=TEXT, responses={200: dict})
    def get(self, request: Request) -> Response:
        seen = found(narrowed(sight.incidents(request.user), request.query_params), request)
        pks = seen.filter(lat__isnull=False).order_by("-opened_at").values_list("pk", flat=True)[:5000]
        features = [
            {
                "type": "Feature",
                "id": card["number"],
                "geometry": {"type": "Point", "coordinates": [card["place"]["lng"], card["place"]["lat"]]},
                "properties": {
                    key: card[key] for key in ("number", "kind", "priority", "state", "opened_at", "reports")
                },
            }
            for card in cards.incident_cards(pks, audience_of(request.user))
            if card["place"]["lat"] is not None
        ]
        return Response({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def detail(request: Request, incident: Incident) -> dict[str, Any]:
    """The card and what else this reader may know: reports and notes, veiled."""
    related = sight.relation(request.user, incident)
    card = cards.card_of(incident.pk, request.user) or {}
    if card.get("stub") and related != Relation.STUB:
        case = cards.load([incident.pk])[incident.pk]
        card = cards.draw(case, Audience("supervisor", cleared=True))
    sees = fields_for(related, incident.privacy)
    family = [incident.pk, *incident.merged.values_list("pk", flat=True)]
    extra: dict[str, Any] = {"relation": related}
    if sees:
        reports = Report.objects.filter(incident__in=family).select_related("kind")
        extra["reports_attached"] = [
            veil(report, relation=related, level=incident.privacy) for report in reports.order_by("filed_at")
        ]
    if Field.WORDS in sees:
        extra["notes"] = [
            {"text": note.text, "about": note.about, "by": note.by.username, "at": cards.iso(note.at)}
            for note in incident.notes.select_related("by")
        ]
    return {**card, **extra}


class IncidentView(APIView):
    """One incident, its fields veiled for the reader; PATCH changes only what it names."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, number: str) -> Response:
        return Response(detail(request, sight.incident_or_404(request.user, number)))

    @extend_schema(request=bodies.IncidentEdit, responses={200: dict})
    def patch(self, request: Request, number: str) -> Response:
        require(request.user, Can.EDIT_INCIDENTS)
        incident = sight.incident_or_404(request.user, number, whole=True)
        form = bodies.IncidentEdit(data=request.data)
        form.is_valid(raise_exception=True)
        acts.edit(incident, form.changes(), by=request.user)
        return Response(detail(request, sight.incident_or_404(request.user, number)))


class TimelineView(APIView):
    """What happened, in words of the reader's language."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, number: str) -> Response:
        incident = sight.incident_or_404(request.user, number)
        lines = incident.events.select_related("actor").order_by("pk")
        return Response(
            {
                "results": [
                    {
                        "seq": line.seq, "at": cards.iso(line.at), "name": line.name, "facts": line.facts,
                        "by": line.actor.username if line.actor else None, "sentence": sentences.sentence(line),
                    }
                    for line in lines
                ]
            }
        )  # fmt: skip


class IncidentAct(APIView):
    """One thing done to an incident that the member sees whole; answers with the incident."""

    body: type[Any] | None = None
    right: Can
    whole = True

    def do(self, incident: Incident, said: dict[str, Any], request: Request) -> None:
        """Call the action; each act says which."""

    def post(self, request: Request, number: str) -> Response:
        require(request.user, self.right)
        incident = sight.incident_or_404(request.user, number, whole=self.whole)
        self.do(incident, checked(self.body, request) if self.body else {}, request)
        return Response(detail(request, sight.incident_or_404(request.user, number)))


@extend_schema(request=bodies.NoteBody, responses={201: dict})
class NotesView(APIView):
    """Add a note."""

    def post(self, request: Request, number: str) -> Response:
        require(request.user, Can.WRITE_NOTES)
        incident = sight.incident_or_404(request.user, number, whole=True)
        note = acts.add_note(incident, checked(bodies.NoteBody, request)["text"], by=request.user)
        return Response({"id": note.pk, "text": note.text, "at": cards.iso(note.at)}, status=status.HTTP_201_CREATED)


@extend_schema(request=bodies.CloseBody, responses={200: dict})
class CloseView(IncidentAct):
    """End it with a disposition."""

    body, right = bodies.CloseBody, Can.CLOSE_INCIDENTS

    def do(self, incident: Incident, said: dict[str, Any], request: Request) -> None:
        endings.close(incident, disposition=said["disposition"].code, words=said.get("note", ""), by=request.user)


@extend_schema(request=bodies.ReasonBody, responses={200: dict})
class ReopenView(IncidentAct):
    """It was not over."""

    body, right = bodies.ReasonBody, Can.CLOSE_INCIDENTS

    def do(self, incident: Incident, said: dict[str, Any], request: Request) -> None:
        endings.reopen(incident, reason=said.get("reason", ""), by=request.user)


@extend_schema(request=bodies.MergeBody, responses={200: dict})
class MergeView(IncidentAct):
    """The same event as another incident."""

    body, right = bodies.MergeBody, Can.MERGE_INCIDENTS

    def do(self, incident: Incident, said: dict[str, Any], request: Request) -> None:
        endings.merge(incident, sight.incident_or_404(request.user, said["into"], whole=True), by=request.user)


@extend_schema(request=None, responses={200: dict})
class UnmergeView(IncidentAct):
    """Two events after all."""

    right = Can.MERGE_INCIDENTS

    def do(self, incident: Incident, said: dict[str, Any], request: Request) -> None:
        endings.unmerge(incident, by=request.user)


@extend_schema(request=bodies.VerifyBody, responses={200: dict})
class VerifyView(IncidentAct):
    """How sure it is."""

    body, right = bodies.VerifyBody, Can.VERIFY_INCIDENTS

    def do(self, incident: Incident, said: dict[str, Any], request: Request) -> None:
        acts.verify(incident, said["verification"], by=request.user)


@extend_schema(request=bodies.ReasonBody, responses={200: dict})
class RevealView(IncidentAct):
    """Open the seal for half an hour, with a reason."""

    body, right, whole = bodies.ReasonBody, Can.REVEAL_SEALED, False

    def do(self, incident: Incident, said: dict[str, Any], request: Request) -> None:
        reveal(incident, reason=said.get("reason", ""), by=request.user)


class RecommendationView(APIView):
    """Who could go, with reasons and what is missing."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, number: str) -> Response:
        require(request.user, Can.SEND_DISPATCHES)
        return Response(recommend(sight.incident_or_404(request.user, number, whole=True), at=moment.now()))


class SendView(APIView):
    """Send agencies."""

    @extend_schema(request=bodies.SendBody, responses={201: dict})
    def post(self, request: Request, number: str) -> Response:
        require(request.user, Can.SEND_DISPATCHES)
        incident = sight.incident_or_404(request.user, number, whole=True)
        said = checked(bodies.SendBody, request)
        sent = dispatches.send(
            incident, said.get("agencies", []), units=said.get("units"), reason=said.get("reason", ""), by=request.user
        )
        card = cards.card_of(incident.pk, request.user) or {"dispatches": []}
        ids = {dispatch.pk for dispatch in sent}
        made = [row for row in card["dispatches"] if row["id"] in ids]
        return Response({"dispatches": made, "incident": card}, status=status.HTTP_201_CREATED)
