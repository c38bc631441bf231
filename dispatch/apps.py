from django.apps import AppConfig


class Dispatching(AppConfig):
    """What we do about it, and the desk where we do it."""

    name = "dispatch"

    def ready(self) -> None:
        from incidents import journal
        from incidents.management.commands.load_reference import LOADERS

        from . import live
        from .plans import load

        journal.after_commit.append(live.wake)
        LOADERS.append(load)
