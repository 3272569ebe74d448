"""A Telegram of our own on this computer: to try the bot without an account, and to test it."""
