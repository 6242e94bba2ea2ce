"""The script that gathers the program's texts, for tests: `packaging/` is no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

PROJECT = Path(__file__).resolve().parents[2]
_NAME = "packaging_texts"


def texts_script() -> ModuleType:
    """`packaging/texts.py`, loaded once."""
    if _NAME not in sys.modules:
        file = PROJECT / "packaging" / "texts.py"
        specification = importlib.util.spec_from_file_location(_NAME, file)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        sys.modules[_NAME] = module  # its dataclasses look for their module there
        specification.loader.exec_module(module)
    return sys.modules[_NAME]
