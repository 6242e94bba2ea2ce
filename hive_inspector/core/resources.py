"""Where the program's own data lies: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(name: str) -> Path:
    """The file below `resources/` of that name, e.g. `"lineages/core-013.json"`."""
    return _folder("resources") / name


def resource_text(name: str) -> str:
    """The text of a resource."""
    return resource_path(name).read_text(encoding="utf-8")


def resource_bytes(name: str) -> bytes:
    """The bytes of a resource."""
    return resource_path(name).read_bytes()


def migrations_folder() -> Path:
    """The folder of the versioned migration scripts that the program ships."""
    return _folder("migrations")


def _folder(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name
