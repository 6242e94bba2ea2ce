"""The rule by which versions are numbered: from 1 on, without a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def require_no_gap(by_version: Mapping[int, Path]) -> None:
    """Make sure that no number is left out.

    Raises:
        UsageProblem: One is; the message names it.
    """
    for expected, version in enumerate(sorted(by_version), start=1):
        if version != expected:
            raise UsageProblem(
                tr(
                    "Migration script {expected:03} is missing before {name}.",
                    expected=expected,
                    name=by_version[version].name,
                ),
                tr("Add the missing script, or number the scripts from 001 without a gap."),
            )
