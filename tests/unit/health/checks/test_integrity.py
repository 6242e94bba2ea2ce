from __future__ import annotations

import pytest

from hive_inspector.core.health.checks.integrity import kind_of


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("row 12 missing from index idx_a", "index"),
        ("wrong # of entries in index idx_a", "index"),
        ("non-unique entry in index idx_a", "index"),
        ("NULL value in users.id", "values"),
        ("CHECK constraint failed in messages", "values"),
        ("Page 17 is never used", "unused_pages"),
        ("Page 17: never used", "unused_pages"),
        ("Tree 5 page 9 cell 2: Rowid 12 out of order", "structure"),
        ("Freelist: size is 3 but should be 4", "structure"),
        ("database disk image is malformed", "structure"),
        ("row 1 missing from index with\na line break", "index"),
    ],
)
def test_messages_of_sqlite_are_told_apart(message: str, kind: str) -> None:
    assert kind_of(message).name == kind
