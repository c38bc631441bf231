"""A request that has come through the API's door: its user is one of our members."""

from rest_framework.request import Request as AnyRequest

from agencies.models import Member


class Request(AnyRequest):
    """For annotations: DEFAULT_PERMISSION_CLASSES let nobody else in."""

    user: Member
