"""`backup` and what `restore` and reading commands do with one: forms, passwords, lists, and what is removed."""

from __future__ import annotations

import gzip
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.cli import passwords
from hive_inspector.core.audit import own_trail
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.support.backups.naming import OURS
from tests.support.migrated import migrated
from tests.support.runs import content, run_sql

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine, Terminal

WORD = "open, sesame"
MADE = ["path", "manifest", "form", "size_bytes", "database_bytes", "sha256", "lineage", "version"]
FORMS = {
    "plain": (),
    "gzip": ("--gzip",),
    "encrypted": ("--encrypt",),
    "encrypted gzip": ("--gzip", "--encrypt"),
}


@pytest.fixture
def hive(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 13, ["INSERT INTO users (id) VALUES ('u')"])


@pytest.fixture
def word(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, WORD)
    return WORD


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_made_opened_verified_and_restored(
    command: CommandLine, hive: Path, form: str, word: str
) -> None:
    then = content(hive)
    run = command("backup", hive, *FORMS[form], "--json")
    assert run.code == 0
    told = run.document
    assert list(told) == [*MADE, "duration_ms", "old"]
    path = Path(told["path"])
    assert path.parent == hive.parent / "backups"
    assert OURS.fullmatch(path.name)
    assert (told["form"], told["lineage"], told["version"]) == (form, "core", 13)
    assert told["size_bytes"] == path.stat().st_size

    checked = command("backup", "--verify", path, "--json")
    assert (checked.code, checked.document["whole"]) == (0, True)
    assert checked.document["database_bytes"] == told["database_bytes"]

    status = command("status", path, "--json")
    assert (status.code, status.document["version"]) == (0, 13)
    assert status.document["real_path"] == str(path)
    assert word not in status.err + run.err + run.out

    run_sql(hive, "DELETE FROM users")
    back = command("restore", hive, path.name, "--yes", "--json")
    assert (back.code, back.document["outcome"]) == (0, Result.DONE.value)
    assert back.document["restored"] == str(path)
    assert content(hive) == then
    assert word not in own_trail().path.read_text()


def test_it_is_listed_with_what_was_found(command: CommandLine, hive: Path) -> None:
    assert command("backup", hive, "--list").out.startswith("There are no backups of this file in ")
    path = Path(command("backup", hive, "--gzip", "--json").document["path"])
    (entry,) = command("backup", hive, "--list", "--json").document["backups"]
    assert (entry["whole"], entry["form"], entry["is_old"]) == (None, "gzip", False)
    path.write_bytes(path.read_bytes()[:-1])
    broken = command("backup", "--verify", path)
    assert broken.code == 1
    assert broken.out.startswith("The backup is broken.\nThe file has ")
    assert "broken" in command("backup", hive, "--list").out
    assert path.name in command("restore", hive).out
    assert command("restore", hive, "--json").document["backups"][0]["whole"] is False
    refused = command("restore", hive, path, "--yes")
    assert refused.code == 3
    assert "no longer what it was when it was made" in refused.error_lines[0]


def test_to_a_name_and_never_over_one(command: CommandLine, hive: Path, tmp_path: Path) -> None:
    place = tmp_path / "mine.sqlite"
    text = command("backup", hive, "--to", place)
    assert text.code == 0
    assert text.out.startswith("Made in ")
    assert content(place) == content(hive)
    again = command("backup", hive, "--to", place)
    assert again.code == 1
    assert again.error_lines[0].startswith("There is already a file ")
    assert command("backup", hive, "--to", hive).code == 1
    assert command("backup", hive, "--to", tmp_path / "no" / "where").code == 2


def test_a_backup_is_made_a_database_again(
    command: CommandLine, hive: Path, tmp_path: Path
) -> None:
    packed, new = tmp_path / "packed", tmp_path / "new.db"
    packed.write_bytes(gzip.compress(hive.read_bytes()))
    assert command("backup", packed, "--to", new).code == 0
    assert content(new) == content(hive)


