"""`bundle`: what it lists, shows and writes."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.audit import own_trail
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.core.supporting.bundled import open_bundle
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "hive.db", "core-013")


def test_what_is_listed_is_what_is_written(
    command: CommandLine, database: Path, tmp_path: Path
) -> None:
    target = tmp_path / "b.zip"
    run = command("bundle", database, "--to", target, "--json")
    assert run.code == 0
    assert [part["id"] for part in run.document["parts"]] == [one.value for one in PartId]
    assert run.document["bytes"] == target.stat().st_size
    with zipfile.ZipFile(target) as archive:
        for part in run.document["parts"]:
            data = archive.read(PartId(part["id"]).file_name)
            assert hashlib.sha256(data).hexdigest() == part["sha256"]
    (entry,) = own_trail().entries()
    assert (entry.what, entry.outcome, entry.file) == ("bundle.write", "done", str(database))


def test_listing_writes_nothing(command: CommandLine, database: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    run = command("bundle", database, "--to", target, "--list", "--without", "checks")
    assert run.code == 0
    assert not target.exists()
    assert "Nothing was written." in run.out
    assert not any(line.startswith("checks ") for line in run.out.splitlines())


def test_a_part_left_out_is_not_there(command: CommandLine, database: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    command("bundle", database, "--to", target, "--without", "checks", "--without", "log")
    opened = open_bundle(target)
    assert opened.checks is None
    assert opened.log == ""
    assert opened.schema is not None


def test_a_part_is_shown_as_it_would_be_written(
    command: CommandLine, database: Path, tmp_path: Path
) -> None:
    shown = command("bundle", database, "--show", "schema").out
    target = tmp_path / "b.zip"
    command("bundle", database, "--to", target)
    with zipfile.ZipFile(target) as archive:
        assert archive.read("schema.json").decode() == shown


def test_a_target_is_needed_and_never_replaced(
    command: CommandLine, database: Path, tmp_path: Path
) -> None:
    assert command("bundle", database).code == 2
    target = tmp_path / "b.zip"
    target.write_bytes(b"mine")
    assert command("bundle", database, "--to", target, "--without", "checks").code == 1
    assert target.read_bytes() == b"mine"
    assert [entry.outcome for entry in own_trail().entries()] == ["refused"]
