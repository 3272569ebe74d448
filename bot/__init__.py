"""Stillpoint: a Telegram companion that asks how you are, keeps your answers and shows them to you."""
