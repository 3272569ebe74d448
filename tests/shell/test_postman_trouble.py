"""Promises about sending when something is wrong: floods, faults, people who left, and not knowing what arrived."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.store.outbox import REASK_AFTER, REMINDER, Found, Result
from tests.shell.office import ANA, BEN, CHIDI, DILNOZA, MORNING, NOW, Office
from tests.shell.peer import BLOCKED, DROP, FLOOD, HTML, Peer, error

# --- floods, faults and darkness


async def test_a_flood_stops_everybody_and_loses_nothing(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", FLOOD, FLOOD)
    await office.send(*[office.text(chat, str(n)) for n in range(3) for chat in (ANA, BEN, CHIDI, DILNOZA)])
    assert set(office.states().values()) == {"sent"}
    assert len(office.states()) == 12
    assert office.postman.counters.halted == 2
    assert office.postman.counters.failed == 0


async def test_nothing_is_fetched_while_a_flood_lasts(office: Office, peer: Peer) -> None:
    office.limiter.halt(60)
    office.queued = [office.text(ANA, "reminder", priority=REMINDER)]
    assert await office.postman.pull() == 0
    assert len(office.queued) == 1


async def test_a_server_error_is_tried_again_until_it_passes(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", HTML, HTML, HTML)
    await office.send(office.text(ANA, "first"), office.text(ANA, "second"))
    assert peer.texts() == ["first"] * 4 + ["second"]
    assert office.postman.counters.retried == 3
    assert set(office.states().values()) == {"sent"}


async def test_what_alone_never_gets_through_is_given_up_for_those_behind_it(
    office: Office, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.shell.patience.TRIES", 4)
    peer.plan("sendPhoto", *[HTML] * 10)
    stuck = office.parcel(ANA, "sendPhoto", "once", photo="file-id")
    office.postman.post([stuck, office.text(ANA, "behind it")])
    for chat in range(3000, 3200):
        office.postman.post([office.text(chat, "gets through")])
        await asyncio.sleep(0.002)
    await office.postman.idle()
    assert office.states()[stuck.id] == "failed"
    assert peer.methods().count("sendPhoto") == 4
    assert "behind it" in peer.texts()


async def test_a_network_that_was_away_costs_nothing(office: Office, peer: Peer) -> None:
    await peer.stop()
    parcels = [office.text(chat, "hello") for chat in (ANA, BEN)]
    office.postman.post(parcels)
    while not office.limiter.halted():
        await office.telegram.attempt("getMe", {})
    await peer.start(peer.port)
    await office.postman.idle()
    assert sorted(call.params["chat_id"] for call in peer.calls) == [ANA, BEN]
    assert office.postman.counters.unsure == 0


async def test_a_text_telegram_cannot_parse_is_sent_plain(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", error(400, "Bad Request: can't parse entities: unexpected end"))
    await office.send(office.text(ANA, "Week", entities=[{"type": "bold", "offset": 0, "length": 4}]))
    assert peer.texts() == ["Week", "Week"]
    assert "entities" not in peer.calls[1].params
    assert office.states() == {"p1": "sent"}


async def test_a_text_that_is_too_long_is_cut(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", error(400, "Bad Request: message is too long"))
    await office.send(office.text(ANA, "a" * 5000))
    assert len(peer.texts()[1] or "") == 4096


async def test_any_other_refusal_fails_and_the_next_one_goes(
    office: Office, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    peer.plan("sendMessage", error(400, 'Bad Request: unsupported tag "my secret"'))
    await office.send(office.text(ANA, "my secret"), office.text(ANA, "next"))
    assert office.states() == {"p1": "failed", "p2": "sent"}
    assert "p1" in caplog.text
    assert "my secret" not in caplog.text


async def test_a_fault_of_ours_costs_one_parcel_and_quotes_nothing(
    office: Office, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    await office.send(office.parcel(ANA, text={"my secret"}), office.text(ANA, "next"))
    assert office.states() == {"p1": "failed", "p2": "sent"}
    assert "TypeError at " in caplog.text
    assert "my secret" not in caplog.text


async def test_nothing_said_is_ever_logged(office: Office, peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    peer.plan("sendMessage", HTML, DROP, BLOCKED)
    await office.send(*[office.text(chat, "my secret", policy="once") for chat in (ANA, BEN, CHIDI)])
    assert "my secret" not in caplog.text
    assert "secret-token" not in caplog.text


# --- people who are not there


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (BLOCKED, "blocked"),
        (error(403, "Forbidden: user is deactivated"), "gone"),
        (error(400, "Bad Request: chat not found"), "blocked"),
    ],
)
async def test_somebody_who_left_gets_nothing_more(
    office: Office, peer: Peer, answer: tuple[int, bytes], status: str
) -> None:
    peer.plan("sendMessage", answer)
    await office.send(*[office.text(ANA, str(n)) for n in range(3)], office.text(BEN, "still here"))
    assert office.gone == [(f"lane-{ANA}", status)]
    assert peer.texts() == ["0", "still here"]
    assert office.states() == {"p1": "failed", "p2": "failed", "p3": "failed", "p4": "sent"}


async def test_somebody_who_comes_back_is_written_to_again(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", BLOCKED)
    await office.send(office.text(ANA, "hello"))
    await office.send(office.text(ANA, "welcome back"))
    assert office.states() == {"p1": "failed", "p2": "sent"}


async def test_a_parcel_for_another_lane_is_never_sent(office: Office, peer: Peer) -> None:
    await office.send(replace(office.text(ANA, "for Ana"), chat_id=BEN), office.text(BEN, "for Ben"))
    assert peer.texts() == ["for Ben"]
    assert office.states() == {"p1": "failed", "p2": "sent"}


async def test_the_chat_written_to_is_the_parcels_own(office: Office, peer: Peer) -> None:
    await office.send(office.text(ANA, "for Ana", chat_id=BEN))
    assert peer.calls[0].params["chat_id"] == ANA


async def test_forgetting_somebody_leaves_the_farewell(office: Office, peer: Peer) -> None:
    office.limiter.halt(0.05)
    farewell = replace(office.text(ANA, "All deleted."), lane="", person=None)
    office.postman.post([office.text(ANA, "your week"), farewell, office.text(BEN, "for Ben")])
    office.postman.forget(f"lane-{ANA}")
    await office.postman.idle()
    assert sorted(filter(None, peer.texts())) == ["All deleted.", "for Ben"]


# --- unsure


async def test_an_edit_that_may_have_arrived_is_repeated(office: Office, peer: Peer) -> None:
    peer.plan("editMessageText", DROP)
    await office.send(office.edit(ANA, "Energy?", message_id=7))
    assert peer.texts() == ["Energy?", "Energy?"]
    assert office.states() == {"p1": "sent"}


async def test_a_receipt_that_may_have_arrived_is_sent_once_more_and_says_so(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", DROP, DROP, DROP)
    await office.send(office.text(ANA, "Your export is ready.", policy="once"))
    assert peer.texts() == ["Your export is ready.", "Your export is ready.\n\n(again, in case it was lost)"]
    assert office.results == [Result("p1", "claimed", attempts=2), Result("p1", "unsure")]
    assert office.postman.counters.unsure == 2


async def test_a_reminder_that_may_have_arrived_is_not_repeated(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", DROP)
    await office.send(office.text(ANA, "Good morning", policy="never", priority=REMINDER))
    assert peer.texts() == ["Good morning"]
    assert office.states() == {"p1": "unsure"}


async def test_the_open_question_waits_for_the_next_turn_or_ten_minutes(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", DROP)
    await office.send(office.text(ANA, "Mood?", talk=MORNING), office.text(ANA, "something else"))
    assert office.results[0] == Result("p1", "queued", again_at=NOW + REASK_AFTER)
    assert office.postman.reask == {f"lane-{ANA}"}
    assert peer.texts() == ["Mood?", "something else"]
    office.queued = [office.text(ANA, "Mood?", talk=MORNING, attempts=2)]
    await office.postman.pull()
    await office.postman.idle()
    assert peer.texts()[-1] == "Mood?"
    assert office.postman.reask == set()


async def test_an_edit_sent_anew_that_may_have_arrived_is_asked_again_later(office: Office, peer: Peer) -> None:
    peer.plan("sendMessage", DROP)
    await office.send(office.edit(ANA, "Energy?", talk=MORNING))
    assert peer.methods() == ["sendMessage"]
    assert office.states() == {"p1": "queued"}


async def test_at_the_start_what_may_be_repeated_is_sent_first(office: Office, peer: Peer) -> None:
    again = office.text(ANA, "Your export is ready.", policy="once", attempts=2)
    office.found = Found((again,), 3, frozenset({"lane-1002"}))
    office.queued = [office.text(BEN, "reminder", policy="never", priority=REMINDER)]
    assert await office.postman.recover() == 3
    await office.postman.pull()
    await office.postman.idle()
    assert peer.texts() == ["Your export is ready.\n\n(again, in case it was lost)", "reminder"]
    assert office.postman.counters.unsure == 3
    assert office.postman.reask == {"lane-1002"}


async def test_no_more_than_a_second_of_reminders_is_claimed_at_once(peer: Peer) -> None:
    office = Office(peer, rate=10)
    for _ in range(30):
        office.limiter.take(office.limiter.now())  # so that nothing leaves for now
    office.queued = [office.text(2000 + n, "reminder", priority=REMINDER) for n in range(25)]
    assert await office.postman.pull() == 10
    assert await office.postman.pull() == 0
    assert len(office.queued) == 15
    await office.postman.stop(0)
    await office.telegram.close()
