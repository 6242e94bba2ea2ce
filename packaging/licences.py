"""Gathers the licences of everything that comes with the program, from what is installed: run after `make lock`.

`packaging/licences/` gets a file for each package of dependencies.toml's group runtime, with every licence text and
notice that its makers deliver; Qt's are kept there once (LGPL-3.0.txt, GPL-3.0.txt), since Qt for Python delivers none.
`resources/dependencies.json` gets what the window tells about them.
"""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

PACKAGING = Path(__file__).resolve().parent
LICENCES = PACKAGING / "licences"
TOLD = PACKAGING.parent / "resources" / "dependencies.json"
OF_A_LICENCE = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
OF_QT = ("pyside6-essentials", "shiboken6")
QT_NOTICE = """\
{title} {versions}: Copyright (C) The Qt Company Ltd and other contributors.

Hive Inspector uses Qt and Qt for Python under the GNU Lesser General Public License, version 3 only (LGPL-3.0-only).
The text of that licence is in LGPL-3.0.txt, that of the GNU General Public License which it refers to in GPL-3.0.txt,
both in this folder.

They are used as they are delivered, unchanged, and as shared libraries. Whoever has Hive Inspector may use it with a
modified version of these libraries: install another version of the package into its environment or, in a bundle,
put other files in the place of those in the folder PySide6 (libraries, bindings, plugins) and shiboken6. Nothing keeps
them from being replaced, and reverse engineering to debug such changes is allowed. Their source code is offered by The
Qt Company with each release of the same version.

Qt itself contains work of third parties under licences of their own. Qt's documentation lists them for each version
under "Licenses Used in Qt".
"""


def main() -> None:
    """Write all of it anew."""
    listed = runtime()
    LICENCES.mkdir(exist_ok=True)
    for one in listed:
        (LICENCES / f"{one['name']}.txt").write_text(text_of(one), encoding="utf-8")
    TOLD.write_text(told(listed), encoding="utf-8")


def runtime() -> list[dict[str, Any]]:
    """What comes with the program, in the order of names."""
    listed = tomllib.loads((PACKAGING / "dependencies.toml").read_text(encoding="utf-8"))
    return [one for one in listed["dependency"] if one["group"] == "runtime"]


def text_of(one: dict[str, Any]) -> str:
    """Every text about the licence that a package is delivered with."""
    if one["name"] in OF_QT:
        return QT_NOTICE.format(title=one["title"], versions=" or ".join(one["versions"]))
    parts = [f"{one['name']}: {one['licence']}\n"]
    for name, text in texts_of(distribution(one["name"])):
        parts.append(f"\n{'=' * 100}\n{name}\n{'=' * 100}\n\n{text.strip()}\n")
    return "".join(parts)


def texts_of(installed: Distribution) -> list[tuple[str, str]]:
    """Names below the package's own folder of metadata, and what stands there."""
    found = []
    for file in installed.files or ():
        inside = file.parts[1:]
        if file.parts[0].endswith(".dist-info") and OF_A_LICENCE.search("/".join(inside)):
            text = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
            found.append(("/".join(inside), "\n".join(line.rstrip() for line in text.splitlines())))
    return sorted(found)


def told(listed: list[dict[str, Any]]) -> str:
    """What the window tells: name, licence, why it is there."""
    shown = [
        {
            "name": one["name"],
            "title": one.get("title", one["name"]),
            "versions": one["versions"],
            "licence": one["licence"],
            "why": one["why"],
        }
        for one in listed
    ]
    return json.dumps(shown, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
