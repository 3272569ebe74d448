"""``stillpoint try`` and its page: what a newcomer meets, with a real browser, and what is left of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.telegram_user import Person
from tests.e2e.try_page import CHROMIUM, Trying, newcomer, trying

in_a_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: the page is not looked at")

# asks another host, which the page's own rules must stop before anything leaves
HELD_BACK = """() => new Promise((done) => {
  document.addEventListener('securitypolicyviolation', () => done(true));
  fetch('http://localhost:1/').then(() => done(false), () => setTimeout(() => done(false), 2000));
})"""


async def set_up(person: Person) -> None:
    """Go through set-up by hand, up to the first question."""
    await person.start()
    await person.wait("18 or older", 30)
    for label, then in (
        ("I'm 18 or older", "plain facts"),
        ("Yes, keep my answers", "What time is it"),
        ("08:10 London", "When shall I"),
        ("Morning 08:00 and evening 20:30", "All set"),
        ("First check-in now", "How are you today"),
    ):
        await person.tap(label)
        await person.wait(then)


@in_a_browser
async def test_a_newcomer_goes_through_the_whole_tour(tmp_path: Path) -> None:
    async with trying(tmp_path) as tried, newcomer() as ana:
        await ana.opens(tried.page_url)
        await ana.sets_up()
        assert ana.taps == 6
        await ana.ticked("Set up in 6 taps")
        await ana.checks_in()
        assert ana.taps == 6 + 5
        await ana.ticked("A check-in, five taps")
        await ana.writes("Walked by the river before work, felt lighter")
        await ana.browser.wait_for(".reaction")
        await ana.ticked("Send a note")
        await ana.browser.click("Jump")
        await ana.sees("Good evening.")
        await ana.ticked("Jump to the evening reminder")
        await ana.browser.click("Fill in and show")
        await ana.sees_a_picture()
        await ana.ticked("Fill in 8 weeks, see the week card")
        await ana.browser.click("Export")
        await ana.browser.wait_for(".bubble .file")
        await ana.browser.click("Erase")
        await ana.taps_on("Erase everything…", "type the word")
        await ana.writes("erase")
        await ana.sees("Everything is erased.")
        await ana.ticked("Export, then erase it all")
        await ana.browser.wait_for("Nothing is stored about you.")
        assert await ana.stored() == []
        assert ana.browser.logged == []
        assert {urlsplit(url).hostname for url in ana.browser.requested} == {"127.0.0.1"}
        # a picture was drawn, so there is a second process to end as well
        assert await tried.stop(signal.SIGINT) == 0
    assert tried.said == ""
    assert tried.folder() is None


@in_a_browser
async def test_the_keyboard_alone_is_enough_to_set_up_and_to_answer(tmp_path: Path) -> None:
    async with trying(tmp_path) as tried, newcomer() as ana:
        await ana.opens(tried.page_url)
        await ana.browser.press("Tab")
        assert await ana.browser.focused() == "START"
        await ana.browser.press("Enter")
        # each new question takes the focus to its first button
        for first, then in (
            ("I'm 18 or older", "the plain facts"),
            ("Yes, keep my answers", "What time is it where you are?"),
            ("08:10 Lisbon", "When shall I check in?"),
            ("Morning 08:00 and evening 20:30", "All set"),
            ("First check-in now", "How are you today?"),
        ):
            await ana.has_focus_on(first)
            await ana.browser.press("Enter")
            await ana.sees(then)
        await ana.ticked("Set up in 6 taps")
        await ana.has_focus_on("1")
        await ana.browser.press("ArrowRight", times=3)
        await ana.has_focus_on("4")
        await ana.browser.press("Enter")
        await ana.sees("So far: Mood 4")


@in_a_browser
async def test_the_page_fits_every_window_and_forbids_other_hosts(tmp_path: Path) -> None:
    async with trying(tmp_path) as tried, newcomer() as ana:
        await ana.opens(tried.page_url)
        for width_px in (320, 360, 412, 820, 1100, 1400):
            await ana.browser.resize(width_px, 800)
            assert await ana.browser.run("() => document.documentElement.scrollWidth") <= width_px
        assert await ana.browser.run(HELD_BACK)


async def test_every_row_is_shown_opened_and_none_is_left_after_erasing(tmp_path: Path) -> None:
    async with trying(tmp_path) as tried, tried.people() as local:
        ben = await local.person(21, "Ben")
        await set_up(ben)
        await ben.tap("4")
        await ben.wait("Energy")
        await ben.say("the storm woke me at four")
        await ben.quiet()
        rows = (await local.see("stored", user=21))["rows"]
        opened = {row["table"]: row["opened"] for row in rows if row["opened"]}
        assert {"people", "consents", "reminders", "talks", "timers", "entries"} <= set(opened)
        assert opened["people"]["zone"] == "Europe/London"
        texts = [row["opened"]["text"] for row in rows if row["table"] == "entries" and row["opened"]["t"] == "note"]
        assert texts == ["the storm woke me at four"]
        assert (await local.see("stored", user=22))["rows"] == []
        await ben.say("/delete")
        await ben.wait("Erase everything?")
        await ben.tap("Erase everything…")
        await ben.wait("type the word")
        await ben.say("erase")
        await ben.wait("Everything is erased")
        await ben.quiet()
        assert (await local.see("stored", user=21))["rows"] == []


async def test_what_comes_next_is_named_at_once_and_a_restart_changes_nothing(tmp_path: Path) -> None:
    async with trying(tmp_path) as tried, tried.people() as local:
        ben = await local.person(21, "Ben")
        await set_up(ben)
        for _ in range(200):
            told = await local.see("clock")
            if told["next"]:
                break
            await asyncio.sleep(0.05)
        first = next(one for one in told["next"] if one["kind"] == "reminder")
        assert (first["what"], first["user"]) == ("evening reflection", 21)
        assert dt.datetime.fromisoformat(first["at"]) - dt.datetime.fromisoformat(told["now"]) < dt.timedelta(hours=13)
        await local.do("restart")
        await ben.tap("4")
        await ben.wait("Energy")
        again = next(one for one in (await local.see("clock"))["next"] if one["kind"] == "reminder")
        assert again["at"] == first["at"]


async def test_sample_weeks_are_eight_end_yesterday_and_replace_each_other(tmp_path: Path) -> None:
    async with trying(tmp_path) as tried, tried.people() as local:
        await set_up(await local.person(21, "Ben"))
        today = dt.datetime.fromisoformat((await local.see("clock"))["now"]).date()
        for kind in ("steady", "hard", "gaps"):
            written = (await local.do("fill", user=21, kind=kind))["result"]["entries"]
            entries = [row for row in (await local.see("stored", user=21))["rows"] if row["table"] == "entries"]
            assert len(entries) == written > 50
            days = {dt.date.fromisoformat(row["local_day"]) for row in entries}
            assert today - dt.timedelta(days=56) <= min(days) <= max(days) < today
            assert (max(days) - min(days)).days > 45
            items = {row["opened"]["item"] for row in entries}
            assert {"mood", "energy", "sleep", "calm", "kind", "day", "hours"} <= items


async def test_a_second_one_takes_the_next_port_and_stopping_either_leaves_nothing_behind(tmp_path: Path) -> None:
    folders = tmp_path / "first", tmp_path / "second"
    for folder in folders:
        folder.mkdir()
    async with trying(folders[0]) as tried:
        port = urlsplit(tried.page_url).port or 0
        async with trying(folders[1], PORT=str(port)) as other:
            assert port < (urlsplit(other.page_url).port or 0) < port + 20
            for one, how in ((tried, signal.SIGTERM), (other, signal.SIGINT)):
                async with one.people() as local:
                    await set_up(await local.person(21, "Ben"))
                folder = one.folder()
                assert folder is not None
                assert stat.S_IMODE(folder.stat().st_mode) == 0o700
                assert await one.stop(how) == 0
                assert one.said == ""
                assert one.folder() is None


# tells of every address the process connects to; uvloop would connect without telling
WATCHED = """
import sys
sys.modules["uvloop"] = None
def tell(event, args):
    if event == "socket.connect" and args[1][0] != "127.0.0.1" or event == "socket.getaddrinfo":
        sys.stderr.write(f"asked the network: {event} {args[1:]}\\n")
sys.addaudithook(tell)
from bot.__main__ import main
sys.exit(main())
"""


async def test_it_asks_nothing_of_the_network(tmp_path: Path) -> None:
    tried = Trying(tmp_path, ("-c", WATCHED))
    await tried.start()
    try:
        async with tried.people() as local:
            await set_up(await local.person(21, "Ben"))
    finally:
        code = await tried.stop()
    assert (code, tried.said) == (0, "")
