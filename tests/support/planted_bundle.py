"""A bundle of a file in which, and around which, secrets were planted wherever they can be."""

from __future__ import annotations

import io
import logging
import zipfile
from pathlib import Path

from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.logs import FILE_NAME, configure_logs, release_logs
from hive_inspector.core.paths import app_paths
from hive_inspector.core.settings import Settings, save_settings
from hive_inspector.core.supporting.bundled import open_bundle
from hive_inspector.core.supporting.bundling import prepare, write_recorded
from tests.support.demos import small_demo
from tests.support.planted import Planter, plant_rows, plant_schema

LOG = logging.getLogger("hive_inspector.somewhere")


def plant_settings(planter: Planter) -> None:
    settings = Settings(geometry=planter.secret())
    for _ in range(4):
        settings = settings.with_opened(f"/data/{planter.secret()}", 1.0)
        settings = settings.with_file_values(planter.secret(), {planter.secret(): planter.secret()})
    save_settings(app_paths().settings, settings)


def plant_audit(planter: Planter, database: Path) -> None:
    trail = AuditTrail(app_paths().audit)
    for _ in range(4):
        details = {planter.word(): planter.secret(), "table": planter.secret(), "row": "'x'"}
        trail.record(Entry(planter.secret(), planter.secret(), planter.secret(), details))
        trail.record(Entry("export.file", str(database), "done", {"to": planter.secret()}))


def plant_log(planter: Planter, database: Path) -> None:
    configure_logs(app_paths().state)
    for _ in range(16):
        secret = planter.secret()
        LOG.warning("The file %s cannot be read: %s", Path("/data") / secret, secret)
        LOG.error("%s at %s", EnvironmentProblem(f"No “{planter.secret()}”.", ""), database)
        LOG.error("It failed", exc_info=ValueError(planter.secret()))
    release_logs()
    with (app_paths().state / FILE_NAME).open("a", encoding="utf-8") as file:
        for _ in range(16):  # as an older program would have written it
            file.write(
                f"{planter.secret()}\n    {planter.secret()}\nValueError: {planter.secret()}\n"
            )
            file.write(f'  File "/home/{planter.word()}/a b.py", line 3, in {planter.secret()}\n')


def assert_a_bundle_tells_nothing(lineage: str, tmp_path: Path) -> None:
    """Plant at least 200 secrets, make the bundle, look for each of them in it, and read it back."""
    planter = Planter()
    folder = tmp_path / planter.word()
    folder.mkdir()
    path = folder / f"{planter.word()}.db"
    small_demo(path, lineage=lineage, with_defects=True)
    columns = plant_rows(path, planter)
    plant_schema(path, planter)
    for suffix in ("-old", ".tmp", ".part", "-journal.bak", ".bak"):  # as something left them
        path.with_name(f"{path.name}{suffix}").write_bytes(b"left")
    plant_settings(planter)
    plant_audit(planter, path)
    plant_log(planter, path)
    hive = open_hive(DatabaseTarget(path))
    with hive.database:
        prepared = prepare(hive)
    target = tmp_path / "bundle.zip"
    write_recorded(prepared, target, hive.database.real_path)
    assert columns > 10
    assert len(planter.words) >= 200
    assert not any(part.problem for part in prepared.parts)
    for part in prepared.parts:
        told = planter.found_in(part.data)
        assert not told, f"{part.id.value} tells {told}: {_around(part.text, told)}"
    data = target.read_bytes()
    assert not planter.found_in(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert not planter.found_in(name.encode())
            assert not planter.found_in(archive.read(name))
    opened = open_bundle(target)
    assert opened.schema is not None
    assert {table.name for table in opened.schema.tables} >= {"planted", "planted_view"}


def _around(text: str, words: list[str]) -> str:
    places = [text.lower().find(word) for word in words]
    return " | ".join(text[max(0, at - 100) : at + 30] for at in places[:5] if at >= 0)
