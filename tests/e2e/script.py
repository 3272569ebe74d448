"""Conversations as scripts: what a person does, and word for word what they then see.

The format is made to be read aloud. Deeds are in capitals at the left, and so is what comes of them:

    # Morning check-in
    at 2026-11-23 07:50 Europe/Berlin
    with Ana, set up with 08:00 and 20:30

    clock 08:00
    BOT   Good morning. How are you today?
          1 low · 3 okay · 5 great
          [1] [2] [3] [4] [5]
          [Snooze] [Skip today]

    SAY   slept well   (✍)

    TAP   4
    EDIT  2 of 5 · Energy
          ...

Deeds: START, SAY, TAP, FIX (edit one's last message), SEND (sticker, voice, photo, location...), BLOCK, UNBLOCK.
Between them: ``clock`` moves on to a time of day, ``pace`` says how many seconds lie between deeds, ``mornings``
answers so many morning check-ins without showing them, ``outage until`` switches the bot off, ``count`` and ``expect``
count.
What is seen: BOT a new message, EDIT a changed one, GONE one removed, TOAST words over the chat, KEYS a keyboard in
place of the letters. A tap may end in (old), for a button that is there no more, or (on "words of its message").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.e2e.stage import Actor, Seen, Stage, leave, set_up

FOLDER = Path(__file__).resolve().parents[1] / "conversations"
INDENT = " " * 6
OWN = ("SAY", "FIX", "SEND")  # deeds that are messages, on which the bot may put a sign
DEEDS = ("START", "SAY", "TAP", "FIX", "SEND", "BLOCK", "UNBLOCK")
STEPS = ("clock", "pace", "mornings", "outage", "count", "expect")
SIGN = re.compile(r"\s{2,}\([✍❤]\)$")  # the bot's reaction, written after one's own words
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(slots=True)
class Beat:
    """One deed or step, with the comment above it and what is seen after it."""

    line: str
    comment: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)  # further lines of what is said

    @property
    def verb(self) -> str:
        """The first word of the line."""
        return self.line.split(maxsplit=1)[0]

    @property
    def rest(self) -> str:
        """What stands after the verb, without the reactions in brackets at the end; lines that go on included."""
        rest = self.line[len(self.verb) :].strip()
        if self.verb in OWN:
            rest = SIGN.sub("", rest)
        return "\n".join([rest, *self.more])


@dataclass(slots=True)
class Script:
    """One conversation: when and with whom, and its beats."""

    name: str
    head: list[str]
    at: dt.datetime
    zone: str
    person: str
    times: str | None  # as typed in set-up; "" for not set up, None for no reminders
    language: str
    beats: list[Beat]
    tail: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return what stands in the file now."""
        return (FOLDER / f"{self.name}.txt").read_text()


def read_script(path: Path) -> Script:
    """Return the script in ``path``.

    Raises:
        ValueError: a line is neither a deed nor a step nor something seen.
    """
    head, beats, comment = [], [], []
    at = zone = None
    person, times, language = "Ana", "", "en"
    saying = False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if line.startswith("#"):
            (comment if at else head).append(line)
            saying = False
        elif word == "at" and at is None:
            _, date, time, zone = line.split()
            at = dt.datetime.fromisoformat(f"{date}T{time}").replace(tzinfo=ZoneInfo(zone))
            head.append(line)
        elif word == "with":
            person, times, language = _person(line)
            head.append(line)
        elif line[:1].strip() and word in (*DEEDS, *STEPS):
            beats.append(Beat(line.rstrip(), comment))
            comment, saying = [], word in ("SAY", "FIX")
        elif line.startswith(INDENT) and saying:
            beats[-1].more.append(SIGN.sub("", line.strip()))
        elif word in ("BOT", "EDIT", "GONE", "TOAST", "KEYS", "SIGN") or not line[:1].strip():
            saying = saying and not word
        else:
            raise ValueError(f"{path.name}:{number}: {line!r} is nothing a conversation can hold")
    if at is None or zone is None:
        raise ValueError(f"{path.name}: it does not say when")
    return Script(path.stem, head, at, zone, person, times, language, beats, comment)


