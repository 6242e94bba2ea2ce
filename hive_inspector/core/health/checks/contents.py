"""Checks of what the rows hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.health.checks.check import Check

CHECKS: tuple[Check, ...] = ()
