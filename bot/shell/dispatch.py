"""From a stored update to its doorway: who it is from, whether their words need help first, and then the doorways."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.content.safety import load_signs
from bot.core.away import Silence, is_welcome_back
from bot.core.safety import Concern, screen, tier_now
from bot.core.support import safety_card
from bot.shell import home
from bot.shell import turn as turns
from bot.shell.turn import Turn
from bot.store.inbox import Arrived
from bot.store.outbox import SAFETY

log = logging.getLogger(__name__)

FRESH = dt.timedelta(minutes=5)  # a sign this much later is written down; closer ones change nothing
SCREENED_STRANGERS = 10_000
HELD = dt.timedelta(minutes=1)  # a message this old was written while the bot was off


class Dispatch:
    """Takes one update through the doorways."""

    def __init__(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        self._application = application

    async def handle(self, turn: Turn, row: Arrived) -> None:
        """Do the turn of one update. Raises what a doorway raised, by way of ``turn.error``."""
        update = Update.de_json(without_screen(row.raw), self._application.bot)
        user, chat = update.effective_user, update.effective_chat
        if chat is None or user is None or user.is_bot:
            return
        turn.chat_id = turn.chat_id or chat.id
        turn.language_code = user.language_code
        turn.said_at = held_since(update, turn.at)
        turn.query_id = update.callback_query.id if update.callback_query else None
        token = turns.enter(turn)
        try:
            if chat.type == chat.PRIVATE:
                notice(turn)
                screen_first(turn, words_in(update))
                let_in_again(turn, update)
            await self._application.process_update(update)
            if turn.coming_back and turn.person is not None:
                home.welcome_back(turn)
            elif turn.asks_back and turn.person is not None and turn.person.profile.resting:
                home.ask_back(turn)
            turn.acknowledge()
        finally:
            turns.leave(token)


def without_screen(raw: dict[str, Any]) -> dict[str, Any]:
    """Return an update with no more of a tapped message than which it is, as Telegram tells it of very old ones.

    Nobody looks at the rest, and all its objects would cost more than the turn.
    """
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return raw
    which = {name: message[name] for name in ("message_id", "chat") if name in message}
    return {**raw, "callback_query": {**query, "message": {**which, "date": 0}}}


def let_in_again(turn: Turn, update: Update) -> None:
    """A message from somebody whose bot was blocked, by all we knew: they are back."""
    if turn.person is None or turn.person.status == "active" or update.effective_message is None:
        return
    if not (update.effective_message.text or "").startswith("/start"):
        home.welcome_unblocked(turn)


def held_since(update: Update, now: dt.datetime) -> dt.datetime | None:
    """Return when a message was written that Telegram held for us while the bot was off; None if it came at once."""
    if update.message is None or now - update.message.date < HELD:
        return None
    # Telegram's dates are whole seconds; its numbers keep the order within one
    return update.message.date + dt.timedelta(microseconds=update.update_id % 1_000_000)


def words_in(update: Update) -> str | None:
    """Return whatever words an update carries: of a message or an edited one, text or caption, commands too."""
    message = update.effective_message if update.callback_query is None else None
    return (message.text or message.caption) if message else None


def screen_first(turn: Turn, words: str | None) -> None:
    """Show the safety card before anything else if ``words`` may need it. Any fault of the screening shows it too."""
    if not words:
        return
    try:
        concern = screen(words, load_signs(turn.language))
    except Exception as fault:
        log.error("screening failed: %s", type(fault).__name__)
        concern = Concern("crisis", "full")
    if concern is None:
        return
    seen = turn.world.cards_seen
    last = turn.desk.said.get("safety-card") if turn.person else seen.get(turn.lane)
    tier = tier_now(concern, last, turn.at)
    if tier == "full" and turn.person:
        turn.set_desk(said={**turn.desk.said, "safety-card": turn.at})
    elif tier == "full":
        seen[turn.lane] = turn.at
        if len(seen) > SCREENED_STRANGERS:
            seen.popitem(last=False)
    turn.say(safety_card(tier), priority=SAFETY)


def notice(turn: Turn) -> None:
    """A tap or a word: whatever silence there was is over, and somebody long away is welcomed back."""
    if turn.person is None or not turn.person.profile.settled:
        return
    silence = turn.desk.silence
    if silence is not None and turn.at - silence.last_sign_at < FRESH and not silence.asked and not silence.offered_on:
        return
    if silence is not None:
        day_start = turn.person.profile.day_start
        turn.coming_back = turn.person.status == "active" and is_welcome_back(silence, turn.at, turn.zone, day_start)
        turn.asks_back = silence.farewell_said and not turn.coming_back
    turn.set_desk(silence=Silence(turn.at))
    for talk in turn.talks("offer"):
        turn.drop_timer("farewell", talk.id)
        if silence is not None and silence.farewell_said:
            turn.put_talk(talk.with_state({}, open=False))
