"""From a stored update to its doorway: who it is from, whether their words need help first, and then the doorways."""

from __future__ import annotations

import datetime as dt
from typing import Any

from telegram import Bot, CallbackQuery, Chat, Message, Update, User
from telegram.ext import Application

from bot.core.away import Silence, is_welcome_back
from bot.shell import home
from bot.shell import turn as turns
from bot.shell.helping import screen_first
from bot.shell.turn import Turn
from bot.store.inbox import Arrived

FRESH = dt.timedelta(minutes=5)  # a sign this much later is written down; closer ones change nothing
HELD = dt.timedelta(minutes=1)  # a message this old was written while the bot was off


class Dispatch:
    """Takes one update through the doorways."""

    def __init__(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        self._application = application

    async def handle(self, turn: Turn, row: Arrived) -> None:
        """Do the turn of one update. Raises what a doorway raised, by way of ``turn.error``."""
        update = read_update(row.raw, self._application.bot)
        user, chat = update.effective_user, update.effective_chat
        if chat is None or user is None or user.is_bot:
            return
        turn.chat_id = turn.chat_id or chat.id
        turn.language_code = user.language_code
        turn.said_at = held_since(update, turn.at)
        turn.query_id = update.callback_query.id if update.callback_query else None
        sent = update.callback_query.message if update.callback_query else update.effective_message
        turn.message_id = sent.message_id if sent else 0
        token = turns.enter(turn)
        try:
            if chat.type == chat.PRIVATE:
                notice(turn)
                screen_first(turn, row.raw, row.update_id)
                let_in_again(turn, update)
            await self._application.process_update(update)
            if turn.coming_back and turn.person is not None:
                home.welcome_back(turn)
            elif turn.asks_back and turn.person is not None and turn.person.profile.resting:
                home.ask_back(turn)
            turn.acknowledge()
        finally:
            turns.leave(token)


def read_update(raw: dict[str, Any], bot: Bot) -> Update:
    """Return the update that ``raw`` tells. Of a tapped message it knows which it is, and no more.

    Nobody looks at the rest, and as objects it would cost more than the turn.
    """
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return Update.de_json(raw, bot)
    written_at = dt.datetime.fromtimestamp(message["date"], dt.UTC)
    shown = Message(message["message_id"], written_at, Chat.de_json(message["chat"], bot))
    user, instance = User.de_json(query["from"], bot), query.get("chat_instance", "")
    return Update(raw["update_id"], callback_query=CallbackQuery(query["id"], user, instance, shown, query.get("data")))


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
        turn.last_sign_at = silence.last_sign_at
        turn.asks_back = silence.farewell_said and not turn.coming_back
    turn.set_desk(silence=Silence(turn.at))
    for talk in turn.talks("offer"):
        turn.drop_timer("farewell", talk.id)
        if silence is not None and silence.farewell_said:
            turn.put_talk(talk.with_state({}, open=False))
