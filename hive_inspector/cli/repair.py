"""`repair`: mend what Hive's own migrations leave broken, proved on a copy first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.cli.carrying import (
    Wanted,
    add_change_arguments,
    carry,
)
from hive_inspector.cli.command import Command, add_database
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.migrations.repairs import (
    DANGLING_REFERENCE,
    HALFWAY_AT_010,
    find_repairs,
    plan_repair,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.cli.exits import Exit
    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.plan import Plan

FINDINGS = (DANGLING_REFERENCE, HALFWAY_AT_010)
"""What can be repaired, by the names that commands use."""
DESCRIPTION = f"""\
Mends what Hive's own migrations leave broken. No row is lost, and no version is recorded for it.

{DANGLING_REFERENCE}  conversations refers to a table that version 6 dropped, so that no row can be added to it
{HALFWAY_AT_010}      version 10 stopped halfway

It is always rehearsed on a copy before it is done, a restore point is made, and it is done in one transaction: all
of it or nothing. On a terminal it asks before it changes the file; elsewhere --yes is needed."""


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument("finding", metavar="FINDING", help=f"{' or '.join(FINDINGS)}")
    add_change_arguments(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    if arguments.finding not in FINDINGS:
        raise UsageProblem(
            f"There is no repair of “{arguments.finding}”.",
            f"These can be repaired: {', '.join(FINDINGS)}.",
        )
    plan = partial(_plan, arguments, session)
    nothing = f"The file does not have {arguments.finding}; there is nothing to repair."
    return carry(arguments, session, Wanted(plan, f"Repair {arguments.finding} in", nothing))


def _plan(arguments: Namespace, session: Session, hive: OpenHive) -> Plan:
    found = find_repairs(hive, token=session.token)
    wanted = next((repair for repair in found if repair.id == arguments.finding), None)
    return plan_repair(hive, wanted, token=session.token)


COMMAND = Command(
    name="repair",
    summary="mend what Hive's own migrations left broken",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
