"""The check of what Hive has yet to send: queues that wait, and entries that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.durations import age_text
from hive_inspector.core.health.backlog import read_backlog
from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.findings import Finding, Severity
from hive_inspector.core.health.thresholds import SYNC_FAILING, SYNC_WAITING, Level
from hive_inspector.core.hive.wording import counted

if TYPE_CHECKING:
    from datetime import datetime

    from hive_inspector.core.health.backlog import Queue
    from hive_inspector.core.health.checks.check import CheckContext


def find_backlog(context: CheckContext) -> tuple[Finding, ...]:
    """Queues in which more waits or fails than a few."""
    queues = read_backlog(context.connection, context.schema).queues
    if not queues:
        raise Skipped("This kind of file keeps no queue of what is to be sent.")
    return tuple(_backlog(queue, context.surroundings.now) for queue in queues if _is_long(queue))


def _is_long(queue: Queue) -> bool:
    levels = {SYNC_WAITING.level(queue.waiting), SYNC_FAILING.level(queue.failing)}
    return levels != {Level.GOOD}


def _backlog(queue: Queue, now: datetime) -> Finding:
    age = (now - queue.oldest).total_seconds() if queue.oldest else None
    oldest = f", the oldest for {age_text(age)}" if age is not None else ""
    at_least = "" if queue.is_exact else "More than "
    waiting = counted(queue.waiting, "entry", "entries")
    return Finding(
        id=f"sync_backlog:{queue.table}",
        check="sync_backlog",
        severity=Severity.WARNING,
        title=f"{at_least}{waiting} {'waits' if queue.waiting == 1 else 'wait'} in {queue.table}",
        detail=(
            f"They wait to be sent{oldest}; {counted(queue.failing, 'entry', 'entries')} failed before. "
            f"{SYNC_WAITING.reason}"
        ),
        advice="Check that Hive is signed in and reaches its server.",
        rows=queue.waiting,
        objects=(queue.table,),
    )


CHECKS = (
    Check(
        "sync_backlog",
        "Waiting to be sent",
        "Whether what Hive sends is sent, or queues grow and entries fail.",
        Cost.QUICK,
        find_backlog,
    ),
)
