"""Treemap layout: the boxes fill the area, do not overlap, and are as large as their sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.gui.widgets.charts.squarified import Box, squarified

SIZES = st.lists(st.floats(1e-3, 1e12), min_size=1, max_size=60).map(
    lambda sizes: sorted(sizes, reverse=True)
)


def test_the_example_of_the_paper_comes_out_as_in_the_paper() -> None:
    boxes = squarified([6, 6, 4, 3, 2, 2, 1], 6, 4)
    assert boxes[:2] == (Box(0, 0, 3, 2), Box(0, 2, 3, 2))
    assert boxes[2].width == pytest.approx(12 / 7)
    assert boxes[3].width == pytest.approx(9 / 7)


@given(sizes=SIZES, width=st.floats(1, 4000), height=st.floats(1, 4000))
def test_boxes_have_their_share_and_stay_inside(
    sizes: list[float], width: float, height: float
) -> None:
    boxes = squarified(sizes, width, height)
    assert len(boxes) == len(sizes)
    total, slack = sum(sizes), (width + height) * 1e-6
    for size, box in zip(sizes, boxes, strict=True):
        assert box.width * box.height == pytest.approx(
            size / total * width * height, rel=1e-3, abs=width * height * 1e-6
        )
        assert -slack <= box.x <= box.x + box.width <= width + slack
        assert -slack <= box.y <= box.y + box.height <= height + slack


@given(sizes=SIZES)
def test_boxes_do_not_overlap(sizes: list[float]) -> None:
    boxes = squarified(sizes, 300, 200)
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert min(across, down) <= 1e-6


def test_equal_sizes_are_nearly_square() -> None:
    assert all(max(b.width, b.height) / b.shorter < 2 for b in squarified([1.0] * 12, 400, 300))


@pytest.mark.parametrize(("width", "height"), [(0, 100), (100, 0), (0, 0)])
def test_an_area_without_extent_breaks_nothing(width: float, height: float) -> None:
    assert len(squarified([3, 2, 1], width, height)) == 3


def test_nothing_takes_no_room() -> None:
    assert squarified([], 100, 100) == ()
