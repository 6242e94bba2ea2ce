"""Awkward declarations of a table that nothing else knows of."""

from __future__ import annotations

from tests.faults.shape import PLAIN, Item, Shape, column

ID = column("id", "INTEGER PRIMARY KEY")
CODE = column("code", "TEXT")

_WORDING = (
    PLAIN,
    PLAIN.but(
        name="comments to the end of the line",
        items=(
            Item("id INTEGER PRIMARY KEY -- the number, (not the code\n  ", "id"),
            Item("code TEXT -- it's short; unique\n  ", "code"),
        ),
        note="-- before, the note\n  {name} {type}{check} -- after ) it\n  ",
    ),
    PLAIN.but(
        name="comments inside",
        items=(ID, column("code", "/* a, b) \"c' */ TEXT")),
        note="/* CHECK (note) */ {name} /*, */ {type}{check} /* ; */",
    ),
    PLAIN.but(
        name="brackets and commas in texts",
        items=(ID, CODE, column("place", "TEXT DEFAULT 'a, (b) -- c' CHECK (place <> ');')")),
    ),
    PLAIN.but(
        name="white space in texts",
        items=(ID, CODE, column("gap", "TEXT DEFAULT 'a  b\tc\n d' CHECK (gap <> '  ')")),
    ),
    PLAIN.but(
        name="no space before brackets",
        items=(ID, column("code", "VARCHAR(10)CHECK(length(code)<9)")),
        constraint="UNIQUE(code)",
        note="{name} {type}{check}",
    ),
    PLAIN.but(
        name="strange white space",
        items=(column("id", "\n\n\tINTEGER\tPRIMARY\n KEY"), column("code", "TEXT   ")),
        written="t\n\n",
    ),
    PLAIN.but(
        name="small letters",
        items=(column("id", "integer primary key autoincrement"), column("code", "text")),
        constraint="unique (code)",
    ),
)

_CONSTRAINTS = (
    PLAIN.but(
        name="nested checks",
        items=(
            ID,
            column("code", "TEXT CHECK ((length(code) > 0) AND (code NOT IN ('x', (('y')))))"),
        ),
        more=(Item("CHECK ((id > 0) OR (id < 0 AND ((code IS NOT NULL))))"),),
        probes=(
            *PLAIN.probes,
            "INSERT INTO t (code) VALUES ('y')",
            "INSERT INTO t (code) VALUES ('')",
        ),
    ),
    PLAIN.but(
        name="named constraints",
        items=(
            column("id", 'INTEGER CONSTRAINT "the key" PRIMARY KEY'),
            column(
                "code", "TEXT CONSTRAINT filled NOT NULL CONSTRAINT short CHECK (length(code) < 5)"
            ),
        ),
        constraint="CONSTRAINT once UNIQUE (code)",
        probes=(*PLAIN.probes, "INSERT INTO t (code) VALUES ('far too long')"),
    ),
    PLAIN.but(
        name="conflict clauses",
        items=(ID, column("code", "TEXT NOT NULL ON CONFLICT IGNORE UNIQUE ON CONFLICT REPLACE")),
        constraint="UNIQUE (id, code) ON CONFLICT FAIL",
        probes=(
            *PLAIN.probes,
            "INSERT INTO t (code) VALUES ('a')",
            "INSERT INTO t (code) VALUES (NULL)",
        ),
        doubled="",
    ),
    PLAIN.but(
        name="collations",
        items=(ID, column("code", "TEXT COLLATE NOCASE")),
        note="{name} {type} COLLATE RTRIM{check}",
        doubled="INSERT INTO t (code) VALUES ('A')",
    ),
    PLAIN.but(
        name="a key counted down",
        items=(column("id", "INTEGER PRIMARY KEY DESC"), CODE),
        rows=(
            "INSERT INTO t (rowid, id, code, note) VALUES (3, 1, 'a', 'x'), (9, 2, 'b', '7'), (-4, NULL, 'c', '')",
        ),
    ),
    PLAIN.but(
        name="a text key that may be missing",
        items=(column("id", "TEXT PRIMARY KEY"), CODE),
        rows=(
            "INSERT INTO t (rowid, id, code, note) VALUES (5, NULL, 'a', '1'), (2, NULL, 'b', '2'), (8, 'k', 'c', '')",
        ),
        probes=("INSERT INTO t (id, code) VALUES ('k', 'd')", "DELETE FROM t WHERE id IS NULL"),
        doubled="INSERT INTO t (code) VALUES ('c')",
    ),
    PLAIN.but(
        name="a key of two columns",
        items=(column("id", "INTEGER"), CODE),
        more=(Item("PRIMARY KEY (code COLLATE NOCASE, id DESC)"),),
        rows=("INSERT INTO t (id, code, note) VALUES (1, 'a', 'x'), (2, 'b', '7'), (7, 'c', '')",),
        probes=("INSERT INTO t (id, code) VALUES (2, 'B')", "DELETE FROM t WHERE code = 'c'"),
    ),
)

