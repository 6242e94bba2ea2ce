"""A language that nobody speaks: every text accented and two fifths longer, so that one that is missed shows at once.

What a text has in braces, its tags, file patterns and numbers stay. `«` and `»` show where each text begins and ends,
and a small figure in front which of the plural forms it is; the forms are those of Polish.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.texts import PROJECT, texts_script

if TYPE_CHECKING:
    from collections.abc import Iterable

CODE = "pseudo"
LONGER = 0.4
_FORMS_OF = "pl"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "áƀçđéƒğħíĵķĺɱñóƥɋřšťúṽŵẋýžÁɃÇĐÉƑĞĦÍĴĶĹṀÑÓƤɊŘŠŤÚṼŴẊÝŽ"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
_VOWELS = "áéíóúýÁÉÍÓÚÝ"
_MARKS = "¹²³"
_MARKUP = re.compile(r"\]\([^)]*\)|`[^`]*`|([A-Za-z]+)")
_KEPT = re.compile(r"\{[^{}]*\}|\{\{|\}\}|</?[a-z][^<>]*>|&\w+;|\(\*[^()]*\)")
"""Names in braces, doubled braces, tags, entities, patterns of files."""


def pseudo(text: str, mark: str = "") -> str:
    """A text in the language."""
    parts = _KEPT.split(text)
    wanted = round(sum(map(len, parts)) * LONGER) - len("«»" + mark)
    said = []
    for part in parts:
        longer, wanted = _longer(part.translate(_ACCENTS), wanted)
        said.append(longer)
    kept = [*_KEPT.findall(text), ""]
    whole = "".join(part + keep for part, keep in zip(said, kept, strict=True))
    return f"«{mark}{whole}{'·' * max(0, wanted)}»"


def forms(one: str, many: str) -> tuple[str, ...]:
    """The plural forms: for 1, for 2 to 4 and the like, and for the others."""
    return tuple(pseudo(text, mark) for text, mark in zip((one, many, many), _MARKS, strict=True))


def make_pseudo(folder: Path, uses: Iterable[Any] | None = None) -> Path:
    """Make the catalogue of the language, by the way every other takes.

    Args:
        folder: Where to.
        uses: The texts, as `packaging/texts.py` gathers them; those of the whole program by default.
    """
    texts = texts_script()
    uses = list(texts.all_texts() if uses is None else uses)
    said = {
        use.text: texts.Translation(
            forms(use.text.one, use.text.source) if use.text.one else (pseudo(use.text.source),),
            is_finished=True,
        )
        for use in uses
    }
    source = folder / f"hive_inspector_{CODE}.ts"
    texts.write_ts(source, _FORMS_OF, uses, said)
    write_pseudo_help(folder)
    path: Path = texts.compile_ts(source, source.with_suffix(".qm"))
    return path


def write_pseudo_help(folder: Path) -> None:
    """The pieces of help in the language, where the window looks for those of a translator."""
    translated = folder / "help" / CODE
    translated.mkdir(parents=True, exist_ok=True)
    for file in (PROJECT / "resources" / "help" / "en").glob("*.md"):
        lines = file.read_text(encoding="utf-8").splitlines()
        said = [_MARKUP.sub(_in_markup, line) for line in lines]
        (translated / file.name).write_text("\n".join(said), encoding="utf-8")


def _in_markup(piece: re.Match[str]) -> str:
    """A piece of Markdown: what leads to another topic, code and signs stay."""
    return piece[0] if piece[1] is None else piece[1].translate(_ACCENTS)


def _longer(text: str, wanted: int) -> tuple[str, int]:
    """A part with vowels doubled, as many as are wanted; and how many are wanted still."""
    said = []
    for letter in text:
        said.append(letter)
        if wanted > 0 and letter in _VOWELS:
            said.append(letter.lower())
            wanted -= 1
    return "".join(said), wanted


if __name__ == "__main__":
    _folder = Path(sys.argv[1])
    _folder.mkdir(parents=True, exist_ok=True)
    make_pseudo(_folder)
