"""Walks windows that speak the generated language and writes down all their texts, as a process of its own.

Is not imported (`python -m tests.support.pseudo_walk`), because the language is chosen before anything else of the
program is loaded. The files that it opens are made here as well: some of them (bundles) hold texts of the program.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

from hive_inspector.__main__ import _speak

_speak(())  # before all that has texts, as the program does

from hive_inspector.core.database.target import DatabaseTarget  # noqa: E402
from hive_inspector.core.database.unpacking import pack  # noqa: E402
from hive_inspector.core.database.wrapping import Password, Wrapping  # noqa: E402
from hive_inspector.core.errors import InspectorError  # noqa: E402
from hive_inspector.core.hive.opening import open_hive  # noqa: E402
from hive_inspector.core.requests import GalleryRequest, PictureSize  # noqa: E402
from hive_inspector.core.settings import ThemeMode  # noqa: E402
from hive_inspector.core.support.bundle.parts import PartId  # noqa: E402
from hive_inspector.core.support.bundle.writing import write_bundle  # noqa: E402
from hive_inspector.core.supporting.bundling import prepare  # noqa: E402
from hive_inspector.gui.composition import make_application  # noqa: E402
from hive_inspector.gui.gallery import Gallery  # noqa: E402
from tests.support.foreign_demo import (  # noqa: E402
    WORD,
    foreign_letters,
    make_foreign_demo,
    words_of,
)
from tests.support.shown_texts import cut_off, overlapping, painted, told  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication, QWidget

    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.scene import Scene

_WITHOUT_SCENES = ("damaged", "nobodys", "bundle")
"""Visits to files that take long to answer."""
SIZE = PictureSize(1024, 640)
_NOBODYS = """
CREATE TABLE склад (номер INTEGER PRIMARY KEY, имя TEXT NOT NULL, цена REAL, когда TEXT);
CREATE TABLE заказы (ключ INTEGER PRIMARY KEY, склад INTEGER REFERENCES склад (номер));
CREATE INDEX по_имени ON склад (имя);
CREATE VIEW дорогое AS SELECT имя FROM склад WHERE цена > 10;
INSERT INTO склад VALUES (1, 'молоток', 12.5, '2025-01-02 03:04:05'), (2, 'гвоздь', 0.1, NULL);
INSERT INTO заказы VALUES (1, 1), (2, 7);
"""


class Walk(Gallery):
    """Takes the way of the gallery, and notes texts where it would paint."""

    def __init__(
        self, application: QApplication, name: str, path: Path | None, *, states: bool
    ) -> None:
        request = GalleryRequest(Path(), path, themes=(ThemeMode.LIGHT,), sizes=(SIZE,))
        super().__init__(application, request)
        self._name = name
        self._shows_states = states
        self._shown = application
        self.found: dict[tuple[str, str], str] = {}
        """Where each text was seen first, by its kind and itself."""
        self.cut: set[tuple[str, str]] = set()
        """Places and texts that do not fit where they stand."""

    def _open(self, program: Program) -> None:
        try:
            super()._open(program)
        except InspectorError:
            for window in self._shown.topLevelWidgets():
                if window.isVisible():
                    self._note(window, "refused")

    def _pages(self, program: Program) -> Iterator[Path]:
        if self._shows_states:
            with foreign_letters():
                yield from self._invented(program)
            return
        yield from super()._pages(program)
        program.window.show_about()
        self._settle(program)
        for window in self._shown.topLevelWidgets():
            if window is not program.window and window.isVisible():
                self._note(window, "about")
                window.close()

    def _scene(self, program: Program, page_id: str, scene: Scene) -> Iterator[Path]:
        if self._name not in _WITHOUT_SCENES:
            yield from super()._scene(program, page_id, scene)

    def _save(self, window: QWidget, name: str, scale: float) -> Path:
        del scale
        self._note(window, name.partition("_light")[0])
        return Path(name)

    def _note(self, window: QWidget, page: str) -> None:
        place = f"{self._name}/{page}"
        for text in painted(window):
            self.found.setdefault(("painted", text), place)
        for kind, text in told(window):
            if text:
                self.found.setdefault((kind, text), place)
        self.cut |= {(place, text) for text in (*cut_off(window), *overlapping(window))}


def make_demo_file(folder: Path) -> Path:
    """A demo with defects."""
    path = folder / "demo.db"
    make_foreign_demo(path, with_defects=True)
    return path


def make_damaged(folder: Path) -> Path:
    """A file with pages that a disk has lost."""
    path = folder / "damaged.db"
    copyfile(folder / "demo.db", path)
    with path.open("r+b") as file:
        for page in range(500, 900, 7):
            file.seek(page * 4096)
            file.write(bytes(512))
    return path


def make_unreadable(folder: Path) -> Path:
    """A file whose schema is lost."""
    path = folder / "unreadable.db"
    copyfile(folder / "demo.db", path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)
    return path


def make_nobodys(folder: Path) -> Path:
    """A database that Hive has nothing to do with, and nothing of which is in Latin letters."""
    path = folder / "ничья.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(_NOBODYS)
    return path


def make_bundle(folder: Path) -> Path:
    """A bundle that tells of the demo."""
    path = folder / "sent.hivebundle"
    hive = open_hive(DatabaseTarget(folder / "demo.db"))
    with hive.database:
        write_bundle(prepare(hive), list(PartId), path, folder / "demo.db")
    return path


def make_encrypted(folder: Path) -> Path:
    """A backup that asks for its password."""
    path = folder / "backup.db.enc"
    with path.open("w+b") as file:
        pack(folder / "demo.db", file, Wrapping.ENCRYPTED, Password("x"), lambda _done: None)
    return path


VISITS: dict[str, Callable[[Path], Path | None]] = {
    "demo": make_demo_file,
    "damaged": make_damaged,
    "unreadable": make_unreadable,
    "nobodys": make_nobodys,
    "bundle": make_bundle,
    "encrypted": make_encrypted,
    "states": lambda _folder: None,
    "none": lambda _folder: None,
}
"""What is opened, and how it is made: the demo first, for others are made of it."""


def main(arguments: list[str]) -> int:
    """Walk.

    Args:
        arguments: The folder for the files, in which `found.json` is written; then the visits, all without a word.
    """
    folder, wanted = Path(arguments[0]), arguments[1:] or list(VISITS)
    application = make_application()
    found: list[Any] = []
    cut: set[tuple[str, str]] = set()
    held: set[str] = set()
    longer: set[str] = set()
    for name, make in VISITS.items():
        if name not in wanted and name != "demo":
            continue
        path = make(folder)
        if name in ("demo", "nobodys") and path is not None:
            words, prose = words_of(path)
            held |= words
            longer |= prose
        held.update(WORD.findall(f"{path or folder}"))
        if name in wanted:
            walk = Walk(application, name, path, states=name == "states")
            walk.paint()
            found += [[place, kind, text] for (kind, text), place in walk.found.items()]
            cut |= walk.cut
    document = {"found": found, "words": list(held), "prose": list(longer), "cut": sorted(cut)}
    (folder / "found.json").write_text(json.dumps(document), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
