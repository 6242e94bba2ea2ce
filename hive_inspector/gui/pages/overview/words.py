"""Numbers as this page says them."""

from __future__ import annotations

from hive_inspector.core.statistics.amounts import amount_text, exact_text
from hive_inspector.gui.words import short_size

__all__ = ["amount_text", "exact_text", "short_size"]
