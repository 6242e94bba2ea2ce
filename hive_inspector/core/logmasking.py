"""What may stand in the log: what the program says itself, and of everything else no more than its size.

The text of a message is the program's own and written as it is. What is put into it is not: numbers, and paths with
dots for keys and passwords, are written; any text is only told by its length, unless the caller knows that the program
phrased it (`Phrase`) or that it is a statement (`Sql`). The messages of
exceptions often repeat the value that was wrong, so of those that are not phrased by the program only the words are
written that the interpreter, SQLite or the system use themselves.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.errors import InspectorError
from hive_inspector.core.secrecy import MASK_TEXT, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    ExceptionInfo = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )


class Phrase(str):
    """A text that the program phrased itself, or that comes from a library and not from a database: written, masked."""

    __slots__ = ()


class Sql(str):
    """A statement: written without its texts and comments."""

    __slots__ = ()


class MaskingFormatter(logging.Formatter):
    """Writes records without secrets and without what databases hold."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        shown = logging.makeLogRecord(record.__dict__)
        shown.args = _masked_arguments(record.args, by_name="%(" in str(record.msg))
        shown.exc_text = None
        return super().format(shown)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - as the base class calls it
        """The traceback, with masked messages."""
        return "" if ei[1] is None else exception_text(ei[1])

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - as the base class calls it
        """The stack: places in the program."""
        return without_secrets(stack_info)


def masked_argument(value: object) -> object:
    """What is written of a value that is put into a message."""
    match value:
        case None | bool() | int() | float():
            return value
        case BaseException():
            return f"{type(value).__name__}: {message_text(value)}"
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case Path():
            return without_secrets(str(value))
        case Phrase():
            return phrase_text(value)
        case Sql():
            return sql_text(value)
        case str():
            return f"[text of {len(value):,} characters]" if value else ""
        case _:
            return f"[{type(value).__name__}]"


def exception_text(error: BaseException) -> str:
    """The traceback of an exception and of those that led to it, with masked messages."""
    return "\n".join(_chain(error, set()))


def message_text(error: BaseException) -> str:
    """What is written of an exception's message."""
    if isinstance(error, InspectorError):
        return phrase_text(error.message)
    if isinstance(error, AttributeError | NameError | ImportError) and error.name:
        return phrase_text(str(error))  # the interpreter's own, about a name in the code
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return without_secrets(f"{error.strerror}{where}")
    return known_words(str(error))


def phrase_text(text: str) -> str:
    """A sentence, with dots for secrets and for what it quotes, unless that is a single name."""
    return without_secrets(_QUOTED.sub(_quoted, text))


def sql_text(sql: str) -> str:
    """A statement with dots for its texts, without its comments."""
    return without_secrets(_LITERAL.sub(lambda found: "'…'" if found["text"] else "", sql))


_QUOTED = re.compile(r"“[^”]{0,1000}”|'[^'\n]{0,1000}'(?!\w)|\"[^\"\n]{0,1000}\"")
_QUOTED_NAME = re.compile(r"[\w.$-]{1,64}")
_LITERAL = re.compile(r"(?P<text>'[^']*(?:''[^']*)*(?:'|\Z))|--[^\n]*|/\*(?s:.*?)(?:\*/|\Z)")
_WORD = re.compile(r"[\w']+")
_LONGEST = 2_000
_HIDDEN = "…"
_KNOWN = frozenset(
    re.findall(
        r"\S+",
        """
    a able access actual address after all allow allowed already an and any archive are argument arguments as
    ascii at attempt attribute back bad base be before being bind binding blob block bounds busy but byte bytes
    c c++ call callable called can cannot cell changed char check checksum class close closed code codec column
    columns compressed connection constraint context convert corrupt cpython create cursor damaged data database
    datatype day dead decode decompressing deleted delimiter deprecated depth dict dictionary different
    directory disk division does done double duplicate during empty encode encoded end enough error event
    exactly exceeded exception exist existing exists expected expecting extra failed feature file first float
    for foreign format found from full function future generated generator given go got graph has hashable have
    header hour i image import in incomplete incorrect index indices input instance instead int integer integers
    interface internal interrupted into invalid is isoformat it item items iter iterable iterate iteration
    iterator json key keyword least left length let library line list literal locked logic long loop lower main
    malformed manager many match maximum memory method misaligned mismatch missing mode module month more most
    must name near negative no non none nonetype nonexistent not null number o object objects of on once one
    only open operand operation operator option or order ordinal out outside overflow pack parameter parameters
    parse peer permission pop position positional possible primary program property protocol raise ran range
    read readonly recursion refused released required requires reset resource result return returned right row
    runtime schema second sequence set shared should signal size slice socket some source space sqlite start
    statement static stop stopiteration stored str string subscript subscriptable such supplied support
    supported syntax system table tables takes target than that the there thread time timed timeout to too
    transaction trigger truncated tuple two type types unable unbound unexpected unhashable unicode unique
    unknown unlocked unpack unrecognized unsupported unterminated up used user utf utf8 value values variable
    variables view virtual was were when while with without wrapped write wrong wsgi year zero zip zone
    """,
    )
)
"""Words of the interpreter's, SQLite's and the system's own messages, in lower case."""


def _masked_arguments(
    arguments: object, *, by_name: bool
) -> tuple[object, ...] | dict[str, object]:
    if not isinstance(arguments, Mapping):
        return tuple(map(masked_argument, arguments)) if isinstance(arguments, tuple) else ()
    if by_name:
        return {str(name): masked_argument(value) for name, value in arguments.items()}
    return (masked_argument(arguments),)


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    """The oldest cause first."""
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen)
        yield "\nwhich led to:\n" if error.__cause__ else "\nwhile that was handled:\n"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):"
        yield without_secrets("".join(traceback.format_tb(error.__traceback__)).rstrip("\n"))
    yield f"{type(error).__name__}: {message_text(error)}"


def _quoted(found: re.Match[str]) -> str:
    whole = found[0]
    return whole if _is_name(whole) else f"{whole[0]}{MASK_TEXT}{whole[-1]}"


def _is_name(quoted: str) -> bool:
    return _QUOTED_NAME.fullmatch(quoted[1:-1]) is not None


def known_words(message: str) -> str:
    """The words of a message that no database has put into it; runs of others become one ellipsis."""
    unquoted = _QUOTED.sub(
        lambda found: found[0] if _is_name(found[0]) else _HIDDEN, message[:_LONGEST]
    )
    shown = _WORD.sub(lambda word: word[0] if _is_known(word[0]) else _HIDDEN, unquoted)
    return _RUN.sub(_HIDDEN, shown)


_RUN = re.compile(rf"{_HIDDEN}(?:[^\w\n]{{0,20}}{_HIDDEN})+")
_MOST_DIGITS = 6


def _is_known(word: str) -> bool:
    bare = word.strip("'")
    if bare.isascii() and bare.isdecimal():
        return len(bare) <= _MOST_DIGITS
    return bare.lower() in _KNOWN
