"""The check-ins' scripts, read from ``bot/content/checkins`` and checked as they are read."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from bot.content.loader import files, read_toml
from bot.content.words import load_words
from bot.core.script import SCALE, Kind, Question, Script

CEILING = 7  # short check-ins are the ones that get done


def _question(raw: dict[str, Any]) -> Question:
    options = tuple(raw.get("options", SCALE if raw["kind"] == "scale" else ()))
    when = tuple((item, tuple(values)) for item, values in raw.get("when", {}).items())
    return Question(raw["id"], raw["kind"], options, when, raw.get("turn"), raw["kind"] not in ("line", "choice"))


def read_script(raw: dict[str, Any]) -> Script:
    """Return the script in ``raw``. Raises KeyError for a question without an id or kind."""
    return Script(raw["id"], tuple(_question(q) for q in raw["question"]))


def script_faults(script: Script) -> list[str]:
    """Return what is wrong with ``script``, each fault a sentence; nothing if all is well."""
    faults, seen = [], set[str]()
    for question in script.questions:
        name = f"{script.id}: {question.id}"
        if question.id in seen:
            faults.append(f"{name} is asked twice")
        if question.kind not in get_args(Kind):
            faults.append(f"{name} has the unknown kind {question.kind}")
        if question.kind in ("kind", "chips", "choice") and len(question.options) < 2:
            faults.append(f"{name} needs at least two options")
        for item, values in question.when:
            earlier = script.find(item)
            if item not in seen or earlier is None:
                faults.append(f"{name} depends on {item}, which is not asked before it")
            elif not set(values) <= set(earlier.options):
                faults.append(f"{name} waits for an answer {item} does not have")
        if any(len(f"{question.id}:{option}".encode()) > 40 for option in question.options):
            faults.append(f"{name} does not fit into a button")
        seen.add(question.id)
    always = [q for q in script.questions if not q.when and q.turn is None]
    if len(always) > CEILING:
        faults.append(f"{script.id} asks {len(always)} questions; {CEILING} is the ceiling")
    return faults


def wordless(script: Script) -> list[str]:
    """Return what the questions of ``script`` lack words for in English, which other languages are held to."""
    words = load_words("en")
    return [
        f"{question.id} has no words {id}"
        for question in script.questions
        for id in _ids_of(question)
        if not words.has(id)
    ]


def _ids_of(question: Question) -> list[str]:
    """Return the ids of what is said for a question: its text, its ends, its options, its name in a summary."""
    named = [f"name-{question.id}"] if question.counted else []
    ends = [f"scale-{question.id}"] if question.kind == "scale" else []
    prefix = {"chips": "chip", "kind": "kind", "choice": "room"}.get(question.kind)
    options = [f"{prefix}-{option}" for option in question.options] if prefix else []
    return [f"ask-{question.id}", *ends, *options, *named]


@cache
def load_scripts() -> dict[str, Script]:
    """Return every script by id."""
    scripts = [read_script(read_toml("checkins", name)) for name in files("checkins", ".toml")]
    return {script.id: script for script in scripts}
