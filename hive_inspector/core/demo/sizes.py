"""How much a demo holds."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

DEFAULT_NOW = datetime(2025, 11, 21, 17, 30, tzinfo=UTC)
"""When the newest content was written, unless told otherwise; fixed, so that a seed says everything."""
HISTORY_DAYS = 455
"""How far back the content reaches: fifteen months."""


class DemoSize(Enum):
    """The sizes on offer; the value is the name used on the command line."""

    SMALL = "small"
    """200 conversations, some 1,600 messages, 3 MB; made in less than a second."""
    MEDIUM = "medium"
    """20,000 conversations, some 160,000 messages, 230 MB; made in ten seconds."""
    LARGE = "large"
    """200,000 conversations, some 5,000,000 messages, 4.6 GB; made in a few minutes."""

    @property
    def conversations(self) -> int:
        """How many conversations, exactly."""
        return {DemoSize.SMALL: 200, DemoSize.MEDIUM: 20_000, DemoSize.LARGE: 200_000}[self]

    @property
    def turns(self) -> float:
        """Questions in a conversation on average, before the longest are cut; each is answered in up to four stages."""
        return 5.13 if self is DemoSize.LARGE else 1.6