def test_old_ones_are_told_of_and_removed_on_request_only(
    command: CommandLine, hive: Path, on_a_terminal: Terminal
) -> None:
    run_sql(hive, "INSERT INTO settings (key, value) VALUES ('backup.retentionCount', '2')")
    assert "no more than the 2" in command("backup", hive, "--prune").out
    paths = [command("backup", hive, "--json").document["path"] for _ in range(3)]
    told = command("backup", hive)
    first = Path(paths[0]).name
    assert (
        f"2 more than the 2 that Hive's settings keep; `backup --prune` removes them, {first} first."
        in told.out
    )
    nobody = command("backup", hive, "--prune", "--json")
    assert (nobody.code, nobody.document["removed"]) == (1, [])
    assert nobody.document["old"] == paths[:2]
    on_a_terminal("n\n")
    assert command("backup", hive, "--prune").code == 1
    assert all(map(os.path.exists, paths))
    on_a_terminal("y\n")
    done = command("backup", hive, "--prune")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Removed 2.")
    assert [os.path.exists(path) for path in paths] == [False, False, True]  # noqa: PTH110
    assert command("backup", hive, "--prune", "--yes", "--json").document["old"] == []


def test_a_password_comes_from_a_descriptor_a_variable_or_the_terminal(
    command: CommandLine,
    hive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    on_a_terminal: Terminal,
) -> None:
    nobody = command("backup", hive, "--encrypt")
    assert nobody.code == 3
    assert passwords.PASSWORD_VARIABLE in nobody.error_lines[1]
    place = tmp_path / "secret"
    with told(f"{WORD}\nand more") as number:
        monkeypatch.setenv(passwords.DESCRIPTOR_VARIABLE, str(number))
        assert command("backup", hive, "--encrypt", "--to", place).code == 0
    assert "No password can be read" in command("tables", place).error_lines[0]
    monkeypatch.setenv(passwords.DESCRIPTOR_VARIABLE, "many")
    assert command("tables", place).code == 2
    monkeypatch.delenv(passwords.DESCRIPTOR_VARIABLE)
    assert command("tables", place).code == 3
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, "no")
    wrong = command("tables", place)
    assert (wrong.code, wrong.error_lines[0]) == (3, "The password does not open this backup.")
    monkeypatch.delenv(passwords.PASSWORD_VARIABLE)
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return WORD

    monkeypatch.setattr("getpass.getpass", answer)
    on_a_terminal("")
    assert command("tables", place).code == 0
    assert asked == ["Password of the encrypted backup secret: "]


class told:  # noqa: N801 - used as a function
    """A pipe with a text in it; its number."""

    def __init__(self, text: str) -> None:
        self._reading, writing = os.pipe()
        os.write(writing, text.encode())
        os.close(writing)

    def __enter__(self) -> int:
        return self._reading

    def __exit__(self, *_: object) -> None:
        os.close(self._reading)


def test_a_new_password_is_asked_for_twice_and_is_not_empty(
    command: CommandLine, hive: Path, monkeypatch: pytest.MonkeyPatch, on_a_terminal: Terminal
) -> None:
    for answers, code, sentence in (
        (["a", "b"], 2, "The two passwords differ."),
        (["", ""], 2, "An empty password protects nothing."),
        (["a", "a"], 0, ""),
    ):
        left = iter(answers)
        on_a_terminal("")
        monkeypatch.setattr("getpass.getpass", lambda _prompt, left=left: next(left))
        run = command("backup", hive, "--encrypt")
        assert run.code == code
        assert sentence in run.err

    def ended(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", ended)
    assert command("backup", hive, "--encrypt").code == 130


@pytest.mark.parametrize(
    "words", [("--list", "--prune"), ("--verify", "x", "--gzip"), ("--list", "--to", "x")]
)
def test_one_thing_at_a_time(command: CommandLine, hive: Path, words: tuple[str, ...]) -> None:
    assert command("backup", hive, *words).code == 2


def test_it_asks_with_what_is_and_what_was(
    command: CommandLine, tmp_path: Path, on_a_terminal: Terminal
) -> None:
    hive = migrated(tmp_path / "hive.db", 12)
    path = command("backup", hive, "--gzip", "--json").document["path"]
    command("migrate", hive, "--yes")
    on_a_terminal("n\n")
    no = command("restore", hive, path)
    assert no.code == 1
    assert f"Restore {hive} (Hive core 013) to the backup {Path(path).name} of " in no.err
    assert "(Hive core 012)? [y/N]" in no.err
    assert command("restore", hive, hive).code == 2
    with closing(sqlite3.connect(hive)) as raw:
        assert raw.execute("SELECT max(version) FROM schema_migrations").fetchone() == (13,)
