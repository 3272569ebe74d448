"""The command line: ``stillpoint run``, ``try``, ``check``, ``screen``, ``doctor``. ``python -m bot`` is the same.

Each command imports what it needs, and only once the settings are read: a slip in them is told at once.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bot.errors import BadSettings, StartRefused
from bot.settings import read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 is done, 1 faults found, 75 try again later, 78 something in the settings or files has to be changed first.
    """
    parser = argparse.ArgumentParser(
        prog="stillpoint", description="A calm Telegram companion for noticing how you are."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the bot on Telegram")
    trying = commands.add_parser("try", help="try it in the browser, without a Telegram account")
    trying.add_argument("--no-browser", action="store_true", help="print the address only")
    checking = commands.add_parser("check", help="check the content: words, scripts, keyboards")
    checking.add_argument("--safety", action="store_true", help="how well the safety detector does on our sentences")
    commands.add_parser("screen", help="what texts are met with: JSON objects with a text in, one word a line out")
    commands.add_parser("doctor", help="check that this machine can run the bot")
    chosen = parser.parse_args(arguments)
    try:
        return _COMMANDS[chosen.command](chosen)
    except BadSettings as bad:
        print("Stillpoint cannot start with these settings:", file=sys.stderr)
        for fault in bad.faults:
            print(f"  - {fault}", file=sys.stderr)
        return 78
    except StartRefused as refused:
        print(f"Stillpoint does not start: {refused}", file=sys.stderr)
        return refused.code
    except KeyboardInterrupt:
        return 0


def _doorways() -> tuple[Sequence[Any], Any]:
    """Return the handlers and where their faults go. Imported here alone: nothing inside knows the doorways."""
    import handlers
    from handlers import errors

    return handlers.HANDLERS, errors


def _run(chosen: argparse.Namespace) -> int:
    settings = read_settings(os.environ)
    from bot.shell.run import run

    return _loop(run(settings, *_doorways()))


def _try(chosen: argparse.Namespace) -> int:
    settings = read_settings(os.environ, trying=True)
    from bot.shell.playground.try_it import try_it

    return _loop(try_it(settings, _doorways, open_browser=not chosen.no_browser))


def _check(chosen: argparse.Namespace) -> int:
    if chosen.safety:
        from bot.shell.safety_check import check_safety

        return check_safety()
    from bot.content.check import check
    from bot.content.lines import old_rows

    faults = check()
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults found" if faults else "No faults found.")
    if not faults:
        for old in old_rows(dt.datetime.now(dt.UTC).date()):
            print(f"Look again: {old}", file=sys.stderr)
    return 1 if faults else 0


def _screen(chosen: argparse.Namespace) -> int:
    from bot.shell.screen_command import screen_lines

    with open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False) as lines:
        return screen_lines(lines, sys.stdout, sys.stderr)


def _doctor(chosen: argparse.Namespace) -> int:
    settings = read_settings(os.environ)
    from bot.shell.doctor import doctor

    return asyncio.run(doctor(settings))


def _loop(work: Coroutine[Any, Any, int]) -> int:
    """Return what ``work`` returns, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "try": _try,
    "check": _check,
    "screen": _screen,
    "doctor": _doctor,
}

if __name__ == "__main__":
    sys.exit(main())
