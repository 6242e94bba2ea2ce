"""`rollback`: take the schema back, proved on a copy first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.cli.carrying import (
    Migrating,
    add_change_arguments,
    carry,
)
from hive_inspector.cli.command import Command, add_database, add_scripts, version_number
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.migrations.planning.plan import Stops, make_plan
from hive_inspector.core.migrations.scripts.loading import load_scripts

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.cli.exits import Exit
    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.plan import Plan
    from hive_inspector.core.migrations.scripts.script import Script

DESCRIPTION = """\
Takes the schema back to the version that --to names; 0 is an empty file.

What would be lost is counted and told first. It is always rehearsed on a copy before it is done, a restore point is
made, and it is done in one transaction: all of it or nothing.

On a terminal it asks before it changes the file; elsewhere --yes is needed."""


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument(
        "--to", metavar="N", type=version_number, required=True, help="the version to go back to"
    )
    add_scripts(parser)
    add_change_arguments(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    plan = partial(_plan, arguments, session, load_scripts(arguments.scripts, token=session.token))
    return carry(
        arguments,
        session,
        lambda hive: Migrating(hive, plan(hive), f"Roll back to {arguments.to}:"),
    )


def _plan(
    arguments: Namespace, session: Session, scripts: tuple[Script, ...], hive: OpenHive
) -> Plan:
    plan = make_plan(hive, scripts, arguments.to, token=session.token)
    is_stopped = any(obstacle.stops is Stops.REHEARSAL for obstacle in plan.obstacles)
    if plan.to_version > plan.from_version and not is_stopped:
        raise UsageProblem(
            f"The file is at version {plan.from_version}, and rollback only goes back.",
            f"To go forwards: hive-inspector migrate … --to {plan.to_version}",
        )
    return plan


COMMAND = Command(
    name="rollback",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
