"""Any value that a SQLite cell can hold, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

INTEGERS = st.integers(min_value=-(2**63), max_value=2**63 - 1)
REALS = st.floats(allow_nan=False)
TEXTS = st.text(max_size=200) | st.text(
    st.sampled_from("a\0\n\t\r\x1b\x7f\x80\xad\u200b\u202e\u2028\ufeffé漢🐝\U000e0041"),
    max_size=400,
)
BROKEN_TEXTS = st.binary(max_size=300).map(lambda data: data.decode("utf-8", "surrogateescape"))
"""As the driver hands out a text whose bytes are no UTF-8."""
BLOBS = st.binary(max_size=300)
CELLS = st.none() | INTEGERS | REALS | TEXTS | BLOBS
_WORDS = [
    "SELECT 1",
    "CREATE TRIGGER t BEGIN",
    "CREATE TEMP TRIGGER",
    "create temporary trigger",
    "EXPLAIN",
]
_WORDS += [
    "END",
    "end;",
    "TRIGGER",
    "CREATE",
    "CASE",
    "1e5",
    "0x1F",
    ".5",
    "?1",
    ":a",
    "@b",
    "$c::d(e)",
]
_MARKS = [
    ";",
    " ",
    "\n",
    "--c\n",
    "/* ; */",
    "/* open",
    "'a;b'",
    "'",
    '"',
    "`n`",
    "[x]",
    "[",
    "x'00'",
    "x'0'",
]
_MARKS += ["->>", "!=", "é", "\0", "$", "#"]
SQL_PIECES = st.sampled_from(_WORDS + _MARKS)
SCRIPTS = st.lists(SQL_PIECES | st.text(max_size=4), max_size=25).map("".join)
