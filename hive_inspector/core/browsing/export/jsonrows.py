"""JSON: one list of objects, or an object on each line."""

from __future__ import annotations

import json
from itertools import chain
from math import isinf
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.export.writing import RowWriter, blob_text
from hive_inspector.core.database.values import copy_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.export.writing import Sheet, TextSink
    from hive_inspector.core.database.values import Cell


class JsonLinesWriter(RowWriter):
    """An object on each line."""

    def __init__(self, sheet: Sheet, sink: TextSink) -> None:
        super().__init__(sheet)
        self._sink = sink
        self._encoder = json.JSONEncoder(
            ensure_ascii=False, check_circular=False, allow_nan=False, default=self._blob
        )
        self._names = [json.dumps(name, ensure_ascii=False) for name in sheet.columns]
        self._is_plain = len(set(sheet.columns)) == len(sheet.columns)

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows as objects."""
        self._sink.writelines(chain.from_iterable((self._object(row), "\n") for row in rows))

    def _object(self, row: Sequence[Cell]) -> str:
        if self._is_plain:
            try:
                return self._encoder.encode(dict(zip(self.sheet.columns, row, strict=True)))
            except ValueError:  # an infinite number, for which JSON has no name
                pass
        pairs = zip(self._names, map(self._value, row), strict=True)
        return "{" + ", ".join(f"{name}: {value}" for name, value in pairs) + "}"

    def _value(self, value: Cell) -> str:
        if isinstance(value, float) and isinf(value):
            return copy_text(value)
        return self._encoder.encode(value)

    def _blob(self, value: object) -> str:
        return blob_text(value, self.sheet.options.blobs) if isinstance(value, bytes) else ""


class JsonWriter(JsonLinesWriter):
    """One list with an object for each row."""

    _before = "\n"

    def begin(self) -> None:
        """The list's beginning."""
        self._sink.write("[")

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows as objects, commas between them."""
        for row in rows:
            self._sink.write(self._before + self._object(row))
            self._before = ",\n"

    def finish(self) -> None:
        """The list's end."""
        self._sink.write("\n]\n")
