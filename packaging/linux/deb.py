"""The Debian package: the bundle below /usr/lib, and what a desktop wants to know about it."""

from __future__ import annotations

import gzip
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import manual

import hive_inspector

LINUX = Path(__file__).resolve().parent
PACKAGING = LINUX.parent
PROJECT = PACKAGING.parent
NAME = "hive-inspector"
LICENCES = f"/usr/lib/{NAME}/_internal/licences"
QT_NOTICE = "pyside6-essentials.txt"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
NOT_OF_THE_PROGRAM = ("xvfb", "xdotool", "fonts-")
"""What system-libraries.txt has for tests and pictures only."""
ALSO_NEEDED = (
    *("libc6", "libgcc-s1", "libstdc++6", "zlib1g", "libzstd1", "libfreetype6"),
    "libglib2.0-0t64 | libglib2.0-0",
    *("libx11-6", "libx11-xcb1", "libxcb1", "libxcb-glx0", "libxcb-randr0", "libxcb-render0"),
    *("libxcb-shm0", "libxcb-sync1", "libxcb-util1", "libxcb-xfixes0", "libxkbcommon0"),
)
"""What the bundle's libraries name beside it, and what is there on every machine with a window; a test looks."""
RECOMMENDED = (
    *("fonts-inter", "fonts-jetbrains-mono"),
    *("libwayland-client0", "libwayland-cursor0", "libwayland-egl1"),
)
"""What makes it look as it is meant to, and what it needs under Wayland only."""


def make_package(bundle: Path, root: Path, dist: Path, changed_at: int) -> Path:
    """Make the package.

    Args:
        bundle: The folder of the bundle.
        root: Where to put the package's content together; made anew.
        dist: Where the package goes.
        changed_at: The time of every file in it, in seconds since 1970.

    Returns:
        The package.
    """
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(bundle, root / "usr/lib" / NAME, symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin" / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    _place(root, LINUX / f"{NAME}.desktop", f"usr/share/applications/{NAME}.desktop")
    _place(
        root,
        LINUX / "ai.hive.Inspector.metainfo.xml",
        "usr/share/metainfo/ai.hive.Inspector.metainfo.xml",
    )
    _place(root, LINUX / f"{NAME}.mime.xml", f"usr/share/mime/packages/{NAME}.xml")
    _write(root / f"usr/share/doc/{NAME}/copyright", copyright_file().encode())
    _place_icons(root / "usr/share/icons/hicolor")
    page = manual.man_page(released(PACKAGING)).encode()
    _write(root / f"usr/share/man/man1/{NAME}.1.gz", gzip.compress(page, mtime=0))
    changes = (PROJECT / "CHANGELOG.md").read_bytes()
    _write(root / f"usr/share/doc/{NAME}/changelog.gz", gzip.compress(changes, mtime=0))
    _write(root / "DEBIAN/control", _control(root).encode())
    _make_uniform(root, changed_at)
    architecture = ARCHITECTURES.get(platform.machine(), platform.machine())
    package = dist / f"{NAME}_{hive_inspector.__version__}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(package)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(changed_at)},
    )
    return package


def released(packaging: Path) -> str:
    """The day of the release, as the description for software centres has it."""
    text = (packaging / "linux/ai.hive.Inspector.metainfo.xml").read_text(encoding="utf-8")
    (day,) = re.findall(
        rf'version="{re.escape(hive_inspector.__version__)}" date="([0-9-]+)"', text
    )
    return str(day)


def copyright_file() -> str:
    """What Debian wants to be told about licences, with the place of every text."""
    own = (PROJECT / "LICENSE").read_text(encoding="utf-8")
    listed = tomllib.loads((PACKAGING / "dependencies.toml").read_text(encoding="utf-8"))
    others = [one for one in listed["dependency"] if one["group"] == "runtime"]
    others += tomllib.loads((PACKAGING / "bundled.toml").read_text(encoding="utf-8"))["bundled"]
    lines = [f"  {one['name']}: {one['licence']}" for one in others]
    return "\n".join(
        [
            f"Hive Inspector comes under the licence MIT:\n\n{own}",
            "It is delivered with work of others. Each has a file of its name, with the whole text of its licence,",
            f"in {LICENCES}:\n",
            *lines,
            "",
            f"Qt and its bindings are used under the LGPL, version 3, and may be replaced: see {QT_NOTICE}",
            "in that folder. The licences that Debian keeps are in /usr/share/common-licenses.",
            "",
        ]
    )


def depends() -> list[str]:
    """The Debian packages that the bundle needs beside it."""
    lines = (PACKAGING / "system-libraries.txt").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith(("#", *NOT_OF_THE_PROGRAM))]
    return [*ALSO_NEEDED, *named]


def _control(root: Path) -> str:
    files = [file for file in root.rglob("*") if file.is_file() and not file.is_symlink()]
    fields = {
        "Package": NAME,
        "Version": hive_inspector.__version__,
        "Architecture": ARCHITECTURES.get(platform.machine(), platform.machine()),
        "Maintainer": "The Hive Inspector developers <maintainers@hive.invalid>",
        "Section": "database",
        "Priority": "optional",
        "Installed-Size": str(sum(file.stat().st_size for file in files) // 1024),
        "Depends": ", ".join(depends()),
        "Recommends": ", ".join(RECOMMENDED),
        "Description": "see what a Hive AI database is and whether it is well\n"
        " Opens the local database of the Hive AI app and shows what it is, whether it is well,\n"
        " and how to move its schema forwards or back; rehearsed on a copy, with a way back.",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _place(root: Path, source: Path, target: str) -> None:
    _write(root / target, source.read_bytes())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _place_icons(folder: Path) -> None:
    """The program's mark as it is, and painted in the sizes that desktops ask for."""
    mark = PROJECT / "resources/icons/mark.svg"
    _place(folder, mark, f"scalable/apps/{NAME}.svg")
    targets = {size: folder / f"{size}x{size}/apps/{NAME}.png" for size in ICON_SIZES}
    for target in targets.values():
        target.parent.mkdir(parents=True)
    words = [
        str(mark),
        *(word for size, target in targets.items() for word in (str(size), str(target))),
    ]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, str(LINUX / "icons.py"), *words], check=True, env=environment)


def _make_uniform(root: Path, changed_at: int) -> None:
    """The rights that Debian wants, and one time, whatever those of the machine that builds."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            is_program = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if is_program else 0o644)
        os.utime(path, (changed_at, changed_at), follow_symlinks=False)
