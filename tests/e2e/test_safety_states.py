"""Words that need help, in every state of every flow: the right card first, the words kept, the flow goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from tests.e2e.stage import Actor, Seen, Stage, leave, set_up

pytestmark = pytest.mark.asyncio(loop_scope="module")

CRISIS = "I want to kill myself"
MEDICAL = "I think I'm having a heart attack"
ADVICE = "how much should I take tomorrow"
HEARD = {
    CRISIS: "I'm really glad you wrote that here.",
    MEDICAL: "What you describe can be serious.",
    ADVICE: "I can't help with amounts, products or where to get them",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Give a bot that ends the module without having logged an error."""
    async with Stage(tmp_path_factory.mktemp("states")) as stage:
        yield stage
        assert "ERROR" not in stage.bot.log(), stage.bot.log()[-3000:]


def next_at(actor: Actor, hour: int, minute: int = 0) -> dt.datetime:
    """Return the next time the actor's clock shows this."""
    at = actor.local_now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at + dt.timedelta(days=at <= actor.local_now)


async def kept(actor: Actor) -> dict[str, Any]:
    """Return everything that is kept, as /export gives it."""
    await actor.say("/export")
    document = next(view for view in reversed(actor.visible()) if view["kind"] == "document")
    return await actor.stage.local.see("media", id=document["media_id"])


# --- the states: how to get there, and that it goes on afterwards


@dataclass(frozen=True, slots=True)
class State:
    """Where somebody is: ``enter`` leads there, ``goes_on`` shows that nothing of it was lost."""

    enter: Callable[[Actor], Awaitable[object]]
    goes_on: Callable[[Actor], Awaitable[object]]
    person: bool = True  # somebody whose words are kept
    number: str = "112"  # what the card of somebody in Portugal names; "" for nobody's country


STATES: dict[str, State] = {}


def state(name: str, goes_on: Callable[[Actor], Awaitable[object]], **more: Any) -> Any:
    """Take the function below as the way into the state ``name``."""

    def take(enter: Callable[[Actor], Awaitable[object]]) -> Callable[[Actor], Awaitable[object]]:
        STATES[name] = State(enter, goes_on, **more)
        return enter

    return take


def taps(label: str, shows: str, old: bool = False) -> Callable[[Actor], Awaitable[object]]:
    """Return what shows that a button still does what it says."""

    async def goes_on(actor: Actor) -> None:
        seen = await actor.tap(label, old=old)
        assert any(shows in one.text for one in seen), f"{label}: {[one.text for one in seen]}\n{actor.talk()}"

    return goes_on


def says(text: str, shows: str) -> Callable[[Actor], Awaitable[object]]:
    """Return what shows that a typed answer is still taken."""

    async def goes_on(actor: Actor) -> None:
        seen = await actor.say(text)
        assert any(shows in one.text for one in seen), f"{text}: {[one.text for one in seen]}\n{actor.talk()}"

    return goes_on


@state("nothing said yet", taps("I'm 18 or older", "plain facts"), person=False, number="")
async def _new(actor: Actor) -> None:
    await actor.start()


@state("before the yes", taps("Yes, keep my answers", "What time is it"), person=False, number="")
async def _before_yes(actor: Actor) -> None:
    await actor.start()
    await actor.tap("I'm 18 or older")


@state("reading more", taps("Yes, keep my answers", "What time is it"), person=False, number="")
async def _reading_more(actor: Actor) -> None:
    await _before_yes(actor)
    await actor.tap("Read more")


@state("set-up: zone", says("Lisbon", "Lisbon time, got it"), number="")
async def _zone(actor: Actor) -> None:
    await _before_yes(actor)
    await actor.tap("Yes, keep my answers")


@state("set-up: typing a city", says("Lisbon", "Lisbon time, got it"), number="")
async def _city(actor: Actor) -> None:
    await _zone(actor)
    await actor.tap("Type a city")


@state("set-up: times", taps("No reminders", "All set"))
async def _times(actor: Actor) -> None:
    await _zone(actor)
    await actor.say("Lisbon")


@state("set-up: typing times", says("8:15 and 21", "All set"))
async def _own_times(actor: Actor) -> None:
    await _times(actor)
    await actor.tap("Choose times")


@state("set-up: done", taps("First check-in now", "1 low"))
async def _done(actor: Actor) -> None:
    await _times(actor)
    await actor.tap("No reminders")


@state("nothing open", says("/cancel", "Nothing is open"))
async def _nothing(actor: Actor) -> None:
    await set_up(actor, None)


@state("a scale", taps("4", "2 of 5"))
async def _scale(actor: Actor) -> None:
    await set_up(actor, "08:00")
    await actor.wait_until(next_at(actor, 8))


@state("a later scale", taps("4", "3 of 5"))
async def _later_scale(actor: Actor) -> None:
    await _scale(actor)
    await actor.tap("4")


@state("the kind of day", taps("Rest day", "Saved"))
async def _kind(actor: Actor) -> None:
    await _scale(actor)
    for _ in range(4):
        await actor.tap("4")


