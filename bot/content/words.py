"""Phrases into words: one ``Words`` for each language, made of all the Fluent files of its folder.

A phrase is rendered once and remembered, unless it carries a string: that may be somebody's own words, and those
are kept nowhere but sealed. A sentence a translation lacks is shown in English; what English lacks is our mistake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.content import loader
from bot.core.message import Listed, Phrase, Style, When

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle
    from fluent.syntax import ast

REMEMBERED = 4096
# Fluent gives up on an argument longer than 2,500 characters; a note may have 4,096, and more with entities.
LONG = 2000

Value = str | int | float | When | Phrase | Listed


class Words:
    """The words of one language."""

    def __init__(
        self, lang: str, sources: Mapping[str, str], otherwise: Words | None = None, strict: bool = False
    ) -> None:
        """Hold the messages of ``sources`` (file name to Fluent text); ``otherwise`` says what is missing here.

        ``strict`` is for tests: a message this language lacks, or an argument nobody gave, raises KeyError.
        """
        self.lang = lang
        self.strict = strict
        self._otherwise = otherwise
        self._bundle, self._messages = _bundle(lang, sources)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._render)
        self._when = lru_cache(maxsize=REMEMBERED)(self._format_when)

    def text(self, phrase: Phrase) -> str:
        """Return the words of ``phrase``, without any marking up.

        Raises:
            KeyError: no language has this message; or, if strict, this one lacks it or an argument is missing.
        """
        return self._render(phrase) if _is_personal(phrase) else self._remembered(phrase)

    def has(self, id: str) -> bool:
        """Return whether this language itself has the message ``id``."""
        return id in self._messages

    def ids(self) -> frozenset[str]:
        """Return the ids of all the messages this language has."""
        return frozenset(self._messages)

    def variables(self, id: str) -> frozenset[str]:
        """Return the names of the arguments the message ``id`` uses, those of messages it refers to included.

        Raises:
            KeyError: this language has no such message.
        """
        return variables(self._messages[id], self._messages)

    def number(self, value: float) -> str:
        """Return a number as this language writes it: whole ones plain, others with one decimal."""
        if isinstance(value, int):
            return str(value)
        return f"{value:.1f}".replace(".", _decimal_mark(self.lang))

    def _render(self, phrase: Phrase) -> str:
        if phrase.id not in self._messages:
            if self._otherwise is None or self.strict:
                raise KeyError(phrase.id)
            return self._otherwise.text(phrase)
        long: dict[str, str] = {}
        args = {name: self._argument(value, long) for name, value in phrase.args}
        said = self._bundle.get_message(phrase.id).value
        if said is None:
            raise KeyError(phrase.id)
        text, faults = self._bundle.format_pattern(said, args)
        if faults and self.strict:
            raise KeyError(f"{phrase.id}: {faults[0]}")
        rendered = str(text)
        for mark, whole in long.items():
            rendered = rendered.replace(mark, whole)
        return rendered

    def _argument(self, value: Value, long: dict[str, str]) -> Any:
        if isinstance(value, Phrase):
            value = self.text(value)
        elif isinstance(value, Listed):
            value = value.separator.join(self.text(part) for part in value.parts)
        elif isinstance(value, When):
            value = self._when(value)
        elif isinstance(value, int | float):
            return _counted(value)
        if len(value) > LONG:
            # private-use characters: no message contains them, and Telegram sends none
            mark = f"\ue000{len(long)}\ue001"
            long[mark] = value
            return mark
        return value

    def _format_when(self, when: When) -> str:
        if when.style == "weekday-day-month":
            return self.text(
                Phrase(
                    "when-weekday-day-month",
                    (("day_month", When(when.value, "day-month")), ("weekday", When(when.value, "weekday"))),
                )
            )
        return _format_when(when.value, when.style, locale_name(self.lang))


def _is_personal(value: Value) -> bool:
    """Return whether ``value`` carries a string, which may be something a person wrote."""
    if isinstance(value, Phrase):
        return any(_is_personal(argument) for _, argument in value.args)
    if isinstance(value, Listed):
        return any(_is_personal(part) for part in value.parts)
    return isinstance(value, str)


def _bundle(lang: str, sources: Mapping[str, str]) -> tuple[FluentBundle, dict[str, ast.Message | ast.Term]]:
    # imported here: with Babel it costs a fifth of a second, which commands that say nothing need not pay
    from fluent.runtime import FluentBundle, FluentResource

    bundle = FluentBundle([locale_name(lang).replace("_", "-")], use_isolating=False)
    messages: dict[str, ast.Message | ast.Term] = {}
    for source in sources.values():
        resource = FluentResource(source)
        bundle.add_resource(resource)
        messages.update(entries(resource))
    return bundle, {id: entry for id, entry in messages.items() if not id.startswith("-")}


def entries(resource: ast.Resource) -> dict[str, ast.Message | ast.Term]:
    """Return the messages and terms of ``resource`` by id; a term's id begins with "-"."""
    from fluent.syntax import ast

    found: dict[str, ast.Message | ast.Term] = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            found[entry.id.name] = entry
        elif isinstance(entry, ast.Term):
            found[f"-{entry.id.name}"] = entry
    return found


