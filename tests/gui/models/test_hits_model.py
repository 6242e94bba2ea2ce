from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QAbstractItemModelTester

from hive_inspector.gui.models.hits_model import HitRow, HitsModel, HitTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def found(table: str, *names: str, complete: bool = True, problem: str = "") -> HitTable:
    rows = tuple(HitRow(name, "id", f"<{name}>") for name in names)
    return HitTable(table, len(names), complete, rows, problem)


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    return QObject()


def lines(model: HitsModel) -> list[str]:
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_it_keeps_the_rules_that_qt_has_for_models_while_hits_come(owner: QObject) -> None:
    model = HitsModel(owner)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, owner)
    for hits in (
        found("a", "1"),
        found("b", "2", "3"),
        found("a", "1", "4", "5"),
        found("b", "2"),
        found("c"),
    ):
        model.put(hits)
    assert lines(model) == [
        "a, 3 rows",
        "1, id: <1>",
        "4, id: <4>",
        "5, id: <5>",
        "b, 1 row",
        "2, id: <2>",
        "c, 0 rows",
    ]
    model.clear()
    assert model.rowCount() == 0


def test_a_table_that_is_not_searched_to_its_end_says_so(owner: QObject) -> None:
    model = HitsModel(owner)
    model.put(found("a", "1", complete=False))
    model.put(found("b", problem="It is damaged."))
    assert lines(model)[0] == "a, 1 row so far"
    assert lines(model)[2] == "b, It is damaged."


def test_a_line_knows_its_table_and_its_row(owner: QObject) -> None:
    model = HitsModel(owner)
    model.put(found("a", "1", "2"))
    first, second = model.line_at(0), model.line_at(2)
    assert first is not None
    assert first.row is None
    assert second is not None
    assert second.row == HitRow("2", "id", "<2>")
    assert model.line_at(3) is None
