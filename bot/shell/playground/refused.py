"""How a call is refused."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The call was refused; ``code`` and ``description`` are those Telegram answers with."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(description: str) -> Refused:
    """Return the refusal "Bad Request: ``description``"."""
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    """Return the refusal "Forbidden: ``description``"."""
    return Refused(403, f"Forbidden: {description}")


class Impossible(Exception):
    """A person cannot do this now; ``status`` is the HTTP status the control side answers with."""

    def __init__(self, status: int, error: str, **more: Any) -> None:
        super().__init__(error)
        self.status, self.error, self.more = status, error, more