def variables(
    entry: ast.Message | ast.Term, messages: Mapping[str, ast.Message | ast.Term], seen: Iterable[str] = ()
) -> frozenset[str]:
    """Return the names of the arguments ``entry`` uses, directly or through the ``messages`` it refers to."""
    from fluent.syntax import visitor

    found: set[str] = set()
    refers: set[str] = set()

    class Reading(visitor.Visitor):
        def visit_VariableReference(self, node: ast.VariableReference) -> None:
            found.add(node.id.name)

        def visit_MessageReference(self, node: ast.MessageReference) -> None:
            refers.add(node.id.name)

    Reading().visit(entry)
    for id in refers - set(seen):
        if id in messages:
            found |= variables(messages[id], messages, {*seen, id})
    return frozenset(found)


def _counted(value: float) -> Any:
    """Return ``value`` as Fluent's number, which can still choose a plural form, written by our rule."""
    from fluent.runtime.types import fluent_number

    if isinstance(value, int):
        return fluent_number(value, useGrouping=False)
    return fluent_number(value, useGrouping=False, minimumFractionDigits=1, maximumFractionDigits=1)


def locale_name(lang: str) -> str:
    """Return the CLDR name of the locale whose dates and numbers ``lang`` uses: British for English."""
    return "en_GB" if lang == "en" else lang


@lru_cache(maxsize=8)
def _decimal_mark(lang: str) -> str:
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(locale_name(lang))


SKELETONS: dict[Style, str] = {"day-month": "MMMMd", "day": "d", "date": "yMMMMd"}
PATTERNS: dict[Style, str] = {"weekday": "cccc", "weekday-short": "ccc"}


def _format_when(value: dt.date | dt.time, style: Style, locale: str) -> str:
    from babel import dates

    if style == "clock":
        time = value.timetz() if isinstance(value, dt.datetime) else value
        if not isinstance(time, dt.time):
            raise TypeError(f"a clock needs a time, not {value!r}")
        return dates.format_time(time.replace(tzinfo=None), format="short", locale=locale)
    if not isinstance(value, dt.date):
        raise TypeError(f"{style} needs a date, not {value!r}")
    if style in SKELETONS:
        return dates.format_skeleton(SKELETONS[style], value, locale=locale)
    return dates.format_date(value, format=PATTERNS[style], locale=locale)


def languages() -> tuple[str, ...]:
    """Return the languages there are texts in, English first."""
    return tuple(sorted(loader.folders("text"), key=lambda lang: (lang != "en", lang)))


def sources(lang: str) -> dict[str, str]:
    """Return the Fluent files of ``lang``: name to text. Empty for a language we do not have."""
    folder = f"text/{lang}"
    return {name: loader.read_text(folder, name) for name in loader.files(folder, ".ftl")}


@lru_cache(maxsize=16)
def load_words(lang: str, strict: bool = False) -> Words:
    """Return the words of ``lang``, English if there are none; ``strict`` as for ``Words``."""
    if lang == "en" or lang not in languages():
        return Words("en", sources("en"), strict=strict)
    return Words(lang, sources(lang), load_words("en", strict), strict)
