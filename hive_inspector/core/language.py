"""Every text that the user sees passes here: English as it was written, or its translation.

The texts stand in the code, in English, as literals: `tr("Open")`, `tr("{name} is busy", name=name)`,
`plural(count, "{count:,} row", "{count:,} rows")`. `packaging/texts.py` finds these calls and makes of them the file
that translators work on. Without a catalogue, which is how the command line always runs, English is what comes out and
costs next to nothing. A catalogue is installed before the modules with texts are imported (`__main__`), because some
texts are constants of their modules.

A translation can be wrong, but it cannot do harm: one that does not hold what its text holds in braces, or that cannot
be filled, is left aside for the English text, and the log says so once.
"""

from __future__ import annotations

import logging
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Catalogue(Protocol):
    """The translations into one language; a text that it does not hold comes back as it was."""

    def text(self, source: str) -> str:
        """The translation of a text."""
        ...

    def plural(self, source_one: str, source_many: str, count: int) -> str:
        """The translation for so many: as many forms as the language has."""
        ...


_COUNT = "count"
_log = logging.getLogger(__name__)
_catalogue: Catalogue | None = None
_wrong: set[str] = set()
"""Translations that cannot be used, each told of once."""


def install(catalogue: Catalogue | None) -> None:
    """From here on speak another language; None for English."""
    global _catalogue  # noqa: PLW0603 - one language for the whole process, read with every text
    _catalogue = catalogue


def installed() -> Catalogue | None:
    """The catalogue of the language that is spoken; None for English."""
    return _catalogue


def tr(text: str, /, **values: object) -> str:
    """A text in the user's language.

    Args:
        text: The English text, written out at the place of the call. With values it is a format string, and a brace
            that is meant is doubled; without any it is taken as it is.
        values: What its braces stand for, by plain names.
    """
    if _catalogue is None:
        return text.format(**values) if values else text
    translation = _catalogue.text(text)
    if not values:
        return translation
    names = fields(text)
    return _filled(translation, text, values, needed=names, allowed=names)


def plural(count: int, one: str, many: str, /, **values: object) -> str:
    """A text about so many, in the form that the user's language has for the number.

    Args:
        count: How many; `{count}` in the texts, which may format it: `{count:,}`. A value of that name replaces what is
            shown, not what is counted.
        one: The English text for 1.
        many: The English text for any other number.
        values: What other braces stand for.
    """
    values = {_COUNT: count, **values}
    source = one if count == 1 else many
    if _catalogue is None:
        return source.format(**values)
    of_one, of_many = fields(one), fields(many)
    return _filled(
        _catalogue.plural(one, many, count),
        source,
        values,
        needed=of_one & of_many - {_COUNT},  # “a row” is a form as well as “1 row”
        allowed=of_one | of_many | {_COUNT},
    )


def mark(text: str, /) -> str:
    """The same text, noted for the catalogue: of a constant that `tr(constant)` translates where it is shown."""
    return text


@cache
def fields(text: str) -> frozenset[str]:
    """What the braces of a text stand for.

    Raises:
        ValueError: The braces do not fit together, or stand inside of others.
    """
    parts = [(name, form) for _, name, form, _ in Formatter().parse(text) if name is not None]
    if any("{" in (form or "") for _, form in parts):
        raise ValueError("braces inside of braces")
    return frozenset(name for name, _ in parts)


def _filled(
    text: str,
    source: str,
    values: Mapping[str, object],
    *,
    needed: frozenset[str],
    allowed: frozenset[str],
) -> str:
    """A translation with its values; the source where the translation cannot be used."""
    if text == source or text in _wrong:
        return source.format(**values)
    try:
        if needed <= fields(text) <= allowed:
            return text.format(**values)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        _log.debug("A translation cannot be filled", exc_info=error)
    _set_aside(text, source)
    return source.format(**values)


def _set_aside(text: str, source: str) -> None:
    from hive_inspector.core.logmasking import Phrase  # here: any module may import this one

    _wrong.add(text)
    _log.warning("The translation of “%s” does not fit it", Phrase(source))
