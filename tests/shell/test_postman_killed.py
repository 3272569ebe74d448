"""Promises about sending when the process dies on the way: a real database, a real line, a real kill."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.shell.peer import Peer
from tests.shell.sending import POLICIES

AGAIN = "\n\n(again)"


async def run(directory: Path, peer: Peer, kill_at: str = "") -> tuple[int, int]:
    """Return how the process ended, and how many sends it called unsure if it told."""
    command = [sys.executable, "-m", "tests.shell.sending", str(directory), peer.url, *filter(None, [kill_at])]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return process.returncode or 0, int(out or 0)


async def test_left_alone_everything_is_sent_once_and_in_order(peer: Peer, tmp_path: Path) -> None:
    assert await run(tmp_path / "data", peer) == (0, 0)
    assert peer.texts() == list(POLICIES)
    assert await run(tmp_path / "data", peer) == (0, 0)
    assert len(peer.calls) == 4


@pytest.mark.parametrize("point", ["send.before:2", "send.after:1", "settle.before:1", "settle.committed:2"])
async def test_what_is_doubled_or_late_was_counted_as_unsure(peer: Peer, tmp_path: Path, point: str) -> None:
    killed, _ = await run(tmp_path / "data", peer, point)
    ended, unsure = await run(tmp_path / "data", peer)
    assert (killed, ended) == (-signal.SIGKILL, 0)
    arrived = Counter((text or "").removesuffix(AGAIN) for text in peer.texts())
    doubled = sum(count - 1 for count in arrived.values())
    missing = sum(policy not in arrived for policy in POLICIES)
    assert doubled + missing <= unsure
    assert max(arrived.values()) <= 2
    assert arrived["once"] >= 1
    assert arrived["repeat"] >= 1
    assert arrived["never"] <= 1


async def test_a_receipt_sent_again_says_so(peer: Peer, tmp_path: Path) -> None:
    await run(tmp_path / "data", peer, "send.after:2")
    await run(tmp_path / "data", peer)
    assert [text for text in peer.texts() if text and text.startswith("once")] == ["once", "once" + AGAIN]
