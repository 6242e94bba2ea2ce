"""JSON as a tree: equal to what Python's own parser finds, at any depth, with everything kept as it is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.browsing import jsontree
from hive_inspector.core.browsing.jsontree import JsonKind, JsonProblem, JsonTree, parse
from hive_inspector.core.cancellation import Cancelled, CancelToken

if TYPE_CHECKING:
    from tests.support.browsed import BrowsedFile


class CancelledAtThirdLook(CancelToken):
    """Somebody cancels while the work is done."""

    looks = 0

    def raise_if_cancelled(self) -> None:
        self.looks += 1
        if self.looks == 3:
            self.cancel()
        super().raise_if_cancelled()


LEVELS = 100_000
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(alphabet=st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def rebuilt(tree: JsonTree, index: int = 0) -> Any:
    """The value that a node stands for, put together from the tree alone."""
    node = tree.node(index)
    children = list(tree.children(index))
    assert len(children) == node.size
    assert all(tree.parent(child) == index for child in children)
    assert [tree.node(child).position for child in children] == list(range(node.size))
    match node.kind:
        case JsonKind.OBJECT:
            return {tree.node(child).key: rebuilt(tree, child) for child in children}
        case JsonKind.ARRAY:
            return [rebuilt(tree, child) for child in children]
        case JsonKind.STRING:
            return node.text
        case _:
            return json.loads(node.text)


@given(value=VALUES, ascii_only=st.booleans(), indent=st.sampled_from([None, 0, 2]))
def test_a_tree_says_what_the_text_says(
    value: Any, indent: int | None, *, ascii_only: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    tree = parse(text)
    assert rebuilt(tree) == json.loads(text)
    assert tree.source(0) == text
    assert tree.parent(0) is None
    for index in range(len(tree)):
        assert json.loads(tree.source(index)) == rebuilt(tree, index)


@given(text=st.text(alphabet='{}[]",:0123456789-.eEtruefalsn \\u\n') | st.text())
def test_any_text_is_read_as_python_reads_it_or_refused_with_a_sentence(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(JsonProblem) as caught:
            parse(text)
        assert caught.value.message.startswith("This is no JSON: ")
        assert 0 <= caught.value.position <= len(text)
    else:
        assert rebuilt(parse(text)) == expected


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_hundred_thousand_levels_are_read_walked_and_pointed_into(
    opening: str, closing: str
) -> None:
    tree = parse(opening * LEVELS + "1" + closing * LEVELS)
    assert len(tree) == LEVELS + 1
    assert tree.node(LEVELS).text == "1"
    assert tree.path(LEVELS).count("[0]" if opening == "[" else ".a") == LEVELS
    assert list(tree.search("1")) == [LEVELS]
    assert tree.source(LEVELS - 1) == opening + "1" + closing


def test_numbers_stay_as_they_are_written() -> None:
    tree = parse("[1.0, 1e400, 12345678901234567890123, -0, 0.10]")
    assert [tree.node(child).text for child in tree.children(0)] == [
        "1.0",
        "1e400",
        "12345678901234567890123",
        "-0",
        "0.10",
    ]


def test_of_two_equal_keys_both_are_there() -> None:
    tree = parse('{"a": 1, "a": 2}')
    assert [(tree.node(i).key, tree.node(i).text) for i in tree.children(0)] == [
        ("a", "1"),
        ("a", "2"),
    ]


def test_a_path_is_what_sqlites_own_functions_take(browsed: BrowsedFile) -> None:
    text = json.dumps(
        {
            "models": [{"name": "a"}, {"odd key": [1, [2, 3]], "ä": 5, "_1": 6}],
            "7up": {"x.y": None},
        },
        ensure_ascii=False,
    )
    tree = parse(text)
    assert tree.path(0) == "$"
    for index in range(len(tree)):
        (found,) = browsed.plain("SELECT json_type(?, ?)", text, tree.path(index))[0]
        assert found in {tree.node(index).kind.name.lower(), "text", "integer"}
        if tree.node(index).kind is JsonKind.NUMBER:
            value = browsed.plain("SELECT json_extract(?, ?)", text, tree.path(index))
            assert str(value[0][0]) == tree.node(index).text


def test_a_search_looks_at_keys_and_values_without_regard_to_case() -> None:
    tree = parse('{"Straße": ["STRASSE", "other"], "x": {"n": 1234}}')
    found = [tree.path(index) for index in tree.search("strasse")]
    assert found == ['$."Straße"', '$."Straße"[0]']
    assert [tree.path(index) for index in tree.search("23")] == ["$.x.n"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This is no JSON: a value is missing at line 1, character 1."),
        ("[1,]", "This is no JSON: a value is missing at line 1, character 4."),
        ('{\n  "a" 1}', "This is no JSON: a colon is missing at line 2, character 7."),
        ("{a: 1}", "This is no JSON: a name in quotation marks is missing at line 1, character 2."),
        ('"a', "This is no JSON: a text that ends is missing at line 1, character 1."),
        ("[1] 2", "This is no JSON: the end is missing at line 1, character 5."),
    ],
)
def test_what_is_no_json_is_said_with_its_place(text: str, message: str) -> None:
    with pytest.raises(JsonProblem) as caught:
        parse(text)
    assert caught.value.message == message


def test_numbers_of_python_that_json_does_not_know_are_shown_all_the_same() -> None:
    tree = parse("[NaN, Infinity, -Infinity]")
    assert [tree.node(i).kind for i in tree.children(0)] == [JsonKind.NUMBER] * 3


def test_more_than_a_tree_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontree, "MOST_CHARACTERS", 10)
    with pytest.raises(JsonProblem, match="too large to be shown as a tree: it has 11 characters"):
        parse("[1,2,3,4,5]")
    monkeypatch.setattr(jsontree, "MOST_CHARACTERS", 100_000)
    monkeypatch.setattr(jsontree, "MOST_NODES", 4_000)
    with pytest.raises(JsonProblem, match="too large to be shown as a tree"):
        parse("[" + "1," * 9_999 + "1]")


def test_reading_and_searching_can_be_cancelled() -> None:
    text = "[" + "1," * 20_000 + "1]"
    tree = parse(text)
    with pytest.raises(Cancelled):
        parse(text, CancelledAtThirdLook())
    with pytest.raises(Cancelled):
        list(tree.search("2", CancelledAtThirdLook()))
