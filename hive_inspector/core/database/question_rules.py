"""What a statement that somebody typed may do: an allow-list, asked by SQLite's authorizer while it compiles.

Read-only opening alone lets a statement attach and write another file, `query_only` alone can be switched off by the
statement itself: each closes what the other leaves open (tried on SQLite 3.40.1). Everything that is not listed here is
refused, with the rule in a sentence. Imports little, since the process that answers uses it.
"""

from __future__ import annotations

import re
import sqlite3
from enum import Enum

from hive_inspector.core.language import mark, tr


class Rule(Enum):
    """Why a statement is refused; the value is the sentence, `{about}` what it is about."""

    CHANGE = mark("This would change rows of {about}; here statements only read.")
    SCHEMA = mark("This would change the schema ({about}); here statements only read.")
    TEMPORARY = mark(
        "Temporary tables, views and triggers are not allowed: they would be written somewhere."
    )
    OTHER_FILE = mark("No other file may be attached or written: only the open database is read.")
    TRANSACTION = mark("Transactions are not allowed: each statement stands alone.")
    MAINTENANCE = mark("{about} is not allowed: it would rewrite parts of the file.")
    PRAGMA = mark("PRAGMA {about} is not allowed: it is not among those that only tell something.")
    PRAGMA_VALUE = mark("PRAGMA {about} may be asked here, and not set.")
    FUNCTION = mark(
        "The function {about}() is not allowed: it is not among those that only compute."
    )
    MODULE = mark(
        "{about} is not allowed: of computed tables only json_each, json_tree and pragmas that tell something are."
    )
    OTHER = mark("This kind of statement is not allowed: here statements only read.")

    def sentence(self, about: str) -> str:
        """The rule as it is told."""
        return tr(self.value, about=_OBJECTS.get(about, about))


TELLING_PRAGMAS = frozenset(
    {
        "collation_list",
        "compile_options",
        "data_version",
        "foreign_key_check",
        "foreign_key_list",
        "function_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "module_list",
        "pragma_list",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)
"""Pragmas that tell something whatever stands in their parentheses."""
ASKED_PRAGMAS = frozenset(
    {
        "application_id",
        "auto_vacuum",
        "encoding",
        "foreign_keys",
        "freelist_count",
        "page_count",
        "page_size",
        "schema_version",
        "user_version",
    }
)
"""Pragmas that tell something without a value, and set it with one."""
_COMPUTING = (
    "-> ->> abs acos acosh asin asinh atan atan2 atanh avg bm25 ceil ceiling changes char coalesce concat "
    "concat_ws cos cosh count cume_dist current_date current_time current_timestamp date datetime degrees "
    "dense_rank exp first_value floor format glob group_concat hex highlight if ifnull iif instr json "
    "json_array json_array_length json_error_position json_extract json_group_array json_group_object "
    "json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set "
    "json_type json_valid jsonb jsonb_array jsonb_extract jsonb_group_array jsonb_group_object "
    "jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set julianday lag "
    "last_insert_rowid last_value lead length like likelihood likely ln log log10 log2 lower ltrim match "
    "matchinfo max median min mod nth_value ntile nullif octet_length offsets percent_rank percentile pi "
    "pow power printf quote radians random randomblob rank replace round row_number rtrim sign sin sinh "
    "snippet soundex sqlite_compileoption_get sqlite_compileoption_used sqlite_source_id sqlite_version "
    "sqrt strftime string_agg substr substring subtype sum tan tanh time timediff total total_changes "
    "trim trunc typeof unhex unicode unistr unistr_quote unixepoch unlikely upper zeroblob "
)
FUNCTIONS = frozenset(_COMPUTING.split())
"""Functions of SQLite that compute and do nothing else."""
COMPUTED_TABLES = frozenset({"json_each", "json_tree"}) | {
    f"pragma_{name}" for name in TELLING_PRAGMAS | ASKED_PRAGMAS
}
READABLE_MODULES = frozenset(
    {"fts3", "fts4", "fts5", "fts4aux", "fts5vocab", "rtree", "rtree_i32", "geopoly"}
)
"""Modules of virtual tables in a file that read nothing but that file."""
_RAW_TABLES = frozenset({"sqlite_dbpage", "dbstat", "sqlite_stmt", "bytecode", "tables_used"})
_CHANGES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_SCHEMA = {
    sqlite3.SQLITE_CREATE_INDEX: "an index",
    sqlite3.SQLITE_CREATE_TABLE: "a table",
    sqlite3.SQLITE_CREATE_TRIGGER: "a trigger",
    sqlite3.SQLITE_CREATE_VIEW: "a view",
    sqlite3.SQLITE_CREATE_VTABLE: "a virtual table",
    sqlite3.SQLITE_DROP_INDEX: "an index",
    sqlite3.SQLITE_DROP_TABLE: "a table",
    sqlite3.SQLITE_DROP_TRIGGER: "a trigger",
    sqlite3.SQLITE_DROP_VIEW: "a view",
    sqlite3.SQLITE_DROP_VTABLE: "a virtual table",
    sqlite3.SQLITE_ALTER_TABLE: "a table",
}
_OBJECTS = {
    "an index": tr("an index"),
    "a table": tr("a table"),
    "a trigger": tr("a trigger"),
    "a view": tr("a view"),
    "a virtual table": tr("a virtual table"),
    "A table computed by a module": tr("A table computed by a module"),
}
_TEMPORARY = frozenset(
    {
        sqlite3.SQLITE_CREATE_TEMP_INDEX,
        sqlite3.SQLITE_CREATE_TEMP_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
        sqlite3.SQLITE_CREATE_TEMP_VIEW,
        sqlite3.SQLITE_DROP_TEMP_INDEX,
        sqlite3.SQLITE_DROP_TEMP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_TRIGGER,
        sqlite3.SQLITE_DROP_TEMP_VIEW,
    }
)
_ALWAYS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE})
_RULES = {
    sqlite3.SQLITE_ATTACH: Rule.OTHER_FILE,
    sqlite3.SQLITE_DETACH: Rule.OTHER_FILE,
    sqlite3.SQLITE_TRANSACTION: Rule.TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT: Rule.TRANSACTION,
}
_MAINTENANCE = {sqlite3.SQLITE_ANALYZE: "ANALYZE", sqlite3.SQLITE_REINDEX: "REINDEX"}
_SCHEMA_TABLES = frozenset(
    {"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"}
)
_FIRST_WORD = re.compile(r"(?:\s|--[^\n]*|/\*.*?\*/|;)*(\w+)", re.DOTALL)


