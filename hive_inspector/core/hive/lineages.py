"""What a file is: which of Hive's lineages, at which version, and how that was recognised.

Bookkeeping and objects are asked independently. Where they disagree the bookkeeping gives the version, because Hive
itself goes by it, and the disagreement is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.blueprints import (
    NEWEST_CORE_VERSION,
    blueprint,
    core_blueprint_name,
)
from hive_inspector.core.hive.bookkeeping import (
    Bookkeeping,
    bookkeeping_of,
    is_bookkeeping,
    recorded_version,
)
from hive_inspector.core.hive.catalogue import note_of
from hive_inspector.core.hive.core_versions import (
    best_fit,
    content_tables,
    core_tables,
    tables_of,
    version_evidence,
)
from hive_inspector.core.hive.drift import compare
from hive_inspector.core.hive.identity import Identity, Lineage
from hive_inspector.core.hive.locations import OLDER_FILES
from hive_inspector.core.hive.wording import listed, places_text, versions_text
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection


__all__ = ["Identity", "Lineage", "identify"]


def identify(connection: ReadConnection, schema: Schema, *, file_name: str = "") -> Identity:
    """Recognise a file.

    Args:
        connection: A lease on the file, to read what it records.
        schema: What the file declares.
        file_name: The file's name without folder; older installs are known by it.

    Raises:
        EnvironmentProblem: The bookkeeping cannot be read.
    """
    dialect = bookkeeping_of(schema)
    tables = frozenset(name for name in content_tables(schema) if not is_bookkeeping(name))
    sight = _Sight(schema, dialect, recorded_version(connection, dialect), tables, file_name)
    for recognise in _RECOGNITIONS:
        identity = recognise(sight)
        if identity is not None:
            return identity
    return _identity(sight, Lineage.OTHER, None, [_nothing_of_hive(sight)])


@dataclass(frozen=True, slots=True)
class _Sight:
    """What there is to judge by."""

    schema: Schema
    dialect: Bookkeeping
    recorded: int | None
    tables: frozenset[str]
    """Names of tables with content, bookkeeping left out."""
    file_name: str

    @property
    def keeps_core_books(self) -> bool:
        return self.dialect in {Bookkeeping.COMPACT, Bookkeeping.EXTENDED}

    def shows(self, telling: Iterable[str], least: int = 2) -> bool:
        """Whether at least so many of the telling tables are there."""
        return len(self.tables.intersection(telling)) >= least


_FROM_DESKTOP = (
    "d1_usage_queue",
    "welcome_analytics",
    "sessions",
    "recent_folders",
    "consensus_iterations",
    "consensus_profiles_v2",
)
_FROM_MEMORY = ("memory_context_logs", "conversation_continuity", "ai_tool_launches")
_FROM_CORE = ("pipeline_profiles", "activity_log", "usage_records", "budget_limits")
"""Tables of core that the desktop app does not make."""
_FROM_KNOWLEDGE = ("knowledge_base", "stage_confidence", "stage_evolution", "conversations_fts")
_FROM_ENHANCED = ("conversation_messages", "sync_queue", "thematic_clusters", "user_profiles")
_SHARE_THAT_TELLS = 0.3
"""Share of a blueprint's tables that a file with Hive's bookkeeping must have, to be no other program's."""
_SHARE_WITHOUT_BOOKS = 0.6
_COMMON_NAMES = frozenset(
    {
        "activity_log",
        "configuration",
        "configurations",
        "conversations",
        "licenses",
        "messages",
        "sessions",
        "settings",
        "user_profiles",
        "user_settings",
        "users",
    }
)
"""Tables of Hive whose names any program might use."""


def _recognise_empty(sight: _Sight) -> Identity | None:
    if sight.tables:
        return None
    if not sight.keeps_core_books:
        return _identity(sight, Lineage.OTHER, None, [tr("The database has no tables yet.")])
    if sight.recorded:
        evidence = [_recorded_text(sight), tr("All of Hive's tables are missing.")]
        return _identity(
            sight, Lineage.CORE, _core_blueprint(sight), evidence, version=sight.recorded
        )
    evidence = [tr("Hive's table schema_migrations is there, and no migration has run.")]
    return _identity(sight, Lineage.CORE, None, evidence, version=0)


def _recognise_core(sight: _Sight) -> Identity | None:
    """Core and hybrid, by bookkeeping that Hive's core keeps and enough of its tables."""
    if not sight.keeps_core_books or not sight.recorded:
        return None
    version = sight.recorded
    if _share(sight, core_blueprint_name(min(version, NEWEST_CORE_VERSION))) < _SHARE_THAT_TELLS:
        return None
    evidence = [_recorded_text(sight), *version_evidence(sight.schema, version)]
    return _core_or_hybrid(sight, version, evidence)


def _recognise_enhanced(sight: _Sight) -> Identity | None:
    if not sight.shows(_FROM_ENHANCED):
        return None
    evidence = [_has_text(sight, _FROM_ENHANCED), _closeness(sight, "enhanced")]
    version = sight.recorded or None
    return _identity(sight, Lineage.ENHANCED, "enhanced", evidence, version=version)


