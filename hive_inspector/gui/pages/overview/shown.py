"""From what the parts found to what their cards say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.facts import SQLITE_VERSION
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.way import Way
from hive_inspector.core.hive.lineages import Lineage
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr
from hive_inspector.core.statistics.measures import KEY_MEASURES, SIZE, Unit, measure
from hive_inspector.core.statistics.recent import DAYS
from hive_inspector.gui.pages.overview.words import amount_text, exact_text, short_size
from hive_inspector.gui.widgets.bar_list import Bar

if TYPE_CHECKING:
    from hive_inspector.core.database.facts import FileFacts
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.hive.lineages import Identity
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.statistics.key_numbers import KeyNumber
    from hive_inspector.gui.pages.overview.facts_card import Fact
    from hive_inspector.gui.pages.overview.work import Extent, Largest
    from hive_inspector.gui.widgets.number_card import NumberCard

_SIZE = (SIZE.id, SIZE.title)
_WAYS = {
    Way.LIVE: tr("in place, with what other programs write"),
    Way.IMMUTABLE: tr("in place, as nobody else has it open"),
    Way.PRIVATE_COPY: tr("from a private copy"),
}
_OTHER_NUMBERS = (
    ("tables", tr("Tables")),
    ("views", tr("Views")),
    ("indexes", tr("Indexes")),
    ("triggers", tr("Triggers")),
    _SIZE,
)


def number_titles(identity: Identity) -> tuple[tuple[str, str], ...]:
    """Names and titles of the numbers that fit what a file is."""
    if not is_hive(identity):
        return _OTHER_NUMBERS
    return (*((id_, measure(id_).title) for id_ in KEY_MEASURES), _SIZE)


def is_hive(identity: Identity) -> bool:
    """Whether the file is one of Hive's."""
    return identity.lineage is not Lineage.OTHER


def title_of(identity: Identity, schema: Schema) -> str:
    """What the file is, in a few words."""
    if not schema.tables:
        return tr("An empty database")
    if identity.version is None:
        return identity.lineage.title
    behind = (identity.known_version or 0) - identity.version
    version = tr(
        "{lineage_title} · version {version}",
        lineage_title=identity.lineage.title,
        version=identity.version,
    )
    return (
        tr("{version} of {known_version}", version=version, known_version=identity.known_version)
        if behind > 0
        else version
    )


def facts_of(
    opened: OpenHive, schema: Schema, facts: FileFacts, identity: Identity
) -> tuple[Fact, ...]:
    """Rows of the card about the file."""
    database = opened.database
    way = _WAYS[database.opened.way] if opened.is_here else tr("from a bundle, which has no rows")
    return (
        (tr("Folder") if opened.is_here else tr("Bundle in"), str(database.real_path.parent)),
        (tr("Read"), way),
        (
            tr("Size"),
            tr(
                "{size} · {page_count:,} pages of {facts_page_size}",
                size=short_size(facts.size_bytes),
                page_count=facts.page_count,
                facts_page_size=short_size(facts.page_size),
            ),
        ),
        (tr("Objects"), _objects_text(schema)),
        (tr("Bookkeeping"), identity.bookkeeping),
        (
            tr("Journal"),
            "WAL"
            if facts.journal_mode == "wal"
            else tr("{journal_mode} (not WAL)", journal_mode=facts.journal_mode),
        ),
        (tr("Text"), facts.encoding),
        (tr("Library"), f"SQLite {SQLITE_VERSION}"),
    )


def show_number(card: NumberCard, number: KeyNumber) -> None:
    """Put a key number on its card."""
    if number.problem:
        card.set_unreadable(number.problem)
    elif number.value is None:
        card.set_absent(tr("It needs {needs}.", needs=number.needs))
    else:
        exact = exact_text(number.value, number.unit)
        card.set_value(
            amount_text(number.value, number.unit), _recent_note(number), _story(number, exact)
        )


def counted_table(number: str, schema: Schema) -> str:
    """The table that a number counts which has no time; empty for other numbers."""
    if number not in KEY_MEASURES:
        return ""
    found = measure(number)
    if any(source.time for source in found.sources):
        return ""
    tables = (schema.table(source.table) for source in found.sources)
    return next((table.name for table in tables if table is not None), "")


def bars_of(largest: Largest) -> tuple[Bar, ...]:
    """The rows of the list of largest tables."""
    longest = max((extent.amount for extent in largest.extents), default=0) or 1
    return tuple(_bar(extent, largest, longest) for extent in largest.extents)


def sizes_title(largest: Largest) -> str:
    """What the list is called."""
    return tr("Largest tables") if largest.in_bytes else tr("Tables with most rows")


def sizes_note(largest: Largest) -> str:
    """What the bars measure."""
    if largest.in_bytes:
        return tr("and indexes, of {size} in use", size=short_size(largest.total))
    return tr("sizes cannot be told by this SQLite library")


def _bar(extent: Extent, largest: Largest, longest: int) -> Bar:
    if largest.in_bytes:
        size, exact = short_size(extent.amount), tr("{amount:,} bytes", amount=extent.amount)
        share = tr(
            ", {percent} % of what is in use", percent=round(extent.amount / largest.total * 100)
        )
    else:
        size, share = plural(extent.amount, "{count:,} row", "{count:,} rows"), ""
        exact = size
    what = "" if extent.name == extent.table else tr(" of {table}", table=extent.table)
    return Bar(
        name=_shown_name(extent),
        size=size,
        fraction=extent.amount / longest,
        explanation=tr(
            "{extent}{what}: {exact}{share}. Opens {table} in Browse.",
            extent=extent.name,
            what=what,
            exact=exact,
            share=share,
            table=extent.table,
        ),
    )


def _shown_name(extent: Extent) -> str:
    """SQLite's own names for the indexes of keys say nothing to anybody."""
    if extent.name.startswith("sqlite_autoindex_"):
        return tr("{table} · key", table=extent.table)
    return extent.name


def _recent_note(number: KeyNumber) -> str:
    recent = number.recent
    if recent is None:
        return ""
    if not recent.amount:
        return tr("none in the last {days} days", days=DAYS)
    sign = "" if number.unit is Unit.DOLLARS else "+"
    amount = amount_text(recent.amount, number.unit, millions_from=1_000_000)
    return tr("{sign}{amount} in its last {days} days", sign=sign, amount=amount, days=DAYS)


def _story(number: KeyNumber, exact: str) -> str:
    if number.recent is None:
        return exact
    period = number.recent.period
    amount = exact_text(number.recent.amount, number.unit)
    return tr(
        "{exact}; {amount} of it from {first} to {last}, the newest day in the file.",
        exact=exact,
        amount=amount,
        first=period.first,
        last=period.last,
    )


def _objects_text(schema: Schema) -> str:
    kinds = [table.kind for table in schema.tables]
    tables, virtual = kinds.count(TableKind.TABLE), kinds.count(TableKind.VIRTUAL)
    views = kinds.count(TableKind.VIEW)
    indexes = sum(len(table.indexes) for table in schema.tables)
    counts = (
        (tables, plural(tables, "{count:,} table", "{count:,} tables")),
        (virtual, plural(virtual, "{count:,} virtual table", "{count:,} virtual tables")),
        (views, plural(views, "{count:,} view", "{count:,} views")),
        (indexes, plural(indexes, "{count:,} index", "{count:,} indexes")),
        (
            len(schema.triggers),
            plural(len(schema.triggers), "{count:,} trigger", "{count:,} triggers"),
        ),
    )
    parts = [text for count, text in counts if count]
    return listed(parts, len(parts)) or tr("none")
