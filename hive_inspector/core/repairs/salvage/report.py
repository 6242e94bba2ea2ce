"""What a salvage tells: what came back, what was lost, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from pathlib import Path

_NAMED = 6


@dataclass(frozen=True, slots=True)
class LostPlace:
    """Where rows of a table are missing."""

    page: int
    """The page that could not be read."""
    after: int | None
    """Rowids above this one, None from the first on."""
    up_to: int | None
    """To this one, None to the last."""

    @property
    def text(self) -> str:
        """E.g. `page 17 (rows 120 to 155)`."""
        if not self.page:
            return tr("pages that nothing tells of")
        if self.after is None and self.up_to is None:
            return tr("page {page}", page=self.page)
        first = tr("the first") if self.after is None else f"{self.after + 1:,}"
        last = tr("the last") if self.up_to is None else f"{self.up_to:,}"
        return tr("page {page} (rows {first} to {last})", page=self.page, first=first, last=last)


@dataclass(frozen=True, slots=True)
class SalvagedTable:
    """What came of one table."""

    name: str
    rows: int
    """Rows in the new file."""
    found_again: int = 0
    """How many of them lay on pages that nothing leads to any more."""
    incomplete: int = 0
    """How many of them lack a part that lay on a page of its own: it is empty, a text ends early."""
    unplaced: int = 0
    """Rows that break a rule of the table and are kept beside it."""
    lost_cells: int = 0
    """Rows that were counted on a page and made no sense."""
    lost: tuple[LostPlace, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is missing."""
        return not (self.incomplete or self.lost_cells or self.lost or self.unplaced)

    @property
    def text(self) -> str:
        """What came back and what is missing, in a sentence or two."""
        parts = [plural(self.rows, "{count:,} row came back", "{count:,} rows came back")]
        if self.found_again:
            parts.append(
                tr(
                    "{found_again:,} of them from pages that nothing led to",
                    found_again=self.found_again,
                )
            )
        text = ", ".join(parts) + "."
        if self.lost:
            named = listed(tuple(place.text for place in self.lost), _NAMED)
            text += tr(" Lost: what was on {named}.", named=named)
        if self.lost_cells:
            text += plural(
                self.lost_cells,
                " {count:,} row on damaged pages made no sense.",
                " {count:,} rows on damaged pages made no sense.",
            )
        if self.incomplete:
            lack = plural(self.incomplete, "{count:,} row lacks", "{count:,} rows lack")
            text += tr(" {lack} a part that lay on a damaged page.", lack=lack)
        if self.unplaced:
            kept = plural(
                self.unplaced,
                "{count:,} row breaks a rule of the table and is kept beside it.",
                "{count:,} rows break a rule of the table and are kept beside it.",
            )
            text += f" {kept}"
        return text


@dataclass(frozen=True, slots=True)
class SalvageLine:
    """One piece of a report."""

    what: str
    detail: str
    ok: bool = True
    """False where the new file would be of no use."""


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What came of a salvage."""

    source: Path
    target: Path | None
    """The new file; None where it was only tried."""
    schema_from: str
    """Where the declarations come from, in a sentence."""
    tables: tuple[SalvagedTable, ...]
    """Every table of the new file that has rows or misses some."""
    not_made: tuple[tuple[str, str], ...] = ()
    """Objects that could not be made in the new file, each with the reason."""
    unknown_rows: int = 0
    """Rows of which nobody can tell the table; they are kept in a table of their own."""
    pages: int = 0
    """Pages of the damaged file."""
    damaged_pages: tuple[int, ...] = ()
    """Numbers of those that could not be read or made no sense in part."""
    rules_broken: tuple[str, ...] = ()
    """Rules of tables that rows break, in SQLite's words: damage within a row, or a rule made after it."""
    problems: tuple[str, ...] = ()
    """What SQLite finds wrong with the structure of the new file."""
    duration_ms: int = 0

    @property
    def rows(self) -> int:
        """Rows in the new file."""
        return sum(table.rows for table in self.tables)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return all(table.is_whole for table in self.tables) and not self.not_made

    @property
    def evidence(self) -> tuple[SalvageLine, ...]:
        """The report line by line."""
        damaged = len(self.damaged_pages)
        lines = [
            SalvageLine(
                plural(self.pages, "{count:,} page read", "{count:,} pages read"),
                plural(damaged, "{count:,} page damaged", "{count:,} pages damaged")
                if damaged
                else tr("none of them is damaged"),
            ),
            SalvageLine(tr("Declarations"), self.schema_from),
        ]
        lines += [
            SalvageLine(table.name, table.text) for table in self.tables if not table.is_whole
        ]
        whole = [table for table in self.tables if table.is_whole]
        if whole:
            rows = sum(table.rows for table in whole)
            lines.append(
                SalvageLine(
                    plural(len(whole), "{count:,} other table", "{count:,} other tables"),
                    plural(rows, "complete, {count:,} row", "complete, {count:,} rows"),
                )
            )
        if self.unknown_rows:
            lines.append(
                SalvageLine(
                    tr("Rows of unknown tables"),
                    tr(
                        "{unknown_rows:,}, kept in a table of their own",
                        unknown_rows=self.unknown_rows,
                    ),
                )
            )
        if self.rules_broken:
            broken = "; ".join(self.rules_broken[:_NAMED])
            lines.append(SalvageLine(tr("Rules that rows break"), broken))
        lines += [
            SalvageLine(tr("Not made: {name}", name=name), reason) for name, reason in self.not_made
        ]
        lines.append(
            SalvageLine(
                tr("The new file"),
                "; ".join(self.problems[:3]) or tr("is sound"),
                ok=not self.problems,
            )
        )
        return tuple(lines)