_KINDS = (
    PLAIN.but(
        name="strict",
        suffix=" STRICT",
        other_type="ANY",
        probes=(*PLAIN.probes, "INSERT INTO t (id, code) VALUES (20, x'00')"),
    ),
    PLAIN.but(
        name="without rowid",
        items=(column("id", "INTEGER PRIMARY KEY"), CODE),
        suffix=" WITHOUT ROWID",
        probes=(
            "INSERT INTO t (id, code) VALUES (1, 'd')",
            "INSERT INTO t (id, code) VALUES (NULL, 'd')",
        ),
        doubled="INSERT INTO t (id, code) VALUES (50, 'a')",
    ),
    PLAIN.but(
        name="strict without rowid",
        items=(column("id", "INT NOT NULL"), column("code", "TEXT NOT NULL")),
        more=(Item("PRIMARY KEY (code DESC, id)"),),
        suffix=" STRICT, WITHOUT ROWID",
        other_type="ANY",
        constraint="UNIQUE (id)",
        probes=("INSERT INTO t (id, code) VALUES (NULL, 'a')", "DELETE FROM t WHERE code = 'b'"),
        doubled="INSERT INTO t (id, code) VALUES (1, 'z')",
    ),
    PLAIN.but(
        name="counted, ahead of its rows",
        items=(column("id", "INTEGER PRIMARY KEY AUTOINCREMENT"), CODE),
        rows=(
            *PLAIN.rows,
            "INSERT INTO t (id, code) VALUES (500, 'gone')",
            "DELETE FROM t WHERE id = 500",
        ),
    ),
    PLAIN.but(
        name="counted, now empty",
        items=(column("id", "INTEGER PRIMARY KEY AUTOINCREMENT"), CODE),
        rows=("INSERT INTO t (id, code) VALUES (77, 'gone')", "DELETE FROM t"),
        doubled="",
    ),
    PLAIN.but(
        name="computed when read",
        items=(ID, CODE, column("twice", "TEXT GENERATED ALWAYS AS (code || code) VIRTUAL")),
    ),
    PLAIN.but(
        name="computed and stored",
        items=(ID, CODE, column("total", "AS (id * 3 + length(code)) STORED")),
        then=("CREATE INDEX t_total ON t (total)",),
    ),
    PLAIN.but(
        name="computed from computed",
        items=(
            ID,
            CODE,
            column("twice", "INT AS (id * 2) STORED NOT NULL"),
            column("fourfold", "INT AS (twice * 2) VIRTUAL CHECK (fourfold < 1000)"),
        ),
        probes=(*PLAIN.probes, "INSERT INTO t (id, code) VALUES (900, 'big')"),
    ),
)

