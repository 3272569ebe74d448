"""Weeks in people's lives: whatever happens, the promises about reminders hold."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.away import Silence, away
from bot.core.plan import Facts, Offer, Send, Sent, Skip, Wait, carried_out, choose
from bot.core.quiet import QUIET, Quiet, is_quiet
from bot.core.schedule import DAY_START, Due, Reminder, local_instant, missed, next_due
from bot.core.window import after_move

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)  # before the clocks change in most places
ZONES = (
    *("Europe/Lisbon", "Europe/Berlin", "Africa/Lagos", "Asia/Tashkent", "America/Nuuk", "Australia/Lord_Howe"),
    *("Antarctica/Troll", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kathmandu"),
)


@dataclass
class Life:
    """One person's reminders over time: what the shell keeps, and what was done."""

    facts: Facts
    rows: dict[str, tuple[Due, dt.datetime]] = field(default_factory=dict)
    log: list[tuple[dt.datetime, str, Due, object, Facts]] = field(default_factory=list)

    def begin(self, now: dt.datetime) -> None:
        for reminder in self.facts.reminders:
            self._plan(reminder, next_due(reminder, now))

    def move(self, zone: str, now: dt.datetime) -> None:
        """Somebody is in ``zone`` from ``now`` on."""
        left = self.facts.zone
        moved = tuple(replace(r, zone=zone) for r in self.facts.reminders)
        self.facts = replace(self.facts, zone=zone, reminders=moved)
        self.rows = {}
        for reminder in moved:
            self._plan(
                reminder, after_move(reminder, left, now, self.facts.runs, self.facts.day_start, self.facts.quiet)
            )

    def tick(self, now: dt.datetime) -> None:
        """Handle what is due at ``now``."""
        ready = [r for r in self.facts.reminders if r.id in self.rows and self.rows[r.id][1] <= now]
        dues = [(r, due) for r in ready for due in missed(r, self.rows[r.id][0], now)]
        decided = choose(dues, now, self.facts)
        assert len(dues) == len(decided)
        for reminder, due, decision in decided:
            self.log.append((now, reminder.id, due, decision, self.facts))
            if isinstance(decision, Wait):
                assert decision.until > now
                self.rows[reminder.id] = (decision.due, decision.until)
            else:
                self.facts = carried_out(reminder, due, decision, now, self.facts)
                self._plan(reminder, next_due(reminder, due.at))

    def run(self, until: dt.datetime, events: Iterable[tuple[dt.datetime, object]] = ()) -> None:
        """Live until then; an event is a zone moved to, True for a word, or a span of time the bot is off."""
        waiting = sorted(events, key=lambda event: event[0])
        now = START  # or when the bot is on again, if it is off
        while True:
            following = min((max(at, now) for _, at in self.rows.values()), default=until)
            if waiting and waiting[0][0] <= following:
                at, what = waiting.pop(0)
                if isinstance(what, str):
                    self.move(what, at)
                elif what is True:
                    self.facts = replace(self.facts, silence=Silence(at))
                elif isinstance(what, dt.timedelta):
                    now = max(now, at + what)
                    self.facts = replace(self.facts, back_at=now)
                now = max(now, at)
                continue
            if following >= until:
                return
            now = following
            self.tick(now)

    @property
    def sent(self) -> list[Sent]:
        """Everything that was sent."""
        return list(self.facts.sent)

    def _plan(self, reminder: Reminder, due: Due | None) -> None:
        self.rows.pop(reminder.id, None)
        if due is not None:
            self.rows[reminder.id] = (due, due.at)


def ana(*reminders: Reminder, quiet: Quiet = QUIET, day_start: dt.time = DAY_START) -> Life:
    life = Life(Facts(reminders[0].zone, Silence(START), reminders, quiet=quiet, day_start=day_start))
    life.begin(START)
    return life


def two_a_day(zone: str = "Europe/Lisbon") -> Sequence[Reminder]:
    return Reminder("m", "morning", dt.time(8), zone), Reminder("e", "evening", dt.time(20, 30), zone)


def test_fourteen_silent_days_bring_six_messages_and_then_none() -> None:
    life = ana(Reminder("m", "morning", dt.time(8), "UTC"), Reminder("e", "evening", dt.time(20, 30), "UTC"))
    life.run(START + 15 * DAY, [(dt.datetime(2026, 3, 20, 21, tzinfo=dt.UTC), True)])
    silent = [one for one in life.log if one[2].local_date > START.date() and not isinstance(one[3], Skip)]
    assert [(due.local_date.day, type(done)) for _, _, due, done, _ in silent] == [
        (21, Send),
        (21, Send),
        (22, Send),
        (22, Send),
        (23, Send),
        (23, Offer),
    ]


def test_the_farewell_is_due_on_the_seventh_silent_day() -> None:
    life = ana(*two_a_day())
    life.run(START + 6 * DAY)
    states = [away(life.facts.silence, START + n * DAY, "Europe/Lisbon", dt.time(4)) for n in range(3, 9)]
    assert states == ["resting", "resting", "resting", "resting", "farewell", "farewell"]


