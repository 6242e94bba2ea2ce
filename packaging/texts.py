"""Gathers the texts of the program for translators, and makes of their work what the program reads.

    python packaging/texts.py [CODE …]     (`make texts`)

Writes `build/hive_inspector.ts`, all texts without a translation; brings each file of translations,
`resources/languages/hive_inspector_CODE.ts`, up to date, and begins those that are named and not there; then
`lrelease`, which comes with PySide6, makes a `.qm` of each, beside it. Texts are found where the code calls `tr`,
`plural` and `mark` of `hive_inspector.core.language`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from hive_inspector.core.components import components  # noqa: E402 - beside this script's folder
from hive_inspector.core.hive.models import ALL_MODELS  # noqa: E402
from hive_inspector.core.language import fields  # noqa: E402
from hive_inspector.core.languages import CONTEXTS, context_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LANGUAGES = PROJECT / "resources" / "languages"
TEMPLATE = PROJECT / "build" / "hive_inspector.ts"
STEM = "hive_inspector_"
REMARK = "# Translators: "
"""Begins a comment above a call, or behind it, that translators are to see."""
_PACKAGE = "hive_inspector"
_HOME = f"{_PACKAGE}.core.language"
_TEXTS = {"tr": 1, "plural": 2, "mark": 1}
"""How many texts each function takes; `plural` after its number."""


class Unclear(Exception):
    """A call whose text cannot be gathered, with its place."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the program."""

    source: str
    """The English text; of two forms the one for many."""
    one: str
    """The English text for one; empty where it does not depend on a number."""


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a text stands."""

    text: Text
    module: str
    """Within the package, as `gui.pages.browse.view`."""
    line: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """What a translator made of a text."""

    forms: tuple[str, ...]
    is_finished: bool


def main(codes: list[str]) -> int:
    """Write the template, bring the languages up to date, compile them."""
    uses = list(all_texts())
    TEMPLATE.parent.mkdir(exist_ok=True)
    write_ts(TEMPLATE, "", uses, {})
    print(f"{TEMPLATE.relative_to(PROJECT)}: {len({use.text for use in uses}):,} texts")
    for file in _files(codes):
        code = file.stem.removeprefix(STEM)
        known = read_ts(file) if file.exists() else {}
        write_ts(file, code, uses, known)
        catalogue = compile_ts(file, file.with_suffix(".qm"))
        done = sum(use in known and known[use].is_finished for use in {one.text for one in uses})
        print(f"{catalogue.relative_to(PROJECT)}: {done:,} translated")
    return 0


def compile_all(folder: Path = LANGUAGES) -> list[Path]:
    """Make the catalogue of every translation in a folder; returns the catalogues."""
    return [
        compile_ts(file, file.with_suffix(".qm")) for file in sorted(folder.glob(f"{STEM}*.ts"))
    ]


def compile_ts(source: Path, target: Path) -> Path:
    """Make a catalogue of a translation.

    Raises:
        SystemExit: It is not understood; `lrelease` has said why.
    """
    command = [str(_lrelease()), "-silent", str(source), "-qm", str(target)]
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"{source} could not be compiled.")
    return target


def all_texts() -> Iterator[Use]:
    """Everything that is to be translated.

    Raises:
        Unclear: A call whose text cannot be gathered.
    """
    yield from gathered(PROJECT / _PACKAGE)
    yield from kept_elsewhere()


def gathered(package: Path) -> Iterator[Use]:
    """All texts of the package, in the order of the files.

    Raises:
        Unclear: A call whose text cannot be gathered.
    """
    for file in sorted(package.rglob("*.py")):
        module = ".".join(file.relative_to(package).with_suffix("").parts)
        if module != _HOME.removeprefix(f"{_PACKAGE}."):
            yield from uses_in(file.read_text(encoding="utf-8"), module)


def kept_elsewhere() -> Iterator[Use]:
    """Texts that stand in no call, but where they belong: what Hive's tables hold, and what each library is for."""
    for model in ALL_MODELS:
        file = model.__module__.removeprefix(f"{_PACKAGE}.")
        yield Use(Text(model.summary(), ""), file, 1, f"what the table {model.table_name()} holds")
    for part in components():
        yield Use(Text(part.why, ""), "gui.frame.about", 1, f"what {part.title} is for")


def uses_in(code: str, module: str) -> Iterator[Use]:
    """The texts of a module.

    Raises:
        Unclear: A call whose text cannot be gathered.
    """
    if "language import" not in code:
        return
    tree = ast.parse(code)
    names = _imported(tree)
    lines = code.splitlines()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        function = names.get(node.func.id)
        if function is not None and (text := _text_of(node, function, module)) is not None:
            yield Use(text, module, node.lineno, _remark(lines, node.lineno))


