"""What a bundle holds, the same on every system: for the three .spec files.

PyInstaller finds what is imported. It is told here of what it cannot see (data, modules that are named by their text)
and of what it sees and nobody needs (Qt modules behind plugins that are never loaded, tools of numpy's makers).
"""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = str(PROJECT / "packaging" / "bundle" / "program.py")
DATA = [
    (str(PROJECT / "migrations"), "hive_inspector/_migrations"),
    (str(PROJECT / "resources"), "hive_inspector/_resources"),
    (str(PROJECT / "packaging" / "licences"), "licences"),
]
WITH_METADATA = tuple(
    one["name"]
    for one in tomllib.loads(
        (PROJECT / "packaging" / "dependencies.toml").read_text(encoding="utf-8")
    )["dependency"]
    if one["group"] == "runtime"
)
"""The About box names their versions."""
MODULES = [
    ".".join(file.relative_to(PROJECT).with_suffix("").parts)
    for file in (PROJECT / "hive_inspector").rglob("*.py")
]
"""All of the program: some of its modules are loaded by a name in a text (commands, pages, helpers)."""
NOT_NEEDED = [
    *("tkinter", "unittest", "doctest", "lib2to3", "ensurepip", "idlelib"),
    *("numpy.f2py", "numpy.distutils", "numpy.testing", "numpy.random"),
    *("pyqtgraph.examples", "pyqtgraph.opengl", "pyqtgraph.jupyter", "pyqtgraph.console"),
    *("pygments", "setuptools", "pip", "curses", "_curses", "readline"),
    *("ssl", "_ssl", "ftplib", "smtplib", "imaplib", "xmlrpc"),
    *("OpenGL", "scipy", "matplotlib", "pandas", "IPython", "PIL", "pyarrow"),
    *("PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick"),
    *("PySide6.QtTest", "PySide6.QtDBus", "PySide6.QtSql"),
]
UNUSED_LIBRARIES = (
    *("Qt6Network", "Qt6Qml", "Qt6Quick", "Qt6Pdf", "Qt6VirtualKeyboard", "Qt6Sql"),
    *("platforminputcontexts/libqtvirtualkeyboard", "networkinformation", "tls/", "sqldrivers"),
    *("imageformats/libqpdf", "imageformats/libqtga", "imageformats/libqtiff"),
    *("imageformats/libqwbmp", "imageformats/libqicns", "imageformats/libqwebp"),
    *("platformthemes/libqgtk3", "Qt6EglF", "wayland-graphics-integration-client/libvulkan"),
    *("pyqtgraph/icons/peegee", "pyqtgraph/colors/maps"),
    *("egldeviceintegrations", "platforms/libqeglfs", "platforms/libqlinuxfb", "generic/"),
    *("platforms/libqminimal", "platforms/libqvkkhrdisplay", "platforms/libqvnc"),
)
"""Parts of the paths of what is left out although something that is never loaded names it."""
OF_THE_BUNDLE = tuple(
    f"lib{name}"
    for name in [
        "python",
        "crypto",
        "sqlite3",
        "ffi",
        "z.so",
        "bz2",
        "lzma",
        "expat",
        "mpdec",
        "uuid",
    ]
)
"""What is Python's own of the system's libraries on Linux; all others are Qt's needs of the desktop, which a package
names, and which have to be the desktop's own (its graphics drivers, its fonts, its message bus). So is the
library of C++, which they need as well, in a version not older than theirs. libreadline comes under the GPL."""
OPTIMIZED = 2
"""Compiled without docstrings and asserts, which take a fifth of the code's memory and are read by nobody there."""
WITH_DOCSTRINGS = "hive_inspector.core.hive.models"
"""What tables are for is told by the docstrings of their models."""


QT_TEXTS = tuple(
    f"/translations/{file.stem.replace('hive_inspector', 'qtbase')}.qm"
    for file in (PROJECT / "resources" / "languages").glob("hive_inspector_*.ts")
)
"""Qt's own texts, in the languages that the program speaks."""


def is_needed(name: str) -> bool:
    """Whether a file belongs into the bundle.

    Args:
        name: Its path inside.
    """
    path = name.replace("\\", "/")
    if "/" not in path and path.startswith("lib") and ".so" in path:
        return path.startswith(OF_THE_BUNDLE)
    if "/translations/" in path:
        return path.endswith(QT_TEXTS)
    return not any(part in path for part in UNUSED_LIBRARIES)


def compiled(modules: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What PyInstaller found of Python, each module compiled as it has to be.

    The interpreter itself is not told to leave anything out: titles of migrations are the docstrings of scripts, which
    are compiled when they are read.

    Args:
        modules: Names, places and kinds; the kind `PYMODULE-2` is for `OPTIMIZED`, `PYMODULE` for as written.
    """
    return [
        (name, place, "PYMODULE" if name.startswith(WITH_DOCSTRINGS) else kind)
        for name, place, kind in modules
    ]


def without_hooks(scripts: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What a bundle runs at its start, without what PyInstaller puts before the program.

    One of them loads Qt to tell it where its plugins are, which Qt for Python does by itself, and does so in every
    helper process and command as well: 0.1 s and 20 MB each. The others are for modules that nothing here uses.

    Args:
        scripts: Names, places and kinds.
    """
    return [script for script in scripts if not script[0].startswith("pyi_rth_")]
