"""Scripts that do what they may not, or never end: refused or undone, with a sentence, and all that was there is there.

Each is rehearsed, and then run without a rehearsal that passed, as a user can insist on.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.bookkeeping.records import read_records
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.running.run import Result, carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.faults.counting import part
from tests.faults.judging import outcomes, problems, state
from tests.faults.scene import Scene, Victims
from tests.support.migrated import NEWEST, migrated, move
from tests.support.scripts import scripts_with
from tests.support.users_rows import AT_5

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.migrations.scripts.script import Script
    from tests.faults.counting import Tally

CHANGE = "migrator.sql('UPDATE users SET email = ?', 'changed'); "
"""What each does first: it has to be undone."""
RAW = "migrator._connection._raw"
CANCELLED_AFTER_S = 0.3
SQL_LOOP = "database.value('WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n')"
MISDEEDS = {
    "commit": ("migrator.sql('COMMIT')", "A script may not begin or end a transaction"),
    "end": ("migrator.sql('END TRANSACTION')", "A script may not begin or end a transaction"),
    "roll back": ("migrator.sql('ROLLBACK')", "A script may not begin or end a transaction"),
    "begin": ("migrator.sql('BEGIN')", "A script may not begin or end a transaction"),
    "savepoint": ("migrator.sql('SAVEPOINT here')", "A script may not use savepoints"),
    "release": ("migrator.sql('RELEASE here')", "A script may not use savepoints"),
    "commit by the driver": (f"{RAW}.commit()", "A script may not begin or end a transaction"),
    "executescript": (f"{RAW}.executescript('CREATE TABLE x (y); COMMIT;')", "A script may not"),
    "several statements": (
        "migrator.sql('CREATE TABLE x (y); CREATE TABLE z (y)')",
        "one statement at a time",
    ),
    "vacuum": ("migrator.sql('VACUUM')", ""),
    "vacuum into": ("migrator.sql('VACUUM INTO ?', 'elsewhere.db')", ""),
    "attach": ("migrator.sql('ATTACH ? AS other', ':memory:')", "A script may not attach"),
    "detach": ("migrator.sql('DETACH main')", "A script may not detach"),
    "foreign keys": (
        "migrator.sql('PRAGMA foreign_keys = 1')",
        "A script may not use PRAGMA foreign_keys",
    ),
    "legacy": ("migrator.sql('PRAGMA legacy_alter_table = 0')", "PRAGMA legacy_alter_table"),
    "journal": ("migrator.sql('PRAGMA journal_mode = DELETE')", "PRAGMA journal_mode"),
    "writable schema": ("migrator.sql('PRAGMA writable_schema = 1')", "PRAGMA writable_schema"),
    "schema as a table": ("migrator.sql('DELETE FROM sqlite_master')", ""),
    "user version": ("migrator.sql('PRAGMA user_version = 99')", "PRAGMA user_version"),
    "drop the record": ("migrator.drop_table('schema_migrations')", "which records the migrations"),
    "empty the record": (
        "migrator.sql('DELETE FROM schema_migrations')",
        "which records the migrations",
    ),
    "forge the record": (
        "migrator.sql('INSERT INTO schema_migrations VALUES (999, ?, ?)', 'x', 'y')",
        "which records the migrations",
    ),
    "drop our history": ("migrator.drop_table('_hive_inspector_migrations')", ""),
    "trigger on the record": (
        "migrator.sql('CREATE TRIGGER x AFTER INSERT ON schema_migrations BEGIN DELETE FROM users; END')",
        "which records the migrations",
    ),
    "temporary trigger": (
        "migrator.sql('CREATE TEMP TRIGGER x AFTER INSERT ON users BEGIN SELECT 1; END')",
        "A script may not make temporary",
    ),
    "load a library": ("migrator.sql('SELECT load_extension(?)', 'x')", ""),
    "look and change": ("database.rows('DELETE FROM users RETURNING id')", "may only look"),
    "own connection": (
        "import sqlite3; sqlite3.connect({path!r}).execute('DROP TABLE users')",
        "of its own",
    ),
    "own connection elsewhere": ("import sqlite3; sqlite3.connect(':memory:')", "of its own"),
    "open the file": (
        "open({path!r}, 'wb').close()",
        "A script may not open the database's file itself",
    ),
    "read the file": ("from pathlib import Path; Path({path!r}).read_bytes()", ""),
    "a thread": (
        "import threading; t = threading.Thread(target=print); t.start(); t.join()",
        "A script may not start a thread",
    ),
    "a program": (
        "import subprocess; subprocess.run(['true'])",
        "A script may not start another program",
    ),
    "a shell": ("import os; os.system('true')", "A script may not start another program"),
    "a fork": ("import os; os.fork() or os._exit(0)", "A script may not start another program"),
    "orphans": ("migrator.sql('DELETE FROM consensus_profiles')", ""),
    "drop a table others refer to": ("migrator.drop_table('consensus_profiles')", ""),
    "leave the program": ("raise SystemExit(3)", "SystemExit"),
    "raise": ("raise ValueError('why not')", "ValueError in line"),
    "divide": ("1 / 0", "ZeroDivisionError in line"),
    "recurse": ("f = lambda: f(); f()", "RecursionError"),
    "raise something base": ("raise type('Strange', (BaseException,), dict())('boo')", "Strange"),
    "misspelt": ("migrator.sql('UPDATTE users')", "syntax error"),
    "no such table": ("migrator.sql('DELETE FROM nowhere')", "no such table"),
    "a rule broken": (
        "migrator.sql('INSERT INTO users (id) SELECT id FROM users')",
        "rule of the table",
    ),
    "no such method": ("migrator.nonsense()", "AttributeError"),
    "a number too large": ("migrator.sql('SELECT ?', 2 ** 70)", "too large"),
    "a wrong kind of value": ("migrator.sql('SELECT ?', object())", ""),
}


def at_13(tmp_path: Path) -> Path:
    path = migrated(tmp_path / "hive.db", 5, AT_5)
    move(path, 5, NEWEST)
    return path


def require_refused(path: Path, scripts: tuple[Script, ...], part_of_sentence: str) -> None:
    """It neither passes the rehearsal, nor does it change the file when the user insists."""
    before = state(path)
    hive = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with hive.database:
        plan = make_plan(hive, scripts)
        with scratch_point(hive.database) as point:
            rehearsal = rehearse(point, plan)
        assert not rehearsal.passed
        assert part_of_sentence in rehearsal.reason
        refused = carry_out(hive, plan, rehearsal)
        assert refused.result is Result.REFUSED
        outcome = carry_out(hive, plan, None, unproved=True)
        assert outcome.result is Result.ROLLED_BACK
        assert part_of_sentence in outcome.reason
        assert "Traceback" not in outcome.reason
        with hive.database.reading() as connection:
            records = read_records(connection, read_schema(connection))
    assert state(path) == before
    assert not problems(path)
    assert records == ()
    assert outcomes(path, ["INSERT INTO users (id, email) VALUES ('new', 'n@e')"]) == ["1"]


@pytest.mark.parametrize("name", part(tuple(MISDEEDS), 8))
def test_a_misdeed_is_refused_or_undone(
    tmp_path: Path, name: str, tally: Callable[[str], Tally], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    misdeed, sentence = MISDEEDS[name]
    path = at_13(tmp_path)
    up = CHANGE + misdeed.format(path=str(path)) if "{path" in misdeed else CHANGE + misdeed
    require_refused(path, scripts_with(tmp_path / "scripts", up=up), sentence)
    assert not (tmp_path / "elsewhere.db").exists()
    tally("misbehaving scripts").add("refused or undone, with a sentence")


@pytest.mark.parametrize(
    "loop", part(["while True: pass", "n = 0\n    while True: n += 1", SQL_LOOP], 2)
)
@pytest.mark.parametrize("rehearsed", [True, False])
def test_an_endless_script_is_cancelled(
    tmp_path: Path, loop: str, rehearsed: bool, tally: Callable[[str], Tally]
) -> None:
    path = at_13(tmp_path)
    before = state(path)
    body = f"if database.value('SELECT count(*) FROM users'):\n      {loop}"
    scripts = scripts_with(tmp_path / "scripts", up=CHANGE + "\n    " + body)
    token = CancelToken()
    hive = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with hive.database:
        plan = make_plan(hive, scripts)
        with scratch_point(hive.database) as point:
            timer = threading.Timer(CANCELLED_AFTER_S, token.cancel)
            timer.start()
            with pytest.raises(Cancelled):
                if rehearsed:
                    rehearse(point, plan, token=token)
                else:
                    carry_out(hive, plan, None, unproved=True, token=token)
            timer.join()
    assert state(path) == before
    assert not problems(path)
    tally("misbehaving scripts").add("cancelled, undone")


def test_an_endless_script_is_cancelled_while_it_is_only_looked_at(
    tmp_path: Path, tally: Callable[[str], Tally]
) -> None:
    path = at_13(tmp_path)
    before = state(path)
    scripts = scripts_with(tmp_path / "scripts", up="while True: pass")
    token = CancelToken()
    hive = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with hive.database:
        timer = threading.Timer(CANCELLED_AFTER_S, token.cancel)
        timer.start()
        with pytest.raises(Cancelled):
            make_plan(hive, scripts, token=token)
        timer.join()
    assert state(path) == before
    tally("misbehaving scripts").add("cancelled, undone")


def test_a_script_that_ends_the_program(
    tmp_path: Path, victims: Victims, tally: Callable[[str], Tally]
) -> None:
    """It does so at the run only: otherwise it would have ended the plan already, long before the file is touched."""
    path = at_13(tmp_path)
    folder = tmp_path / "scripts"
    up = "import os; os._exit(3) if os.environ.get('FATAL') else None"
    scripts_with(folder, up=up)
    scene = Scene(path, victims, "run", {"to": 14, "scripts": str(folder)})
    scene.prepare()
    before = state(path)
    case = scene.case(fatal="FATAL")
    assert "said" not in case.answer
    assert case.state == before
    assert "Nothing of it is in the file, which is as it was before." in case.told
    assert case.was_kept is False
    tally("misbehaving scripts").add("ended the program; told at the next start")


@pytest.mark.parametrize(
    ("down", "sentence"),
    [
        ("raise ValueError('no way')", "ValueError"),
        ("pass", "was otherwise"),
        ("migrator.sql('COMMIT')", "A script may not begin or end a transaction"),
        ("migrator.sql('UPDATE users SET email = 7')", "Not declared as lost: users"),
    ],
)
def test_a_way_back_that_is_none_does_not_pass_and_leaves_the_file_at_its_version(
    tmp_path: Path, down: str, sentence: str, tally: Callable[[str], Tally]
) -> None:
    path = at_13(tmp_path)
    scripts = scripts_with(tmp_path / "scripts", up=CHANGE, down=down)
    hive = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with hive.database, scratch_point(hive.database) as point:
        rehearsal = rehearse(point, make_plan(hive, scripts))
        assert not rehearsal.passed
        tally("misbehaving scripts").add("refused or undone, with a sentence")
        carry_out(hive, make_plan(hive, scripts), None, unproved=True)
    before = state(path)
    hive = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with hive.database:
        outcome = carry_out(hive, make_plan(hive, scripts, NEWEST), None, unproved=True)
    if down.startswith(("raise", "migrator.sql('COMMIT")):
        assert outcome.result is Result.ROLLED_BACK
        assert sentence in outcome.reason
        assert state(path) == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def migrate(:", "is not valid Python in line 1"),
        ("", "does not say what it does"),
        ("'One.'\ndef rollback(m, d, *, fake=False): pass", "has no migrate"),
        ("'One.'\nmigrate = 3\nIRREVERSIBLE = 'x'", "migrate is not a function"),
        ("'One.'\ndef migrate(m, d, *, fake=False): pass", "has no rollback and does not say why"),
        ("'One.'\nimport nonsense_that_is_not_there", "cannot be loaded"),
        ("'One.'\n1 / 0", "cannot be loaded"),
        ("'One.'\nimport sqlite3; sqlite3.connect(':memory:')", "cannot be loaded"),
        ("'One.'\nimport os; os.system('true')", "cannot be loaded"),
        ("'One.'\nraise SystemExit", "cannot be loaded"),
        ("\0", "is not valid Python"),
    ],
)
def test_a_script_that_cannot_be_used_is_refused_when_it_is_read(
    tmp_path: Path, text: str, sentence: str, tally: Callable[[str], Tally]
) -> None:
    scripts_with(tmp_path / "scripts", up="pass")
    (tmp_path / "scripts" / "014_one_more.py").write_text(text)
    with pytest.raises(UsageProblem, match=sentence) as refusal:
        load_scripts(tmp_path / "scripts")
    assert refusal.value.hint.endswith(".")
    tally("misbehaving scripts").add("refused when it is read")
