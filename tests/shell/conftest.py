"""A peer on a real port, and the postman in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.shell.office import Office
from tests.shell.peer import Peer


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    peer = Peer()
    await peer.start()
    yield peer
    await peer.stop()


@pytest.fixture
async def office(peer: Peer) -> AsyncIterator[Office]:
    office = Office(peer)
    yield office
    await office.postman.stop(0)
    await office.telegram.close()
