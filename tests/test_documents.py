"""What the documents promise is there: settings, columns in clear, commands, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import _COMMANDS
from bot.settings import NAMES, PREFIX
from bot.store.tables import metadata

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(path.relative_to(ROOT) for place in (".", "docs", "deploy") for path in (ROOT / place).glob("*.md"))
SEALED = {"sealed", "screen", "wrapped", "value"}


def rows(document: str, first_cell: str) -> dict[str, str]:
    """Return the second cell of every row of a table by the first, for first cells that fit ``first_cell``."""
    lines = (ROOT / document).read_text().splitlines()
    cells = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")]
    return {row[0]: row[1] for row in cells if re.fullmatch(first_cell, row[0])}


def test_the_readme_lists_every_setting_and_no_other() -> None:
    assert set(rows("README.md", rf"{PREFIX}\w+")) == {PREFIX + name for name in NAMES}


def test_privacy_lists_every_column_in_clear_and_no_other() -> None:
    clear = {table.name: {c.name for c in table.columns if c.name not in SEALED} for table in metadata.sorted_tables}
    listed = rows("PRIVACY.md", "|".join(clear))
    assert {table: set(columns.split(", ")) for table, columns in listed.items()} == clear


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for path in DOCUMENTS for target in re.findall(r"\bmake ([a-z]+)\b", _code(path))}
    assert named - targets == set()


def test_every_command_that_is_named_exists() -> None:
    named = {name for path in DOCUMENTS for name in re.findall(r"\bstillpoint ([a-z]+)\b", _code(path))}
    assert named - set(_COMMANDS) == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_file_that_is_linked_to_is_there(path: Path) -> None:
    text = (ROOT / path).read_text()
    links = re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(r'src="([^":]+)"', text)
    assert [link for link in links if not (ROOT / path.parent / link).exists()] == []


def _code(path: Path) -> str:
    """Return what stands in code, in blocks and in lines."""
    text = (ROOT / path).read_text()
    return "\n".join([*re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL), *re.findall(r"`[^`\n]+`", text)])