_NAMES = (
    PLAIN.but(
        name="names with space, comma and dash",
        table="a b, c-d",
        written='"a b, c-d"',
        items=(
            ID,
            CODE,
            column("x, y", "INT DEFAULT 3", written='"x, y"'),
            column("p-q r", "", written='"p-q r"'),
        ),
        rows=("INSERT INTO \"a b, c-d\" (id, code, \"p-q r\") VALUES (1, 'a', 5), (2, 'b', NULL)",),
        probes=("INSERT INTO \"a b, c-d\" (code) VALUES ('z')",),
        doubled="INSERT INTO \"a b, c-d\" (code) VALUES ('a')",
    ),
    PLAIN.but(
        name="quotes in names",
        table='it"s',
        written='"it""s"',
        items=(
            ID,
            CODE,
            column('q"q', "TEXT DEFAULT 'd'", written='"q""q"'),
            column("it's", "", written='"it\'s"'),
        ),
        rows=("INSERT INTO \"it\"\"s\" (id, code) VALUES (1, 'a'), (2, 'b')",),
        probes=('INSERT INTO "it""s" (code) VALUES (\'z\')',),
        doubled='INSERT INTO "it""s" (code) VALUES (\'a\')',
    ),
    PLAIN.but(
        name="square brackets",
        written="[t]",
        items=(ID, CODE, column("a b)", "", written="[a b)]")),
        constraint="UNIQUE ([code])",
        note="[{name}] {type}{check}",
    ),
    PLAIN.but(
        name="backticks",
        written="`t`",
        items=(
            column("id", "INTEGER PRIMARY KEY", written="`id`"),
            column("code", "TEXT", written="`code`"),
        ),
        constraint="UNIQUE (`code`)",
    ),
    PLAIN.but(
        name="names as texts",
        written="'t'",
        items=(
            column("id", "INTEGER PRIMARY KEY", written="'id'"),
            column("code", "'TEXT'", written="'code'"),
        ),
    ),
    PLAIN.but(
        name="keywords as names",
        table="select",
        written='"select"',
        items=(
            ID,
            CODE,
            column("order", "INT DEFAULT 1", written='"order"'),
            column("table", "", written="[table]"),
        ),
        rows=("INSERT INTO \"select\" (id, code) VALUES (1, 'a'), (2, 'b')",),
        probes=("INSERT INTO \"select\" (code) VALUES ('z')", 'DELETE FROM "select" WHERE id = 2'),
        doubled="INSERT INTO \"select\" (code) VALUES ('a')",
    ),
    PLAIN.but(
        name="other alphabets",
        table="Größe🐝",
        written='"Größe🐝"',
        items=(ID, CODE, column("名前", "TEXT DEFAULT '🐝'"), column("É", "")),
        rows=("INSERT INTO \"Größe🐝\" (id, code) VALUES (1, 'a'), (2, 'b')",),
        probes=("INSERT INTO \"Größe🐝\" (code) VALUES ('z')",),
        doubled="INSERT INTO \"Größe🐝\" (code) VALUES ('a')",
    ),
    PLAIN.but(
        name="called in other letters",
        table="Items",
        called="items",
        items=(column("Id", "INTEGER PRIMARY KEY AUTOINCREMENT"), column("CODE", "TEXT")),
        then=("CREATE INDEX ITEMS_CODE ON ITEMS (Code)",),
        rows=(
            "INSERT INTO items (id, code) VALUES (4, 'a'), (90, 'b')",
            "DELETE FROM items WHERE id = 90",
        ),
        probes=("INSERT INTO items (code) VALUES ('z')",),
        doubled="INSERT INTO items (code) VALUES ('a')",
    ),
    PLAIN.but(
        name="a column called rowid",
        items=(ID, CODE, column("rowid", "TEXT"), column("OID", "TEXT")),
        rows=("INSERT INTO t (id, code, rowid, oid) VALUES (1, 'a', 'x', 'y'), (2, 'b', NULL, 5)",),
    ),
    PLAIN.but(
        name="a column called rowid, no key",
        items=(column("id", "INT"), CODE, column("rowid", "TEXT")),
        rows=(
            "INSERT INTO t (_rowid_, id, code, rowid) VALUES (11, 1, 'a', 'x'), (-2, 2, 'b', NULL)",
        ),
    ),
)

