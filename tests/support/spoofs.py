"""Texts that pretend to be something else: what looks like HTML, and characters that act or cannot be seen."""

from __future__ import annotations

from hive_inspector.core.database.identifiers import quoted

HTML = "<img src='http://picture.invalid/x.png'><a href='http://link.invalid'>link</a> <b>bold</b>"
RIGHT_TO_LEFT = "annual\u202egpj.exe"
UNSEEN = "ad\u200bmin\u2066x\u2069\ufeff\u00ad"
TERMINAL = "red \x1b[31m\x1b]0;title\x07\x9b2J\x08\x7f"
LINES = "one\r\ntwo\u2028three\x0bfour"
MARKDOWN = (
    "![p](http://picture.invalid/y.png) [l](http://link.invalid) <img src='file:///etc/hosts'>"
)

SPOOFS = {
    "html": HTML,
    "right to left": RIGHT_TO_LEFT,
    "unseen": UNSEEN,
    "terminal": TERMINAL,
    "lines": LINES,
    "markdown": MARKDOWN,
}

ACTING = frozenset(
    "\u202e\u200b\u2066\u2069\ufeff\u00ad\u2028\u2029\u202a\u202b\u202c\u202d\u200e\u200f"
) | {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
"""None of these may reach a terminal or a window."""


def spoofing_statements() -> tuple[str, ...]:
    """Tables, columns, indexes, views, triggers, defaults, checks and cells made of them, beside what a file has."""
    columns = ", ".join(quoted(f"{spoof}?") for spoof in SPOOFS.values())
    values = ", ".join(map(_literal, SPOOFS.values()))
    made: list[str] = [
        f"CREATE TABLE carrier ({columns})",
        f"INSERT INTO carrier VALUES ({values})",
        f"CREATE VIEW wanting AS SELECT * FROM {quoted(RIGHT_TO_LEFT + UNSEEN + 'gone')}",
    ]
    for spoof in SPOOFS.values():
        text, table = _literal(spoof), quoted(spoof)
        column, index, trigger = (quoted(f"{what} {spoof}") for what in "cit")
        made += [
            f"""CREATE TABLE {table} (id INTEGER PRIMARY KEY, {column} TEXT DEFAULT {text} CHECK ({column} != 7),
                content TEXT, other INTEGER REFERENCES {table} (id))""",
            f"CREATE INDEX {index} ON {table} ({column})",
            f"CREATE VIEW {quoted('v ' + spoof)} AS SELECT {column}, {text} AS {quoted(spoof + '!')} FROM {table}",
            f"CREATE TRIGGER {trigger} AFTER DELETE ON {table} BEGIN SELECT {text}; END",
            f"INSERT INTO {table} (content, other) VALUES ({text}, 7), ('x' || {text}, 1)",
            f"INSERT INTO configurations (key, value) VALUES ('k ' || {text}, {text})",
            f"""INSERT INTO conversations (id, user_id, total_cost, start_time)
                VALUES ({text}, {text}, 1, '2025-06-01 10:00:00')""",
            f"""INSERT INTO messages (id, conversation_id, role, content, stage, model_used, timestamp)
                VALUES ({text}, {text}, {text}, {text}, {text}, {text}, '2025-06-01 10:00:00')""",
        ]
    return tuple(made)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
