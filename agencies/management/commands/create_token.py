"""manage.py create_token USERNAME: a bearer token, printed once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies.models import Member, Token


class Command(BaseCommand):
    help = "Make a bearer token that acts as this member; it is printed once, as the last word."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        member = Member.objects.filter(username=username).first()
        if member is None:
            raise CommandError(f"There is no member {username}.")
        self.stdout.write(f"Token of {username} (shown only now): {Token.issue(member)}")
