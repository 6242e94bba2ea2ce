from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget

from hive_inspector.core.browsing.jsontree import parse
from hive_inspector.gui.models.json_model import CHILDREN_AT_ONCE, MOST_LEVELS, JsonModel
from hive_inspector.gui.pages.browse.cell.json_viewer import JsonViewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.pages.browse.cell.json_tree import JsonTreeView
    from hive_inspector.gui.theme.theme import Theme

DOCUMENT: dict[str, Any] = {
    "models": [{"name": "a", "cost": 0.5}, {"name": "b", "cost": None}],
    "note": "two\nlines",
    "odd key": {"deep": [1, [2, [3]]]},
    "empty": {},
}


@pytest.fixture
def model(qapp: object) -> Iterator[JsonModel]:
    owner = QObject()
    yield JsonModel(owner)
    owner.deleteLater()


@pytest.fixture
def viewer(theme: Theme, qtbot: QtBot) -> Iterator[JsonViewer]:
    host = QWidget()
    qtbot.addWidget(host)
    made = JsonViewer(theme, host)
    made.resize(300, 300)
    host.resize(320, 320)
    host.show()
    yield made
    made.stop()
    host.close()


def read_back(model: JsonModel, parent: QModelIndex | None = None) -> list[Any]:
    """What the lines say, with the lines under them; lines that offer more are used until there are none."""
    parent = parent or QModelIndex()
    row, lines = 0, []
    while row < model.rowCount(parent):
        index = model.index(row, 0, parent)
        if model.show_more(index):
            continue
        lines.append([index.data(), *read_back(model, index)])
        row += 1
    return lines


def expected(value: Any) -> list[Any]:
    """The same, straight from the values."""
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    return [[f"{_label(key)}: {_text(one)}", *_below(one)] for key, one in pairs]


def _label(key: str | int) -> str:
    return key if isinstance(key, str) else f"[{key}]"


def _below(value: Any) -> list[Any]:
    return expected(value) if isinstance(value, dict | list) else []


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{len(value)}}}" if value else "{}"
    if isinstance(value, list):
        return f"[{len(value):,}]" if value else "[]"
    return value.replace("\n", "↵") if isinstance(value, str) else json.dumps(value)


def test_every_value_is_where_the_document_has_it(model: JsonModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(parse(json.dumps(DOCUMENT)))
    assert read_back(model) == expected(DOCUMENT)


def test_a_document_of_one_value_is_a_line(model: JsonModel) -> None:
    model.show(parse("17"))
    assert [index.data() for index in [model.index(0, 0)]] == ["[0]: 17"]
    assert not model.hasChildren(model.index(0, 0))


def test_a_long_list_is_shown_in_parts(model: JsonModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    values = list(range(2 * CHILDREN_AT_ONCE + 7))
    model.show(parse(json.dumps({"list": values})))
    parent = model.index(0, 0)
    assert model.rowCount(parent) == CHILDREN_AT_ONCE + 1
    last = model.index(CHILDREN_AT_ONCE, 0, parent)
    assert last.data() == f"{len(values) - CHILDREN_AT_ONCE:,} more"
    assert read_back(model) == expected({"list": values})
    assert model.rowCount(parent) == len(values)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_hundred_thousand_levels_do_no_harm(
    viewer: JsonViewer, opening: str, closing: str
) -> None:
    levels = 100_000
    tree = parse(opening * levels + "1" + closing * levels)
    viewer.show_tree(tree)
    view = viewer.tree
    index = view.nodes.index(0, 0)
    while index.isValid() and not view.nodes.is_deep(index):
        view.expand(index)
        index = view.nodes.index(0, 0, index)
    view.activated.emit(index)
    assert view.nodes.root >= MOST_LEVELS
    view.go_to(levels)
    assert view.current_node == levels
    assert view.currentIndex().data().endswith(": 1")
    view.grab()
    view.expandAll()
    view.go_up()
    assert view.nodes.root == 0
    view.collapseAll()


def test_a_found_node_is_brought_into_sight(viewer: JsonViewer) -> None:
    document = {"list": list(range(5000)), "at the end": {"needle": "here"}}
    tree = parse(json.dumps(document))
    viewer.show_tree(tree)
    (hit,) = tree.search("needle")
    viewer.show_hits("needle", (hit,))
    assert viewer.tree.currentIndex().data() == "needle: here"
    hits = tuple(tree.search("4999"))
    viewer.show_hits("4999", hits)
    assert viewer.tree.currentIndex().data() == "[4999]: 4999"


def test_the_words_are_told_once_the_typing_pauses(viewer: JsonViewer, qtbot: QtBot) -> None:
    viewer.show_tree(parse(json.dumps(DOCUMENT)))
    with qtbot.waitSignal(viewer.search_asked) as heard:
        QTest.keyClicks(viewer.search, "cost")
    assert heard.args == ["cost"]


def test_enter_goes_from_match_to_match_and_round(viewer: JsonViewer) -> None:
    tree = parse(json.dumps(DOCUMENT))
    viewer.show_tree(tree)
    viewer.show_hits("cost", tuple(tree.search("cost")))
    assert viewer._found.text() == "1 of 2"
    QTest.keyClick(viewer.search, Qt.Key.Key_Return)
    assert viewer._found.text() == "2 of 2"
    assert viewer.tree.currentIndex().data() == "cost: null"
    QTest.keyClick(viewer.search, Qt.Key.Key_Return)
    assert viewer.tree.currentIndex().data() == "cost: 0.5"
    QTest.keyClick(viewer.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.tree.currentIndex().data() == "cost: null"


def test_the_path_and_the_value_of_a_node_can_be_copied(viewer: JsonViewer, qtbot: QtBot) -> None:
    tree = parse(json.dumps(DOCUMENT))
    viewer.show_tree(tree)
    viewer.tree.go_to(next(tree.search("deep")))
    viewer.tree.setFocus()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(viewer.copy_asked) as path:
        QTest.keyClick(viewer.tree, Qt.Key.Key_C, control | shift)
    with qtbot.waitSignal(viewer.copy_asked) as value:
        QTest.keyClick(viewer.tree, Qt.Key.Key_C, control)
    assert path.args == ['$."odd key".deep']
    assert value.args == ["[1, [2, [3]]]"]


def test_nothing_is_left_of_a_document_that_is_taken_away(viewer: JsonViewer) -> None:
    viewer.show_tree(parse(json.dumps(DOCUMENT)))
    viewer.show_tree(None)
    assert viewer.tree.nodes.rowCount() == 0
    assert viewer._path.text() == ""


def test_a_key_opens_and_closes_a_branch(viewer: JsonViewer) -> None:
    viewer.show_tree(parse(json.dumps({"a": list(range(40))})))
    view: JsonTreeView = viewer.tree
    index = view.nodes.index(0, 0)
    assert not view.isExpanded(index)
    view.setCurrentIndex(index)
    view.activated.emit(index)
    assert view.isExpanded(index)