_VALUES = (
    PLAIN.but(
        name="texts in double quotes as defaults",
        items=(
            ID,
            CODE,
            column("share", 'TEXT DEFAULT "100"'),
            column("level", 'TEXT NOT NULL DEFAULT "High, (very)"'),
        ),
    ),
    PLAIN.but(
        name="defaults of all kinds",
        items=(
            ID,
            CODE,
            column("moment", "TEXT DEFAULT CURRENT_TIMESTAMP"),
            column("made", "TEXT DEFAULT (printf('%s-%d', 'x', abs(-7)))"),
            column("raw", "BLOB DEFAULT x'00ff'"),
            column("less", "INT DEFAULT -1"),
            column("yes", "BOOLEAN DEFAULT TRUE"),
            column("none", "TEXT DEFAULT NULL"),
        ),
        rows=("INSERT INTO t (id, code, moment) VALUES (1, 'a', '2025-09-05'), (2, 'b', NULL)",),
        probes=("INSERT INTO t (code, moment) VALUES ('c', 'then')",),
    ),
    PLAIN.but(
        name="values of every kind",
        items=(ID, CODE, column("thing", "")),
        rows=(
            (
                "INSERT INTO t (id, code, thing, note) VALUES (1, 'A', x'', 'x'), (2, 'B', x'00ff00', '007'),"
                " (3, 'C', 9223372036854775807, ' 8 '), (4, 'D', -9223372036854775808, '1e3'), (5, 'E', 9e999, '0x10'),"
                " (6, 'F', -9e999, NULL), (7, 'G', 1.5, ''), (8, 'H', 'nul' || char(0) || 'nul', x'3132'),"
                " (9, 'I', CAST(x'ff41fe' AS TEXT), CAST(x'c328' AS TEXT)), (10, 'J', '9223372036854775808', '1.0'),"
                " (11, 'K', char(0xd800), 12), (12, 'L', -0.0, 0.1)"
            ),
        ),
        doubled="INSERT INTO t (code) VALUES ('A')",
    ),
    PLAIN.but(name="no rows", rows=(), doubled=""),
    PLAIN.but(
        name="rowids with gaps and below zero",
        rows=(
            (
                "INSERT INTO t (id, code) VALUES (-9223372036854775808, 'a'), (-3, 'b'), (0, 'c'),"
                " (4611686018427387904, 'k')"
            ),
        ),
    ),
    PLAIN.but(
        name="rowids of its own without a key",
        items=(column("id", "INT"), CODE),
        rows=(
            "INSERT INTO t (rowid, id, code) VALUES (-8, 1, 'a'), (40, 2, 'b'), (1000000, 7, 'c')",
        ),
    ),
    PLAIN.but(
        name="types of every spelling",
        items=(
            ID,
            CODE,
            column("a", "DECIMAL (10, 5)"),
            column("b", "VARYING CHARACTER(255)"),
            column("c", "UNSIGNED BIG INT"),
            column("d", "FLOATING POINT"),
            column("e", "made up type"),
            column("f", "BOOLEAN"),
            column("g", "DATETIME"),
        ),
        rows=(
            (
                "INSERT INTO t VALUES (1, 'a', '1.50', 5, '7', '2', '3', 'true', '4', 'n'),"
                " (2, 'b', x'31', 1e20, 1.5, 8, 9, 2, 'z', '1')"
            ),
        ),
        note_type="",
    ),
    PLAIN.but(
        name="three hundred columns",
        items=(ID, CODE, *(column(f"c{n}", f"INT DEFAULT {n}") for n in range(300))),
    ),
    PLAIN.but(
        name="values on pages of their own",
        rows=(
            "INSERT INTO t (id, code, note) VALUES (1, 'a', zeroblob(20000)), (2, 'b', printf('%.*c', 30000, 'x'))",
        ),
        note_type="BLOB",
        other_type="TEXT",
    ),
)

ALONE: tuple[Shape, ...] = (*_WORDING, *_CONSTRAINTS, *_KINDS, *_NAMES, *_VALUES)
