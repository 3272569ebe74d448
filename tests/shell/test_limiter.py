"""Promises about how fast we send."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.shell.limiter import CHAT_BURST, SWEEP_AT, Limiter

ANA, BEN = 1, 2


class Hands:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def sent_moments(limiter: Limiter, hands: Hands, chats: list[int]) -> list[float]:
    """Return when each of ``chats`` in a row was written to by somebody who waits exactly as long as asked."""
    moments = []
    for chat in chats:
        while wait := max(limiter.wait(hands()), limiter.wait_for(chat, hands())):
            hands.seconds += wait
        limiter.take(hands(), chat)
        moments.append(hands())
    return moments


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(start <= moment < start + 1 for moment in moments) for start in moments)


def test_any_one_second_stays_under_thirty_at_the_usual_rate() -> None:
    hands = Hands()
    moments = sent_moments(Limiter(hands), hands, list(range(500)))
    assert most_in_a_second(moments) <= 30
    assert moments[-1] - moments[0] == pytest.approx(499 / 25, abs=0.2)


def test_a_chat_gets_five_at_once_and_then_one_a_second() -> None:
    hands = Hands()
    moments = sent_moments(Limiter(hands, rate=1000), hands, [ANA] * 8)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert sum(gaps[: CHAT_BURST - 1]) < 0.1
    assert gaps[CHAT_BURST - 1 :] == pytest.approx([1.0] * 3, abs=0.05)


def test_a_full_chat_does_not_hold_up_another() -> None:
    hands = Hands()
    limiter = Limiter(hands)
    for _ in range(CHAT_BURST):
        limiter.take(hands(), ANA)
    assert limiter.wait_for(ANA, hands()) > 0
    assert limiter.wait_for(BEN, hands()) == 0


def test_a_halt_stops_everything_and_only_gets_longer() -> None:
    hands = Hands()
    limiter = Limiter(hands)
    limiter.halt(30)
    limiter.halt(2)
    assert limiter.wait(hands()) == pytest.approx(30)
    hands.seconds += 29.9
    assert limiter.halted() == pytest.approx(0.1)
    hands.seconds += 0.2
    assert limiter.halted() == limiter.wait(hands()) == 0


def test_chats_written_to_long_ago_are_forgotten() -> None:
    hands = Hands()
    limiter = Limiter(hands, rate=100)
    sent_moments(limiter, hands, list(range(5 * SWEEP_AT)))
    assert limiter.chats() <= SWEEP_AT


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        Limiter(Hands(), rate=0)


@given(
    rate=st.sampled_from([1.0, 5.0, 25.0, 300.0]),
    steps=st.lists(st.tuples(st.integers(1, 6), st.floats(0, 3)), min_size=1, max_size=150),
)
def test_neither_rate_is_ever_passed(rate: float, steps: list[tuple[int, float]]) -> None:
    hands = Hands()
    limiter = Limiter(hands, rate=rate)
    sent: list[tuple[float, int]] = []
    for chat, pause in steps:
        hands.seconds += pause
        sent += [(moment, chat) for moment in sent_moments(limiter, hands, [chat])]
    moments = [moment for moment, _ in sent]
    assert most_in_a_second(moments) <= rate + max(1, rate // 5)
    for chat in range(1, 7):
        mine = [moment for moment, who in sent if who == chat]
        if mine:
            assert most_in_a_second(mine) <= CHAT_BURST + 1
