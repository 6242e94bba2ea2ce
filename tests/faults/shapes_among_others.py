"""Tables with indexes, triggers and views, and tables that other tables refer to."""

from __future__ import annotations

from tests.faults.shape import PLAIN, Item, Shape, column

ID = column("id", "INTEGER PRIMARY KEY")
CODE = column("code", "TEXT")

_INDEXES = (
    PLAIN.but(
        name="partial index",
        then=("CREATE UNIQUE INDEX  t_part ON t(code)  WHERE id > 1 AND code <> 'a  b' -- why",),
    ),
    PLAIN.but(
        name="index on an expression",
        then=(
            "CREATE INDEX \"t expr\" ON t (lower(code), id % 7 DESC, (code || ', ') COLLATE NOCASE)",
        ),
    ),
    PLAIN.but(
        name="many indexes",
        then=(
            "CREATE INDEX t_a ON t (code COLLATE NOCASE DESC)",
            "CREATE INDEX t_b ON t (id, code)",
            "CREATE UNIQUE INDEX [t c] ON t (code, id)",
            "ANALYZE",
        ),
    ),
)

_LOG = "CREATE TABLE log (at INTEGER PRIMARY KEY, what TEXT)"
_TRIGGERS = (
    PLAIN.but(
        name="triggers on it",
        first=(_LOG,),
        then=(
            "CREATE TRIGGER t_in AFTER INSERT ON t BEGIN INSERT INTO log (what) VALUES ('in ' || new.code); END",
            (
                "CREATE TRIGGER [t up] BEFORE UPDATE OF code ON t FOR EACH ROW WHEN new.code <> old.code BEGIN"
                " INSERT INTO log (what) VALUES ('up; ' || old.code); SELECT 1; END"
            ),
            "CREATE TRIGGER t_out AFTER DELETE ON t BEGIN INSERT INTO log (what) VALUES ('out'); END -- END;",
        ),
    ),
    PLAIN.but(
        name="a trigger that refuses",
        then=(
            "CREATE TRIGGER t_no BEFORE DELETE ON t WHEN old.id = 7 BEGIN SELECT raise(ABORT, 'no; never'); END",
        ),
    ),
    PLAIN.but(
        name="a trigger elsewhere",
        first=(_LOG,),
        then=(
            (
                "CREATE TRIGGER log_in AFTER INSERT ON log BEGIN UPDATE t SET code = new.what WHERE id = new.at;"
                ' DELETE FROM "t" WHERE id = -new.at; END'
            ),
        ),
        probes=("INSERT INTO log VALUES (2, 'from elsewhere')", *PLAIN.probes),
    ),
    PLAIN.but(
        name="a trigger on itself that writes to itself",
        then=(
            (
                "CREATE TRIGGER t_self AFTER UPDATE OF code ON t WHEN new.id < 100 BEGIN"
                " INSERT INTO t (id, code) VALUES (new.id + 100, 'copy ' || old.code); END"
            ),
        ),
    ),
)

_VIEWS = (
    PLAIN.but(
        name="a view over it",
        then=("CREATE VIEW v AS SELECT id, upper(code) AS big FROM t AS x WHERE x.id > 0",),
    ),
    PLAIN.but(
        name="a view over a view",
        first=(_LOG,),
        then=(
            "CREATE VIEW v (a, b) AS SELECT id, code FROM t",
            "CREATE VIEW w AS SELECT count(*) AS n, max(b) AS top FROM v",
            "CREATE TRIGGER v_in INSTEAD OF INSERT ON v BEGIN INSERT INTO t (id, code) VALUES (new.a, new.b); END",
        ),
        probes=("INSERT INTO v VALUES (60, 'through the view')", *PLAIN.probes),
    ),
    PLAIN.but(
        name="a view that is broken already",
        then=("CREATE VIEW broken AS SELECT gone FROM nowhere",),
    ),
    PLAIN.but(
        name="full text search beside it",
        then=(
            "CREATE VIRTUAL TABLE t_fts USING fts5(code, content='t', content_rowid='id')",
            (
                "CREATE TRIGGER t_fts_in AFTER INSERT ON t BEGIN"
                " INSERT INTO t_fts (rowid, code) VALUES (new.id, new.code); END"
            ),
            (
                "CREATE TRIGGER t_fts_out AFTER DELETE ON t BEGIN"
                " INSERT INTO t_fts (t_fts, rowid, code) VALUES ('delete', old.id, old.code); END"
            ),
        ),
        probes=(
            "INSERT INTO t (code) VALUES ('honey bees')",
            "DELETE FROM t WHERE id = 7",
            "INSERT INTO t_fts (t_fts) VALUES ('integrity-check')",
        ),
    ),
    PLAIN.but(
        name="full text search by hidden rowid",
        items=(column("id", "TEXT"), CODE),
        then=(
            "CREATE VIRTUAL TABLE t_fts USING fts5(code, content='t')",
            (
                "CREATE TRIGGER t_fts_in AFTER INSERT ON t BEGIN"
                " INSERT INTO t_fts (rowid, code) VALUES (new.rowid, new.code); END"
            ),
        ),
        rows=(
            "INSERT INTO t (rowid, id, code) VALUES (3, 'p', 'a'), (90, 'q', 'b'), (1000, 'r', 'c')",
        ),
        probes=("INSERT INTO t_fts (t_fts) VALUES ('integrity-check')",),
    ),
)

