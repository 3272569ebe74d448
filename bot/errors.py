"""The few exceptions of this project. Each docstring is its message, where no better one is given."""

from __future__ import annotations


class Refusal(Exception):
    """Something was refused."""

    def __str__(self) -> str:
        """Return what was said when it was raised, or else the docstring's first line."""
        return super().__str__() or (type(self).__doc__ or "").strip().partition("\n")[0]


class StartRefused(Refusal):
    """Stillpoint will not start like this.

    ``code`` is the exit code: 78 (configuration) if somebody must change something first, 75 if trying again may help.
    """

    def __init__(self, message: str = "", code: int = 78) -> None:
        super().__init__(message)
        self.code = code


class BadSettings(StartRefused):
    """The settings have faults.

    ``faults`` names every one of them in a sentence each; none of them shows a token, a key or a password.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class SealBroken(Refusal):
    """A sealed value could not be opened.

    ``code`` says why: E_FORMAT (it is not a sealed value, or a piece of one), E_VERSION (sealed by a newer version),
    E_TAMPER (changed, moved to another place, or sealed with another key).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SendFailed(Refusal):
    """Telegram did not take a call.

    ``permanent``: the same call will never succeed. ``unsure``: it may have been carried out all the same.
    ``retry_after``: seconds Telegram asks to wait, if it did. ``code``: its error code, if it answered.
    """

    def __init__(
        self,
        permanent: bool,
        retry_after: float | None = None,
        code: int | None = None,
        description: str = "",
        unsure: bool = False,
    ) -> None:
        super().__init__(description)
        self.permanent = permanent
        self.retry_after = retry_after
        self.code = code
        self.description = description
        self.unsure = unsure


class TurnLost(Refusal):
    """Somebody else moved this row on first, so this turn changes nothing."""
