"""Which languages there are translations for, and which of them the user wants: found out before any text is loaded.

A catalogue is a file `hive_inspector_<code>.qm` in `resources/languages`, or in the folder that a variable names,
where translators try theirs. The code is a language's, with or without a country: `de`, `pt_BR`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.language import mark
from hive_inspector.core.paths import app_paths
from hive_inspector.core.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

VARIABLE = "HIVE_INSPECTOR_LANGUAGE"
"""Names the language for one start, before what is chosen on the page Settings."""
FOLDER_VARIABLE = "HIVE_INSPECTOR_LANGUAGES"
"""Names a further folder with catalogues; those in it come before the program's own."""
ENGLISH = "en"
AS_THE_SYSTEM = "system"
PREFERENCE = "language"
"""The id in `core.preferences`."""
_STEM = "hive_inspector_"
_SETTINGS = "settings.json"

ROOMS: Mapping[str, str] = {
    "gui.pages.browse": mark("Browse"),
    "gui.models": mark("Browse"),
    "core.browsing": mark("Browse"),
    "gui.pages.health": mark("Health"),
    "core.health": mark("Health: checks"),
    "core.repairs": mark("Health: repairs"),
    "gui.pages.migrations": mark("Migrations"),
    "core.migrations": mark("Migrations"),
    "gui.pages.overview": mark("Overview"),
    "gui.pages.query": mark("Query"),
    "core.console": mark("Query"),
    "gui.pages.schema": mark("Schema"),
    "core.schema": mark("Schema"),
    "gui.pages.settings": mark("Settings"),
    "core.preferences": mark("Settings"),
    "gui.pages.start": mark("Start"),
    "gui.pages.statistics": mark("Statistics"),
    "core.statistics": mark("Statistics"),
    "gui.pages.support": mark("Support"),
    "core.support": mark("Support"),
    "core.supporting": mark("Support"),
    "gui.palette": mark("Palette and keys"),
    "core.hive": mark("What is known of Hive"),
    "core.database": mark("The file"),
    "core.demo": mark("Demo"),
    "gui": mark("The window"),
    "core": mark("The program"),
}
"""Where a text is used, by the module it stands in, the longest name first: translators see texts by these headings,
which are names in the catalogue and stay English."""
CONTEXTS = tuple(dict.fromkeys(ROOMS.values()))


def catalogues(environ: Mapping[str, str]) -> Mapping[str, Path]:
    """The catalogues there are, by their codes, in the order of these."""
    folders = [resource_path("languages")]
    if named := environ.get(FOLDER_VARIABLE, ""):
        folders.append(Path(named))
    found = {
        file.stem.removeprefix(_STEM): file
        for folder in folders
        for file in folder.glob(f"{_STEM}*.qm")
    }
    return dict(sorted(found.items()))


def wanted_language(
    environ: Mapping[str, str],
    found: Mapping[str, Path],
    of_the_system: Callable[[], Sequence[str]],
    settings: Path | None = None,
) -> str:
    """The language to speak.

    Args:
        environ: The variables of the process.
        found: The catalogues there are.
        of_the_system: The languages that the user prefers in other programs, the best first, as `pt-BR` or `de`; asked
            only where it matters.
        settings: The folder of the settings; the user's by default.

    Returns:
        A code of `found`, or `ENGLISH`. What the environment names comes back as it is named, so that it can be told
        where there is no such catalogue.
    """
    if named := environ.get(VARIABLE, "").strip():
        return named
    if not found:
        return ENGLISH
    chosen = _chosen(settings or app_paths().settings)
    if chosen == ENGLISH or chosen in found:
        return chosen
    return first_known(of_the_system(), found)


def first_known(wanted: Sequence[str], found: Mapping[str, Path]) -> str:
    """The first language of a list that there is a catalogue for, with its country or without; else `ENGLISH`."""
    for one in wanted:
        whole = one.replace("-", "_")
        alone = whole.partition("_")[0]
        if alone == ENGLISH:
            return ENGLISH
        for code in (whole, alone):
            if code in found:
                return code
    return ENGLISH


def context_of(module: str) -> str:
    """The heading that the texts of a module stand under.

    Args:
        module: Its name within the package, as `gui.pages.browse.view`.
    """
    while module not in ROOMS and "." in module:
        module = module.rpartition(".")[0]
    return ROOMS.get(module, ROOMS["core"])


def _chosen(folder: Path) -> str:
    """What is chosen on the page Settings; read here because `core.settings` knows texts already.

    What cannot be read or understood is told when the settings are loaded.
    """
    try:
        document = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
        chosen = document["preferences"][PREFERENCE]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return AS_THE_SYSTEM
    return chosen if isinstance(chosen, str) else AS_THE_SYSTEM
