"""Trouble made to order: which calls fail next, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.shell.playground.botapi import METHODS
from bot.shell.playground.refused import Impossible, Refused

KINDS = ("429", "500", "502html", "drop_after", "drop_before", "403", "400", "delay", "delay_after")


@dataclass(slots=True)
class Fault:
    """One rule: the next ``times`` calls of ``method`` (after ``skip`` of them) meet with ``kind``; 0 for ever."""

    method: str
    kind: str
    times: int = 1
    skip: int = 0
    user: int | None = None
    retry_after: int = 1
    description: str | None = None
    delay: float = 0.0

    def refusal(self) -> Refused | None:
        """Return what the call is refused with, or None if this trouble is of another sort."""
        if self.kind == "429":
            wait = self.retry_after
            return Refused(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        if self.kind == "403":
            return Refused(403, self.description or "Forbidden: bot was blocked by the user")
        if self.kind == "400":
            return Refused(400, self.description or "Bad Request: something is wrong with it")
        if self.kind == "500":
            return Refused(500, self.description or "Internal Server Error")
        return None


class Faults:
    """The rules still to be met, in order."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self.offline = False

    def add(self, rules: list[dict[str, Any]]) -> None:
        """Add ``rules`` as the control side words them.

        Raises:
            Impossible: one of them is not a rule; none is added then.
        """
        read = []
        for rule in rules:
            try:
                fault = Fault(**{**rule, "kind": str(rule["kind"]), "method": str(rule["method"])})
            except (TypeError, KeyError) as wrong:
                raise Impossible(400, f"not a rule: {wrong}") from None
            if fault.kind not in KINDS:
                raise Impossible(400, f"kind is one of {', '.join(KINDS)}")
            if fault.method not in ("*", "**") and fault.method not in METHODS:
                raise Impossible(400, f"no such method: {fault.method}")
            read.append(fault)
        self._rules += read

    def clear(self) -> None:
        """Forget all rules."""
        self._rules.clear()

    def told(self) -> list[dict[str, Any]]:
        """Return the rules left."""
        return [asdict(rule) for rule in self._rules]

    def meet(self, method: str, chat: int | None) -> Fault | None:
        """Return the trouble this call meets with, counting it, or None."""
        for rule in self._rules:
            if rule.method != method and not (rule.method == "*" and method != "getUpdates") and rule.method != "**":
                continue
            if rule.user is not None and rule.user != chat:
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.times == 1:
                self._rules.remove(rule)
            elif rule.times > 1:
                rule.times -= 1
            return rule
        return None
