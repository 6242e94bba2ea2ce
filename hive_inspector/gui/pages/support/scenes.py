"""Support in the states that its pictures show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.audit import Entry
from hive_inspector.core.database.values import CellKind, CellText
from hive_inspector.core.database.wrapping import Wrapping
from hive_inspector.core.hive.drift import Drift, DriftKind
from hive_inspector.core.support.backups.listing import Maker, StoredBackup
from hive_inspector.core.support.backups.retention import Retention
from hive_inspector.core.support.backups.verdicts import Verdict
from hive_inspector.core.support.comparing.differences import (
    CellDifference,
    Comparison,
    RowDifference,
    TableDifference,
)
from hive_inspector.core.support.comparing.matching import MatchedBy
from hive_inspector.core.support.comparing.merging import Side
from hive_inspector.core.support.importing.report import ImportReport, Left, SourceTable
from hive_inspector.core.supporting.backups import BackupPlaces
from hive_inspector.gui.pages.support.backups_work import Copy, Kept
from hive_inspector.gui.pages.support.clearing_dialog import ClearingDialog
from hive_inspector.gui.pages.support.making_dialog import MakingDialog
from hive_inspector.gui.pages.support.view import Tab
from hive_inspector.gui.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.pages.support.page import SupportPage
    from hive_inspector.gui.workspace import Workspace

_PASSWORD = "invented"  # noqa: S105 - shown as dots in a picture

_TOO_OLD_H = 900


def support_scenes(page: SupportPage, workspace: Workspace) -> tuple[Scene, ...]:
    """Copies of every kind, the dialog, a bundle, the audit trail."""
    back = partial(page.widget.setCurrentIndex, int(Tab.BACKUPS))
    path = workspace.opened.database.real_path
    return (
        Scene("backups", partial(_backups, page, path), leave=back),
        Scene("make", partial(_make, page), dialog=partial(_dialog, page)),
        Scene("clear", partial(_clear, page, workspace), dialog=partial(_dialog, page)),
        Scene("compare-empty", partial(_turn, page, Tab.COMPARE), leave=back),
        Scene(
            "compare-running",
            partial(_comparing, page, path),
            leave=partial(_stop_comparing, page),
        ),
        Scene("compare", partial(_compare, page, path), leave=back),
        Scene("bundle-empty", partial(_turn, page, Tab.BUNDLE), leave=back),
        Scene("bundle", partial(_bundle, page), leave=back),
        Scene("installs", partial(_installs, page), leave=back),
        Scene("audit", partial(_audit, page, path), leave=back),
    )


def _backups(page: SupportPage, path: Path) -> Iterator[None]:
    yield
    panel = page.widget.backups
    panel.show_kept(_invented(path), None)
    panel.list.selectRow(1)
    yield
    panel.detail.verify_wanted.emit(panel.copies[1])
    yield


def _make(page: SupportPage) -> Iterator[None]:
    yield
    page.presenter.backups.ask_to_make()
    dialog = page.presenter.backups.dialog
    if isinstance(dialog, MakingDialog):
        dialog.forms[Wrapping.ENCRYPTED_GZIP].setChecked(True)
        dialog.first.setText(_PASSWORD)
        dialog.second.setText(_PASSWORD[:4])
    yield


def _clear(page: SupportPage, workspace: Workspace) -> Iterator[None]:
    yield
    kept = _invented(workspace.opened.database.real_path)
    dialog = ClearingDialog(workspace.theme, kept.retention, page.widget)
    page.presenter.backups.show_dialog(dialog)
    yield


def _dialog(page: SupportPage) -> QWidget | None:
    return page.presenter.backups.dialog


def _turn(page: SupportPage, tab: Tab) -> Iterator[None]:
    page.widget.setCurrentIndex(tab)
    yield


def _compare(page: SupportPage, path: Path) -> Iterator[None]:
    page.widget.setCurrentIndex(Tab.COMPARE)
    yield
    panel = page.widget.compare
    other = path.with_name("hive-ai of yesterday.db")
    panel.show_other(other)
    panel.show_comparison(_compared(path, other))
    yield
    panel.tables.selectRow(1)
    panel.rows.selectRow(1)
    yield


def _comparing(page: SupportPage, path: Path) -> Iterator[None]:
    page.widget.setCurrentIndex(Tab.COMPARE)
    yield
    panel = page.widget.compare
    other = path.with_name("hive-ai of yesterday.db")
    whole = _compared(path, other)
    panel.show_other(other)
    panel.show_running()
    panel.run.begin(f"Comparing with {other.name}")
    panel.run.show_progress(1, 32, "Comparing stage_outputs, 41,500 rows")
    panel.set_busy(busy=True)
    panel.show_comparison(replace(whole, tables=whole.tables[:1], awaited=("stage_outputs",) * 31))
    yield


def _stop_comparing(page: SupportPage) -> None:
    page.widget.compare.run.put_away()
    page.widget.compare.set_busy(busy=False)
    page.widget.setCurrentIndex(Tab.BACKUPS)


def _bundle(page: SupportPage) -> Iterator[None]:
    page.widget.setCurrentIndex(Tab.BUNDLE)
    yield
    page.presenter.bundle.gather()
    yield


def _installs(page: SupportPage) -> Iterator[None]:
    page.widget.setCurrentIndex(Tab.INSTALLS)
    yield
    page.widget.installs.show_report(_imported())
    yield


def _audit(page: SupportPage, path: Path) -> Iterator[None]:
    page.widget.setCurrentIndex(Tab.AUDIT)
    yield
    page.widget.audit.show_entries(_done(path), path)
    yield


def _invented(path: Path) -> Kept:
    now = datetime.now(UTC)
    folder = path.parent / "backups"
    whole = Verdict(is_whole=True, at=now - timedelta(hours=2))
    broken = Verdict(
        is_whole=False,
        at=now - timedelta(hours=2),
        problems=("The file is no longer what it was when it was made.",),
    )
    kinds = (
        (3, "Hive Inspector", Wrapping.GZIP, 13_500_000, whole),
        (27, "Hive Inspector", Wrapping.ENCRYPTED_GZIP, 13_500_104, None),
        (49, "Hive", Wrapping.ENCRYPTED, 61_210_700, None),
        (73, "Hive", Wrapping.PLAIN, 61_210_624, whole),
        (_TOO_OLD_H, "Hive", Wrapping.GZIP, 11_900_321, broken),
    )
    ends = {
        Wrapping.PLAIN: "sqlite",
        Wrapping.GZIP: "sqlite.gz",
        Wrapping.ENCRYPTED: "sqlite.enc",
        Wrapping.ENCRYPTED_GZIP: "sqlite.gz.enc",
    }
    copies = tuple(
        Copy(
            path=folder / f"backup-{(now - timedelta(hours=hours)):%Y-%m-%dT%H-%M-%S}.{ends[form]}",
            made_at=now - timedelta(hours=hours),
            size=size,
            wrapping=form,
            lineage="core" if not form.is_encrypted or maker != "Hive" else None,
            version=13 if not form.is_encrypted or maker != "Hive" else None,
            verdict=verdict,
            made_by=maker,
            is_old=hours == _TOO_OLD_H,
        )
        for hours, maker, form, size, verdict in kinds
    )
    old = tuple(
        StoredBackup(one.path, Maker.HIVE, one.made_at, one.size) for one in copies if one.is_old
    )
    return Kept(BackupPlaces(folder, (folder,), 2), copies, Retention(2, (), old))


def _compared(path: Path, other: Path) -> Comparison:
    def row(side: Side, key: str, *cells: tuple[str, str, str]) -> RowDifference:
        shown = [
            CellDifference(name, *(CellText(text, CellKind.TEXT) for text in texts))
            for name, *texts in cells
        ]
        return RowDifference(side, (CellText(key, CellKind.TEXT),), tuple(shown))

    answer = "The three stages run one after the other, and each sees what the one before wrote."
    messages = TableDifference(
        name="messages",
        matched_by=MatchedBy.PRIMARY_KEY,
        key=("id",),
        same=159_412,
        only_left=214,
        only_right=3,
        changed=2,
        examples=(
            row(Side.LEFT, "msg-000412", ("id", "msg-000412", ""), ("role", "user", "")),
            row(
                Side.BOTH,
                "msg-000901",
                ("content", f"{answer} The refiner decides.", f"{answer} The curator decides."),
                ("model_used", "meta-llama/llama-3.1-405b", "meta-llama/llama-3-405b"),
                ("updated_at", "2025-09-05 14:03:11", "2025-09-04 09:41:52"),
            ),
            row(Side.RIGHT, "msg-001207", ("id", "", "msg-001207"), ("role", "", "assistant")),
        ),
    )
    settings = replace(messages, name="configurations", only_left=0, only_right=0, changed=1)
    drift = Drift(DriftKind.MISSING_INDEX, "idx_messages_stage", "The index is missing.")
    return Comparison(path, other, (drift,), (messages, settings))


def _imported() -> ImportReport:
    def table(name: str, rows: int, merged: int, into: tuple[str, ...], *left: Left) -> SourceTable:
        moved = rows - merged - sum(one.rows for one in left)
        why = "The same thing is kept there now." if into else "Core has no place for it."
        return SourceTable("hive-ai-knowledge.db", name, rows, moved, merged, left, into, (why,))

    lost = Left(12, "They belong to a conversation that is not in the file.")
    tables = (
        table("knowledge_conversations", 4_120, 0, ("conversations", "knowledge_conversations")),
        table("knowledge_messages", 18_407, 0, ("messages",), lost),
        table("openrouter_models", 323, 311, ("openrouter_models",)),
        table("sync_metadata", 9, 0, (), Left(9, "Core has no place for it.")),
    )
    return ImportReport((), Path("hive-ai.db"), tables, (), (), (), (), 812)


def _done(path: Path) -> tuple[Entry, ...]:
    now = datetime.now(UTC)
    done: tuple[tuple[str, str, dict[str, str | int]], ...] = (
        ("bundle.write", "done", {"to": str(path.parent / "hive-ai bundle.zip"), "bytes": 41_200}),
        ("backup.restore", "refused", {"form": "gzip", "reason": "It holds no Hive database."}),
        ("backup.verify", "done", {"found": "whole"}),
        ("query.change", "done", {"rows": 14, "sql": "UPDATE messages SET model_used = ?"}),
        ("reveal.cell", "done", {"table": "users", "column": "license_key"}),
        ("export.secrets", "cancelled", {"table": "configurations", "format": "csv"}),
        ("backup.make", "done", {"form": "gzip", "bytes": 13_500_000}),
    )
    return tuple(
        Entry(
            what,
            str(path),
            outcome,
            details,
            (now - timedelta(hours=9 * place, minutes=7 * place)).isoformat(),
            "ada",
        )
        for place, (what, outcome, details) in enumerate(done)
    )