def first_word(sql: str) -> str:
    """The first word of a statement in upper case, behind comments."""
    found = _FIRST_WORD.match(sql)
    return found[1].upper() if found else ""


class ReadingGuard:
    """An authorizer for one statement; also a witness of what it reads."""

    def __init__(self, sql: str) -> None:
        self._sql = sql
        self._verb = first_word(sql)
        self.rule: Rule | None = None
        """The rule against which the statement is, or None."""
        self.about = ""
        """What of it is."""
        self.reads: set[tuple[str, str, str]] = set()
        """Table, column, and the view or named subquery in which it is read."""

    @property
    def refused(self) -> str:
        """The refusal as a sentence, or empty."""
        return self.rule.sentence(self.about) if self.rule else ""

    def __call__(
        self,
        action: int,
        first: str | None,
        second: str | None,
        _database: str | None,
        inside: str | None,
    ) -> int:
        """Decide one action, as `sqlite3_set_authorizer` has it."""
        if action == sqlite3.SQLITE_READ:
            self.reads.add((first or "", second or "", inside or ""))
        found = self._against(action, first or "", second or "")
        if found is None:
            return sqlite3.SQLITE_OK
        if self.rule is None:
            self.rule, self.about = found
        return sqlite3.SQLITE_DENY

    def _against(self, action: int, first: str, second: str) -> tuple[Rule, str] | None:
        if action in _ALWAYS:
            return None
        if action == sqlite3.SQLITE_READ:
            return (Rule.MODULE, first) if first.lower() in _RAW_TABLES else None
        if action == sqlite3.SQLITE_FUNCTION:
            return None if second.lower() in FUNCTIONS else (Rule.FUNCTION, second)
        if action == sqlite3.SQLITE_PRAGMA:
            return _about_pragma(first.lower(), second)
        return self._about_change(action, first)

    def _about_change(self, action: int, first: str) -> tuple[Rule, str] | None:
        if self._verb == "VACUUM":
            into = re.search(r"\binto\b", self._sql, re.IGNORECASE)
            return (Rule.OTHER_FILE, "") if into else (Rule.MAINTENANCE, "VACUUM")
        if action in _CHANGES and first.lower() in _SCHEMA_TABLES:
            return self._about_schema_table()
        if action in _CHANGES:
            return Rule.CHANGE, first
        if action in _SCHEMA:
            return Rule.SCHEMA, _SCHEMA[action]
        if action in _TEMPORARY:
            return Rule.TEMPORARY, ""
        if action in _MAINTENANCE:
            return Rule.MAINTENANCE, _MAINTENANCE[action]
        return _RULES.get(action, Rule.OTHER), ""

    def _about_schema_table(self) -> tuple[Rule, str]:
        """SQLite asks for this when a statement makes something, and when one first uses a computed table."""
        made = re.match(
            r"CREATE\s+(?:(TEMP(?:ORARY)?)\s+)?(?:UNIQUE\s+|VIRTUAL\s+)?(\w+)|DROP\s+(\w+)",
            _FIRST_WORD.sub(r"\1", self._sql, count=1).lstrip(),
            re.IGNORECASE,
        )
        if made and made[1]:
            return Rule.TEMPORARY, ""
        if made:
            return Rule.SCHEMA, f"{self._verb} {(made[2] or made[3]).upper()}"
        if self._verb in {"SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA"}:
            return Rule.MODULE, _computed_table(self._sql)
        return Rule.SCHEMA, self._verb


class ChangingGuard(ReadingGuard):
    """The same for a statement that may change rows of ordinary tables, and nothing else."""

    def __init__(self, sql: str) -> None:
        super().__init__(sql)
        self.changed: set[str] = set()
        """Tables whose rows are changed, triggers' work included."""

    def _about_change(self, action: int, first: str) -> tuple[Rule, str] | None:
        if action in _CHANGES and not first.lower().startswith("sqlite_"):
            self.changed.add(first)
            return None
        return super()._about_change(action, first)


def _about_pragma(name: str, value: str) -> tuple[Rule, str] | None:
    if name in TELLING_PRAGMAS:
        return None
    if name not in ASKED_PRAGMAS:
        return Rule.PRAGMA, name
    return (Rule.PRAGMA_VALUE, name) if value else None


def _computed_table(sql: str) -> str:
    """The name of a computed table that a statement uses, as far as its words tell."""
    named = (word for word in re.findall(r"\w+", sql) if word.lower() in _RAW_TABLES)
    called = re.findall(r"(?:from|join|,)\s*(\w+)\s*\(", sql, re.IGNORECASE)
    others = [word for word in called if word.lower() not in COMPUTED_TABLES]
    pragmas = re.findall(r"pragma_\w+", sql, re.IGNORECASE)
    unknown = [word for word in pragmas if word.lower() not in COMPUTED_TABLES]
    return next(named, None) or next(iter([*unknown, *others]), "A table computed by a module")
