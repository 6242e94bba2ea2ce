from __future__ import annotations

from hive_inspector.gui.cells import PLAIN, ShownRow
from hive_inspector.gui.widgets.column_widths import (
    LEAST_WIDTH,
    LONG_TEXT_MOST,
    LONG_TEXT_WIDTH,
    NAME_LEAST,
    NAME_MOST,
    Measures,
    fitted_widths,
    full_width,
)

MEASURES = Measures(title=lambda text: 8 * len(text) + 20, text=lambda text: 7.0 * len(text))


def rows(*columns: list[str]) -> list[ShownRow]:
    return [(texts, bytes([PLAIN]) * len(texts)) for texts in zip(*columns, strict=True)]


def test_a_column_is_as_wide_as_its_values_and_its_title_ask() -> None:
    [width] = fitted_widths(["n"], rows(["x" * 12] * 5), MEASURES, 1000)
    assert width >= 12 * 7 + 20
    [titled] = fitted_widths(["a_longer_title"], rows(["x"] * 5), MEASURES, 1000)
    assert titled >= MEASURES.title("a_longer_title")


def test_narrow_columns_stay_wide_enough_to_be_grasped() -> None:
    assert fitted_widths(["n"], rows(["1"]), MEASURES, 1000) == [LEAST_WIDTH]


def test_long_identifiers_do_not_push_everything_else_out_of_sight() -> None:
    identifiers = rows(["0191800c-2d10-7298-940d-ffa5c3ada25b"])
    assert fitted_widths(["id"], identifiers, MEASURES, 1600) == [NAME_MOST]
    assert fitted_widths(["id"], identifiers, MEASURES, 400) == [NAME_LEAST]


def test_one_long_value_among_many_does_not_decide() -> None:
    values = ["short"] * 60 + ["x" * 100]
    assert fitted_widths(["v"], rows(values), MEASURES, 1000)[0] < NAME_MOST


def test_long_texts_get_the_room_that_is_left() -> None:
    columns = rows(["1"] * 3, ["a sentence that goes on and on and on and on"] * 3)
    titles = ["n", "content"]
    assert fitted_widths(titles, columns, MEASURES, 0)[1] <= LONG_TEXT_WIDTH
    assert sum(fitted_widths(titles, columns, MEASURES, 500)) == 500
    assert fitted_widths(titles, columns, MEASURES, 5000)[1] == LONG_TEXT_MOST


def test_without_rows_the_titles_decide() -> None:
    assert fitted_widths(["conversation_id"], [], MEASURES, 900) == [8 * 15 + 20]


def test_a_column_can_be_made_wide_enough_for_everything() -> None:
    assert full_width("t", ["x" * 100, "y"], MEASURES) >= 720
    assert full_width("t", [], MEASURES) == LEAST_WIDTH
