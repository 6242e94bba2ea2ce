"""A bundle is written in full or not at all, and what is read was checked against its manifest."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hive_inspector.core.errors import EnvironmentProblem, Refusal, UsageProblem
from hive_inspector.core.support.bundle import reading
from hive_inspector.core.support.bundle.parts import Part, PartId, Prepared
from hive_inspector.core.support.bundle.reading import read_bundle
from hive_inspector.core.support.bundle.writing import write_bundle

PROJECT = Path(__file__).parents[4]
STATUS = Part(PartId.STATUS, '{"a": "grüße"}\n')
LOG = Part(PartId.LOG, "a line\n")
PREPARED = Prepared((STATUS, LOG), "2026-01-01T00:00:00Z", "0.1.0")
ALL = frozenset(PartId)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "hive.db"
    path.write_bytes(b"the database")
    return path


@pytest.fixture
def written(tmp_path: Path, database: Path) -> Path:
    path = tmp_path / "b.zip"
    size = write_bundle(PREPARED, ALL, path, database)
    assert path.stat().st_size == size
    return path


def rewritten(path: Path, **changed: bytes) -> Path:
    """The bundle with other content in some entries, named without their suffix."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, changed.get(name.partition(".")[0], data))
    return path


def test_the_zip_holds_what_was_shown_and_a_digest_of_each_part(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        assert archive.namelist() == ["manifest.json", "status.json", "log.txt"]
        assert archive.read("status.json").decode("utf-8") == STATUS.text
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["parts"][0] == {
        "id": "status",
        "file": "status.json",
        "bytes": STATUS.bytes,
        "sha256": hashlib.sha256(STATUS.text.encode()).hexdigest(),
    }


def test_what_was_written_is_read_back(written: Path) -> None:
    read = read_bundle(written)
    assert read.content == PREPARED
    assert not read.left_out
    assert not read.unknown


def test_a_part_that_was_left_out_is_named_and_nowhere(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "b.zip"
    write_bundle(PREPARED, {PartId.STATUS}, path, database)
    read = read_bundle(path)
    assert [part.id for part in read.content.parts] == [PartId.STATUS]
    assert read.left_out == (PartId.LOG,)
    assert b"a line" not in path.read_bytes()


def test_the_same_parts_make_the_same_bytes(tmp_path: Path, database: Path) -> None:
    paths = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for path in paths:
        write_bundle(PREPARED, ALL, path, database)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_nothing_is_replaced_unasked_and_the_database_never(written: Path, database: Path) -> None:
    before = written.read_bytes()
    with pytest.raises(Refusal):
        write_bundle(PREPARED, {PartId.LOG}, written, database)
    assert written.read_bytes() == before
    with pytest.raises(Refusal):
        write_bundle(PREPARED, ALL, database, database, replace=True)
    assert database.read_bytes() == b"the database"


def test_a_bundle_of_nothing_is_not_written(tmp_path: Path, database: Path) -> None:
    with pytest.raises(UsageProblem):
        write_bundle(PREPARED, (), tmp_path / "b.zip", database)
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a text", b"\0" * 10_000])
def test_what_is_no_zip_is_no_bundle(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(content)
    with pytest.raises(EnvironmentProblem):
        read_bundle(path)


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b'{"format": "other"}', b"\xff", b"[" * 200_000, b'{"format": 1}'],
)
def test_a_zip_of_another_kind_is_no_bundle(written: Path, manifest: bytes) -> None:
    with pytest.raises(EnvironmentProblem, match="is no bundle"):
        read_bundle(rewritten(written, manifest=manifest))


def test_a_part_that_was_changed_is_noticed(written: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="was changed"):
        read_bundle(rewritten(written, status=b"{}"))


def test_every_cut_and_every_flipped_byte_is_told_and_none_is_a_bug(
    tmp_path: Path, written: Path
) -> None:
    data = written.read_bytes()
    path = tmp_path / "damaged.zip"
    for at in range(0, len(data), 3):
        for damaged in (data[:at], data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]):
            path.write_bytes(damaged)
            try:
                read = read_bundle(path)
            except EnvironmentProblem:
                continue
            assert all(part in PREPARED.parts for part in read.content.parts)


def test_a_newer_form_says_by_which_version_it_is_opened(written: Path) -> None:
    manifest = json.dumps(
        {"format": "hive-inspector-bundle", "format_version": 99, "program_version": "9.9"}
    )
    with pytest.raises(EnvironmentProblem, match=r"9\.9"):
        read_bundle(rewritten(written, manifest=manifest.encode()))


def test_a_part_of_unbelievable_size_is_not_read(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 500)
    with pytest.raises(EnvironmentProblem):
        read_bundle(rewritten(written, status=b" " * 1_000_000))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        read_bundle(tmp_path / "nowhere.zip")


def test_a_kill_at_any_moment_leaves_no_half_zip(tmp_path: Path, database: Path) -> None:
    script = (
        "import sys, os, signal; from pathlib import Path\n"
        "from hive_inspector.core.support.bundle.parts import Part, PartId, Prepared\n"
        "from hive_inspector.core.support.bundle.writing import write_bundle\n"
        "at, seen = int(sys.argv[3]), 0\n"
        "def hook(event, arguments):\n"
        "    global seen\n"
        "    if event in {'open', 'os.link', 'os.rename', 'os.remove', 'tempfile.mkstemp'}:\n"
        "        seen += 1\n"
        "        if seen == at: os.kill(os.getpid(), signal.SIGKILL)\n"
        "parts = tuple(Part(one, 'x' * 100_000) for one in PartId)\n"
        "prepared = Prepared(parts, '', '')\n"
        "sys.addaudithook(hook)\n"
        "write_bundle(prepared, list(PartId), Path(sys.argv[1]), Path(sys.argv[2]), replace=True)\n"
    )
    path = tmp_path / "b.zip"
    ended = []
    for at in range(1, 12):
        run = subprocess.run(
            [sys.executable, "-c", script, os.fspath(path), os.fspath(database), str(at)],
            cwd=PROJECT,
            check=False,
        )
        ended.append(run.returncode)
        if path.exists():
            assert len(read_bundle(path).content.parts) == len(PartId)
        if run.returncode == 0:
            break
    assert ended[0] == -signal.SIGKILL
    assert ended[-1] == 0
