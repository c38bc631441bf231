"""Saying no: one exception, one middleware, one answer (409)."""


class Refused(Exception):
    """The state of things does not allow this. The message is a sentence for the person who asked."""

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.message = str(message)
        self.code = code
