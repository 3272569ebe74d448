"""The pictures of the try page in the documentation: ``python -m tests.e2e.try_pictures``."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.e2e.try_page import ROOT, newcomer, trying

PICTURES = ROOT / "docs" / "pictures"
MOVING_SECONDS = 2.5  # until everything that was written has stopped shining


async def draw(folder: Path) -> None:
    """Go through the tour up to the week card and write the page, light and dark, into ``folder``."""
    with tempfile.TemporaryDirectory() as data:
        async with trying(Path(data)) as tried, newcomer() as ana:
            await ana.opens(tried.page_url)
            await ana.sets_up()
            await ana.checks_in()
            await ana.writes("Walked by the river before work, felt lighter")
            await ana.browser.wait_for(".reaction")
            await ana.browser.click("Jump")
            await ana.sees("Good evening.")
            await ana.browser.click("Fill in and show")
            await ana.sees_a_picture()
            for theme, name in (("Light", "try-page.png"), ("Dark", "try-page-dark.png")):
                await ana.browser.click(theme)
                await ana.browser.run("() => document.activeElement.blur()")
                await asyncio.sleep(MOVING_SECONDS)
                await ana.browser.screenshot(folder / name)


if __name__ == "__main__":
    asyncio.run(draw(PICTURES))
