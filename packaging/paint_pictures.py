"""What `make pictures` runs: the README's pictures, painted from the demo, small enough to be kept with the code."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.requests import GalleryRequest, PictureSize
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.composition import make_application
from hive_inspector.gui.gallery import Gallery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.gui.composition import Program

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE = PictureSize(1280, 800, 1.0)
THEMES = (ThemeMode.LIGHT, ThemeMode.DARK)
WANTED = (("overview", ""), ("browse", "filters"), ("migrations", ""))
"""Pages, each with the state in which it is shown."""
MOST_BYTES = 150_000
_COMMONEST = 96
_KIND, _MIDDLE = 0x00F0F0F0, 0xFF080808
"""Of a colour: what it has in common with those like it, and the middle of them."""


class ReadmeGallery(Gallery):
    """Paints only what the README shows."""

    def _pages(self, program: Program) -> Iterator[Path]:
        session = program.desk.session
        if session is None:
            raise SystemExit("The demo did not open.")
        pages = {page.id: page for page in session.pages}
        for page_id, state in WANTED:
            program.window.area.turn_to(page_id)
            yield from self._picture_set(program, page_id)
            for scene in getattr(pages[page_id], "scenes", ()):
                if scene.name == state:
                    yield from self._scene(program, page_id, scene)

    def _start_page(self, program: Program) -> Iterator[Path]:
        program.desk.close_file()
        return iter(())


def main() -> int:
    """Paint them, of a file that lies where Hive keeps its own; returns the exit code."""
    with TemporaryDirectory() as home, TemporaryDirectory() as folder:
        os.environ.update(HOME=home, USERPROFILE=home, QT_QPA_PLATFORM="offscreen")
        _paint(Path(home) / ".hive" / "hive-ai.db", Path(folder))
    return 0


def _paint(database: Path, folder: Path) -> None:
    database.parent.mkdir()
    make_demo(
        database,
        size=DemoSize.MEDIUM,
        lineage="hybrid",
        with_defects=True,
        now=datetime.now(UTC),
    )
    request = GalleryRequest(folder, path=database, themes=THEMES, sizes=(SIZE,))
    painted = {path.name: path for path in ReadmeGallery(make_application(), request).paint()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    for page, state in WANTED:
        for theme in THEMES:
            name = f"{page}_{state}".rstrip("_")
            whole = painted[f"{name}_{theme.value}_{SIZE.width}x{SIZE.height}.png"]
            _keep(whole, FOLDER / f"{page}_{theme.value}.png")


def _keep(painted: Path, kept: Path) -> None:
    """Keep a picture with the 256 colours that it needs most."""
    whole = QImage(str(painted)).convertToFormat(QImage.Format.Format_RGB32)
    picture = whole.convertToFormat(
        QImage.Format.Format_Indexed8, _colours(whole), Qt.ImageConversionFlag.ThresholdDither
    )
    if not picture.save(str(kept), "PNG", 0):
        raise SystemExit(f"{kept} cannot be written.")
    size = kept.stat().st_size
    print(f"{kept.name}: {size:,} bytes")
    if size > MOST_BYTES:
        raise SystemExit(f"{kept.name} is larger than {MOST_BYTES:,} bytes.")


def _colours(picture: QImage) -> list[int]:
    """The commonest colours, which are those of areas, and one of each kind that none of them is near to."""
    counted = Counter(memoryview(picture.constBits()).cast("I"))
    table = [colour for colour, _ in counted.most_common(_COMMONEST)]
    near = {colour & _KIND for colour in table}
    kinds: Counter[int] = Counter()
    for colour, number in counted.items():
        if colour & _KIND not in near:
            kinds[colour & _KIND | _MIDDLE] += number
    return table + [colour for colour, _ in kinds.most_common(256 - len(table))]


if __name__ == "__main__":
    sys.exit(main())
