"""Every message the code names in full is there, and gets the arguments it uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import bot
from bot.content.words import load_words

SOURCES = sorted(Path(bot.__file__).parent.rglob("*.py")) + sorted(
    Path(bot.__file__).parents[1].glob("handlers/**/*.py")
)
WORDS = load_words("en", strict=True)


def named(tree: ast.AST) -> Iterator[tuple[int, str, set[str] | None]]:
    """Each id in a call of say, message or button: its line, and the arguments given (None if they can't be seen)."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [arg for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if node.func.id == "say" and texts and texts[0] is node.args[0]:
            given = (
                None if any(word.arg is None for word in node.keywords) else {str(word.arg) for word in node.keywords}
            )
            yield node.lineno, str(texts[0].value), given
        elif node.func.id == "message":
            yield from ((node.lineno, str(text.value), set()) for text in texts)
        elif node.func.id == "button" and texts and texts[0] is node.args[0]:
            yield node.lineno, str(texts[0].value), set()


def test_the_code_names_messages_that_are_there_and_gives_them_what_they_use() -> None:
    faults = []
    for source in SOURCES:
        for line, id, given in named(ast.parse(source.read_text("utf-8"))):
            where = f"{source.name}:{line}: {id}"
            if not WORDS.has(id):
                faults.append(f"{where} is nowhere")
            elif given is not None and given != WORDS.variables(id):
                faults.append(f"{where} is given {sorted(given)}, uses {sorted(WORDS.variables(id))}")
    assert faults == []
