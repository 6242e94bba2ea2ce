"""A list of rowids answers as a plain list does, over the edges of its pieces."""

from __future__ import annotations

from array import array
from bisect import bisect_left

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing.rowid_list import RowidList

COUNT = 200_000
PLAIN = [7 * number for number in range(COUNT)]


@pytest.fixture(scope="module")
def rowids() -> RowidList:
    grown = RowidList(PLAIN[:1])
    for start in range(1, COUNT, 4_097):
        grown.extend(PLAIN[start : start + 4_097])
    return grown


places = st.one_of(
    st.none(),
    st.integers(-COUNT - 5, COUNT + 5),
    st.sampled_from([65_535, 65_536, 65_537, 131_071, 131_072, 131_073]),
)


@settings(max_examples=60)
@given(start=places, stop=places, step=st.sampled_from([None, 1, 2, 65_536]))
def test_a_part_of_it_is_that_of_a_plain_list(
    rowids: RowidList, start: int | None, stop: int | None, step: int | None
) -> None:
    part = slice(start, stop, step)
    assert rowids[part] == array("q", PLAIN[part])


@given(st.integers(-COUNT, COUNT - 1))
def test_one_of_it_is_that_of_a_plain_list(rowids: RowidList, place: int) -> None:
    assert rowids[place] == PLAIN[place]


def test_a_rowid_is_found_where_it_stands(rowids: RowidList) -> None:
    assert len(rowids) == COUNT
    for place in (0, 65_535, 65_536, COUNT - 1):
        assert rowids.index(PLAIN[place]) == bisect_left(rowids, PLAIN[place]) == place
    with pytest.raises(ValueError, match="7"):
        rowids.index(7, 2, COUNT)
    with pytest.raises(ValueError, match="700"):
        rowids.index(700, 0, 100)
    with pytest.raises(IndexError):
        rowids[COUNT]


def test_it_takes_four_bytes_a_rowid(rowids: RowidList) -> None:
    assert rowids.bytes_taken() < 4.1 * COUNT


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 2**32 - 1, 2**32, -1, 2**63 - 1, -(2**63)]),
            st.integers(0, 70_000),
        ),
        max_size=4,
    )
)
def test_rowids_of_any_size_come_back_as_they_were(runs: list[tuple[int, int]]) -> None:
    grown, plain = RowidList(), []
    for rowid, times in runs:
        grown.extend([rowid] * times)
        plain += [rowid] * times
    assert len(grown) == len(plain)
    assert grown[:] == array("q", plain)
    assert grown.bytes_taken() < 9 * len(plain) + 1000