def test_somebody_asked_on_sundays_is_offered_less_on_the_third_sunday() -> None:
    life = ana(Reminder("m", "morning", dt.time(8), "Africa/Lagos", days=frozenset({6})))
    life.run(START + 60 * DAY)
    assert [type(done) for _, _, _, done, _ in life.log][:4] == [Send, Send, Offer, Skip]


def test_a_word_each_day_keeps_every_reminder() -> None:
    life = ana(*two_a_day())
    life.run(START + 30 * DAY, [(START + n * DAY, True) for n in range(31)])
    assert len(life.sent) == 60


def test_a_bot_that_was_off_for_three_days_writes_once_to_each() -> None:
    for hour in range(24):
        life = ana(*two_a_day("Asia/Tashkent"))
        back = START + DAY / 24 * hour + 4 * DAY
        life.run(back + DAY, [(back - 3 * DAY, 3 * DAY), *((START + n * DAY, True) for n in range(9))])
        held = [one for one in life.log if one[2].at < back <= one[0] and isinstance(one[3], Send | Offer)]
        assert len(held) <= 1


hours = st.builds(lambda n: dt.time(n // 4, n % 4 * 15), st.integers(0, 95))
spans = st.integers(1, 30 * 24 * 4).map(lambda n: START + n * dt.timedelta(minutes=15))
kinds = st.sampled_from(["morning", "evening", "breathing", "own", "week"])
loads = st.lists(st.tuples(kinds, hours, st.booleans(), st.none() | st.integers(1, 12)), min_size=1, max_size=5)
days_of_words = st.lists(spans.map(lambda at: (at, True)), max_size=20)
outages = st.lists(st.tuples(spans, st.integers(1, 5 * 24 * 12).map(lambda n: n * dt.timedelta(minutes=5))), max_size=3)
journeys = st.lists(st.tuples(spans, st.sampled_from(ZONES)), min_size=20, max_size=20)


def somebody(load: list[tuple[str, dt.time, bool, int | None]], zone: str, quiet: Quiet, day_start: dt.time) -> Life:
    return ana(
        *(
            Reminder(f"r{n}", kind, at, zone, sound=sound, window=hours and dt.timedelta(hours=hours))  # type: ignore[arg-type]
            for n, (kind, at, sound, hours) in enumerate(load)
        ),
        quiet=quiet,
        day_start=day_start,
    )


def promises_hold(life: Life) -> None:
    """Fail if any promise about unasked messages was broken in this life."""
    for day in {one.day for one in life.sent}:
        of_day = [one for one in life.sent if one.day == day]
        assert len(of_day) <= 3 and sum(one.sound for one in of_day) <= 2
    times = [one.at for one in life.sent]
    assert all(later - earlier >= dt.timedelta(minutes=45) for earlier, later in pairwise(times))
    for now, _, due, done, facts in life.log:
        if isinstance(done, Send | Offer):
            assert not is_quiet(now, facts.zone, facts.quiet)
            assert due.at <= now
    never_doubled(life)


def never_doubled(life: Life) -> None:
    """Fail if a reminder had two runs for one date, or was sent twice within six hours."""
    runs = Counter((name, due.local_date) for _, name, due, done, _ in life.log if isinstance(done, Send | Offer))
    assert all(count == 1 for count in runs.values())
    last: dict[str, dt.datetime] = {}
    for one in life.sent:
        assert one.reminder not in last or one.at - last[one.reminder] >= dt.timedelta(hours=6)
        last[one.reminder] = one.at


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loads, st.sampled_from(ZONES), st.builds(Quiet, hours, hours), st.integers(0, 5), days_of_words, outages)
def test_quiet_hours_and_ceilings_are_never_broken(
    load: list[tuple[str, dt.time, bool, int | None]],
    zone: str,
    quiet: Quiet,
    day_start: int,
    words: list[tuple[dt.datetime, object]],
    off: list[tuple[dt.datetime, object]],
) -> None:
    life = somebody(load, zone, quiet, dt.time(day_start))
    life.run(START + 30 * DAY, [*words, *off])
    promises_hold(life)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(hours, min_size=1, max_size=2), journeys)
def test_ten_thousand_journeys_never_double_a_reminder(
    walls: list[dt.time], moves: list[tuple[dt.datetime, str]]
) -> None:
    loads = [("morning" if wall.hour < 12 else "evening", wall, True, None) for wall in walls]
    life = somebody(loads, "Europe/Lisbon", Quiet(), dt.time(4))
    life.run(START + 31 * DAY, [*moves, *((START + n * DAY, True) for n in range(31))])
    promises_hold(life)


def test_every_date_is_sent_or_accounted_for_when_the_bot_is_on() -> None:
    zone = "America/Nuuk"
    life = ana(Reminder("e", "evening", dt.time(21, 30), zone))
    life.run(START + 365 * DAY, [(START + n * DAY / 2, True) for n in range(740)])
    dates = [due.local_date for _, _, due, done, _ in life.log if isinstance(done, Send)]
    first = local_instant(dates[0], dt.time(21, 30), zone)
    assert first > START and dates == [dates[0] + n * DAY for n in range(len(dates))] and len(dates) == 365
