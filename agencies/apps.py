from django.apps import AppConfig


class Agencies(AppConfig):
    """Who: agencies, posts, units, people, rights."""

    name = "agencies"
