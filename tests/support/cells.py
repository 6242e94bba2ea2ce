"""Any value that a cell can hold, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TRICKY_TEXT = st.sampled_from(
    [
        "",
        "NULL",
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        'a"b',
        "a,b",
        "a;b",
        "it's",
        "a|b",
        "<r>&</r>",
        "_x0041_",
        "nul\0inside",
        "\0",
        "line\r\nbreak",
        " spaced ",
        "\ufeffmark",
        "\ufffe\uffff",
        "😀" * 3,
        "ä",
        "zzzz",
        ":x",
        ".x",
        "9",
        "/x",
        "~",
    ]
)
NO_TEXT = st.binary(max_size=6).map(lambda data: data.decode("utf-8", "surrogateescape"))
"""Texts whose bytes may be no UTF-8, as the driver hands them out."""
NUMBERS = (
    st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.sampled_from(
        [0.010776, 1e16, -0.0, 5e-324, 1.7976931348623157e308, 2.2606631148481385e-299, 2**53 + 1]
    )
)
ANY_CELL = st.none() | NUMBERS | ANY_TEXT | TRICKY_TEXT | st.binary(max_size=20)
