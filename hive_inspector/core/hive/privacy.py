"""Which cells are shown as dots until the user reveals them: secrets, not merely private content.

Four sources, in this order: a column of settings hides the values whose key names a secret or that are encrypted; a
column that the catalogue calls secret is hidden; so is, in any database, a column whose name or table tells; and in a
column of settings or of addresses each value that has a secret inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hive_inspector.core import secrecy
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.hive.bookkeeping import OWN_PREFIX, QUARANTINE_PREFIX, origin_of
from hive_inspector.core.hive.catalogue import Trait, column_note
from hive_inspector.core.hive.embedded_secrets import tells_a_secret

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hive_inspector.core.database.values import Cell

MASK_TEXT = secrecy.MASK_TEXT
"""What stands in place of a secret, whatever its length."""
NOT_ENCRYPTED = (None, 0, "", "0", "false", "False")
"""What a column that says whether a value is encrypted holds where it is not."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A column whose cells are hidden, all of them or those that other cells of the row tell."""

    column: str
    reads: tuple[str, ...] = ()
    """Other columns of the same row that it must see."""
    key: str | None = None
    """The one of them that names the setting."""
    encrypted: str | None = None
    """The one of them that says whether the value is encrypted."""
    by_content: bool = False
    """Whether a cell is also hidden for what it holds itself."""

    @property
    def hides_all(self) -> bool:
        """Whether every cell is hidden, whatever stands in its row."""
        return not self.reads and not self.by_content

    def hides(self, values: Mapping[str, Cell]) -> bool:
        """Whether the cell of this row is hidden.

        Args:
            values: The cells named in `reads`, and the column's own where it is hidden for what it holds. A NULL needs
                no hiding: where the column's own cell is among the values and NULL, the answer is no.
        """
        own = values.get(self.column, MASK_TEXT)
        if own is None:
            return False
        if self.hides_all or self._says_encrypted(values) or self._names_a_secret(values):
            return True
        return self.by_content and tells_a_secret(own)

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
    if folded(table) in _KEPT_VALUES:
        return tuple(Mask(column) for column in columns if folded(column) == "value")
    return _masks(origin_of(table), tuple(columns))


def names_a_secret(name: str) -> bool:
    """Whether a column or setting of that name holds a secret, as `api_key`, `licenseKey` and `password_hash` do.

    What counts is the last word, with the one before it, so that `token_count`, `primary_key` and
    `password_changed_at` are no secrets. Any other key than those that find a row is one, whoever it belongs to.
    """
    words = _words(name)
    while len(words) > 1 and _FORM.fullmatch(words[-1]):
        words.pop()
    if not words or _QUESTION.fullmatch(words[0]):
        return False
    before, last = "".join(words[-2:-1]), words[-1]
    if last == "tokens":
        return _GIVES_A_RIGHT.fullmatch(before) is not None
    one = last.removesuffix("s")
    if one == "key":
        return bool(before) and _FINDS_SOMETHING.fullmatch(before) is None
    if one == "token":
        return _PIECE_OF_TEXT.fullmatch(before) is None
    return any(_SECRET.fullmatch(word) for word in (last, one, before + last, before + one))


_KEPT_VALUES = frozenset({f"{QUARANTINE_PREFIX}names", f"{OWN_PREFIX}_salvaged_rows"})
"""Tables of the program's own that keep cells of any column, secrets perhaps among them."""
_KEY_COLUMNS = ("key", "setting_key", "config_key", "state_key", "name", "setting", "option")
_VALUE_COLUMNS = ("value", "setting_value", "config_value", "state_value")
_SECRET_CONTENT = ("value", "key", "hash", "data", "code", "content")
"""Columns that hold the secret itself in a table of secrets."""
_ADDRESS = re.compile(
    "(?:url|uri|endpoint|link|webhook|href|proxy|host|server|remote|origin|address|connection|database)s?"
)
"""Last words of columns that hold addresses, in which a password or a key may stand."""
_ENCRYPTED_COLUMNS = ("encrypted", "is_encrypted")

_SECRET = re.compile(
    "password|passwd|pwd|passphrase|passcode|secret|credential|jwt|authorization|bearer|cookie|t?otp|pin|mnemonic|dsn"
    "|.*(?:api|licen[sc]e|secret|private|access)key|.*(?:access|auth|refresh|session|bearer)tokens?"
    "|(?:api|licen[sc]e|activation|recovery|backup|verification|security|auth|authorization|access|login|otp|mfa|[0-9]fa"
    "|pin|pass|reset|redeem|secret|unlock|invite|invitation)code"
    "|(?:connection|conn)string|(?:seed|recovery|secret)phrase"
    "|(?:smtp|imap|mail|ftp|proxy|db|database|mysql|postgres|user|admin|root)pass"
)
"""What stands for a secret: a last word in the singular, alone or with the word before it."""
_QUESTION = re.compile("is|has|needs|requires")
"""First words of names that ask whether there is something."""
_FINDS_SOMETHING = re.compile(
    "primary|foreign|unique|composite|natural|surrogate|candidate|business|alternate|partition|shard|cluster|routing"
    "|sort|sorting|order|group|grouping|range|index|lookup|search|join|map|hash|cache|dedup|dedupe|idempotency|storage"
    "|config|configuration|settings?|state|option|preference|property|prop|attribute|field|column|param|parameter"
    "|feature|flag|metadata|meta|row|record|object|item|entity|parent|child|node|tree|table|data|dict|json|ref|reference"
    "|translation|message|locale|label|tag|category|type|enum|event|metric|path|file|image|blob|topic|context"
    "|public|pub|hot|short|shortcut|arrow|modifier|escape|enter|tab|shift|ctrl|control|alt|up|down|left|right"
    "|min|max|first|last|next|start|end|is|has|by"
)
"""Before `key`, words that make it the key of a table, or one to press or to publish, and not a secret."""
_GIVES_A_RIGHT = re.compile(
    "access|auth|oauth|refresh|session|bearer|api|csrf|xsrf|device|push|personal|reset|invite|verification|login|sync"
    "|remember|secret|security|service|github|gitlab|slack|discord|telegram|huggingface|hf|npm|pypi"
)
"""Before `tokens`, which alone are counted, words that make them rights."""
_PIECE_OF_TEXT = re.compile(
    "per|first|last|next|stop|start|end|eos|bos|pad|unk|mask|special"
    "|min|max|avg|average|input|output|prompt|completion"
)
"""Before `token`, words that make it a piece of text that a model reads, not a right."""
_FORM = re.compile(
    "json|list|hash|salt|digest|encrypted|enc|cipher|ciphertext|value|plain|raw|b64|base64|hex"
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
            found.append(Mask(column, reads, key, encrypted, by_content=True))
        elif Trait.SECRET in column_note(table, column).traits or names_a_secret(column):
            found.append(Mask(column))
        elif any(map(_ADDRESS.fullmatch, _words(column)[-1:])):
            found.append(Mask(column, by_content=True))
    return tuple(found)


def _holds_secrets(table: str) -> bool:
    """Whether each row of a table is a secret, as in `api_keys`; not so in `tokens` of a text, or pinned `pins`."""
    words = folded(table).removesuffix("s")
    return words not in {"token", "pin"} and names_a_secret(words)


def _first_of(wanted: tuple[str, ...], columns: tuple[str, ...]) -> str | None:
    spelled = {folded(column): column for column in columns}
    return next((spelled[name] for name in wanted if name in spelled), None)