async def _evening(actor: Actor, day: str) -> None:
    await set_up(actor, "20:30")
    await actor.wait_until(next_at(actor, 20, 30))
    await actor.tap(day)


@state("chips", taps("Done", "One line worth keeping"))
async def _chips(actor: Actor) -> None:
    await _evening(actor, "5")


@state("a choice", taps("Leave it here", "Kept"))
async def _choice(actor: Actor) -> None:
    await _evening(actor, "1")


# the words are the line that was asked for, so that the check-in is done with them
@state("a line", taps("Change an answer", "What shall I change"))
async def _line(actor: Actor) -> None:
    await _chips(actor)
    await actor.tap("Done")


@state("snoozing", taps("30 min", "I'll ask again"))
async def _snoozing(actor: Actor) -> None:
    await _scale(actor)
    await actor.tap("Snooze")


@state("snoozed", taps("Start now", "How are you"))
async def _snoozed(actor: Actor) -> None:
    await _snoozing(actor)
    await actor.tap("30 min")


@state("hours slept", taps("8", "Saved"))
async def _hours(actor: Actor) -> None:
    await _kind(actor)
    await actor.tap("Rest day")
    await actor.tap("Sleep hours")


@state("noting", taps("Change an answer", "What shall I change"))
async def _noting(actor: Actor) -> None:
    await _kind(actor)
    await actor.tap("Rest day")
    await actor.tap("Add a note")


@state("changing", taps("Mood 4", "Mood"))
async def _changing(actor: Actor) -> None:
    await _kind(actor)
    await actor.tap("Rest day")
    await actor.tap("Change an answer")


@state("a question whose window is over", taps("Answer anyway", "How are you"))
async def _expired(actor: Actor) -> None:
    await _scale(actor)
    await actor.wait_until(next_at(actor, 12, 30))


@state("typing a city", says("/timezone Berlin", "Berlin"))
async def _timezone(actor: Actor) -> None:
    await set_up(actor, None)
    await actor.say("/timezone")


@state("typing a time", says("/reminders", "Your reminders"))
async def _time(actor: Actor) -> None:
    await set_up(actor, "08:00")
    await actor.say("/reminders")
    await actor.tap("Morning")
    await actor.tap("Time")


@state("waiting for the word erase", says("/delete", "Erase everything?"))
async def _erase(actor: Actor) -> None:
    await set_up(actor, None)
    await actor.say("/delete")
    await actor.tap("Erase everything…")


@state("writing the plan", says("/plan", "My safety plan"))
async def _plan(actor: Actor) -> None:
    await set_up(actor, None)
    await actor.say("/plan")
    await actor.tap("What helps")


@state("asked for the country", says("Spain", "In Spain:"))
async def _country(actor: Actor) -> None:
    await set_up(actor, None)
    await actor.say("/country")


@state("asked about forwarded words", taps("No", "kept nothing of it"))
async def _forwarded(actor: Actor) -> None:
    await set_up(actor, None)
    await actor.send("forward", text="what a friend wrote")


@state("paused", says("/reminders", "All of them are paused"))
async def _paused(actor: Actor) -> None:
    await set_up(actor, "08:00")
    await actor.say("/reminders")
    await actor.tap("Pause all")


@state("blocked and back", taps("Keep them off", "They stay off"))
async def _back(actor: Actor) -> None:
    await set_up(actor, "08:00")
    await actor.block()
    await actor.unblock()


@state("away for weeks", taps("Check in", "How are you"))
async def _away(actor: Actor) -> None:
    await set_up(actor, None)
    await actor.wait_until(next_at(actor, 8) + dt.timedelta(days=20))


@pytest.mark.parametrize("words", HEARD, ids=["crisis", "medical", "advice"])
@pytest.mark.parametrize("name", STATES)
async def test_the_card_comes_first_the_words_are_kept_and_the_flow_goes_on(
    name: str, words: str, stage: Stage
) -> None:
    state = STATES[name]
    actor = await stage.actor("Ana", "Europe/Lisbon")
    await state.enter(actor)
    seen = await actor.say(words)
    check_first(seen, words, state.number, actor)
    await state.goes_on(actor)
    if state.person:
        await finish(actor)
        everything = await kept(actor)
        plan = name == "writing the plan"  # there they are what was asked for, and no note
        assert [note["text"] for note in everything["notes"]].count(words) == (0 if plan else 1)
    await leave(actor)


async def finish(actor: Actor) -> None:
    """Finish a set-up that is still open."""
    if any(button["text"] == "No reminders" for view in actor.visible() for row in view["keyboard"] for button in row):
        await actor.tap("No reminders")


def check_first(seen: list[Seen], words: str, number: str, actor: Actor) -> None:
    """The first thing that is said is the card, with the right numbers and no other country's."""
    said = [one for one in seen if one.what == "bot"]
    assert said, actor.talk()
    assert said[0].text.startswith(HEARD[words]), actor.talk()
    if words == ADVICE:
        return
    if number:
        assert number in said[0].text and "Portugal" in said[0].text
    else:
        assert "local emergency number" in said[0].text
        assert not any(sign.isdigit() for sign in said[0].text)


