"""Promises about what is left of many sends decided at once."""

from __future__ import annotations

from bot.store.parcels import REPLY, Parcel, newest

MORNING = "morning-of-ana00"


def parcel(text: str, method: str = "sendMessage", talk: str | None = MORNING, **params: object) -> Parcel:
    return Parcel(text, 1, "lane", "ana", 1001, method, {"text": text, **params}, REPLY, "reask", talk)


def test_of_a_talk_moved_many_times_only_its_last_message_leaves_and_says_the_latest() -> None:
    left = newest(
        [
            parcel("Mood?"),
            parcel("Energy?", "editMessageText"),
            parcel("noted", talk=None),
            parcel("", "deleteMessage"),
            parcel("Energy? again", disable_notification=True),
            parcel("Sleep?", "editMessageText"),
            parcel("the one before", "editMessageText", message_id=7),
        ]
    )
    assert [(p.method, p.params["text"]) for p in left] == [
        ("sendMessage", "noted"),
        ("deleteMessage", ""),
        ("sendMessage", "Sleep?"),
        ("editMessageText", "the one before"),
    ]
    assert left[2].params["disable_notification"]


def test_talks_do_not_overtake_each_other() -> None:
    parcels = [parcel("Mood?"), parcel("Which city?", talk="setup-of-ana0000"), parcel("Berlin?", talk=None)]
    assert newest(parcels) == parcels


def test_edits_of_a_message_that_is_there_all_stay() -> None:
    parcels = [parcel("Mood?", "editMessageText", message_id=7), parcel("Energy?", "editMessageText", message_id=7)]
    assert newest(parcels) == parcels
