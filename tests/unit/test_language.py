"""Texts: English for nothing, translations that fit, and none that can do harm."""

from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core import language
from hive_inspector.core.language import fields, installed, mark, plural, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Words:
    """Translations as a test has them."""

    texts: dict[str, str] = field(default_factory=dict)
    forms: Callable[[int], str] | None = None

    def text(self, source: str) -> str:
        return self.texts.get(source, source)

    def plural(self, source_one: str, source_many: str, count: int) -> str:
        if self.forms is not None:
            return self.forms(count)
        return source_one if count == 1 else source_many


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = installed()
    language.install(None)
    yield
    language.install(before)


def spoken(**texts: str) -> None:
    language.install(Words({name.replace("_", " "): text for name, text in texts.items()}))


def test_english_is_what_was_written() -> None:
    assert tr("Open…") == "Open…"
    assert tr("Braces {as} they are") == "Braces {as} they are"
    assert tr("{name} has {rows:,} rows", name="a {b}", rows=1234) == "a {b} has 1,234 rows"
    assert mark("Quick") == "Quick"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (-1, "-1 rows"), (5000, "5,000 rows")],
)
def test_english_has_one_form_for_one(count: int, said: str) -> None:
    assert plural(count, "{count:,} row", "{count:,} rows") == said


def test_what_is_shown_of_a_number_may_be_something_else_than_what_is_counted() -> None:
    assert (
        plural(1, "{count} row of {name}", "{count} rows", count="only 1", name="a")
        == "only 1 row of a"
    )


def test_a_translation_takes_the_place_of_the_text() -> None:
    language.install(Words({"Open": "Öffnen", "{a} of {b}": "von {b} nur {a:>3}"}))
    assert tr("Open") == "Öffnen"
    assert tr("{a} of {b}", a=1, b=2) == "von 2 nur   1"
    assert tr("Close") == "Close"


def test_another_language_chooses_among_its_own_forms() -> None:
    polish = {1: "{count} wiersz", 2: "{count} wiersze", 5: "{count} wierszy"}
    language.install(Words(forms=lambda count: polish[count]))
    said = [plural(count, "{count} row", "{count} rows") for count in (1, 2, 5)]
    assert said == ["1 wiersz", "2 wiersze", "5 wierszy"]


def test_a_form_may_do_without_the_number_or_have_it_where_english_does_not() -> None:
    language.install(Words(forms=lambda count: "eine Zeile" if count == 1 else "{count} Zeilen"))
    assert plural(1, "{count} row", "{count} rows") == "eine Zeile"
    language.install(Words(forms=lambda _count: "{count} ряд"))
    assert plural(1, "one row", "{count} rows") == "1 ряд"


@pytest.mark.parametrize(
    "wrong",
    [
        "Zeilen",
        "{name} {",
        "{name} {other}",
        "{nmae}",
        "{name:d}",
        "{name!x}",
        "{}",
        "{name.__class__}",
        "{name:{name}}",
        "{0}",
    ],
)
def test_a_translation_that_does_not_fit_gives_way_to_english_and_the_log_says_so_once(
    wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    language.install(Words({"{name} is busy": wrong + " "}))
    with caplog.at_level(logging.WARNING):
        assert tr("{name} is busy", name="a.db") == "a.db is busy"
        assert tr("{name} is busy", name="b.db") == "b.db is busy"
    assert [record.getMessage() for record in caplog.records] == [
        "The translation of “{name} is busy” does not fit it"
    ]


def test_a_form_that_lacks_a_name_gives_way_to_english() -> None:
    language.install(Words(forms=lambda _count: "{count} Zeilen"))
    assert plural(2, "{count} row of {name}", "{count} rows of {name}", name="t") == "2 rows of t"


def test_a_call_that_lacks_a_value_is_a_bug_in_any_language() -> None:
    with pytest.raises(KeyError):
        tr("{a} of {b}", a=1)
    language.install(Words({"{a} of {b}": "{b}: {a}"}))
    with pytest.raises(KeyError):
        tr("{a} of {b}", a=1)


@given(st.text(alphabet="{}!:.[]ab0 ä%", max_size=12))
def test_no_translation_whatever_it_is_can_make_a_text_fail(translation: str) -> None:
    language.install(Words({"{a} of {b}": translation}, forms=lambda _count: translation))
    try:
        said = tr("{a} of {b}", a="x", b="y")
        counted = plural(3, "{count} of {a}", "{count} of all {a}", a="x")
    finally:
        language.install(None)
    assert "x" in said
    assert "x" in counted


def test_the_names_in_a_text_are_read_as_python_reads_them() -> None:
    assert fields("{a} {b:,} {{c}} {a!r}") == {"a", "b"}
    with pytest.raises(ValueError, match="expected '}'"):
        fields("{a")
    with pytest.raises(ValueError, match="inside"):
        fields("{a:.{b}f}")


def test_the_language_is_loaded_without_anything_else_of_the_program() -> None:
    look = (
        "import sys, hive_inspector.core.language; print(*(n for n in sys.modules if 'hive_' in n))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "hive_inspector",
        "hive_inspector.core",
        "hive_inspector.core.language",
    ]
