"""Makes what people install: wheel and sdist, a bundle that needs no Python, and from it a Debian package.

    python packaging/build.py [wheel] [bundle] [deb]     (all of them without a word), into dist/

The wheel and the sdist are made by the environment that runs this. The bundle is made by one of its own, build/bundle,
which holds nothing but what the program needs at run time and PyInstaller, so that nothing else gets in by accident.
"""

from __future__ import annotations

import calendar
import gzip
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import venv
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
PROJECT = PACKAGING.parent
sys.path[:0] = [str(PACKAGING), str(PACKAGING / "bundle"), str(PACKAGING / "linux")]

import deb  # noqa: E402 - beside this script
import icu  # noqa: E402
import texts  # noqa: E402

import hive_inspector  # noqa: E402

DIST = PROJECT / "dist"
BUILD = PROJECT / "build"
NAME = "hive-inspector"
PARTS = ("wheel", "bundle", "deb")
SMALL_NUMPY = (
    *("--no-binary=numpy", "--no-build-isolation"),
    *("-Csetup-args=-Dallow-noblas=true", "-Csetup-args=-Dblas=none", "-Csetup-args=-Dlapack=none"),
    "-Csetup-args=-Dcpu-dispatch=none",
)
"""numpy built here, in four minutes, without OpenBLAS: a third of its size, and charts multiply no matrices."""
MOST_BYTES = 120_000_000
"""What the bundle may take on disk."""


def main(wanted: list[str]) -> int:
    """Make the parts; says what was made and how large it is."""
    if unknown := set(wanted) - set(PARTS):
        print(
            f"There is no {', '.join(sorted(unknown))}; choose of {', '.join(PARTS)}.",
            file=sys.stderr,
        )
        return 2
    DIST.mkdir(exist_ok=True)
    texts.compile_all()
    for part in wanted or PARTS:
        started = time.monotonic()
        made = {"wheel": make_wheel, "bundle": make_bundle, "deb": make_deb}[part]()
        for path in made:
            print(
                f"{path.relative_to(PROJECT)}  {size_of(path) / 1e6:,.1f} MB  {time.monotonic() - started:.0f} s",
                flush=True,
            )
    return 0


def make_wheel() -> list[Path]:
    """The wheel and the sdist."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(DIST)], check=True, cwd=PROJECT
    )
    version = hive_inspector.__version__
    return [
        DIST / f"hive_inspector-{version}-py3-none-any.whl",
        DIST / f"hive_inspector-{version}.tar.gz",
    ]


def make_bundle() -> list[Path]:
    """The folder that needs no Python, and its archive.

    Raises:
        SystemExit: It has become larger than it may be.
    """
    python = environment()
    make_icon()
    spec = PACKAGING / "bundle" / f"{system()}.spec"
    folders = ["--distpath", str(DIST), "--workpath", str(BUILD / "work")]
    subprocess.run(
        [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", *folders, str(spec)],
        check=True,
        cwd=PROJECT,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(changed_at()), "PYTHONHASHSEED": "0"},
    )
    folder = DIST / NAME
    for library in folder.rglob("libicudata.so.*"):
        icu.make_library(icu.smaller(library), library)
    if size_of(folder) > MOST_BYTES:
        sys.exit(
            f"The bundle takes {size_of(folder) / 1e6:,.1f} MB; it may take {MOST_BYTES / 1e6:,.0f}."
        )
    where = f"{system()}-{platform.machine()}"
    archive = DIST / f"{NAME}-{hive_inspector.__version__}-{where}.tar.gz"
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=changed_at()) as packed,
        tarfile.open(fileobj=packed, mode="w") as file,
    ):
        file.add(folder, NAME, filter=_nobodys)
    return [folder, archive]


def make_icon() -> None:
    """The program's mark as Windows and macOS want it beside their specs; Linux takes it from the package."""
    suffix = {"windows": "ico", "macos": "icns"}.get(system())
    if suffix is not None:
        words = [str(PROJECT / "resources/icons/mark.svg"), "256", str(BUILD / f"{NAME}.{suffix}")]
        script = str(PACKAGING / "linux/icons.py")
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([sys.executable, script, *words], check=True, env=environment)


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """A file in the archive as if nobody in particular had made it, at the time of the release."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = changed_at()
    return entry


def make_deb() -> list[Path]:
    """The Debian package, made of the bundle."""
    return [deb.make_package(DIST / NAME, BUILD / "deb", DIST, changed_at())]


def environment() -> Path:
    """The Python that makes the bundle, with the locked packages; made anew when a lock has changed."""
    folder = BUILD / "bundle"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    locks = [PACKAGING / "requirements.txt", PACKAGING / "requirements-package.txt"]
    wanted = "".join(lock.read_text(encoding="utf-8") for lock in locks)
    ready = folder / "locked.txt"
    if ready.exists() and ready.read_text(encoding="utf-8") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
    ]
    subprocess.run([*pip, "--require-hashes", "-r", str(locks[1])], check=True)
    subprocess.run([*pip, "--require-hashes", "-r", str(locks[0]), *SMALL_NUMPY], check=True)
    ready.write_text(wanted, encoding="utf-8")
    return python


def system() -> str:
    """The system's name in the names of files: linux, windows or macos."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def changed_at() -> int:
    """When the version was released, in seconds since 1970: two builds of it are alike."""
    return calendar.timegm(time.strptime(deb.released(PACKAGING), "%Y-%m-%d"))


def size_of(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(
        file.stat().st_size for file in path.rglob("*") if file.is_file() and not file.is_symlink()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
