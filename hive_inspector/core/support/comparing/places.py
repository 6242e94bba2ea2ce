"""Where a comparison may be written: never over one of the two databases."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.audit import Details, own_trail, recorded
from hive_inspector.core.database.newfiles import complete_file
from hive_inspector.core.errors import Refusal
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO


@contextmanager
def new_file(path: Path, databases: Sequence[Path], *, replace: bool) -> Iterator[BinaryIO]:
    """A file that is there in full or not at all, see `complete_file`.

    Raises:
        Refusal: There is such a file, or it is one of the databases or belongs to one.
        UsageProblem: The path leads to no place for a file.
        EnvironmentProblem: The file cannot be written.
    """
    for database in databases[1:]:
        _require_other(path, database)
    about: Details = {"to": str(path), "compared with": ", ".join(map(str, databases[1:]))}
    with (
        recorded(own_trail(), "export.comparison", databases[0], about),
        complete_file(path, databases[0], replace=replace) as file,
    ):
        yield file


def _require_other(path: Path, database: Path) -> None:
    place = path.expanduser().resolve()
    own = [
        database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")
    ]
    if place in own or any(place.exists() and one.exists() and place.samefile(one) for one in own):
        raise Refusal(
            tr("This is one of the two databases; an export must not replace it."),
            tr("Choose another name."),
        )
