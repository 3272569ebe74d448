"""The hands: Telegram, the clock on the wall, pictures."""
