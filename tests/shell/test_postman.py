"""Promises about sending: order, urgency, screens, files, and an end that loses nothing."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.outbox import CARD, REMINDER, Result
from tests.shell.office import ANA, BEN, CHIDI, MORNING, Office
from tests.shell.peer import Peer, error

# --- order and urgency


async def test_one_person_reads_everything_in_order_while_others_are_written_to(office: Office, peer: Peer) -> None:
    peer.delay = 0.02
    parcels = [office.text(chat, f"{chat}/{n}") for n in range(4) for chat in (ANA, BEN, CHIDI)]
    await office.send(*parcels)
    for chat in (ANA, BEN, CHIDI):
        assert [t for t in peer.texts() if t and t.startswith(str(chat))] == [f"{chat}/{n}" for n in range(4)]
    assert peer.most_under_way == 3
    assert set(office.states().values()) == {"sent"}


async def test_replies_overtake_reminders_and_cards(peer: Peer) -> None:
    office = Office(peer, rate=5)
    office.limiter.take(office.limiter.now())
    cards = [office.text(CHIDI, "card", priority=CARD), office.text(BEN, "reminder", priority=REMINDER)]
    await office.send(*cards, office.text(ANA, "reply"))
    assert peer.texts() == ["reply", "reminder", "card"]
    await office.telegram.close()


async def test_a_reply_behind_a_reminder_takes_it_along(peer: Peer) -> None:
    office = Office(peer, rate=5)
    office.limiter.take(office.limiter.now())
    await office.send(
        office.text(BEN, "Ben's reminder", priority=REMINDER),
        office.text(ANA, "Ana's reminder", priority=REMINDER),
        office.text(ANA, "Ana's reply"),
    )
    assert peer.texts() == ["Ana's reminder", "Ana's reply", "Ben's reminder"]
    await office.telegram.close()


async def test_edits_that_wait_shrink_to_the_newest(office: Office, peer: Peer) -> None:
    first, second, third = (office.edit(ANA, f"{n} breaths", message_id=7) for n in (1, 2, 3))
    other = office.edit(ANA, "another message", message_id=8)
    office.limiter.halt(0.05)
    await office.send(first, other, second, third)
    assert peer.texts() == ["another message", "3 breaths"]
    assert set(office.states().values()) == {"sent"}
    assert office.postman.counters.merged == 2


async def test_an_edit_under_way_is_not_called_back(office: Office, peer: Peer) -> None:
    await office.send(office.edit(ANA, "one", message_id=7), office.edit(BEN, "two", message_id=7))
    assert sorted(filter(None, peer.texts())) == ["one", "two"]


async def test_new_buttons_do_not_replace_a_new_text(office: Office, peer: Peer) -> None:
    office.limiter.halt(0.05)
    text = office.edit(ANA, "text", message_id=7)
    buttons = office.parcel(ANA, "editMessageReplyMarkup", "repeat", message_id=7)
    await office.send(text, buttons)
    assert peer.methods() == ["editMessageText", "editMessageReplyMarkup"]


# --- screens


async def test_the_message_of_a_talk_becomes_its_screen(office: Office, peer: Peer) -> None:
    question = office.text(ANA, "How is your mood?", talk=MORNING)
    await office.send(question, office.edit(ANA, "Mood 4. Energy?", talk=MORNING))
    assert office.result(question) == Result(question.id, "sent", talk=MORNING, message_id=101)
    assert peer.calls[1].params["message_id"] == office.postman.screen(MORNING) == 101


async def test_a_screen_from_before_the_restart_is_found_in_the_rows(office: Office, peer: Peer) -> None:
    office.stored_screens[MORNING] = 55
    await office.send(office.edit(ANA, "Energy?", talk=MORNING))
    assert peer.calls[0].params["message_id"] == 55


async def test_an_edit_without_a_screen_is_sent_anew(office: Office, peer: Peer) -> None:
    edit = office.edit(ANA, "Energy?", talk=MORNING)
    await office.send(edit, office.parcel(ANA, "deleteMessage", "repeat", talk="another-talk"))
    assert peer.methods() == ["sendMessage"]
    assert office.result(edit).message_id == 101
    assert set(office.states().values()) == {"sent"}


async def test_an_edit_of_a_message_that_was_deleted_is_sent_anew(office: Office, peer: Peer) -> None:
    peer.plan("editMessageText", error(400, "Bad Request: message to edit not found"))
    await office.send(office.edit(ANA, "Energy?", talk=MORNING, message_id=55))
    assert peer.methods() == ["editMessageText", "sendMessage"]
    assert "message_id" not in peer.calls[1].params
    assert office.postman.screen(MORNING) == 101


@pytest.mark.parametrize(
    ("method", "description"),
    [
        ("editMessageText", "Bad Request: message is not modified: specified new message content"),
        ("deleteMessage", "Bad Request: message to delete not found"),
        ("deleteMessage", "Bad Request: message can't be deleted for everyone"),
        ("setMessageReaction", "Bad Request: REACTION_INVALID"),
        ("editMessageReplyMarkup", "Bad Request: message can't be edited"),
    ],
)
async def test_what_is_as_good_as_done_is_done(office: Office, peer: Peer, method: str, description: str) -> None:
    peer.plan(method, error(400, description))
    await office.send(office.parcel(ANA, method, "repeat", message_id=5))
    assert office.states() == {"p1": "sent"}
    assert len(peer.calls) == 1


# --- files


async def test_a_picture_is_made_just_before_it_is_sent(office: Office, peer: Peer) -> None:
    card = office.parcel(ANA, "sendPhoto", "never", photo={"attach": "week"}, caption="Your week", priority=CARD)
    await office.send(card)
    assert peer.calls[0].files == {"photo": ("week.png", 3)}
    assert peer.calls[0].params["caption"] == "Your week"


def no_picture() -> bytes:
    raise RuntimeError("no font")


async def test_a_picture_that_cannot_be_made_becomes_words(office: Office, peer: Peer) -> None:
    office.picture = no_picture
    await office.send(office.parcel(ANA, "sendPhoto", "never", photo={"attach": "week"}, caption="Your week"))
    assert peer.texts() == ["Your week\n\nThe picture didn't work today."]
    assert office.states() == {"p1": "sent"}


async def test_a_picture_telegram_refuses_becomes_words(office: Office, peer: Peer) -> None:
    peer.plan("sendPhoto", error(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    await office.send(office.parcel(ANA, "sendPhoto", "never", photo={"attach": "week"}, caption="Your week"))
    assert peer.texts()[-1] == "Your week\n\nThe picture didn't work today."


# --- the end


async def test_stopping_finishes_what_is_in_hand(office: Office, peer: Peer) -> None:
    peer.delay = 0.05
    office.postman.post([office.text(ANA, "1"), office.text(ANA, "2")])
    await office.postman.stop(10)
    assert office.states() == {"p1": "sent", "p2": "sent"}


async def test_what_was_not_tried_in_time_waits_for_the_next_start(office: Office, peer: Peer) -> None:
    office.limiter.halt(60)
    office.postman.post([office.text(ANA, "1"), office.text(BEN, "2", policy="once", attempts=2)])
    await office.postman.stop(0.01)
    office.postman.post([office.text(CHIDI, "too late")])
    assert office.results == [Result(f"p{n}", "queued", attempts=a) for n, a in ((1, 0), (2, 1), (3, 0))]
    assert peer.calls == []


async def test_what_is_under_way_when_the_time_is_over_stays_unsettled(office: Office, peer: Peer) -> None:
    peer.delay = 0.3
    office.postman.post([office.text(ANA, "1")])
    while not peer.calls:
        await asyncio.sleep(0.001)
    await office.postman.stop(0.01)
    assert office.results == []


async def test_each_try_is_noted_before_it_is_made(office: Office, peer: Peer) -> None:
    parcel = office.text(ANA, "Mood?")
    await office.send(parcel)
    assert office.tried == [parcel.id]
