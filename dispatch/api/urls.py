"""The routes of contract.md below /api/v1/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from . import dispatches, feed, incidents, intake, lookups, units

urlpatterns = [
    path("reports/", intake.ReportsView.as_view(), name="api_reports"),
    path("incidents/", incidents.IncidentsView.as_view(), name="api_incidents"),
    path("incidents.geojson", incidents.GeoView.as_view(), name="api_incidents_geojson"),
    path("incidents/<str:number>/", incidents.IncidentView.as_view(), name="api_incident"),
    path("incidents/<str:number>/timeline/", incidents.TimelineView.as_view(), name="api_timeline"),
    path("incidents/<str:number>/notes/", incidents.NotesView.as_view(), name="api_notes"),
    path("incidents/<str:number>/close/", incidents.CloseView.as_view(), name="api_close"),
    path("incidents/<str:number>/reopen/", incidents.ReopenView.as_view(), name="api_reopen"),
    path("incidents/<str:number>/merge/", incidents.MergeView.as_view(), name="api_merge"),
    path("incidents/<str:number>/unmerge/", incidents.UnmergeView.as_view(), name="api_unmerge"),
    path("incidents/<str:number>/verify/", incidents.VerifyView.as_view(), name="api_verify"),
    path("incidents/<str:number>/reveal/", incidents.RevealView.as_view(), name="api_reveal"),
    path("incidents/<str:number>/recommendation/", incidents.RecommendationView.as_view(), name="api_recommendation"),
    path("incidents/<str:number>/dispatches/", incidents.SendView.as_view(), name="api_send"),
    path("dispatches/<int:pk>/accept/", dispatches.AcceptView.as_view(), name="api_accept"),
    path("dispatches/<int:pk>/decline/", dispatches.DeclineView.as_view(), name="api_decline"),
    path("dispatches/<int:pk>/seen/", dispatches.SeenView.as_view(), name="api_seen"),
    path("dispatches/<int:pk>/finish/", dispatches.FinishView.as_view(), name="api_finish"),
    path("dispatches/<int:pk>/cancel/", dispatches.CancelView.as_view(), name="api_cancel"),
    path("dispatches/<int:pk>/assignments/", dispatches.AssignView.as_view(), name="api_assign"),
    path("assignments/<int:pk>/status/", dispatches.StatusView.as_view(), name="api_status"),
    path("units/", units.UnitsView.as_view(), name="api_units"),
    path("units/<str:callsign>/duty/", units.DutyView.as_view(), name="api_duty"),
    path("positions/", units.PositionsView.as_view(), name="api_positions"),
    path("calls/", units.CallsView.as_view(), name="api_calls"),
    path("kinds/", lookups.KindsView.as_view(), name="api_kinds"),
    path("places/search", lookups.PlaceSearchView.as_view(), name="api_place_search"),
    path("places/resolve", lookups.PlaceResolveView.as_view(), name="api_place_resolve"),
    path("duplicates/", lookups.DuplicatesView.as_view(), name="api_duplicates"),
    path("recommendation/", lookups.RecommendView.as_view(), name="api_recommend"),
    path("feed/", feed.FeedView.as_view(), name="api_feed"),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
]
