from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from hive_inspector.gui.widgets.tables.model import Heading, TableEntry, TableGroup, TablesModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

GROUPS = (
    TableGroup("Talks", (TableEntry("messages", description="What was said"), TableEntry("turns"))),
    TableGroup("Sync", (TableEntry("pending", mark="view", problem="It fails."),)),
)


@pytest.fixture
def model(qapp: QApplication) -> Iterator[TablesModel]:
    owner = QObject()
    made = TablesModel(owner)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, owner)
    made.set_groups(GROUPS)
    yield made
    owner.deleteLater()


def lines(model: TablesModel) -> list[str]:
    return [model.index(line).data() for line in range(model.rowCount())]


def test_tables_stand_under_their_headings(model: TablesModel) -> None:
    assert lines(model) == ["Talks", "messages", "turns", "Sync", "pending"]
    assert model.line_at(0) == Heading("Talks")


def test_headings_cannot_be_chosen(model: TablesModel) -> None:
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MESS", ["Talks", "messages"]),
        ("n e", ["Sync", "pending"]),
        ("   ", ["Talks", "messages", "turns", "Sync", "pending"]),
        ("nothing like it", []),
    ],
)
def test_a_filter_leaves_what_matches_and_its_heading(
    model: TablesModel, text: str, expected: list[str]
) -> None:
    model.set_filter(text)
    assert lines(model) == expected
    assert model.first_table().isValid() == bool(expected)


def test_counts_come_in_and_stay_through_a_filter(model: TablesModel) -> None:
    spy = QSignalSpy(model.dataChanged)
    model.set_counts({"messages": "~12", "pending": "3", "gone": "1"})
    assert spy.count() == 1
    model.set_filter("mess")
    entry = model.entry_at(1)
    assert entry is not None
    assert entry.count == "~12"


def test_a_table_is_found_unless_it_is_filtered_away(model: TablesModel) -> None:
    assert model.index_of("turns").row() == 2
    model.set_filter("mess")
    assert not model.index_of("turns").isValid()


def test_assistive_programs_hear_what_the_line_shows(model: TablesModel) -> None:
    model.set_counts({"pending": "3"})
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(4).data(spoken) == "pending, view, 3 rows, It fails."
    assert model.index(1).data(Qt.ItemDataRole.ToolTipRole) == "What was said"
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) is None
