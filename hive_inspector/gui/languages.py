"""The user's language, by Qt: catalogues that `lrelease` made, with the plural forms of each language.

Used before everything else that has texts (`__main__`), so that it knows only what has none.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from hive_inspector.core.language import install, installed, tr
from hive_inspector.core.languages import (
    AS_THE_SYSTEM,
    CONTEXTS,
    ENGLISH,
    PREFERENCE,
    catalogues,
    wanted_language,
)

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.preferences import Preference, Value

_MOST_COUNT = 2**31
"""Qt's forms are chosen by a number below this."""
_SAME_FORM = 1_000_000
"""Rules look at the last digits: from here on, numbers that differ by a multiple of this have the same form."""
_KEPT = 4096


class QtCatalogue:
    """One language, read from the file that `lrelease` made of its translations."""

    def __init__(self, code: str, path: Path) -> None:
        """Read a catalogue.

        Raises:
            ValueError: The file is none.
        """
        self.code = code
        self._translator = QTranslator()  # belongs to no object: there is no application yet
        if not self._translator.load(str(path)):
            raise ValueError(str(path))
        self._texts: dict[str, str] = {}
        self.plural = lru_cache(_KEPT)(self._plural)

    def text(self, source: str) -> str:
        """The translation, or the text itself."""
        found = self._texts.get(source)
        if found is None:
            found = self._texts[source] = self._looked_up(source, "", -1) or source
        return found

    def _plural(self, source_one: str, source_many: str, count: int) -> str:
        """The translation for so many, or the English text."""
        found = self._looked_up(source_many, source_one, _number(count))
        return found or (source_one if count == 1 else source_many)

    def _looked_up(self, source: str, disambiguation: str, number: int) -> str:
        for context in CONTEXTS:
            if found := self._translator.translate(context, source, disambiguation, number):
                return found
        return ""


def speak() -> None:
    """Speak the user's language from here on, where there is a catalogue for it; else English, as before.

    Where the environment names a language that there is none for, standard error says so.
    """
    found = catalogues(os.environ)
    code = wanted_language(os.environ, found, QLocale.system().uiLanguages)
    if code == ENGLISH:
        return
    if code not in found:
        _tell(
            tr(
                "There is no translation into {code!r}; there are: {value}.",
                code=code,
                value=", ".join([ENGLISH, *found]),
            )
        )
        return
    try:
        install(QtCatalogue(code, found[code]))
    except ValueError as error:
        _tell(tr("{error} is no catalogue of translations.", error=error))


def translate_qt(application: QCoreApplication) -> QTranslator | None:
    """Let Qt's own texts (the buttons of its dialogs, the menus of its fields) be in the language that is spoken.

    Returns:
        What was installed; None for English, and for a language that Qt does not speak.
    """
    spoken = installed()
    if not isinstance(spoken, QtCatalogue):
        return None
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not translator.load(f"qtbase_{spoken.code}", folder):
        return None
    application.installTranslator(translator)
    return translator


def spoken_language() -> str:
    """The code of the language that is spoken."""
    spoken = installed()
    return spoken.code if isinstance(spoken, QtCatalogue) else ENGLISH


def language_name(code: str) -> str:
    """How a language calls itself; the code where Qt does not know it."""
    locale = QLocale(code)
    if locale.language() == QLocale.Language.C:
        return code
    name = locale.nativeLanguageName()
    return name[:1].upper() + name[1:]


def choice_text(one: Preference, value: Value) -> str:
    """How a choice is shown: as it says itself, a language as it calls itself."""
    text = one.text_of(value)
    is_translation = one.id == PREFERENCE and value not in (AS_THE_SYSTEM, ENGLISH)
    return language_name(text) if is_translation else text


def _number(count: int) -> int:
    count = abs(count)
    return count if count < _MOST_COUNT else count % _SAME_FORM + _SAME_FORM


def _tell(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
