"""Texts are gathered from the code as translators need them, and none of them in a form that could not be."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from hive_inspector.core.components import components
from hive_inspector.core.hive.models import ALL_MODELS
from tests.support.texts import PROJECT, texts_script

if TYPE_CHECKING:
    from pathlib import Path

texts: Any = texts_script()
_IMPORTS = "from hive_inspector.core.language import mark, plural, tr\n"


def _uses(code: str) -> list[Any]:
    return list(texts.uses_in(_IMPORTS + dedent(code), "gui.pages.browse.view"))


def test_every_text_of_the_program_can_be_gathered() -> None:
    list(texts.gathered(PROJECT / "hive_inspector"))


def test_texts_are_found_where_they_stand() -> None:
    found = _uses(
        """\
        tr("Open")
        tr("{name} "
           "is busy", name=name)
        KIND = mark("Quick")
        tr(KIND), tr(self.kind), tr(KINDS[0])
        plural(rows, "{count} row of {name}", "{count} rows of {name}", name=name)
        text.tr("no text of ours")
        """
    )
    assert [(use.text.source, use.text.one, use.line) for use in found] == [
        ("Open", "", 2),
        ("{name} is busy", "", 3),
        ("Quick", "", 5),
        ("{count} rows of {name}", "{count} row of {name}", 7),
    ]


def test_only_the_functions_of_language_are_meant() -> None:
    assert not list(
        texts.uses_in('from hive_inspector.core.language import fields\ntr("a")', "gui")
    )
    renamed = 'from hive_inspector.core.language import tr as said\nsaid("a")'
    assert [use.text.source for use in texts.uses_in(renamed, "gui")] == ["a"]


@pytest.mark.parametrize(
    "call",
    [
        'tr(f"Open {name}")',
        'tr("a" + "b")',
        'tr("a" if x else "b")',
        "tr(named())",
        'tr("")',
        "tr()",
        "mark(KIND)",
        'plural(n, one, "{count} rows")',
        'plural(n, "{count} rows")',
        'tr("{name} of {table}", name=1)',
        'tr("{name}", name=1, table=2)',
        'tr("{name", name=1)',
        'plural(n, "{count} {a}", "{count}", b=1)',
    ],
)
def test_a_text_that_cannot_be_gathered_is_told_with_its_place(call: str) -> None:
    with pytest.raises(texts.Unclear, match=r"gui\.pages\.browse\.view:2"):
        _uses(call)


def test_a_remark_for_translators_goes_along(tmp_path: Path) -> None:
    found = _uses(
        """\
        # Translators: a verb
        tr("Open")
        tr("Close")  # Translators: an adjective
        tr("Other")
        """
    )
    assert [use.remark for use in found] == ["a verb", "an adjective", ""]
    texts.write_ts(tmp_path / "a.ts", "", found, {})
    remarks = [one.text for one in ET.parse(tmp_path / "a.ts").getroot().iter("extracomment")]
    assert remarks == ["a verb", "an adjective"]


def test_a_text_stands_once_under_one_heading_with_all_its_places(tmp_path: Path) -> None:
    code = _IMPORTS + 'tr("Open")\n'
    uses = [use for room in ("gui.frame", "core.health.a") for use in texts.uses_in(code, room)]
    texts.write_ts(tmp_path / "a.ts", "de", uses, {})
    root = ET.parse(tmp_path / "a.ts").getroot()
    assert (root.get("language"), root.get("sourcelanguage")) == ("de", "en")
    (context,) = root.iter("context")
    assert context.findtext("name") == "Health: checks"
    assert [one.get("filename") for one in context.iter("location")] == [
        "../../hive_inspector/gui/frame.py",
        "../../hive_inspector/core/health/a.py",
    ]


def test_what_translators_did_is_kept_when_texts_change(tmp_path: Path) -> None:
    file = tmp_path / "hive_inspector_de.ts"
    before = _uses('tr("Open"); tr("Gone"); plural(n, "{count} row", "{count} rows"); tr("Later")')
    open_, gone, rows, later = (use.text for use in before)
    done = {
        open_: texts.Translation(("Öffnen & <b>mehr</b>",), True),
        gone: texts.Translation(("Weg",), True),
        rows: texts.Translation(("{count} Zeile", "{count} Zeilen"), True),
        later: texts.Translation(("Spä",), False),
    }
    texts.write_ts(file, "de", before, done)
    assert texts.read_ts(file) == done
    after = _uses('tr("New"); tr("Open"); plural(n, "{count} row", "{count} rows"); tr("Later")')
    texts.write_ts(file, "de", after, texts.read_ts(file))
    kept = texts.read_ts(file)
    assert {text: kept[text] for text in (open_, rows, later)} == {
        text: done[text] for text in (open_, rows, later)
    }
    assert gone not in kept
    assert not kept[after[0].text].is_finished


def test_what_tables_hold_and_libraries_are_for_is_gathered_where_it_is_kept() -> None:
    gathered = {use.text.source for use in texts.kept_elsewhere()}
    assert {model.summary() for model in ALL_MODELS} <= gathered
    assert "What was said in a conversation, by the user and by each stage." in gathered
    assert {part.why for part in components()} <= gathered
