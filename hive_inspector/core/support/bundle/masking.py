"""What is left of a text in a bundle: names that the program or the file's schema knows, numbers, and plain sentences.

Two nets, one below the other. Texts from a database never come here: whoever gathers a part leaves them out or passes
them through `shaped`, which lets through only what has a form that can tell nothing. What the program says itself is
passed through `prose` or `sql` all the same, because sentences quote and statements hold literals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.sqltext import TokenKind, tokens, unquoted
from hive_inspector.core.hive.blueprints import blueprint_names, create_statements
from hive_inspector.core.logmasking import known_words
from hive_inspector.core.secrecy import MASK_TEXT, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Column, Index, Schema, Table, Trigger

DATABASE_TEXT = "[database]"
PATH_TEXT = "[path]"
_SHORTEST_NAME = 3
"""Shorter names of users and computers are found in too many words."""
_QUOTED = re.compile(r"“[^”]{0,1000}”|'[^'\n]{0,1000}'(?!\w)|\"[^\"\n]{0,1000}\"|`[^`\n]{0,1000}`")
_PATH = re.compile(r"(?<![\w\]~.])(?:~?/(?=[^\s/])|[A-Za-z]:[\\/]|\\\\)[^:\"'“”()\n;]*")
_DIGITS = re.compile(r"[0-9][0-9,.]{0,8}")
_LOG_HEAD = re.compile(
    r"(?P<head>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]{4,8} hive_inspector[\w.]{0,100}: )(?P<rest>.*)"
)
_LOG_PLACE = re.compile(
    r'  File "(?P<path>[^"\n]{1,1000})", line (?P<line>\d{1,6}), in (?P<name>[\w<>.]{1,80})'
)
_LOG_ERROR = re.compile(r"(?P<kind>[A-Z]\w{0,60}): (?P<message>.*)")
_LOG_BETWEEN = frozenset(
    {
        "",
        "Traceback (most recent call last):",
        "which led to:",
        "while that was handled:",
    }
)
_MODULE = re.compile(r"(?:hive_inspector|site-packages|python3\.\d+)[\\/][\w.\\/-]*$")


@dataclass(frozen=True, slots=True)
class Masking:
    """What is known of a file and of the computer that it lies on."""

    database: Path
    """The file, its symlinks resolved."""
    home: Path
    user: str = ""
    host: str = ""
    names: frozenset[str] = field(default_factory=frozenset)
    """Folded names of what the schema declares, and other names that may stand in quotes."""

    def prose(self, text: str) -> str:
        """A sentence of the program's, without paths, people, secrets and what it quotes."""
        text = text.replace(str(self.database), DATABASE_TEXT)
        text = _PATH.sub(PATH_TEXT, text.replace(str(self.database.parent), PATH_TEXT))
        text = text.replace(str(self.home), "~").replace(self.database.name, DATABASE_TEXT)
        return self._people(without_secrets(_QUOTED.sub(self._quoted, text)))

    def name(self, text: str) -> str:
        """A name out of the schema."""
        return self._people(without_secrets(text))

    def sql(self, text: str) -> str:
        """A statement without comments, with lengths in place of texts that no Hive schema has."""
        return "".join(self._sql_pieces(text)).strip()

    def log(self, text: str) -> str:
        """Lines of the log; of lines that the log does not write so, only their length."""
        lines = [shown for line in text.split("\n") if (shown := self._log_line(line)) is not None]
        return "\n".join(lines)

    def schema(self, schema: Schema) -> Schema:
        """The schema with masked texts."""
        return replace(
            schema,
            tables=tuple(map(self._table, schema.tables)),
            triggers=tuple(map(self._trigger, schema.triggers)),
        )

    def _log_line(self, line: str) -> str | None:
        line = line.rstrip("\r")
        if line in _LOG_BETWEEN:
            return line
        if head := _LOG_HEAD.fullmatch(line):
            return head["head"] + self.prose(head["rest"])
        if place := _LOG_PLACE.fullmatch(line):
            module = _MODULE.search(place["path"])
            where = module[0] if module else PATH_TEXT
            name = place["name"] if module else "…"
            return f'  File "{where}", line {place["line"]}, in {name}'
        if error := _LOG_ERROR.fullmatch(line):
            return f"{error['kind']}: {known_words(error['message'])}"
        if line.startswith("    "):
            return None  # the line of code, which stands in the program as well
        return size_of(line)

    def _quoted(self, found: re.Match[str]) -> str:
        whole = found[0]
        inside = whole[1:-1]
        if self._is_known(inside) or _DIGITS.fullmatch(inside) or not inside:
            return whole
        return f"{whole[0]}{MASK_TEXT}{whole[-1]}"

    def _is_known(self, text: str) -> bool:
        return all(folded(part) in self.names for part in text.split("."))

    def _people(self, text: str) -> str:
        for name, stands_for in ((self.user, "[user]"), (self.host, "[host]")):
            if len(name) >= _SHORTEST_NAME:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", stands_for, text)
        return text

    def _sql_pieces(self, text: str) -> Iterator[str]:
        for token in tokens(text):
            match token.kind:
                case TokenKind.COMMENT:
                    yield " "
                case TokenKind.STRING | TokenKind.NAME:
                    yield self._literal(token.text)
                case TokenKind.BLOB:
                    yield "x''"
                case TokenKind.NUMBER:
                    yield token.text if _DIGITS.fullmatch(token.text) else "0"
                case TokenKind.UNFINISHED:
                    yield f"'{size_of(token.text)}'"
                case TokenKind.WORD:
                    yield self.name(token.text)
                case _:
                    yield token.text

    def _literal(self, text: str) -> str:
        content = unquoted(text)
        if content in known_literals() or folded(content) in self.names:
            return self.name(text)
        return f"'{size_of(content)}'" if text[0] in "'\"" else f'"{size_of(content)}"'

    def _table(self, table: Table) -> Table:
        return replace(
            table,
            name=self.name(table.name),
            columns=tuple(map(self._column, table.columns)),
            references=tuple(
                replace(
                    one,
                    columns=tuple(map(self.name, one.columns)),
                    table=self.name(one.table),
                    to=tuple(map(self.name, one.to)),
                )
                for one in table.references
            ),
            indexes=tuple(map(self._index, table.indexes)),
            unique=tuple(tuple(map(self.name, one)) for one in table.unique),
            checks=tuple(map(self.sql, table.checks)),
            sql=self.sql(table.sql),
            problem=self.prose(table.problem),
            among={},
        )

    def _column(self, column: Column) -> Column:
        default = None if column.default is None else self.sql(column.default)
        return replace(
            column, name=self.name(column.name), type=self.sql(column.type), default=default
        )

    def _index(self, index: Index) -> Index:
        columns = tuple(
            replace(
                one,
                name=None if one.name is None else self.name(one.name),
                expression=self.sql(one.expression),
            )
            for one in index.columns
        )
        return replace(
            index,
            name=self.name(index.name),
            table=self.name(index.table),
            columns=columns,
            where=None if index.where is None else self.sql(index.where),
            sql=None if index.sql is None else self.sql(index.sql),
        )

    def _trigger(self, trigger: Trigger) -> Trigger:
        return replace(
            trigger,
            name=self.name(trigger.name),
            table=self.name(trigger.table),
            sql=self.sql(trigger.sql),
        )


def size_of(text: str) -> str:
    """What is told of a text that is not shown."""
    return f"[text of {len(text):,} characters]"


def shaped(text: str | None, form: re.Pattern[str]) -> str:
    """A text that has a form which can tell nothing, else its length."""
    if not text:
        return ""
    return text if form.fullmatch(text) else size_of(text)


def names_of(schema: Schema) -> frozenset[str]:
    """The folded names of everything that a schema declares."""
    found: set[str] = set()
    for table in schema.tables:
        found.add(table.name)
        found.update(column.name for column in table.columns)
        found.update(index.name for index in table.indexes)
        found.update(one.table for one in table.references)
    found.update(trigger.name for trigger in schema.triggers)
    return frozenset(map(folded, found))


@cache
def known_literals() -> frozenset[str]:
    """Texts that stand in Hive's own schemas: defaults, allowed values, messages of triggers."""
    quoted = (TokenKind.STRING, TokenKind.NAME)
    return frozenset({"", "now", "localtime", "utc", "%Y-%m-%dT%H:%M:%fZ", "$"}) | frozenset(
        unquoted(token.text)
        for name in blueprint_names()
        for statement in create_statements(name)
        for token in tokens(statement)
        if token.kind in quoted
    )
