"""States of the page that are worth a picture: all checked, a repair tried, and under way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr
from hive_inspector.gui.scene import Scene
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.gui.pages.health.page import HealthPage


def scenes_of(page: HealthPage) -> tuple[Scene, ...]:
    """The states in which the page is painted beside its first."""
    limits = page.widget.heading.limits
    return (
        Scene("checked", partial(_checked, page)),
        Scene("repair", partial(_repair, page)),
        Scene("repairing", partial(_repairing, page), leave=page.widget.repair.run.put_away),
        Scene("limits", partial(_limits, page), leave=limits.click),
    )


def _checked(page: HealthPage) -> Iterator[None]:
    """Every check has run."""
    page.widget.all.click()
    yield


def _repair(page: HealthPage) -> Iterator[None]:
    """The first repair that is offered, tried on a copy."""
    wanted = next((one for one in page.findings if one.repair), None)
    if wanted is not None:
        page.show_finding(wanted.id)
        yield
        page.widget.repair.rehearse.click()
    yield


def _repairing(page: HealthPage) -> Iterator[None]:
    """The same repair under way, as it stands for moments that no picture would meet."""
    card, plan = page.widget.repair, page.presenter.repairing.plan
    if plan is not None:
        card.notes.set_notes(())
        card.leave.hide()
        card.show_reason("")
        card.show_buttons(action=plan.repair.title)
        card.show_chip(tr("under way"), Tone.INFORMATION)
        card.run.begin("Making a restore point")
        card.run.add_log(plan.statements)
        card.run.show_progress(3, 5, plan.repair.title)
        page.widget.bring_repair_to_sight()
    yield


def _limits(page: HealthPage) -> Iterator[None]:
    """The limits, and why they are where they are."""
    page.presenter.repairing.leave()
    page.widget.heading.limits.click()
    yield
