"""States of the page that are worth a picture: all checked, a repair planned, and tried."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.gui.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.gui.pages.health.page import HealthPage


def scenes_of(page: HealthPage) -> tuple[Scene, ...]:
    """The states in which the page is painted beside its first."""
    limits = page.widget.heading.limits
    return (
        Scene("checked", partial(_checked, page)),
        Scene("repair", partial(_repair, page)),
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


def _limits(page: HealthPage) -> Iterator[None]:
    """The limits, and why they are where they are."""
    page.presenter.repairing.leave()
    page.widget.heading.limits.click()
    yield
