"""Makes the virtual environment that every `make` target uses.

Needs nothing but Python 3.11 or later. Packages come pinned and hashed from requirements-dev.txt; on Debian
and Ubuntu the system libraries of system-libraries.txt are installed when this runs as root, and named otherwise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
PROJECT = PACKAGING.parent
OLDEST_PYTHON = (3, 11)


def main() -> int:
    """Set up the environment in the folder given as the only argument."""
    if sys.version_info < OLDEST_PYTHON:
        print(
            f"Hive Inspector needs Python 3.11 or later; this is {sys.version.split()[0]}.\n"
            "Name another one with: make PYTHON=python3.12 demo",
            file=sys.stderr,
        )
        return 2
    install_system_libraries()
    install_packages(Path(sys.argv[1]))
    return 0


def install_packages(folder: Path) -> None:
    """Create the environment and install the locked packages and this project into it."""
    venv.create(folder, with_pip=True, clear=folder.exists())
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # The lock names every package, so nothing is left to resolve (and older versions of pip stumble over extras).
    locked = ["--no-deps", "--require-hashes", "-r", str(PACKAGING / "requirements-dev.txt")]
    subprocess.run([*pip, *locked], check=True)
    itself = ["--no-deps", "--no-build-isolation", "--editable", str(PROJECT)]
    subprocess.run([*pip, *itself], check=True)


def install_system_libraries() -> None:
    """Install what Qt needs from Debian or Ubuntu, or say the line that does it."""
    if shutil.which("dpkg-query") is None:
        return
    missing = [name for name in wanted_system_libraries() if not is_installed(name)]
    if not missing:
        return
    if os.geteuid() != 0:
        print("Qt needs system libraries that are not installed. Run once:", file=sys.stderr)
        print(f"  sudo apt-get install {' '.join(missing)}", file=sys.stderr)
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(
        ["apt-get", "install", "-qq", "--no-install-recommends", *missing],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def wanted_system_libraries() -> list[str]:
    """The package names of system-libraries.txt."""
    lines = (PACKAGING / "system-libraries.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def is_installed(package: str) -> bool:
    """Whether dpkg knows the package as installed."""
    query = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Abbrev}", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return query.stdout.startswith("ii")


if __name__ == "__main__":
    sys.exit(main())