def _person(line: str) -> tuple[str, str | None, str]:
    name = line.split()[1].rstrip(",")
    set_up_with = re.search(r"set up with ([^,]+)", line)
    language = re.search(r"language (\S+)", line)
    times = set_up_with[1] if set_up_with else None if "set up without" in line else ""
    return name, times, language[1] if language else "en"


def all_scripts() -> list[Path]:
    """Return all scripts in the order in which they happen."""
    return sorted(FOLDER.glob("*.txt"), key=lambda path: read_script(path).at)


async def play(script: Script, stage: Stage) -> tuple[str, Actor]:
    """Return ``script`` as it went on ``stage``, written as a script again, and who played it.

    Raises:
        AssertionError: something could not be done, or a count was not as expected.
    """
    actor = await stage.actor(script.person, script.zone, script.language)
    # whoever is set up is so an hour before
    begin = script.at - dt.timedelta(hours=1) if script.times != "" else script.at
    await stage.move_to(begin.astimezone(dt.UTC))
    if script.times != "":
        await set_up(actor, script.times)
        await actor.wait_until(script.at)
    run = _Run(stage, actor)
    written = list(script.head)
    for beat in script.beats:
        written += ["", *beat.comment]
        try:
            seen = await run.do(beat)
        except AssertionError as fault:
            raise AssertionError(f"{script.name}: {beat.line}: {fault}") from None
        written += run.written(beat, seen)
    await leave(actor)
    return "\n".join([*written, *([""] if script.tail else []), *script.tail]) + "\n", actor


class _Run:
    def __init__(self, stage: Stage, actor: Actor) -> None:
        self.stage, self.actor = stage, actor
        self._taps = self._sent = 0

    async def do(self, beat: Beat) -> list[Seen]:
        actor, rest = self.actor, beat.rest
        match beat.verb:
            case "START":
                return await actor.start(rest or None)
            case "SAY":
                return await actor.say(rest)
            case "FIX":
                return await actor.rewrite(rest)
            case "BLOCK":
                return await actor.block()
            case "UNBLOCK":
                return await actor.unblock()
            case "TAP":
                label, old, on = _tap(rest)
                return await actor.tap(label, old=old, on=on)
            case "SEND":
                return await actor.send(*_sending(rest)[:1], **_sending(rest)[1])
            case "clock":
                return await actor.wait_until(moment(rest, actor.local_now))
            case "outage":
                await self.stage.outage(moment(rest.removeprefix("until").strip(), actor.local_now).astimezone(dt.UTC))
                return await actor.look()
            case "pace":
                actor.pace = dt.timedelta(seconds=float(rest.split()[0]))
            case "mornings":
                await self._mornings(rest)
            case "count":
                self._taps, self._sent = actor.taps, actor.sent
            case "expect":
                self._expect(rest)
        return []

    def written(self, beat: Beat, seen: Sequence[Seen]) -> Iterator[str]:
        """Yield the beat and what was seen, as lines."""
        signs = [one for one in seen if one.what == "reaction"]
        own = [one for one in signs if beat.verb in OWN and one.view["message_id"] == self.actor.last_said]
        sign = f"   ({own[0].text})" if own else ""
        line = SIGN.sub("", beat.line) if beat.verb in OWN else beat.line
        words = line[len(beat.verb) :].strip()
        yield (f"{beat.verb:<5} {words}".rstrip() if beat.verb in DEEDS else line) + ("" if beat.more else sign)
        for number, more in enumerate(beat.more, 1):
            yield INDENT + more + (sign if number == len(beat.more) else "")
        for one in seen:
            if one not in own:
                yield from self._seen(one, beat.verb in ("clock", "outage"))

    def _seen(self, one: Seen, waiting: bool) -> Iterator[str]:
        match one.what:
            case "toast":
                yield f"TOAST {one.text}"
            case "gone":
                yield f"GONE  {one.text.splitlines()[0]}"
            case "nokeys":
                yield "KEYS  gone"
            case "reaction":
                yield f"SIGN  {one.text} on: {one.view['text'].splitlines()[0]}"
            case "keys":
                rows = " ".join(f"[{label}]" for row in one.rows for label in row)
                yield f"KEYS  {rows} ({one.text})"
            case _:
                yield from self._message(one, waiting)

    def _message(self, one: Seen, waiting: bool) -> Iterator[str]:
        notes = [self._when(one)] if waiting else []
        if one.view["kind"] == "document":
            notes.append(f"document {one.view['file_name']}")
        elif one.view["kind"] != "text":
            notes.append(one.view["kind"])
        if one.what == "bot" and one.view["silent"]:
            notes.append("silent")
        newest = self.actor.visible()[-1]["message_id"]
        if one.what == "edit" and one.view["message_id"] != newest:
            notes.append("further up")
        told = f"({', '.join(filter(None, notes))})" if any(notes) else ""
        text = one.text.splitlines() or [""]
        verb = f"{'BOT' if one.what == 'bot' else 'EDIT':<5} "
        yield verb + (f"{told} {text[0]}" if told and text[0] else told or text[0])
        for line in text[1:]:
            yield (INDENT + line).rstrip()
        for row in one.view["keyboard"]:
            yield INDENT + " ".join(f"[{b['text']}{' ↗' if 'url' in b else ''}]" for b in row)

    def _when(self, one: Seen) -> str:
        """Return when it came, if that was not at the end of the wait."""
        at = dt.datetime.fromtimestamp(one.view["edit_date" if one.what == "edit" else "date"], self.actor.zone)
        if (self.actor.local_now - at) < dt.timedelta(minutes=1):
            return ""
        return f"{DAYS[at.weekday()]} {at:%H:%M}"

    async def _mornings(self, rest: str) -> None:
        count, _, answers = rest.partition(":")
        for _ in range(int(count)):
            await self.actor.wait_until(moment("08:00", self.actor.local_now))
            for label in answers.split(","):
                await self.actor.tap(label.strip())

    def _expect(self, rest: str) -> None:
        have = {"taps": self.actor.taps - self._taps, "messages": self.actor.sent - self._sent}
        for wanted in rest.split(","):
            number, what = wanted.split()
            found = have[what if what.endswith("s") else what + "s"]
            assert found == int(number), f"{found} {what}"


