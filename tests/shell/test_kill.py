"""Promises about kill points."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from bot.shell import kill


def test_an_armed_kill_point_kills_at_its_pass() -> None:
    steps = ["from bot.shell import kill", "kill.arm('send.before:2')"]
    steps += [f"print({n}, flush=True); kill.point('send.before')" for n in range(3)]
    ended = subprocess.run([sys.executable, "-c", "\n".join(steps)], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.split()) == (-signal.SIGKILL, ["0", "1"])


@pytest.mark.parametrize("spec", ["send.sideways", "send.before:0", "send.before:x"])
def test_a_kill_point_that_is_none_is_refused(spec: str) -> None:
    with pytest.raises(ValueError):
        kill.arm(spec)
