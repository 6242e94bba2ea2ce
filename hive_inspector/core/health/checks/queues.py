"""The check of what Hive has yet to send: queues that wait, and entries that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.durations import age_text
from hive_inspector.core.health.backlog import read_backlog
from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.findings import Finding, Severity
from hive_inspector.core.health.thresholds import SYNC_FAILING, SYNC_WAITING, Level
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from datetime import datetime

    from hive_inspector.core.health.backlog import Queue
    from hive_inspector.core.health.checks.check import CheckContext


def find_backlog(context: CheckContext) -> tuple[Finding, ...]:
    """Queues in which more waits or fails than a few."""
    queues = read_backlog(context.connection, context.schema).queues
    if not queues:
        raise Skipped(tr("This kind of file keeps no queue of what is to be sent."))
    return tuple(_backlog(queue, context.surroundings.now) for queue in queues if _is_long(queue))


def _is_long(queue: Queue) -> bool:
    levels = {SYNC_WAITING.level(queue.waiting), SYNC_FAILING.level(queue.failing)}
    return levels != {Level.GOOD}


def _backlog(queue: Queue, now: datetime) -> Finding:
    age = (now - queue.oldest).total_seconds() if queue.oldest else None
    oldest = tr(", the oldest for {age}", age=age_text(age)) if age is not None else ""
    waiting = queue.waiting
    if queue.is_exact:
        title = plural(
            waiting,
            "{count:,} entry waits in {table}",
            "{count:,} entries wait in {table}",
            table=queue.table,
        )
    else:
        title = plural(
            waiting,
            "More than {count:,} entry wait in {table}",
            "More than {count:,} entries wait in {table}",
            table=queue.table,
        )
    return Finding(
        id=f"sync_backlog:{queue.table}",
        check="sync_backlog",
        severity=Severity.WARNING,
        title=title,
        detail=(
            plural(
                queue.failing,
                "They wait to be sent{oldest}; {count:,} entry failed before. {reason}",
                "They wait to be sent{oldest}; {count:,} entries failed before. {reason}",
                oldest=oldest,
                reason=SYNC_WAITING.reason,
            )
        ),
        advice=tr("Check that Hive is signed in and reaches its server."),
        rows=queue.waiting,
        objects=(queue.table,),
    )


CHECKS = (
    Check(
        "sync_backlog",
        tr("Waiting to be sent"),
        tr("Whether what Hive sends is sent, or queues grow and entries fail."),
        Cost.QUICK,
        find_backlog,
    ),
)
