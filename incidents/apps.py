from django.apps import AppConfig


class Incidents(AppConfig):
    """What happened: calls, reports, incidents, places, the journal."""

    name = "incidents"