async def test_a_country_that_was_told_gives_its_numbers_in_the_middle_of_a_question(stage: Stage) -> None:
    ben = await stage.actor("Ben", "Europe/Berlin")
    await set_up(ben, "08:00")
    await ben.say("/country Ireland")
    await ben.wait_until(next_at(ben, 8))
    [card, *_] = [one for one in await ben.say(CRISIS) if one.what == "bot"]
    assert "Samaritans: 116 123" in card.text and "Germany" not in card.text and "if you're in" not in card.text
    await leave(ben)


# --- every way in which words can come


async def test_words_that_come_in_any_other_way_are_seen_too(stage: Stage) -> None:
    chidi = await stage.actor("Chidi", "Africa/Lagos")
    await set_up(chidi, None)
    ways: list[Callable[[], Awaitable[list[Seen]]]] = [
        lambda: chidi.send("photo", caption=CRISIS),
        lambda: chidi.send("forward", text=CRISIS),
        lambda: chidi.say(f"/journal {CRISIS}"),
        lambda: chidi.say(f"/frobnicate {CRISIS}"),
        lambda: chidi.say(f"/timezone {CRISIS}"),
        lambda: chidi.send("poll", question=CRISIS),
    ]
    for number, way in enumerate(ways):
        seen = await way()
        assert seen[0].what == "reaction" or seen[0].text.startswith(HEARD[CRISIS]), (number, chidi.talk())
        assert any(one.text.startswith(HEARD[CRISIS]) for one in seen), (number, chidi.talk())
        await chidi.wait_until(stage.now + dt.timedelta(minutes=31))
    await chidi.say("a quiet day")
    seen = await chidi.rewrite(CRISIS)
    assert any(one.text.startswith(HEARD[CRISIS]) for one in seen), chidi.talk()
    await leave(chidi)


# --- people to talk to, always


@pytest.mark.parametrize("words", ["/support", "/sos", "/crisis", "/help_now", "help", "Help"])
@pytest.mark.parametrize("name", ["nothing said yet", "set-up: zone", "a scale", "waiting for the word erase"])
async def test_support_is_there_in_any_state(name: str, words: str, stage: Stage) -> None:
    actor = await stage.actor("Ana", "Europe/Lisbon")
    await STATES[name].enter(actor)
    seen = await actor.say(words)
    [shown] = [one for one in seen if one.text.startswith("People you can talk to")]
    assert ("How it works" in [label for row in shown.rows for label in row]) == (words.lower() == "help")
    await STATES[name].goes_on(actor)
    await leave(actor)


async def test_in_a_group_support_is_one_line_that_points_elsewhere(stage: Stage) -> None:
    ana = await stage.actor("Ana", "Europe/Lisbon")
    await stage.local.faults({"method": "leaveChat", "kind": "400"})
    chat = (await stage.local.do("group", user=ana.user, title="Friends"))["chat"]
    await ana.news()
    await stage.local.do("group_message", user=ana.user, chat=chat, text="/support")
    await ana.news()
    said = [view for view in (await stage.local.see("chat", user=chat))["messages"] if view["from_bot"]]
    assert said[-1]["text"].startswith("People to talk to, in private")
    assert said[-1]["keyboard"][0][0]["url"].endswith("?start=support")
    await stage.local.do("faults/clear")
    [shown] = await ana.start("support")
    assert shown.text.startswith("People you can talk to")


async def test_for_a_day_after_the_card_nothing_is_asked_or_offered_unasked(stage: Stage) -> None:
    ana = await stage.actor("Ana", "Europe/Lisbon")
    await set_up(ana, "08:00 and 20:30")
    for _ in range(2):  # two low evenings, so that a third would be worth a word
        await ana.wait_until(next_at(ana, 20, 30))
        await ana.tap("1")
        await ana.tap("Leave it here")
    await ana.wait_until(next_at(ana, 20, 30))
    await ana.say(CRISIS)
    await ana.tap("1")
    seen = await ana.tap("Leave it here")
    assert not any("three evenings" in one.text for one in seen)
    seen = await ana.wait_until(next_at(ana, 8))
    said = [one.text for one in seen if one.what == "bot"]
    assert said == ["Good morning. No questions today unless you want them."]
    await leave(ana)


async def test_a_yes_begins_the_quiet_day_too(stage: Stage) -> None:
    ben = await stage.actor("Ben", "Europe/Berlin")
    await set_up(ben, "08:00")
    await ben.wait_until(next_at(ben, 21))
    await ben.say(CRISIS)
    await ben.wait_until(next_at(ben, 9))  # the card's day ends at 21:00, in the middle of the next one
    await ben.tap("Yes", old=True)
    seen = await ben.wait_until(next_at(ben, 8, 1))
    assert [one.text for one in seen if one.what == "bot"] == ["Good morning. No questions today unless you want them."]
    await leave(ben)
