"""A column's profile in words and bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.values import CellKind
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.widgets.bar_list import Bar
from hive_inspector.gui.widgets.histogram import HistogramBar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.browsing.profile import ColumnProfile, Frequent, LengthBar
    from hive_inspector.core.database.values import CellText

MOST_FREQUENT = 8
"""Values that are listed."""


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """What the panel shows of a profile."""

    facts: tuple[tuple[str, str], ...]
    note: str
    """Of how many rows it speaks, and what it leaves out."""
    frequent: tuple[Bar, ...]
    lengths: tuple[HistogramBar, ...]
    length_title: str
    length_ends: tuple[str, str]
    done: bool


def shown_profile(profile: ColumnProfile) -> ShownProfile:
    """A profile as the panel shows it."""
    lengths = tuple(map(_length_bar, profile.lengths))
    return ShownProfile(
        facts=tuple(_facts(profile)),
        note=_note(profile),
        frequent=_bars(profile),
        lengths=lengths if len(lengths) > 1 else (),
        length_title=tr("Length"),
        length_ends=_ends(profile),
        done=profile.done,
    )


FILLED, EMPTY, DISTINCT, LENGTH, TYPES = (
    tr("filled"),
    tr("empty"),
    tr("distinct"),
    tr("length"),
    tr("types"),
)


def _facts(profile: ColumnProfile) -> Iterator[tuple[str, str]]:
    yield FILLED, _share(profile.filled, profile.rows)
    if profile.empty:
        yield EMPTY, _share(profile.empty, profile.rows)
    if profile.hidden:
        yield (
            tr("secret"),
            plural(profile.hidden, "{count:,} value is hidden", "{count:,} values are hidden"),
        )
    if profile.distinct:
        mark = "" if profile.distinct_exact else "~"
        yield DISTINCT, f"{mark}{profile.distinct:,}"
    for name, value in ((tr("smallest"), profile.minimum), (tr("largest"), profile.maximum)):
        if value is not None:
            yield name, value.text
    if profile.length_range is not None:
        shortest, longest = profile.length_range
        yield LENGTH, f"{shortest:,}" if shortest == longest else f"{shortest:,} … {longest:,}"
    yield TYPES, ", ".join(_kinds(profile)) or tr("none")
    yield tr("index"), profile.index or tr("none")


def _kinds(profile: ColumnProfile) -> Iterator[str]:
    only = len(profile.kinds) == 1
    for kind, rows in profile.kinds:
        name = "NULL" if kind is CellKind.NULL else kind.value
        yield name if only else f"{name} {_percent(rows, profile.rows)}"


def _note(profile: ColumnProfile) -> str:
    if not profile.rows and profile.done:
        return tr("There are no rows.")
    if profile.sampled:
        return sample_note(profile)
    return "" if profile.done else tr("From {rows:,} rows so far.", rows=profile.rows)


def sample_note(profile: ColumnProfile) -> str:
    """Of how many rows a profile speaks that has seen a sample; empty of one that has seen them all."""
    if not profile.sampled:
        return ""
    rows = (
        tr("{rows:,} of {total:,}", rows=profile.rows, total=profile.total)
        if profile.total
        else f"{profile.rows:,}"
    )
    if profile.extremes_exact:
        return tr("From a sample of {rows} rows.", rows=rows)
    return tr("From a sample of {rows} rows, smallest and largest too.", rows=rows)


def _share(part: int, whole: int) -> str:
    return f"{_percent(part, whole)} · {part:,}" if whole else tr("no rows")


def _percent(part: int, whole: int) -> str:
    """A share that is called 0 or 100 % only where it is."""
    if not whole or not part:
        return "0 %"
    if part == whole:
        return "100 %"
    share = 100 * part / whole
    if share < 0.1:  # noqa: PLR2004 - the least that one decimal shows
        return "< 0.1 %"
    return f"{min(share, 99.9):.1f} %"


def _bars(profile: ColumnProfile) -> tuple[Bar, ...]:
    """The frequent values; where every value is another, none is frequent."""
    found = profile.frequent[:MOST_FREQUENT]
    if not found or found[0].rows <= 1:
        return ()
    return tuple(_bar(one, found[0].rows, profile) for one in found)


def _bar(found: Frequent, most: int, profile: ColumnProfile) -> Bar:
    mark = "" if profile.distinct_exact else "≥ "
    size = f"{mark}{found.rows:,} · {_percent(found.rows, profile.rows)}"
    leads = found.value is not None and not isinstance(found.value, bytes)
    explanation = tr("Show these rows") if leads else tr("This value is too long to filter by.")
    return Bar(_name(found.text), size, found.rows / most, explanation)


def _name(text: CellText) -> str:
    if text.kind is CellKind.TEXT and not text.text:
        return tr("(empty text)")
    return text.text


def _length_bar(bar: LengthBar) -> HistogramBar:
    span = (
        f"{bar.shortest:,}"
        if bar.shortest == bar.longest
        else tr("{shortest:,} to {longest:,}", shortest=bar.shortest, longest=bar.longest)
    )
    return HistogramBar(
        bar.rows,
        plural(
            bar.rows, "Length {span}: {count:,} row", "Length {span}: {count:,} rows", span=span
        ),
    )


def _ends(profile: ColumnProfile) -> tuple[str, str]:
    found = profile.length_range
    return ("", "") if found is None else (f"{found[0]:,}", f"{found[1]:,}")
