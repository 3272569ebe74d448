"""Serve the local Telegram alone: ``python -m bot.shell.playground --port 8770``.

Prints, as one line of JSON, where the Bot API, the control side and the page are, and the bot's token.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import TYPE_CHECKING

import orjson

from bot.shell.playground.server import serve
from bot.shell.playground.telegram import LocalTelegram

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop by SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m bot.shell.playground", description=__doc__)
    parser.add_argument("--port", type=int, default=8770, help="0 for any; taken: the next free one")
    parser.add_argument("--token", help="the bot's token, drawn by default")
    parser.add_argument("--secret", help="the path of page and control, drawn by default")
    parser.add_argument("--seed", type=int, help="draw numbers of updates and messages the same each time")
    parser.add_argument("--no-limits", action="store_true", help="never answer 429 by itself")
    told = parser.parse_args(arguments)
    if sys.platform == "win32":
        asyncio.run(_serve(told))
    else:
        import uvloop

        uvloop.run(_serve(told))


async def _serve(told: argparse.Namespace) -> None:
    local = LocalTelegram(seed=told.seed, limited=not told.no_limits)
    async with await serve(local, port=told.port, or_next=True, token=told.token, secret=told.secret) as running:
        where = {
            "api_url": running.api_url,
            "token": running.token,
            "control_url": running.control_url,
            "page_url": running.page_url,
        }
        sys.stdout.write(orjson.dumps(where).decode() + "\n")
        sys.stdout.flush()
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await stop.wait()


if __name__ == "__main__":
    main()
