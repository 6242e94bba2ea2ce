"""Which cells are shown as dots until the user reveals them: secrets, not merely private content.

Three sources, in this order: a column of settings hides the values whose key names a secret or that are encrypted; a
column that the catalogue calls secret is hidden; and so is, in any database, a column whose name or table tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.hive.catalogue import Trait, column_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hive_inspector.core.database.values import Cell

MASK_TEXT = "••••••••"
"""What stands in place of a secret, whatever its length."""
NOT_ENCRYPTED = (None, 0, "", "0", "false", "False")
"""What a column that says whether a value is encrypted holds where it is not."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A column whose cells are hidden, all of them or those that other cells of the row tell."""

    column: str
    reads: tuple[str, ...] = ()
    """Other columns of the same row that it must see; empty where every cell is hidden."""
    key: str | None = None
    """The one of them that names the setting."""
    encrypted: str | None = None
    """The one of them that says whether the value is encrypted."""

    def hides(self, values: Mapping[str, Cell]) -> bool:
        """Whether the cell of this row is hidden.

        Args:
            values: The cells named in `reads`. A NULL needs no hiding: where the column's own cell is among the values
                and NULL, the answer is no.
        """
        if values.get(self.column, MASK_TEXT) is None:
            return False
        if not self.reads:
            return True
        return self._says_encrypted(values) or self._names_a_secret(values)

    def _says_encrypted(self, values: Mapping[str, Cell]) -> bool:
        return self.encrypted is not None and values[self.encrypted] not in NOT_ENCRYPTED

    def _names_a_secret(self, values: Mapping[str, Cell]) -> bool:
        return self.key is not None and names_a_secret(str(values[self.key]))


def masks(table: str, columns: Sequence[str]) -> tuple[Mask, ...]:
    """The columns of a table that hide cells.

    Args:
        table: The table's name, of any database.
        columns: All its columns, as the database spells them.
    """
    return _masks(table, tuple(columns))


def names_a_secret(name: str) -> bool:
    """Whether a column or setting of that name holds a secret, as `api_key`, `licenseKey` and `password_hash` do.

    What counts is the last word, so that `token_count`, `primary_key` and `password_changed_at` are no secrets.
    """
    words = _words(name)
    while len(words) > 1 and _FORM.fullmatch(words[-1]):
        words.pop()
    if not words:
        return False
    before, last = "".join(words[-2:-1]), words[-1]
    if last == "key":
        return _OPENS_SOMETHING.fullmatch(before) is not None
    if last == "token":
        return _PIECE_OF_TEXT.fullmatch(before) is None
    return _SECRET.fullmatch(last) is not None


_KEY_COLUMNS = ("key", "setting_key", "config_key", "state_key", "name", "setting", "option")
_VALUE_COLUMNS = ("value", "setting_value", "config_value", "state_value")
_SECRET_CONTENT = ("value", "key", "hash", "data", "code", "content")
"""Columns that hold the secret itself in a table of secrets."""
_ENCRYPTED_COLUMNS = ("encrypted", "is_encrypted")

_SECRET = re.compile(
    "password|passwd|pwd|passphrase|secret|credentials?|jwt"
    "|.*(?:api|licen[sc]e|secret|private|access)key|.*(?:access|auth|refresh|session|bearer)token"
)
"""Last words that always stand for a secret."""
_OPENS_SOMETHING = re.compile(
    "api|licen[sc]e|secret|private|access|auth|encryption|signing|master|ssh|pgp|gpg"
    "|activation|serial|account|recovery"
    "|openrouter|openai|anthropic|google|gemini|azure|aws|github|stripe|hive"
)
"""Before `key`, words that make it a secret and not the key of a table."""
_PIECE_OF_TEXT = re.compile(
    "per|first|last|next|stop|start|end|eos|bos|pad|unk|mask|special"
    "|min|max|avg|average|input|output|prompt|completion"
)
"""Before `token`, words that make it a piece of text that a model reads, not a right."""
_FORM = re.compile(
    "hash|salt|digest|encrypted|enc|cipher|ciphertext|value|plain|raw|b64|base64|hex"
    "|v|old|new|backup|bak|copy|previous|prev|current|prod|test|dev"
)
"""Last words that only say in which form a secret is kept, or which of several it is."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")


def _words(name: str) -> list[str]:
    """The words of a name in `snake_case`, `camelCase`, `kebab-case` or with dots, in lower case, without numbers."""
    found = (word.lower().rstrip("0123456789") for word in _WORD.findall(name))
    return [word for word in found if word]


@lru_cache(maxsize=256)
def _masks(table: str, columns: tuple[str, ...]) -> tuple[Mask, ...]:
    key = _first_of(_KEY_COLUMNS, columns)
    encrypted = _first_of(_ENCRYPTED_COLUMNS, columns)
    reads = tuple(name for name in (key, encrypted) if name is not None)
    of_secrets = _holds_secrets(table)
    found = []
    for column in columns:
        if of_secrets and folded(column) in _SECRET_CONTENT:
            found.append(Mask(column))
        elif reads and folded(column) in _VALUE_COLUMNS:
            found.append(Mask(column, reads, key, encrypted))
        elif Trait.SECRET in column_note(table, column).traits or names_a_secret(column):
            found.append(Mask(column))
    return tuple(found)


def _holds_secrets(table: str) -> bool:
    """Whether each row of a table of that name is a secret, as in `api_keys`; `tokens` alone may be pieces of text."""
    words = folded(table).removesuffix("s")
    return words != "token" and names_a_secret(words)


def _first_of(wanted: tuple[str, ...], columns: tuple[str, ...]) -> str | None:
    spelled = {folded(column): column for column in columns}
    return next((spelled[name] for name in wanted if name in spelled), None)
