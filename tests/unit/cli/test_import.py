"""The command `import`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.audit import own_trail
from tests.support.imported import SECRET, conversation, make_old

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine


def _folder(folder: Path) -> Path:
    place = folder / ".hive-ai"
    place.mkdir()
    make_old(
        place / "hive-ai-knowledge.db",
        *conversation("c1"),
        f"INSERT INTO user_settings (setting_key, setting_value) VALUES ('openrouter_api_key', '{SECRET}')",
        "INSERT INTO enterprise_hooks (hook_name, hook_config) VALUES ('h', '{}')",
    )
    return place


def test_the_account_is_one_document(tmp_path: Path, command: CommandLine) -> None:
    run = command("import", _folder(tmp_path), tmp_path / "new.db", "--json")

    assert run.code == 0
    document = run.document
    assert document["adds_up"]
    assert document["rows"] == document["moved"] + document["merged"] + document["left"] == 5
    assert (tmp_path / "new.db").exists()
    assert SECRET not in run.out + run.err


def test_the_account_is_told_in_words(tmp_path: Path, command: CommandLine) -> None:
    run = command("import", _folder(tmp_path), tmp_path / "new.db")

    assert run.code == 0
    assert "5: 4 moved, 0 merged, 1 left" in run.out
    assert "enterprise_hooks: 1 row left. Core keeps hooks in files of their own." in run.out
    assert SECRET not in run.out + run.err
    assert command("status", tmp_path / "new.db", "--json").document["version"] == 13


def test_an_import_is_put_on_record_once(tmp_path: Path, command: CommandLine) -> None:
    assert command("import", _folder(tmp_path), tmp_path / "new.db").code == 0
    entries = [one for one in own_trail().entries() if one.what.startswith("import")]
    assert [(one.what, one.outcome, dict(one.details)["moved"]) for one in entries] == [
        ("import.install", "done", 4)
    ]


def test_a_dry_run_makes_nothing(tmp_path: Path, command: CommandLine) -> None:
    run = command("import", _folder(tmp_path), tmp_path / "new.db", "--dry-run", "--json")

    assert run.code == 0
    assert run.document["target"] is None
    assert not (tmp_path / "new.db").exists()


def test_a_taken_name_and_an_empty_folder_are_told(tmp_path: Path, command: CommandLine) -> None:
    (tmp_path / "new.db").touch()

    assert command("import", _folder(tmp_path), tmp_path / "new.db").code == 1
    assert command("import", tmp_path, tmp_path / "other.db").code == 2
