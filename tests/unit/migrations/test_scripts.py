"""Loading migration scripts, and what is said of those that cannot be used."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import traceback
import zipfile
from pathlib import Path

import pytest

from hive_inspector.core import resources
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.migrations.scripts.loading import Loss, load_scripts

GOOD = '''"""Add a table.

Nothing else changes.
"""
LOSES_DOWN = (("every row of t", "SELECT count(*) FROM t"),)
RECORDED_AS = "the table t"


def migrate(migrator, database, *, fake=False):
    """Create it."""
    migrator.sql("CREATE TABLE t (x)")


def rollback(migrator, database, *, fake=False):
    """Drop it."""
    migrator.drop_table("t")
'''
PROJECT = Path(__file__).parents[3]


def folder_with(tmp_path: Path, **scripts: str) -> Path:
    folder = tmp_path / "scripts"
    folder.mkdir()
    for name, text in scripts.items():
        (folder / f"{name.lstrip('n')}.py").write_bytes(text.encode())
    return folder


def refused(folder: Path) -> UsageProblem:
    with pytest.raises(UsageProblem) as caught:
        load_scripts(folder)
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    return caught.value


def test_what_a_script_says_of_itself(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD)
    (script,) = load_scripts(folder)
    assert (script.version, script.name, script.recorded_as) == (1, "add_t", "the table t")
    assert (script.title, script.description) == ("Add a table.", "Nothing else changes.")
    assert script.path == folder / "001_add_t.py"
    assert script.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert script.loses_down == (Loss("every row of t", "SELECT count(*) FROM t"),)
    assert (script.loses_up, script.irreversible, script.reversible) == ((), "", True)


def test_the_programs_own_scripts_all_say_what_they_do() -> None:
    scripts = load_scripts()
    assert [script.version for script in scripts] == list(range(1, 14))
    for script in scripts:
        assert script.reversible
        assert script.title.endswith(".")
        assert len(script.title) <= 100
        assert len(script.description) > 60


def test_line_ends_and_a_byte_order_mark_change_only_the_raw_digest(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD)
    (unix,) = load_scripts(folder)
    (folder / "001_add_t.py").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    (windows,) = load_scripts(folder)
    assert unix.sha256 == unix.sha256_normalised == windows.sha256_normalised
    assert windows.sha256 != unix.sha256
    (folder / "001_add_t.py").write_bytes(GOOD.replace("(x)", "(y)").encode())
    (edited,) = load_scripts(folder)
    assert edited.sha256_normalised != unix.sha256_normalised


def test_a_script_runs_from_the_bytes_that_were_loaded(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD)
    (script,) = load_scripts(folder)
    (folder / "001_add_t.py").write_text("raise RuntimeError", encoding="utf-8")
    assert script.migrate.__doc__ == "Create it."


def test_a_traceback_shows_the_scripts_own_file_and_line(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD)
    (script,) = load_scripts(folder)
    with pytest.raises(AttributeError) as caught:
        script.migrate(None, None)  # type: ignore[arg-type]
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.line) == (
        str(folder / "001_add_t.py"),
        'migrator.sql("CREATE TABLE t (x)")',
    )


def test_other_files_in_the_folder_are_no_scripts(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD)
    for name in ("__init__.py", "_shared.py", ".hidden.py", "README.md", "001_old.sql"):
        (folder / name).write_text("nonsense", encoding="utf-8")
    (folder / "002_a_folder.py").mkdir()
    assert len(load_scripts(folder)) == 1


def test_a_thousand_versions_are_in_order_of_their_numbers(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    for number in range(1, 1002):
        (folder / f"{number:03}_step.py").write_text(GOOD, encoding="utf-8")
    assert [script.version for script in load_scripts(folder)] == list(range(1, 1002))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def migrate(:\n", "001_bad.py is not valid Python in line 1."),
        ('"""Say."""\nx = "\0"\n', "001_bad.py is not valid Python."),
        (
            "import no_such_module\n",
            "001_bad.py cannot be loaded: No module named 'no_such_module'.",
        ),
        ("1 / 0\n", "001_bad.py cannot be loaded: division by zero."),
        ("def migrate(m, d, *, fake=False): ...\n", "001_bad.py does not say what it does."),
        ('"""  """\n', "001_bad.py does not say what it does."),
        (
            GOOD.replace("def migrate", "def migrates"),
            "001_bad.py has no migrate(migrator, database, *, fake=False).",
        ),
        (
            GOOD.replace("def rollback", "def back"),
            "001_bad.py has no rollback and does not say why.",
        ),
        (GOOD + "migrate = 1\n", "In 001_bad.py, migrate is not a function."),
        (GOOD + "RECORDED_AS = 1\n", "In 001_bad.py, RECORDED_AS is not a text."),
        (
            GOOD + 'LOSES_UP = (("rows", 1),)\n',
            "In 001_bad.py, LOSES_UP is not a tuple of pairs: what is lost, and the query that counts it.",
        ),
        (
            GOOD + 'LOSES_UP = "rows"\n',
            "In 001_bad.py, LOSES_UP is not a tuple of pairs: what is lost, and the query that counts it.",
        ),
        (
            GOOD + 'LOSES_UP = (("a", "b", "c"),)\n',
            "In 001_bad.py, LOSES_UP is not a tuple of pairs: what is lost, and the query that counts it.",
        ),
    ],
)
def test_a_script_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    assert refused(folder_with(tmp_path, n001_bad=text)).message == message


@pytest.mark.parametrize("name", ["1_short", "add_t", "001_Add", "001-add", "001_", "001_é"])
def test_a_name_that_is_not_number_and_purpose(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD)
    (folder / f"{name}.py").write_text(GOOD, encoding="utf-8")
    assert refused(folder).message == f"{name}.py is not named like a migration script."


def test_two_scripts_with_one_number(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD, n001_add_u=GOOD)
    assert refused(folder).message == "001_add_t.py and 001_add_u.py have the same number."


def test_a_gap_between_two_numbers(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD, n003_add_u=GOOD)
    assert refused(folder).message == "Migration script 002 is missing before 003_add_u.py."


def test_numbers_that_do_not_begin_at_one(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, n002_add_t=GOOD)
    assert refused(folder).message == "Migration script 001 is missing before 002_add_t.py."


def test_a_folder_without_scripts_and_one_that_is_not_there(tmp_path: Path) -> None:
    empty = refused(folder_with(tmp_path))
    assert empty.message.startswith("There are no migration scripts in")
    assert "001_initial_schema.py" in empty.hint
    assert ".sql" in empty.hint
    assert "cannot be read: No such file" in refused(tmp_path / "nowhere").message


def test_a_script_that_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path, n001_add_t=GOOD)

    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert refused(folder).message == "001_add_t.py cannot be read: Permission denied."


def test_a_script_may_say_that_there_is_no_way_back(tmp_path: Path) -> None:
    text = GOOD.replace("def rollback", "def back") + 'IRREVERSIBLE = "The rows are gone."\n'
    (script,) = load_scripts(folder_with(tmp_path, n001_one_way=text))
    assert (script.reversible, script.irreversible) == (False, "The rows are gone.")


def test_what_it_says_counts_more_than_a_rollback_that_is_there(tmp_path: Path) -> None:
    text = GOOD + 'IRREVERSIBLE = "The rows are gone."\n'
    (script,) = load_scripts(folder_with(tmp_path, n001_one_way=text))
    assert script.rollback is None


def test_installed_the_scripts_lie_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "_migrations"
    installed.mkdir()
    (installed / "001_add_t.py").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    assert [script.path for script in load_scripts()] == [installed / "001_add_t.py"]


def test_the_wheel_brings_every_script(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"hive_inspector/_migrations/{script.path.name}" for script in load_scripts()} <= names