def write_ts(file: Path, code: str, uses: Iterable[Use], known: Mapping[Text, Translation]) -> None:
    """Write texts and their translations as Qt Linguist reads them.

    Args:
        file: Where to.
        code: The language, as `de` or `pt_BR`; empty for none.
        uses: The texts, with their places.
        known: Their translations; those of texts that are no more are left out.
    """
    root = ET.Element("TS", {"version": "2.1", "sourcelanguage": "en"})
    if code:
        root.set("language", code)
    by_text: dict[Text, list[Use]] = {}
    for use in uses:
        by_text.setdefault(use.text, []).append(use)
    headings: dict[str, list[tuple[Text, list[Use]]]] = {}
    for text, places in by_text.items():
        headings.setdefault(_heading(places), []).append((text, places))
    for name in CONTEXTS:
        if name in headings:
            context = ET.SubElement(root, "context")
            ET.SubElement(context, "name").text = name
            for text, places in headings[name]:
                _add_message(context, text, places, known.get(text))
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    file.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8"
    )


def read_ts(file: Path) -> dict[Text, Translation]:
    """The translations in a file, whatever heading they stand under."""
    found: dict[Text, Translation] = {}
    for message in ET.parse(file).getroot().iter("message"):  # noqa: S314 - the project's own file
        one = message.findtext("comment", "") if message.get("numerus") == "yes" else ""
        held = message.find("translation")
        if held is None:
            continue
        forms = tuple(form.text or "" for form in held.iter("numerusform")) or (held.text or "",)
        finished = held.get("type") != "unfinished" and any(forms)
        found[Text(message.findtext("source", ""), one)] = Translation(forms, finished)
    return found


def _files(codes: Iterable[str]) -> list[Path]:
    named = {LANGUAGES / f"{STEM}{code}.ts" for code in codes}
    if named:
        LANGUAGES.mkdir(exist_ok=True)
    return sorted(named | set(LANGUAGES.glob(f"{STEM}*.ts")))


def _imported(tree: ast.Module) -> dict[str, str]:
    """The names by which a module calls the functions of texts."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == _HOME
        for alias in node.names
        if alias.name in _TEXTS
    }


def _text_of(call: ast.Call, function: str, module: str) -> Text | None:
    """The text of a call; None where a constant is translated, which `mark` has noted."""
    wanted = call.args[1:] if function == "plural" else call.args
    if (
        function == "tr"
        and wanted
        and isinstance(wanted[0], ast.Name | ast.Attribute | ast.Subscript)
    ):
        return None
    texts = [
        arg.value for arg in wanted if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    place = f"{module}:{call.lineno}"
    if len(texts) != len(wanted) or len(texts) != _TEXTS[function] or not all(texts):
        raise Unclear(f"{place}: {function} takes texts that are written out")
    _check_values(call, function, texts, place)
    return Text(texts[-1], texts[0] if function == "plural" else "")


def _check_values(call: ast.Call, function: str, texts: list[str], place: str) -> None:
    """See that a call gives what its texts have in braces, and nothing else."""
    given = {keyword.arg for keyword in call.keywords}
    if function == "mark" or None in given or (function == "tr" and not given):
        return
    try:
        wanted = set().union(*(fields(text) for text in texts))
    except ValueError as error:
        raise Unclear(f"{place}: {error}") from error
    counted = {"count"} if function == "plural" else set()
    if wanted - counted != given - counted:
        raise Unclear(f"{place}: {sorted(wanted)} in braces, {sorted(map(str, given))} given")


def _remark(lines: list[str], line: int) -> str:
    """What a comment above or behind a line tells translators."""
    for text in (lines[line - 1], lines[line - 2] if line > 1 else ""):
        before, found, remark = text.partition(REMARK)
        if found and (text is lines[line - 1] or not before.strip()):
            return remark.strip()
    return ""


def _heading(places: list[Use]) -> str:
    """Where a text stands that may be used in several rooms: in the one that comes first."""
    return min((context_of(use.module) for use in places), key=CONTEXTS.index)


def _add_message(
    context: ET.Element, text: Text, places: list[Use], known: Translation | None
) -> None:
    message = ET.SubElement(context, "message", {"numerus": "yes"} if text.one else {})
    for use in places:
        file = f"../../{_PACKAGE}/{use.module.replace('.', '/')}.py"
        ET.SubElement(message, "location", {"filename": file, "line": str(use.line)})
    ET.SubElement(message, "source").text = text.source
    if text.one:
        ET.SubElement(message, "comment").text = text.one
    if remarks := " ".join(dict.fromkeys(use.remark for use in places if use.remark)):
        ET.SubElement(message, "extracomment").text = remarks
    finished = known is not None and known.is_finished
    held = ET.SubElement(message, "translation", {} if finished else {"type": "unfinished"})
    forms = known.forms if known else ()
    if text.one:
        for form in forms or ("",):
            ET.SubElement(held, "numerusform").text = form
    elif forms:
        held.text = forms[0]


def _lrelease() -> Path:
    """The compiler that comes with PySide6."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        sys.exit("PySide6 is not installed; make sets it up.")
    folder = Path(spec.origin).parent
    for name in ("lrelease", "lrelease.exe", "Linguist.app/Contents/MacOS/lrelease"):
        if (folder / name).exists():
            return folder / name
    sys.exit(f"lrelease is not in {folder}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
