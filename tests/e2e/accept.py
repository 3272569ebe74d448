"""``python -m tests.e2e.accept [name...]``: play the conversations and write down how they went.

Read the difference afterwards, aloud: what stands in the files is what people will read.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.e2e.script import FOLDER, all_scripts, play, read_script
from tests.e2e.stage import Stage


async def accept(names: list[str]) -> int:
    """Write the scripts of these ``names`` (all of them, if none is given) anew; return how many changed."""
    changed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        async with Stage(Path(folder) / "bot") as stage:
            for path in all_scripts():
                if names and not any(name in path.stem for name in names):
                    continue
                try:
                    written, _ = await play(read_script(path), stage)
                except AssertionError as fault:
                    print(f"{path.name} could not be played to its end:\n{fault}\n")
                    failed += 1
                    continue
                if written != path.read_text():
                    path.write_text(written)
                    changed += 1
                    print(f"changed: {path.relative_to(FOLDER.parent)}")
    print(f"{changed} changed, {failed} failed")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(asyncio.run(accept(sys.argv[1:])))
