"""What the intake form looks up: kinds, places, likely duplicates, who could go."""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.permissions import Can, require
from incidents import duplicates, moment, places
from incidents.models import Disposition, Kind, Question

from .. import recommend, sight
from .bodies import PointQuery
from .door import Request


def point(request: Request) -> tuple[float | None, float | None, Kind | None]:
    """lat, lng and kind of the query; raises ValidationError (400)."""
    form = PointQuery(data=request.query_params)
    form.is_valid(raise_exception=True)
    said = form.validated_data
    kind = Kind.objects.select_related("lead").filter(code=said.get("kind", "")).first()
    return said.get("lat"), said.get("lng"), kind


def asked(question: Question) -> dict[str, Any]:
    """A question in the reader's language."""
    english = get_language() == "en"
    return {
        "code": question.code,
        "text": question.text_en if english else question.text,
        "answer": question.answer,
        "choices": [
            {"code": choice["code"], "text": choice["text_en"] if english else choice["text"]}
            for choice in question.choices
        ],
    }


class KindsView(APIView):
    """The kinds with their agencies, words and questions; and what is always asked."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request) -> Response:
        require(request.user, Can.SUBMIT_REPORTS)
        english = get_language() == "en"
        kinds = Kind.objects.filter(active=True).select_related("lead")
        kinds = kinds.prefetch_related("kindagency_set__agency", "questions")
        return Response(
            {
                "kinds": [
                    {
                        "code": kind.code, "name": kind.label, "group": kind.group,
                        "group_name": kind.group_name_en if english else kind.group_name, "priority": kind.priority,
                        "privacy": kind.privacy, "agencies": kind.agency_codes(),
                        "words": [*kind.words, kind.name.lower(), kind.name_en.lower()],
                        "questions": [asked(question) for question in kind.questions.all()],
                    }
                    for kind in kinds
                ],
                "always": [asked(question) for question in Question.objects.filter(kind=None)],
                "dispositions": [
                    {"code": how.code, "name": how.label} for how in Disposition.objects.filter(active=True)
                ],
            }
        )  # fmt: skip


class PlaceSearchView(APIView):
    """Kelurahan, kecamatan, facilities and landmarks by words, tolerant of spelling."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request) -> Response:
        require(request.user, Can.SUBMIT_REPORTS)
        return Response({"results": places.search(request.query_params.get("q", ""))})


class PlaceResolveView(APIView):
    """The kelurahan of a pin."""

    @extend_schema(parameters=[PointQuery], responses={200: dict})
    def get(self, request: Request) -> Response:
        require(request.user, Can.SUBMIT_REPORTS)
        lat, lng, _ = point(request)
        found = places.resolve(lat, lng)
        return Response(
            {
                "kelurahan": found.kelurahan.name if found.kelurahan else None,
                "kecamatan": found.kecamatan.name if found.kecamatan else None,
                "inside": found.inside,
                "by": found.by,
            }
        )


class DuplicatesView(APIView):
    """Open incidents near in place, time and kind, with the reasons."""

    @extend_schema(parameters=[PointQuery], responses={200: dict})
    def get(self, request: Request) -> Response:
        require(request.user, Can.TAKE_REPORTS)
        lat, lng, kind = point(request)
        seen = sight.incidents(request.user)
        if not sight.sees_sealed(request.user):
            seen = seen.filter(privacy__lt=3)  # "one near here" would tell where a sealed one is
        return Response({"results": duplicates.near(seen, lat=lat, lng=lng, kind=kind, at=moment.now())})


class RecommendView(APIView):
    """Who could go, before the incident is opened."""

    @extend_schema(parameters=[PointQuery], responses={200: dict})
    def get(self, request: Request) -> Response:
        require(request.user, Can.SEND_DISPATCHES)
        lat, lng, kind = point(request)
        codes = recommend.codes_for(kind)
        found = recommend.candidates_of(codes, at=moment.now())
        return Response(recommend.pick(codes, found, lat=lat, lng=lng))
