"""Gathers the licences of everything that comes with the program, from what is installed: run after `make lock`.

`packaging/licences/` gets a file for each package of dependencies.toml's group runtime, with every licence text and
notice that its makers deliver; Qt's are kept there once (LGPL-3.0.txt, GPL-3.0.txt), since Qt for Python delivers none.
`resources/dependencies.json` gets what the window tells about them.

`python packaging/licences.py bundled` gathers those of bundled.toml as well. It needs Debian with the packages that are
named there, the environment of `packaging/build.py bundle`, and the Python that the bundle is made with.
"""

from __future__ import annotations

import json
import re
import sys
import sysconfig
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

Qt itself contains work of third parties under licences of their own. Those in the parts that a bundle has are listed in
licences/OF_A_BUNDLE.txt, each with a file of its own; Qt's documentation lists all of them for each version under
"Licenses Used in Qt".
"""
WORDS = {
    "MIT": """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
""",
    "BSD-2-Clause": """\
Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF
THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
""",
}
THIRD_CLAUSE = """\
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote
   products derived from this software without specific prior written permission.

THIS SOFTWARE IS"""
WORDS["BSD-3-Clause"] = WORDS["BSD-2-Clause"].replace("\nTHIS SOFTWARE IS", THIRD_CLAUSE, 1)
"""The licences' own words, for work that is delivered without them."""
COMMON = Path("/usr/share/common-licenses")
DOCUMENTED = Path("/usr/share/doc")
LIST_OF_A_BUNDLE = "OF_A_BUNDLE"


def main() -> None:
    """Write all of it anew."""
    listed = runtime()
    if sys.argv[1:] == ["bundled"]:
        for one in bundled():
            (LICENCES / f"{one['name']}.txt").write_text(bundled_text(one), encoding="utf-8")
    (LICENCES / f"{LIST_OF_A_BUNDLE}.txt").write_text(bundled_list(), encoding="utf-8")
    LICENCES.mkdir(exist_ok=True)
    for one in listed:
        (LICENCES / f"{one['name']}.txt").write_text(text_of(one), encoding="utf-8")
    TOLD.write_text(told(listed), encoding="utf-8")


def runtime() -> list[dict[str, Any]]:
    """What comes with the program, in the order of names."""
    listed = tomllib.loads((PACKAGING / "dependencies.toml").read_text(encoding="utf-8"))
    return [one for one in listed["dependency"] if one["group"] == "runtime"]


def bundled() -> list[dict[str, Any]]:
    """What else a bundle holds, in the order of the list."""
    found = tomllib.loads((PACKAGING / "bundled.toml").read_text(encoding="utf-8"))["bundled"]
    return [dict(one) for one in found]


def bundled_list() -> str:
    """What a bundle holds beside the packages, on one page."""
    lines = [
        "What a bundle of Hive Inspector holds beside the packages that have a file of their name here.\n"
    ]
    for one in bundled():
        where = one.get("inside", "the bundle")
        lines.append(f"{one.get('title', one['name'])} ({one['name']}.txt): {one['licence']}")
        lines.append(f"    in {where}; {one['why']}\n")
    return "\n".join(lines)


def bundled_text(one: dict[str, Any]) -> str:
    """The text about the licence of something that is no package."""
    parts = [f"{one.get('title', one['name'])}: {one['licence']}\n"]
    if "copyright" in one:
        parts.append(f"Copyright: {one['copyright']}\n")
    kind, _, name = one.get("text", "").partition(":")
    if kind == "same":
        parts.append(f"The words of the licence are in {name}.txt, in this folder.\n")
    else:
        parts.append(
            "\n".join(line.rstrip() for line in _found(kind, name, one).splitlines()) + "\n"
        )
    if "also" in one:
        parts.append(f"The whole words of {one['licence']} are in {one['also']}.txt as well.\n")
    return "\n".join(parts)


def _found(kind: str, name: str, one: dict[str, Any]) -> str:
    match kind:
        case "":
            return WORDS[one["licence"]]
        case "debian":
            path = DOCUMENTED / name / "copyright"
        case "common":
            path = COMMON / name
        case "python":
            path = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
        case _:
            (path,) = (PACKAGING.parent / "build" / "bundle").rglob(
                f"{name}-*.dist-info/licenses/COPYING.txt"
            )
    return path.read_text(encoding="utf-8", errors="replace")


def text_of(one: dict[str, Any]) -> str:
    """Every text about the licence that a package is delivered with."""
    if one["name"] in OF_QT:
        return QT_NOTICE.format(title=one["title"], versions=" or ".join(one["versions"]))
    parts = [f"{one['name']}: {one['licence']}\n"]
    installed = distribution(one["name"])
    for name, text in [*texts_of(installed), *compiled_into(installed)]:
        parts.append(f"\n{'=' * 100}\n{name}\n{'=' * 100}\n\n{text.strip()}\n")
    return "".join(parts)


def compiled_into(installed: Distribution) -> list[tuple[str, str]]:
    """The work of others in what is delivered compiled, where the package lists it (CycloneDX)."""
    told = []
    for file in installed.files or ():
        if file.match("*.dist-info/sboms/*.json"):
            document = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
            told += [_component(one) for one in document.get("components", ())]
    return [("compiled into it", "\n".join(sorted(told)))] if told else []


def _component(one: dict[str, Any]) -> str:
    licences = [
        entry.get("expression") or entry["license"].get("id") or entry["license"].get("name")
        for entry in one.get("licenses", ())
    ]
    return f"{one['name']} {one.get('version', '')}: {' AND '.join(licences) or 'see openssl.txt'}"


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
    shown += [
        {
            "name": one["name"],
            "title": one.get("title", one["name"]),
            "versions": [],
            "licence": one.get("shown", one["licence"]),
            "why": one["why"],
        }
        for one in bundled()
    ]
    return json.dumps(shown, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
