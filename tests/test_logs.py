"""No word of a person and no token in any log: a bot that logs all it can, through everything that goes wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.shell.playground.updates import Given
from tests.e2e.bot_process import BotProcess
from tests.e2e.telegram_user import Local, Person

ROOT = Path(__file__).parent.parent
ANA, BEN = 11, 12
NOON = "2026-11-23T12:00:00+00:00"


def sentences(number: int) -> list[str]:
    """Return different sentences, each with a word that stands nowhere else."""
    return [f"Today the quillow{n:03d} was heavier than the pondry{n:03d}" for n in range(number)]


def leaks(log: str, secrets: Iterable[str]) -> list[str]:
    """Return those of ``secrets`` of which ``log`` shows anything: whole, or any one of their rare words."""
    shown = log.casefold()
    return [
        secret
        for secret in secrets
        if secret.casefold() in shown
        or any(word in shown for word in secret.casefold().split() if any(sign.isdigit() for sign in word))
    ]


async def set_up(person: Person) -> None:
    """Take somebody through the first conversation, to their first check-in."""
    await person.start()
    await person.wait("18 or older")
    for label, then in (
        ("I'm 18 or older", "plain facts"),
        ("Yes, keep my answers", "What time is it"),
        ("Berlin", "When shall I"),
        ("Morning 08:00 and evening 20:30", "All set"),
    ):
        shown = (await person.screen()).labels
        await person.tap(next(button for button in shown if label in button))
        await person.wait(then)


async def say_everything(ana: Person, words: list[str]) -> None:
    """Send words in every way there is to send them; takes them off ``words``."""
    note = await ana.say(words.pop())
    await ana.edit(note, words.pop())
    for command in ("/journal", "/timezone", "/checkin", "/start", "/delete", "/nothing"):
        await ana.say(f"{command} {words.pop()}")
    await ana.say("/" + words.pop().split()[2])
    await ana.photo(words.pop())
    await ana.send("video", caption=words.pop())
    await ana.document(words.pop() + ".txt", words.pop())
    await ana.send("poll", question=words.pop())
    await ana.send("contact", phone="+49 30 555018 quillow", first_name=words.pop())
    await ana.send("forward", text=words.pop(), from_name=words.pop())
    await ana.location(52.52, 13.405)
    await ana.quiet()


def poison(local: Local, *bodies: dict[str, object]) -> None:
    """Queue messages that python-telegram-bot cannot read."""
    for body in bodies:
        assert local.running.local.updates.put("message", body, Given(handed=0, confirmed=False)) is not None


async def bad_day(folder: Path) -> tuple[str, list[str], str]:
    """Return the log of a bot's bad day, every sentence that was said on it, and the bot's token."""
    planted = sentences(100)
    words = planted.copy()
    async with Local() as local:
        await local.do("clock", target=NOON)
        bot = BotProcess(local, folder, LOG="debug")
        async with bot:
            ana = await local.person(ANA, words.pop(), last_name=words.pop(), username=words.pop().split()[2])
            ben = await local.person(BEN, words.pop())
            await ben.say(words.pop())  # before consent
            await set_up(ana)
            await say_everything(ana, words)
            await ana.say("/cancel")
            await local.faults(
                {"method": "*", "kind": "500", "times": 2},
                {"method": "*", "kind": "502html", "times": 1},
                {"method": "*", "kind": "429", "times": 1},
                {"method": "*", "kind": "drop_before", "times": 1},
            )
            for _ in range(10):
                await ana.say(words.pop())
            await ana.quiet()
            await local.do("faults/clear")
            await local.faults({"method": "sendMessage", "kind": "drop_after"})
            await ana.say("/today")
            await ana.quiet()
            await local.faults({"method": "sendMessage", "kind": "400", "description": f"Bad Request: {words.pop()}"})
            await ana.say("/help")
            await ana.quiet()
            who, where = {"id": ANA, "is_bot": False, "first_name": words.pop()}, {"id": ANA, "type": "private"}
            whole = {"message_id": 900, "date": 1, "chat": where, "from": who}
            poison(
                local,
                {**whole, "text": words.pop(), "date": words.pop()},
                {**whole, "text": words.pop(), "entities": [words.pop()]},
                {**whole, "text": words.pop(), "chat": words.pop()},
                {**whole, "text": words.pop(), "from": {"id": words.pop()}},
            )
            await ana.wait("went wrong", 20)
            await local.faults({"method": "sendMessage", "kind": "403", "times": 1})
            await ana.say("/today " + words.pop())
            await ana.quiet()
            await ana.say(words.pop())
            await bot.kill()
            for _ in range(5):
                await ana.say(words.pop())
            await bot.start()
            while words:
                await ana.say(words.pop())
            await ana.quiet()
            await ana.say("/export")
            await ana.quiet()
        return bot.log(), planted, local.token


async def test_a_bad_day_leaves_no_word_of_a_person_and_no_token_in_the_log(tmp_path: Path) -> None:
    log, planted, token = await bad_day(tmp_path)
    assert leaks(log, planted) == []
    assert token.partition(":")[2] not in log
    for line in ("a turn failed", "was refused: 400", "may have arrived"):
        assert line in log, f"the day was not bad enough: {line}"


# The doors through which words get into logs, each tried in a process of its own.

BEGIN = """
import asyncio, gc, logging, sys, threading, warnings
from bot.settings import read_settings
from bot.shell.logs import set_up_logs
token, words = sys.argv[1:]
set_up_logs(read_settings({"STILLPOINT_TOKEN": token, "STILLPOINT_OPERATOR": "Ana", "STILLPOINT_LOG": "debug"}))
ours, theirs = logging.getLogger("bot.shell.turn"), logging.getLogger("telegram.ext")
"""
TOKEN = "123456:" + "AAH-secret_half0" * 2
WORDS = sentences(1)[0]

DOORS = {
    "the message of an exception": "try: int(words)\nexcept ValueError: ours.exception('a turn failed')",
    "the cause of an exception": (
        "try:\n try: int(words)\n except ValueError as e: raise KeyError(words) from e\n"
        "except KeyError: ours.exception('a turn failed')"
    ),
    "an exception nobody caught": "raise ValueError(words)",
    "a thread's exception": "t = threading.Thread(target=int, args=(words,)); t.start(); t.join()",
    "an exception in a finalizer": "type('T', (), {'__del__': lambda self: int(words)})(); gc.collect()",
    "a task nobody waited for": (
        "async def fail(): raise ValueError(words)\n"
        "async def main():\n task = asyncio.ensure_future(fail())\n await asyncio.sleep(0)\n del task\n gc.collect()\n"
        "asyncio.run(main())"
    ),
    "a warning": "warnings.warn(words)",
    "a library's line": "theirs.error(f'cannot read {words}')",
    "a library's arguments": "theirs.error('cannot read %s', {'text': words})",
    "a library's debugging": "logging.getLogger('telegram.Bot').debug('sending %s', words); theirs.error('x %s', 1)",
    "the root logger": "logging.warning(words)",
    "the token in a line of ours": "ours.error('at https://api.telegram.org/bot%s/getMe', token)",
    "half of the token": "ours.error('with %s', token.partition(':')[2])",
    "another bot's token": "ours.error('with %s', '99:' + 'quillow000-' * 3)",
}


def run(code: str) -> str:
    """Return what a process logged that ran ``code``."""
    program = [sys.executable, "-c", BEGIN + code, TOKEN, WORDS]
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr, "nothing was logged, so nothing was shown"
    return ended.stderr + ended.stdout


@pytest.mark.parametrize("door", DOORS)
def test_no_words_get_out_by(door: str) -> None:
    log = run(DOORS[door])
    assert "Traceback" not in log
    assert leaks(log, [WORDS, TOKEN, TOKEN.partition(":")[2]]) == []


def test_a_leak_on_purpose_is_found() -> None:
    assert leaks(run("ours.info('somebody said %s', words)"), [WORDS]) == [WORDS]
    assert leaks(run("ours.info('somebody said %s', words.split()[2])"), [WORDS]) == [WORDS]
    assert leaks(run("ours.info('somebody said something')"), [WORDS]) == []


def test_a_log_says_where_and_what_kind_of_fault_it_was() -> None:
    log = run("def turn(): int(words)\ntry: turn()\nexcept ValueError: ours.exception('a turn failed')")
    assert "a turn failed" in log
    assert "ValueError" in log
    assert " turn\n" in log