def _recognise_knowledge(sight: _Sight) -> Identity | None:
    if not sight.shows(_FROM_KNOWLEDGE):
        return None
    evidence = [_has_text(sight, _FROM_KNOWLEDGE), _closeness(sight, "knowledge")]
    return _identity(sight, Lineage.KNOWLEDGE, "knowledge", evidence)


def _recognise_desktop(sight: _Sight) -> Identity | None:
    if not sight.shows(_FROM_DESKTOP) or sight.shows(_FROM_CORE):
        return None
    evidence = [_has_text(sight, _FROM_DESKTOP)]
    if sight.shows(_FROM_MEMORY, least=1):
        evidence += [_has_text(sight, _FROM_MEMORY), _closeness(sight, "desktop-memory")]
        return _identity(sight, Lineage.DESKTOP_MEMORY, "desktop-memory", evidence)
    evidence.append(_closeness(sight, "desktop"))
    return _identity(sight, Lineage.DESKTOP, "desktop", evidence)


def _recognise_core_without_books(sight: _Sight) -> Identity | None:
    if _share(sight, core_blueprint_name(1)) < _SHARE_WITHOUT_BOOKS or not sight.shows(_FROM_CORE):
        return None
    fit = best_fit(sight.schema)
    evidence = [
        tr("The table schema_migrations is empty.")
        if sight.keeps_core_books
        else tr("Nothing in the file records Hive's migrations."),
        tr(
            "Its objects fit {versions} best, {places}.",
            versions=versions_text(fit.versions),
            places=places_text(fit.differences),
        ),
    ]
    return _core_or_hybrid(sight, fit.versions[-1], evidence)


def _recognise_older(sight: _Sight) -> Identity | None:
    if sight.file_name in OLDER_FILES:
        evidence = [
            tr(
                "{file_name} is what the TypeScript version of Hive called its file.",
                file_name=sight.file_name,
            )
        ]
        return _identity(sight, Lineage.OLDER, None, evidence)
    hives = [name for name in sight.tables - _COMMON_NAMES if note_of(name) is not None]
    if not sight.shows(hives):
        return None
    evidence = [
        _has_text(sight, sorted(hives)),
        tr("Beyond that it fits no known version of Hive, so it is taken for an older one."),
    ]
    return _identity(sight, Lineage.OLDER, None, evidence)


_RECOGNITIONS = (
    _recognise_empty,
    _recognise_core,
    _recognise_enhanced,
    _recognise_knowledge,
    _recognise_desktop,
    _recognise_core_without_books,
    _recognise_older,
)


def _core_or_hybrid(sight: _Sight, version: int, evidence: list[str]) -> Identity:
    lineage, name = Lineage.CORE, _core_blueprint(sight, version)
    if sight.shows(_FROM_DESKTOP):
        lineage = Lineage.HYBRID
        name = "hybrid" if version >= NEWEST_CORE_VERSION else name
        evidence = [*evidence, tr("The desktop app has added tables of its own.")]
    known = tables_of("hybrid") if lineage is Lineage.HYBRID else core_tables()
    evidence = [*evidence, *_foreign_tables_text(sight.tables - known)]
    return _identity(sight, lineage, name, evidence, version=version)


def _core_blueprint(sight: _Sight, version: int | None = None) -> str:
    return core_blueprint_name(min(version or sight.recorded or 0, NEWEST_CORE_VERSION))


def _identity(
    sight: _Sight,
    lineage: Lineage,
    name: str | None,
    evidence: Sequence[str],
    *,
    version: int | None = None,
) -> Identity:
    counts = lineage in {Lineage.CORE, Lineage.HYBRID}
    return Identity(
        lineage=lineage,
        version=version,
        known_version=NEWEST_CORE_VERSION if counts else None,
        bookkeeping=sight.dialect.value,
        evidence=tuple(evidence),
        blueprint=name,
    )


def _share(sight: _Sight, name: str) -> float:
    """Share of a blueprint's tables that the file has."""
    expected = tables_of(name)
    return len(sight.tables & expected) / len(expected)


def _closeness(sight: _Sight, name: str) -> str:
    differences = len(compare(blueprint(name), sight.schema))
    if not differences:
        return tr("Tables, columns and indexes are exactly those of this lineage.")
    return tr("It is not exactly what this lineage has, {places}.", places=places_text(differences))


def _recorded_text(sight: _Sight) -> str:
    return tr("The table schema_migrations records version {recorded}.", recorded=sight.recorded)


def _has_text(sight: _Sight, telling: Iterable[str]) -> str:
    return tr(
        "It has the tables {names}.",
        names=listed([name for name in telling if name in sight.tables]),
    )


def _foreign_tables_text(names: frozenset[str]) -> list[str]:
    if not names:
        return []
    if len(names) == 1:
        return [tr("One table does not belong to this lineage: {names}.", names=min(names))]
    return [
        tr(
            "{count} tables do not belong to this lineage: {names}.",
            count=len(names),
            names=listed(sorted(names)),
        )
    ]


def _nothing_of_hive(sight: _Sight) -> str:
    views = sum(table.kind is TableKind.VIEW for table in sight.schema.tables)
    count = len(sight.tables) + views
    return (
        tr("None of its {count} tables and views tells of Hive.", count=count)
        if count > 1
        else _ONE_TABLE
    )


_ONE_TABLE = tr("Its only table tells nothing of Hive.")
