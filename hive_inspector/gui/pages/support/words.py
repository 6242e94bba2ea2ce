"""What the page says of copies, and of what was done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hive_inspector.core.database.times import local_time_text
from hive_inspector.core.database.values import size_text
from hive_inspector.core.durations import ago_text
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.language import plural, tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.widgets.change.lines import Line
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.wrapping import Wrapping
    from hive_inspector.core.support.backups.verdicts import Verdict
    from hive_inspector.gui.pages.support.backups_work import Copy, Kept


def moment_text(moment: datetime) -> str:
    """The local date and time, to the minute."""
    return local_time_text(moment)[:16]


def age(moment: datetime, now: datetime | None = None) -> str:
    """How long ago it was."""
    return ago_text(((now or datetime.now(UTC)) - moment).total_seconds())


def form_text(wrapping: Wrapping | None) -> str:
    """What is around the database."""
    return tr("not readable") if wrapping is None else tr(wrapping.value)


def verdict_text(verdict: Verdict | None) -> tuple[str, Tone]:
    """What is known of a copy, in a word or two."""
    if verdict is None:
        return tr("not verified"), Tone.NEUTRAL
    return (tr("whole"), Tone.OK) if verdict.is_whole else (tr("damaged"), Tone.PROBLEM)


def kind_text(copy: Copy) -> str:
    """What sort of copy it is."""
    return tr("Restore point") if copy.point else tr("Backup by {made_by}", made_by=copy.made_by)


def copy_row(copy: Copy) -> tuple[str, ...]:
    """A copy in the list."""
    return (
        tr("Restore point") if copy.point else copy.made_by,
        age(copy.made_at),
        size_text(copy.size),
        form_text(copy.wrapping),
        verdict_text(copy.verdict)[0],
        tr("too old") if copy.is_old else "",
    )


def copy_lines(copy: Copy, keep: int) -> Iterator[Line]:
    """What is known of a copy; `keep` is how many backups the file's settings keep."""
    yield Line(tr("Made"), f"{moment_text(copy.made_at)}, {age(copy.made_at)}")
    if copy.point is not None:
        yield Line(tr("Why"), copy.made_by)
    yield Line(tr("Holds"), content_text(copy))
    yield Line(tr("Form"), f"{form_text(copy.wrapping)}, {size_text(copy.size)}")
    yield Line(tr("Folder"), shown_path(copy.path.parent))
    if copy.is_old:
        yield Line(
            tr("Kept"),
            tr("no longer: {too_old}", too_old=too_old_text(copy.made_by, keep)),
            Tone.WARNING,
        )
    if copy.verdict is None:
        yield Line(tr("Verified"), tr("not since it was made or changed"))
        return
    text = f"{moment_text(copy.verdict.at)}, {age(copy.verdict.at)}"
    yield Line(tr("Verified"), text)
    for problem in copy.verdict.problems:
        yield Line(tr("Problem"), problem, Tone.PROBLEM)


def too_old_text(made_by: str, keep: int) -> str:
    """Why a backup would be removed."""
    return plural(
        keep,
        "Hive's settings keep {count:,} newer one by {made_by}",
        "Hive's settings keep {count:,} newer ones by {made_by}",
        made_by=made_by,
    )


def content_text(copy: Copy) -> str:
    """Which database is in it, as far as that is known without opening it."""
    lineage = next((one.title for one in Lineage if one.value == copy.lineage), "")
    version = tr("version {version}", version=copy.version) if copy.version is not None else ""
    known = ", ".join(filter(None, (lineage, version)))
    return known or (
        tr("known once it is opened") if copy.point is None else tr("no version on record")
    )


def kept_text(kept: Kept) -> str:
    """How many copies there are and where new ones go."""
    points = sum(copy.point is not None for copy in kept.copies)
    backups = len(kept.copies) - points
    places = tr("New ones go to {path}", path=shown_path(kept.places.folder))
    if not kept.copies:
        return places
    made = plural(backups, "{count:,} backup", "{count:,} backups")
    kept_points = plural(points, "{count:,} restore point", "{count:,} restore points")
    return f"{made}, {kept_points}. {places}"
