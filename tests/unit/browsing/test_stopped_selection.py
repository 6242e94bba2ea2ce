"""Selections that take long: cancelled at once, and gentle with memory."""

from __future__ import annotations

import itertools
import threading
import time
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.filters import RowFilter
from hive_inspector.core.browsing.selection import Selection, select_rows
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.pool import CACHE_KB
from hive_inspector.core.database.statements import PASSING_CACHE_KB
from tests.support.browsed import BrowsedFile
from tests.support.chosen import (
    row_filter,
    sort,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


pytestmark = pytest.mark.usefixtures("few_rows_are_many")
QUICK = "PRAGMA synchronous = OFF"


MANY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)"
    " INSERT INTO t SELECT i, hex(randomblob(20)) FROM n"
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowsedFile]:
    """Enough rows that selecting them takes a while."""
    path = tmp_path_factory.mktemp("many") / "many.db"
    with BrowsedFile(path, QUICK, "CREATE TABLE t (id INTEGER PRIMARY KEY, w TEXT)", MANY) as file:
        yield file


@pytest.mark.parametrize(
    ("filtered", "terms"),
    [("*0*1*2*3*4*5*6*7*8*", ()), ("/(A|B)+(C|D)+E$/", ()), ("", ("w",)), ("*1*2*3*4*", ("w",))],
)
def test_a_cancel_ends_a_selection(
    many: BrowsedFile, filtered: str, terms: tuple[str, ...]
) -> None:
    table, token = many.table("t"), CancelToken()
    wanted = row_filter(table, ("w", filtered)) if filtered else RowFilter()
    cancelled_at: list[float] = []

    def cancel() -> None:
        cancelled_at.append(time.perf_counter())
        token.cancel()

    timer = threading.Timer(0.1, cancel)
    with pytest.raises(Cancelled), many.database.reading(token) as connection:
        timer.start()
        for _ in itertools.count():
            list(select_rows(connection, table, Selection(wanted, sort(*terms))))
    assert time.perf_counter() - cancelled_at[0] < 30  # 0.1 on a machine that does nothing else
    timer.join()
    with many.reading() as connection:
        assert connection.value("SELECT count(*) FROM t") == 400_000


def test_a_large_sort_goes_to_temporary_files_and_the_lease_takes_that_back(
    many: BrowsedFile,
) -> None:
    table = many.table("t")
    with many.reading() as connection:
        orders = list(select_rows(connection, table, Selection(sort=sort("w"))))
        assert connection.value("PRAGMA temp_store") == 1
        assert connection.value("PRAGMA cache_size") == -PASSING_CACHE_KB
    assert orders[-1].count == 400_000
    with many.reading() as connection:
        assert connection.value("PRAGMA temp_store") == 2
        assert connection.value("PRAGMA cache_size") == -CACHE_KB
