"""A safety plan in somebody's own words: its parts, and the screens to read and write them.

The prompts are our own; no published form is copied. What somebody writes is theirs: shown to them alone, in full, and
looked through for nothing but whether they need help now.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.message import Button, Line, Message, button, say

PARTS = ("signs", "alone", "places", "ask", "professionals", "safer", "worth")
PART_CHARACTERS = 400  # of one part, as it is shown with the others; all of it is kept


def plan_view(parts: Mapping[str, str]) -> Message:
    """Return the plan on one screen, every part with a button; ``parts`` are the written ones."""
    lines = [Line(say("plan-title"), strong=True)]
    if not any(parts.get(part) for part in PARTS):
        lines.append(Line(say("plan-intro")))
    for part in PARTS:
        written = parts.get(part)
        lines.append(Line(say(f"plan-{part}"), strong=True))
        lines.append(Line(say("own-words", text=_cut(written)) if written else say("plan-empty")))
    buttons = [button(f"button-plan-{part}", f"plan:part/{part}") for part in PARTS]
    rows: list[tuple[Button, ...]] = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    return Message(tuple(lines), (*rows, (button("button-people-to-talk-to", "safety:people"),)))


def part_view(part: str, written: str | None) -> Message:
    """Return the screen that asks for ``part``, with what stands there now."""
    lines = [Line(say(f"plan-{part}"), strong=True), Line(say(f"plan-ask-{part}"))]
    back = (button("button-back", "plan:back"),)
    if not written:
        return Message((*lines, Line(say("plan-hint"))), (back,))
    lines += [Line(say("plan-now")), Line(say("own-words", text=written)), Line(say("plan-hint"))]
    return Message(tuple(lines), ((button("button-plan-clear", f"plan:clear/{part}"),), back))


def _cut(text: str) -> str:
    return text if len(text) <= PART_CHARACTERS else text[: PART_CHARACTERS - 1].rstrip() + "…"
