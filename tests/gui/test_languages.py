"""Another language by the way translators take: a .ts file, `lrelease`, Qt's translator, and the program's texts."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication

from hive_inspector.core import language
from hive_inspector.core.language import plural, tr
from hive_inspector.core.languages import FOLDER_VARIABLE, VARIABLE, wanted_language
from hive_inspector.core.preferences import Choice, preference
from hive_inspector.gui.languages import (
    QtCatalogue,
    choice_text,
    language_name,
    speak,
    translate_qt,
)
from tests.support.texts import texts_script

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

texts: Any = texts_script()
_CODE = """
from hive_inspector.core.language import plural, tr
tr("Open"); tr("{name} is busy", name=name); tr("100 % of it"); tr("Not translated")
plural(n, "{count:,} row", "{count:,} rows")
plural(n, "one row", "{count:,} rows")
"""
_POLISH = (
    ("Otwórz",),
    ("Zajęty: {name}",),
    ("100 % tego",),
    ("",),
    ("{count:,} wiersz", "{count:,} wiersze", "{count:,} wierszy"),
    ("jeden wiersz", "wiersze: {count:,}", "{count:,} wierszy"),
)
_TRY = """
import sys
from hive_inspector.__main__ import _speak
from hive_inspector.core.language import plural, tr
_speak(sys.argv[1:])
print(tr("Open"), plural(5, "{count:,} row", "{count:,} rows"), "PySide6" in sys.modules)
"""


_CHOOSE = """
import sys
from pathlib import Path
from hive_inspector.core.settings import Settings, save_settings
save_settings(Path(sys.argv[1]), Settings().with_preference("language", "pl"))
"""


@pytest.fixture
def english() -> Iterator[None]:
    before = language.installed()
    language.install(None)
    yield
    language.install(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a catalogue in Polish."""
    folder = tmp_path_factory.mktemp("languages")
    uses = list(texts.uses_in(_CODE, "gui.pages.browse.view"))
    done = {
        use.text: texts.Translation(forms, any(forms))
        for use, forms in zip(uses, _POLISH, strict=True)
    }
    texts.write_ts(folder / "hive_inspector_pl.ts", "pl", uses, done)
    texts.compile_all(folder)
    return folder


def _tried(folder: Path, environ: dict[str, str], *words: str) -> tuple[str, str]:
    """What a fresh program says, and what stands on standard error."""
    command = [sys.executable, "-c", _TRY, *words]
    variables = {**os.environ, FOLDER_VARIABLE: str(folder), "LANGUAGE": "", "LANG": "C", **environ}
    done = subprocess.run(
        command, env=variables, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return done.stdout.strip(), done.stderr.strip()


@pytest.mark.usefixtures("english")
def test_texts_and_forms_come_from_the_catalogue(folder: Path) -> None:
    language.install(QtCatalogue("pl", folder / "hive_inspector_pl.qm"))
    assert tr("Open") == "Otwórz"
    assert tr("{name} is busy", name="a{b}.db") == "Zajęty: a{b}.db"
    assert tr("100 % of it") == "100 % tego"
    assert tr("Not translated") == "Not translated"
    assert tr("Never gathered") == "Never gathered"
    said = {n: plural(n, "{count:,} row", "{count:,} rows") for n in (0, 1, 2, 5, 12, 22, 1000)}
    assert said == {
        0: "0 wierszy",
        1: "1 wiersz",
        2: "2 wiersze",
        5: "5 wierszy",
        12: "12 wierszy",
        22: "22 wiersze",
        1000: "1,000 wierszy",
    }


@pytest.mark.usefixtures("english")
def test_two_texts_that_differ_only_for_one_are_two(folder: Path) -> None:
    language.install(QtCatalogue("pl", folder / "hive_inspector_pl.qm"))
    assert plural(1, "one row", "{count:,} rows") == "jeden wiersz"
    assert plural(1, "{count:,} row", "{count:,} rows") == "1 wiersz"
    assert plural(1, "a row", "rows") == "a row"
    assert plural(2, "a row", "rows") == "rows"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("count", "said"),
    [
        (5_000_000_002, "5,000,000,002 wiersze"),
        (2**31, "2,147,483,648 wierszy"),
        (10**18 + 23, "1,000,000,000,000,000,023 wiersze"),
        (-2, "-2 wiersze"),
    ],
)
def test_numbers_that_qt_cannot_hold_have_their_form_too(
    folder: Path, count: int, said: str
) -> None:
    language.install(QtCatalogue("pl", folder / "hive_inspector_pl.qm"))
    assert plural(count, "{count:,} row", "{count:,} rows") == said


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hive_inspector_xx.qm").write_bytes(b"no catalogue")
    with pytest.raises(ValueError, match=r"hive_inspector_xx\.qm"):
        QtCatalogue("xx", tmp_path / "hive_inspector_xx.qm")