def moment(words: str, now: dt.datetime) -> dt.datetime:
    """Return the moment after ``now`` that ``words`` name: "08:00", "Tue 08:00", "2026-12-01 08:00", "+30 min"."""
    if words.startswith("+"):
        number, unit = words[1:].split()
        seconds = {"s": 1, "min": 60, "h": 3600, "days": 86400}[unit]
        return now + dt.timedelta(seconds=int(number) * seconds)
    *day, clock = words.split()
    time = dt.time.fromisoformat(clock)
    if day and day[0] not in DAYS:
        return dt.datetime.combine(dt.date.fromisoformat(day[0]), time, now.tzinfo)
    date = now.date()
    while (day and DAYS[date.weekday()] != day[0]) or dt.datetime.combine(date, time, now.tzinfo) <= now:
        date += dt.timedelta(days=1)
    return dt.datetime.combine(date, time, now.tzinfo)


def _tap(rest: str) -> tuple[str, bool, str | None]:
    found = re.fullmatch(r"(.*?)(?:\s{2,}\((old)?,?\s*(?:on \"(.*)\")?\))?", rest)
    assert found is not None
    return found[1], found[2] is not None, found[3]


def _sending(rest: str) -> tuple[str, dict[str, object]]:
    kind, _, more = rest.partition(" ")
    match kind:
        case "location":
            lat, lon = more.split()
            return kind, {"lat": float(lat), "lon": float(lon)}
        case "photo" | "video" | "animation":
            return kind, {"caption": more} if more else {}
        case "document":
            return kind, {"text": "notes of somebody", "file_name": more or "notes.txt"}
        case "forward":
            return kind, {"text": more}
        case "poll":
            return kind, {"question": more or "Tea?"}
        case "sticker" | "dice":
            return kind, {"emoji": more} if more else {}
        case "contact":
            return kind, {"phone": "000", "first_name": "Ben"}
    return kind, {}
