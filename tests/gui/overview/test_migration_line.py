from __future__ import annotations

import pytest

from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.migrations.bookkeeping.status import MigrationState, MigrationStatus
from hive_inspector.gui.pages.overview.migration_line import migration_line
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.timeline import Shape

APPLIED, PENDING = MigrationState.APPLIED, MigrationState.PENDING


def status(version: int | str, state: MigrationState = APPLIED, **more: object) -> MigrationStatus:
    values: dict[str, object] = {"name": "a_step", "reversible": True, **more}
    return MigrationStatus(version=version, state=state, **values)  # type: ignore[arg-type]


def core_line(*statuses: MigrationStatus) -> tuple[list[Shape], str, str, Tone]:
    line = migration_line(Bookkeeping.COMPACT, statuses, is_hive=True)
    return [step.shape for step in line.steps], line.summary, line.chip, line.chip_tone


def test_a_line_that_is_up_to_date_says_when_it_last_moved() -> None:
    shapes, summary, chip, tone = core_line(
        status(1, applied_at="2025-09-01T10:00:00Z"), status(2, applied_at="2025-09-05T12:00:00Z")
    )

    assert shapes == [Shape.DISC, Shape.DISC]
    assert summary == "Up to date · last applied 2025-09-05"
    assert (chip, tone) == ("2 of 2 applied", Tone.OK)


def test_what_is_pending_is_hollow_and_breaks_the_line() -> None:
    line = migration_line(
        Bookkeeping.EXTENDED, (status(1), status(2, PENDING), status(3, PENDING)), is_hive=True
    )

    assert [step.shape for step in line.steps] == [Shape.DISC, Shape.RING, Shape.RING]
    assert [step.is_reached for step in line.steps] == [True, False, False]
    assert line.summary == "2 pending"
    assert (line.chip, line.chip_tone) == ("1 of 3 applied", Tone.INFORMATION)


def test_every_state_has_a_shape_or_a_word_of_its_own() -> None:
    line = migration_line(
        Bookkeeping.COMPACT,
        [status(number, state) for number, state in enumerate(MigrationState)],
        is_hive=True,
    )

    assert len({(step.shape, step.words.split(" · ")[1]) for step in line.steps}) == len(
        MigrationState
    )
    assert len({step.shape for step in line.steps}) >= 5


def test_what_does_not_fit_comes_first_in_the_sentence() -> None:
    _, summary, chip, tone = core_line(
        status(1),
        status(10, MigrationState.CONFLICT),
        status(14, MigrationState.UNKNOWN),
        status(13, PENDING),
    )

    assert summary == "010 is in conflict · 014 is unknown · 1 pending"
    assert (chip, tone) == ("1 of 3 applied", Tone.PROBLEM)


def test_much_that_does_not_fit_is_counted() -> None:
    _, summary, _, tone = core_line(*(status(n, MigrationState.CHANGED) for n in range(1, 8)))

    assert summary == "7 versions do not fit"
    assert tone is Tone.WARNING


def test_versions_without_a_way_back_are_counted_and_marked() -> None:
    statuses = (status(8, reversible=False), status(9, reversible=False), status(10))
    line = migration_line(Bookkeeping.COMPACT, statuses, is_hive=True)

    assert line.summary == "Up to date · 2 versions cannot be rolled back"
    assert line.steps[0].words == "008 a step · applied · no way back"


def test_a_version_explains_itself() -> None:
    note = "On record as “other”."
    line = migration_line(
        Bookkeeping.COMPACT,
        (status(6, applied_at="2025-09-05T12:00:00Z", note=note), status("abc", note="Odd.")),
        is_hive=True,
    )

    assert line.steps[0].label == "06"
    assert line.steps[0].words == f"006 a step · applied 2025-09-05. {note}"
    assert line.steps[1].label == "abc"


@pytest.mark.parametrize(
    ("bookkeeping", "statuses", "summary", "hint"),
    [
        (Bookkeeping.NONE, (), "No migration line", "keeps no record of versions."),
        (
            Bookkeeping.MIGRATION_HISTORY,
            (),
            "Recorded in migration_history",
            "a history of its own: 0 entries.",
        ),
        (
            Bookkeeping.SCHEMA_VERSION,
            (status(3, MigrationState.UNKNOWN),),
            "Recorded in schema_version",
            "1 entry, the newest 003.",
        ),
    ],
)
def test_another_kind_of_bookkeeping_is_said_to_be_one(
    bookkeeping: Bookkeeping, statuses: tuple[MigrationStatus, ...], summary: str, hint: str
) -> None:
    line = migration_line(bookkeeping, statuses, is_hive=True)

    assert (line.steps, line.chip, line.summary) == ((), "", summary)
    assert line.hint.endswith(hint)


def test_a_core_file_that_lost_its_record_still_has_its_line() -> None:
    line = migration_line(Bookkeeping.NONE, (status(1, MigrationState.CONFLICT),), is_hive=True)

    assert len(line.steps) == 1


def test_another_programs_file_has_no_line() -> None:
    assert migration_line(Bookkeeping.COMPACT, (status(1),), is_hive=False).steps == ()
