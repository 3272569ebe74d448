"""Everything that can be wrong with the content, told at once, each fault with its file.

What a message is for decides its limits. The id tells it: ``button-``, ``name-``, ``kind-`` and ``chip-`` begin
labels, ``safety-`` and ``support-`` safety texts; ``checkin-…-hello`` and ``…-scheduled`` are seen on a locked
screen. A comment right above a message tells the rest by its first word: ``# Scheduled``, ``# Caption``,
``# Toast``, ``# Label``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.content import loader
from bot.content.lines import line_faults
from bot.content.safety import signs_of
from bot.content.scripts import read_script, script_faults, wordless
from bot.content.voice import (
    COMMAND_LIMIT,
    DESCRIPTION_LIMIT,
    SHORT_DESCRIPTION_LIMIT,
    Rules,
    Use,
    load_rules,
    text_faults,
)
from bot.content.words import entries, languages, sources, variables

if TYPE_CHECKING:
    from fluent.syntax import ast

# How many characters an argument is taken to have when a text is measured.
ARGUMENT = 10
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
ARGUMENT_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
FORMS: tuple[tuple[str, Use], ...] = (
    ("(button|name|kind|chip)-", "label"),
    ("(safety|support)-", "safety"),
    ("privacy$", "privacy"),
    ("checkin-.*-hello$|.*-scheduled$", "scheduled"),
)
COMMENTS: tuple[Use, ...] = ("scheduled", "caption", "toast", "label")
OWN_LIMITS = {"profile-description": DESCRIPTION_LIMIT, "profile-short": SHORT_DESCRIPTION_LIMIT}


def check() -> list[str]:
    """Return all the faults of the content that comes with the code, none if it is in order."""
    langs = languages()
    faults = check_texts({lang: sources(lang) for lang in langs}, {lang: load_rules(lang) for lang in langs})
    for name in loader.files("safety", ".toml"):
        if name.removesuffix(".toml") not in langs:
            continue  # beside the lists of signs lies what the detector reads
        try:
            signs_of(loader.read_toml("safety", name), f"safety/{name}")
        except ValueError as fault:
            faults.append(str(fault))
    return faults + _script_faults() + line_faults()


def check_texts(texts: Mapping[str, Mapping[str, str]], rules: Mapping[str, Rules]) -> list[str]:
    """Return the faults of ``texts``: language to file name to Fluent text; English is what others are held to."""
    faults: list[str] = []
    found: dict[str, dict[str, tuple[str, ast.Message | ast.Term]]] = {}
    for lang, files in texts.items():
        found[lang] = {}
        for name, source in files.items():
            faults += _read(f"{lang}/{name}", source, found[lang])
    for lang, messages in found.items():
        own = rules.get(lang, Rules())
        faults += _reference_faults(messages)
        for id, (file, entry) in messages.items():
            faults += [f"{file}: {id}: {fault}" for fault in _message_faults(id, entry, messages, own)]
        if lang != "en" and "en" in found:
            faults += _translation_faults(lang, messages, found["en"])
    return faults


def _read(file: str, source: str, into: dict[str, tuple[str, ast.Message | ast.Term]]) -> list[str]:
    """Put the messages of one file ``into`` those of its language; return what could not be read."""
    from fluent.runtime import FluentResource
    from fluent.syntax import ast

    resource = FluentResource(source)
    faults = [
        f"{file}: cannot be read: {entry.content.strip().splitlines()[0]!r}"
        for entry in resource.body
        if isinstance(entry, ast.Junk) and entry.content is not None
    ]
    seen: set[str] = set()
    for item in resource.body:
        if not isinstance(item, ast.Message | ast.Term):
            continue
        id = f"-{item.id.name}" if isinstance(item, ast.Term) else item.id.name
        if id in into or id in seen:
            faults.append(f"{file}: {id}: is there twice, also in {into[id][0] if id in into else file}")
        seen.add(id)
    into.update({id: (file, entry) for id, entry in entries(resource).items() if id not in into})
    return faults


def _reference_faults(messages: Mapping[str, tuple[str, ast.Message | ast.Term]]) -> list[str]:
    from fluent.syntax import visitor

    faults: list[str] = []

    class Reading(visitor.Visitor):
        def __init__(self, file: str, id: str) -> None:
            self.file, self.id = file, id

        def visit_MessageReference(self, node: ast.MessageReference) -> None:
            self.know(node.id.name)

        def visit_TermReference(self, node: ast.TermReference) -> None:
            self.know(f"-{node.id.name}")

        def know(self, name: str) -> None:
            if name not in messages:
                faults.append(f"{self.file}: {self.id}: refers to {name}, which is nowhere")

    for id, (file, entry) in messages.items():
        Reading(file, id).visit(entry)
    return faults


def _message_faults(
    id: str,
    entry: ast.Message | ast.Term,
    messages: Mapping[str, tuple[str, ast.Message | ast.Term]],
    rules: Rules,
) -> list[str]:
    if entry.value is None:
        return ["says nothing"]
    faults = [] if ID.fullmatch(id.removeprefix("-")) else ["an id is small words with - between"]
    plain = {name: other for name, (_, other) in messages.items()}
    faults += [
        f"an argument is small words with _ between: {name}"
        for name in sorted(variables(entry, plain))
        if not ARGUMENT_NAME.fullmatch(name)
    ]
    use = use_of(id, entry)
    for text in dict.fromkeys(_ways(entry.value, plain)):
        own_limit = OWN_LIMITS.get(id, COMMAND_LIMIT if id.startswith("command-") else 0)
        if own_limit and len(text) > own_limit:
            faults.append(f"{len(text)} characters, at most {own_limit}")
        if id.startswith("command-") and text.endswith("."):
            faults.append("a full stop at the end of a command")
        faults += text_faults(text, use, rules, id)
    return list(dict.fromkeys(faults))


def use_of(id: str, entry: ast.Message | ast.Term) -> Use:
    """Return what a message is for, by the first word of its comment or by its id."""
    words = ((entry.comment and entry.comment.content) or "").split(maxsplit=1)
    first = words[0].strip(".:,").lower() if words else ""
    by_id: Use = next((use for form, use in FORMS if re.match(form, id)), "text")
    return next((use for use in COMMENTS if use == first), by_id)


def _ways(pattern: ast.Pattern, messages: Mapping[str, ast.Message | ast.Term], depth: int = 0) -> list[str]:
    """Return the texts a pattern can become, one for each of its variants, arguments as a row of letters."""
    from fluent.syntax import ast

    ways = [""]
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            ways = [way + element.value for way in ways]
            continue
        inner: list[str] = ["X" * ARGUMENT]
        expression = element.expression
        if isinstance(expression, ast.SelectExpression):
            inner = [text for variant in expression.variants for text in _ways(variant.value, messages, depth + 1)]
        elif isinstance(expression, ast.StringLiteral):
            inner = [str(expression.parse()["value"])]
        elif isinstance(expression, ast.NumberLiteral):
            inner = [expression.value]
        elif isinstance(expression, ast.MessageReference | ast.TermReference) and depth < 8:
            sign = "-" if isinstance(expression, ast.TermReference) else ""
            other = messages.get(sign + expression.id.name)
            if other is not None and other.value is not None:
                inner = _ways(other.value, messages, depth + 1)
        # many choices in one message would multiply; the first few say enough about its length and words
        ways = [way + text for way in ways for text in inner][:64]
    return ways


def _translation_faults(
    lang: str,
    messages: Mapping[str, tuple[str, ast.Message | ast.Term]],
    english: Mapping[str, tuple[str, ast.Message | ast.Term]],
) -> list[str]:
    """Return where a language lacks messages, has ones English lacks, or uses other arguments."""
    public = {id for id in english if not id.startswith("-")}
    own = {id for id in messages if not id.startswith("-")}
    faults = [f"{lang}: {id}: is missing ({english[id][0]})" for id in sorted(public - own)]
    faults += [f"{messages[id][0]}: {id}: is not in English" for id in sorted(own - public)]
    for id in sorted(public & own):
        here = variables(messages[id][1], {name: entry for name, (_, entry) in messages.items()})
        there = variables(english[id][1], {name: entry for name, (_, entry) in english.items()})
        for name in sorted(here - there):
            faults.append(f"{messages[id][0]}: {id}: uses ${name}, English does not")
        for name in sorted(there - here):
            faults.append(f"{messages[id][0]}: {id}: does not use ${name}, English does")
    return faults


def _script_faults() -> list[str]:
    """Return what is wrong with the check-ins."""
    faults: list[str] = []
    for name in loader.files("checkins", ".toml"):
        try:
            script = read_script(loader.read_toml("checkins", name))
        except (ValueError, KeyError, TypeError) as fault:
            faults.append(f"checkins/{name}: {fault!r}")
        else:
            faults += [f"checkins/{name}: {fault}" for fault in script_faults(script) + wordless(script)]
    return faults