@pytest.mark.parametrize(
    ("environ", "words", "said"),
    [
        ({VARIABLE: "pl"}, (), "Otwórz 5 wierszy True"),
        ({VARIABLE: "pl"}, ("--verbose", "a.db"), "Otwórz 5 wierszy True"),
        ({VARIABLE: "pl"}, ("gallery", "x"), "Otwórz 5 wierszy True"),
        ({VARIABLE: "pl"}, ("status", "a.db"), "Open 5 rows False"),
        ({VARIABLE: "pl"}, ("--verbose", "tables"), "Open 5 rows False"),
        ({"LANGUAGE": "fr:pl", "LANG": "fr_FR.UTF-8"}, (), "Otwórz 5 wierszy True"),
        ({"LANGUAGE": "en", "LANG": "pl_PL.UTF-8"}, (), "Open 5 rows True"),
        ({FOLDER_VARIABLE: ""}, (), "Open 5 rows False"),
    ],
)
def test_the_window_speaks_the_users_language_and_commands_speak_english(
    folder: Path, environ: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    assert _tried(folder, environ, *words) == (said, "")


def test_a_language_that_there_is_not_is_told(folder: Path) -> None:
    said, told = _tried(folder, {VARIABLE: "xx"})
    assert said.startswith("Open 5 rows")
    assert told == "There is no translation into 'xx'; there are: en, pl."


def test_a_broken_catalogue_is_told(tmp_path: Path) -> None:
    (tmp_path / "hive_inspector_xx.qm").write_bytes(b"no catalogue")
    said, told = _tried(tmp_path, {VARIABLE: "xx"})
    assert said.startswith("Open 5 rows")
    assert told == f"{tmp_path / 'hive_inspector_xx.qm'} is no catalogue of translations."


@pytest.mark.usefixtures("english")
def test_qts_own_texts_follow(folder: Path, qapp: QCoreApplication) -> None:
    translate_qt(qapp)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    language.install(QtCatalogue("pl", folder / "hive_inspector_pl.qm"))
    translator = translate_qt(qapp)
    assert translator is not None
    try:
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Anuluj"
    finally:
        qapp.removeTranslator(translator)


@pytest.mark.usefixtures("english")
def test_without_another_language_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "en")
    speak()
    assert language.installed() is None


def test_languages_are_named_as_they_call_themselves() -> None:
    assert [language_name(code) for code in ("de", "pl", "xx")] == ["Deutsch", "Polski", "xx"]


def test_a_language_is_offered_by_the_name_that_it_calls_itself() -> None:
    found = Choice("de", "de")
    one = replace(preference("language"), choices=(*preference("language").choices, found))
    assert [choice_text(one, choice.value) for choice in one.choices[:2]] == [
        "as the system",
        "English",
    ]
    assert choice_text(one, "de") == "Deutsch"
    assert choice_text(preference("open.in"), "new") == "in a window of its own"


def test_what_is_chosen_on_the_page_is_what_the_next_start_speaks(
    tmp_path: Path, folder: Path
) -> None:
    command = [sys.executable, "-c", _CHOOSE, str(tmp_path)]
    variables = {**os.environ, FOLDER_VARIABLE: str(folder)}
    subprocess.run(command, env=variables, check=True)
    found = {"pl": folder / "hive_inspector_pl.qm"}
    assert wanted_language({}, found, lambda: ["en"], tmp_path) == "pl"