_REFERENCES = (
    PLAIN.but(
        name="refers to itself",
        items=(
            ID,
            CODE,
            column("above", "INT REFERENCES t (id) ON DELETE CASCADE ON UPDATE CASCADE"),
        ),
        rows=(
            "INSERT INTO t (id, code, above) VALUES (1, 'a', NULL), (2, 'b', 1), (7, 'c', 2), (8, 'd', 8)",
        ),
        probes=(
            "UPDATE t SET id = 70 WHERE id = 7",
            "INSERT INTO t (code, above) VALUES ('z', 999)",
            "DELETE FROM t WHERE id = 1",
        ),
        doubled="INSERT INTO t (code) VALUES ('d')",
    ),
    PLAIN.but(
        name="children that go with it",
        then=(
            "CREATE TABLE child (id INTEGER PRIMARY KEY, of INT NOT NULL REFERENCES t ON DELETE CASCADE)",
            "CREATE TABLE grandchild (id INT, of INT REFERENCES child (id) ON DELETE CASCADE)",
        ),
        rows=(
            *PLAIN.rows,
            "INSERT INTO child VALUES (10, 1), (11, 1), (12, 7)",
            "INSERT INTO grandchild VALUES (1, 10), (2, 12)",
        ),
        probes=(
            "INSERT INTO child VALUES (13, 999)",
            "INSERT INTO child VALUES (14, 2)",
            *PLAIN.probes,
        ),
    ),
    PLAIN.but(
        name="children by a unique text",
        then=(
            (
                "CREATE TABLE child (id INT, of TEXT DEFAULT 'a' REFERENCES \"T\" (Code)"
                " ON DELETE SET NULL ON UPDATE SET DEFAULT)"
            ),
        ),
        rows=(*PLAIN.rows, "INSERT INTO child VALUES (1, 'a'), (2, 'b'), (3, NULL)"),
        # Without its uniqueness the column can no longer be referred to: SQLite says so at the next write.
        unchangeable=frozenset({"constraint"}),
    ),
    PLAIN.but(
        name="references checked at the end",
        then=("CREATE TABLE child (of INT REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)",),
        rows=(*PLAIN.rows, "INSERT INTO child VALUES (1), (7)"),
        probes=(
            "BEGIN",
            "DELETE FROM t WHERE id = 7",
            "COMMIT",
            "DELETE FROM child",
            "COMMIT",
            *PLAIN.probes,
        ),
    ),
    PLAIN.but(
        name="a reference by two columns, both ways",
        first=("CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b))",),
        items=(ID, CODE, column("a", "INT"), column("b", "INT")),
        constraint="FOREIGN KEY (a, b) REFERENCES pair (a, b) ON DELETE RESTRICT MATCH FULL",
        more=(Item("UNIQUE (code, id)"),),
        then=(
            "CREATE TABLE child (id INT, code TEXT, FOREIGN KEY (code, id) REFERENCES t (code, id))",
        ),
        rows=(
            "INSERT INTO pair VALUES (1, 2), (3, 4)",
            "INSERT INTO t (id, code, a, b) VALUES (1, 'a', 1, 2), (2, 'b', 3, 4), (7, 'c', NULL, 4)",
            "INSERT INTO child VALUES (1, 'a')",
        ),
        probes=(
            "DELETE FROM t WHERE id = 1",
            "DELETE FROM t WHERE id = 7",
            "INSERT INTO child VALUES (2, 'x')",
        ),
        doubled="INSERT INTO t (code, a, b) VALUES ('d', 9, 9)",
    ),
    PLAIN.but(
        name="rows that refer to nothing",
        items=(ID, CODE, column("of", "INT REFERENCES parent")),
        first=("CREATE TABLE parent (id INTEGER PRIMARY KEY)",),
        rows=("INSERT INTO t (id, code, of) VALUES (1, 'a', 404), (2, 'b', NULL)",),
        probes=("INSERT INTO t (code, of) VALUES ('x', 405)", "INSERT INTO t (code) VALUES ('y')"),
    ),
    PLAIN.but(
        name="a reference to a table that is not there",
        items=(ID, CODE, column("of", "INT REFERENCES nowhere (id)")),
        rows=("INSERT INTO t (id, code, of) VALUES (1, 'a', NULL), (2, 'b', 3)",),
        probes=("UPDATE t SET id = id",),
        doubled="",
    ),
)

_MADE = (
    PLAIN.but(
        name="a name that the rebuild would take",
        first=(
            "CREATE TABLE t__old (kept TEXT)",
            "INSERT INTO t__old VALUES ('mine')",
            "CREATE VIEW t__old_ AS SELECT 1",
        ),
    ),
    PLAIN.but(
        name="made from a query",
        written='"t"',
        items=(column("id", "INT"), column("code", "TEXT", written='"code"')),
        constraint="",
        doubled="",
    ),
)

AMONG_OTHERS: tuple[Shape, ...] = (*_INDEXES, *_TRIGGERS, *_VIEWS, *_REFERENCES, *_MADE)
