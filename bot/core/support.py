"""The safety card and what follows it, and the people one can talk to, as messages.

None of them has a digit and none depends on anything kept: they are said before consent, to strangers, and when
nothing else works. Buttons mean ``safety:yes``, ``safety:unsure``, ``safety:no`` and ``safety:people``.
"""

from __future__ import annotations

from bot.core.message import Button, Line, Message, button, message, say
from bot.core.safety import Tier

# Find A Helpline; where its address was seen, and what to do before a release, stands in text/en/support.ftl
DIRECTORY = "https://findahelpline.com"

DANGER = Line(say("safety-card-danger"), strong=True)
PEOPLE = (button("button-people-to-talk-to", "safety:people"),)


def safety_card(tier: Tier) -> Message:
    """Return what is shown for a concern: the full card, or the one line."""
    if tier == "one-line":
        return message("safety-one-line")
    return message(
        "safety-card-heard",
        "safety-card-program",
        DANGER,
        "safety-card-lines",
        "safety-card-ways",
        "safety-card-stay",
        rows=(
            (button("button-safety-yes", "safety:yes"), button("button-safety-unsure", "safety:unsure")),
            (button("button-safety-no", "safety:no"),),
            PEOPLE,
        ),
    )


def safety_reply(value: str) -> Message:
    """Return what follows a tap on the full card: ``value`` is yes, unsure, no or people.

    Every one of them keeps the ways to reach somebody. Any other value is answered like yes.
    """
    if value == "people":
        return support()
    if value == "no":
        return message("safety-no-thanks", DANGER, "safety-card-lines", rows=(PEOPLE,))
    return message("safety-yes-thanks", "safety-yes-line", DANGER, "safety-card-lines", rows=(PEOPLE,))


def support(asked_help: bool = False) -> Message:
    """Return the people one can talk to; ``asked_help`` adds how the bot works, for the bare word "help".

    Without it the only button is a link, so that the message belongs to no talk and can be sent to anybody.
    """
    directory = (Button(say("button-support-lines"), url=DIRECTORY),)
    return message(
        Line(say("support-title"), strong=True),
        Line(say("support-danger"), strong=True),
        "support-lines",
        "support-taken",
        "support-ways",
        "support-program",
        rows=(directory, (button("button-how-it-works", "help:how"),)) if asked_help else (directory,),
    )
