"""The bot we are measured beside: python-telegram-bot's echo, as its examples have it, with nothing changed."""

from __future__ import annotations

import os
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters


async def echo(update: Update, context: Any) -> None:
    """Say what was said."""
    await update.message.reply_text(update.message.text)


def main() -> None:
    """Run until told to stop."""
    builder = ApplicationBuilder().token(os.environ["TOKEN"])
    # the one thing that is not by default: where Telegram is
    application = builder.base_url(f"{os.environ['API_URL']}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
