"""What is said to somebody who may be in danger, and the people one can talk to, as messages.

Fixed words; the numbers come from ``bot/core/reach.py``. Nothing here depends on anything kept: it is said before
consent, to strangers, and when nothing else works.

Buttons mean ``safety:yes``, ``unsure``, ``no``, ``people``, ``write``, ``country``, ``in/<country>`` and
``unnote/<message>``; ``plan:show`` stands under every card of somebody who can have a plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.core import lines as data
from bot.core.message import Button, Line, Message, When, button, say
from bot.core.reach import Reader, brief, call, country, danger, emergency, in_full, talk_lines
from bot.core.safety import Kind, Tier, Verdict

# Find A Helpline; where its address was seen, and what to do before a release, stands in text/en/support.ftl
DIRECTORY = "https://findahelpline.com"

# A kind of verdict: the card it is met with in full. Not twice within half an hour; the one line in between.
CARDS: Mapping[Kind, str] = {
    "crisis": "safety-card",
    "self-harm": "safety-card",
    "soft": "gentle-card",
    "other": "helper-card",
    "harm": "harm-card",
    "medical": "medical-card",
}
CRISIS: tuple[Kind, ...] = ("crisis", "self-harm")

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Met:
    """What a verdict is met with, in order, and the ``cards`` among it that were shown in full."""

    messages: tuple[Message, ...] = ()
    cards: tuple[str, ...] = ()


def meet(verdict: Verdict, reader: Reader, held: Collection[str] = ()) -> Met:
    """Return what ``verdict`` is met with. ``held`` are the cards shown in full less than half an hour ago.

    Every detection is met with one line at least. A verdict nobody foresaw is met with the full card.
    """
    if verdict.kind == "none":
        return Met()
    if verdict.kind == "advice":
        return Met((advice(reader),))
    if verdict.kind == "medical":
        urgent = Met((medical_again(reader),)) if "medical-card" in held else Met((medical(reader),), ("medical-card",))
        then = meet(Verdict(verdict.also, "full"), reader, held) if verdict.also in CRISIS else Met()
        return Met(urgent.messages + then.messages, urgent.cards + then.cards)
    card = CARDS.get(verdict.kind, "safety-card")
    if verdict.tier == "one-line" or card in held or (card == "gentle-card" and "safety-card" in held):
        return Met((one_line(reader),))
    return Met((_CARDS[card](reader),), (card,))


def crisis_at(said: Mapping[str, dt.datetime]) -> dt.datetime | None:
    """Return when the full card was shown last, or its question answered with yes; ``said`` is when what was said."""
    return max((said[name] for name in ("safety-card", "safety-yes") if name in said), default=None)


def safety_card(tier: Tier, reader: Reader = Reader()) -> Message:  # noqa: B008 - a frozen value
    """Return what is shown for a crisis: the full card, or the one line."""
    if tier == "one-line":
        return one_line(reader)
    lines = (
        _line("safety-card-heard"),
        _line("safety-card-program"),
        danger(reader.place),
        *talk_lines(reader),
        _line("safety-card-ways"),
        _line("safety-card-stay"),
    )
    write = ((button("button-safety-write", "safety:write"),),) if reader.settled else ()
    return Message(lines, (*_QUESTION, *_ways_on(reader), *write))


def _full(reader: Reader) -> Message:
    return safety_card("full", reader)


def gentle(reader: Reader) -> Message:
    """Return the gentle card: a direct question, and who listens either way."""
    lines = (_line("safety-gentle"), *talk_lines(reader, "safety-gentle-talk"), _line("safety-gentle-stay"))
    return Message(lines, (*_QUESTION, *_ways_on(reader)))


def one_line(reader: Reader) -> Message:
    """Return the one line: a line, the emergency number and /support."""
    shown, number = data.lines_for(reader.place.lines, reader.language, 1), emergency(reader.place)
    if not shown or number is None:
        said = say("safety-one-line")
    else:
        kind = "guess" if reader.place.guessed else "known"
        where = {"country": country(reader.place)} if reader.place.guessed else {}
        said = say(f"safety-one-line-{kind}", line=brief(shown[0]), number=number, **where)
    return Message((Line(said),), _ways_on(reader))


def helper(reader: Reader) -> Message:
    """Return the card for somebody who worries about somebody else."""
    lines = (
        _line("safety-helper-heard"),
        danger(reader.place, "helper"),
        _line("safety-helper-ways"),
        *talk_lines(reader, "safety-helper-talk"),
        _line("safety-helper-program"),
    )
    return Message(lines, _ways_on(reader))


def harm(reader: Reader) -> Message:
    """Return the card for violence or abuse met, and for an urge to hurt somebody."""
    lines = (
        _line("safety-harm-heard"),
        danger(reader.place, "harm"),
        _line("safety-harm-ways"),
        *talk_lines(reader),
        _line("safety-harm-program"),
    )
    return Message(lines, _ways_on(reader))


def medical(reader: Reader) -> Message:
    """Return the medical card: no question and nothing to breathe with, the number first."""
    lines = (_line("safety-medical-heard"), call(reader.place, "safety-medical"), _line("safety-medical-ways"))
    return Message(lines, _ways_on(reader))


def medical_again(reader: Reader) -> Message:
    """Return the one line of the medical card."""
    return Message((call(reader.place, "safety-medical-again"),), _ways_on(reader))


def advice(reader: Reader) -> Message:
    """Return the one reply to every question about amounts, sources, mixing or stopping a medicine."""
    lines_button = button("button-safety-lines", "safety:people")
    row = (button("button-check-in", "home:checkin"), lines_button) if reader.settled else (lines_button,)
    last = ((button("button-not-a-note", f"safety:unnote/{reader.note}"),),) if reader.settled and reader.note else ()
    kept = "advice-reply-can" if reader.settled else "advice-reply-cautions"
    return Message((_line("advice-reply"), _line(kept)), (row, *last))


def safety_reply(value: str, reader: Reader = Reader()) -> Message:  # noqa: B008 - a frozen value
    """Return what follows a tap on a card: ``value`` is yes, unsure, no, write or people.

    Every one of them keeps the ways to reach somebody. Any other value is answered like yes.
    """
    if value == "people":
        return support(reader=reader)
    numbers = (danger(reader.place), *talk_lines(reader))
    if value == "write":
        return Message((_line("safety-write-on"), _line("safety-write-ways")), _ways_on(reader))
    if value == "no":
        return Message((_line("safety-no-thanks"), *numbers), _ways_on(reader))
    return Message((_line("safety-yes-thanks"), _line("safety-yes-line"), *numbers), _ways_on(reader))


def support(asked_help: bool = False, reader: Reader = Reader()) -> Message:  # noqa: B008 - a frozen value
    """Return the people one can talk to; ``asked_help`` adds how the bot works, for the bare word "help"."""
    place = reader.place
    shown = data.lines_for(place.lines, reader.language)
    lines = [Line(say("support-title"), strong=True), danger(place, "support")]
    if place.code:
        kind = "none" if not shown else "guess" if place.guessed else "known"
        lines.append(Line(say(f"support-country-{kind}", country=country(place))))
    lines += [Line(in_full(line)) for line in shown]
    lines += [Line(say("support-others" if shown else "support-lines"))]
    lines += [Line(say(id)) for id in ("support-taken", "support-ways", "support-program")]
    if place.lines is not None and (seen := data.seen_first(place.lines)) is not None:
        lines.append(Line(say("support-seen", date=When(seen, "date"))))
    choose = button("button-another-country" if place.code else "button-choose-country", "safety:country")
    rows: list[tuple[Button, ...]] = [(choose, Button(say("button-support-lines"), url=DIRECTORY))]
    plan = (button("button-my-plan", "plan:show"),) if reader.settled else ()
    how = (button("button-how-it-works", "help:how"),) if asked_help else ()
    return Message(tuple(lines), (*rows, (*plan, *how)) if plan or how else tuple(rows))


def choose_country(found: tuple[tuple[str, str], ...], unknown: bool = False) -> Message:
    """Return the question which country; ``found`` are (code, name) to tap, one can type any other."""
    names = [Button(say("own-words", text=name), f"safety:in/{code}") for code, name in found]
    rows = tuple(tuple(names[i : i + 2]) for i in range(0, len(names), 2))
    return Message((_line("support-which-unknown" if unknown else "support-which"),), rows)


def _ways_on(reader: Reader) -> Rows:
    more = "button-more-numbers" if reader.place.lines is not None else "button-people-to-talk-to"
    people = button(more, "safety:people")
    if not reader.settled:
        return ((people,),)
    plan = button("button-my-plan", "plan:show")
    return ((plan, people),) if reader.place.lines is not None else ((people,), (plan,))


def _line(id: str) -> Line:
    return Line(say(id))


_QUESTION: Rows = (
    (button("button-safety-yes", "safety:yes"), button("button-safety-unsure", "safety:unsure")),
    (button("button-safety-no", "safety:no"),),
)
_CARDS: Mapping[str, Callable[[Reader], Message]] = {
    "safety-card": _full,
    "gentle-card": gentle,
    "helper-card": helper,
    "harm-card": harm,
}
