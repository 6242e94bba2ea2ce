"""Excel workbooks (ECMA-376, the transitional form): a zip of XML, packed while the rows come.

Written here and not by a library: the libraries there are round real numbers to 16 digits, take a text `<r>…</r>` for
markup, and pack in one go at the end, which nobody could cancel.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from math import isinf
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hive_inspector.core.browsing.export.writing import RowWriter, blob_text
from hive_inspector.core.database.values import copy_text, utf8
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO, BinaryIO

    from hive_inspector.core.browsing.export.writing import Sheet
    from hive_inspector.core.database.values import Cell

MOST_ROWS = 1_048_576
"""Of a sheet, the header among them."""
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""Of a cell, in units of UTF-16."""
_EXACT = 2**53
_LETTERS = 26
_LONGEST_NAME = 31
_LEVEL = 1
"""Twice as fast as the usual one, and a sixth larger."""


@contextmanager
def excel_file(sheet: Sheet, file: BinaryIO) -> Iterator[ExcelWriter]:
    """A writer into a workbook."""
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        writer = ExcelWriter(sheet, package)
        try:
            yield writer
        finally:
            writer.close()


class ExcelWriter(RowWriter):
    """Sheets of up to a million rows, one after the other."""

    def __init__(self, sheet: Sheet, package: ZipFile) -> None:
        super().__init__(sheet)
        self._package = package
        self._letters = [_letters(place) for place in range(len(sheet.columns))]
        self._sheets = 0
        self._row = 0
        self._part: IO[bytes] | None = None
        self._cut = 0
        self._replaced = 0

    def begin(self) -> None:
        """The first sheet, with the names of the columns."""
        self._next_sheet()

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows as rows."""
        while len(rows) > (room := MOST_ROWS - self._row):
            self._write(rows[:room])
            rows = rows[room:]
            self._next_sheet()
        self._write(rows)

    def finish(self) -> None:
        """The last sheet's end, and what makes the parts a workbook."""
        self._end_sheet()
        sheets = range(1, self._sheets + 1)
        for name, content in (
            ("[Content_Types].xml", _content_types(sheets)),
            ("_rels/.rels", _RELATIONS),
            ("xl/workbook.xml", _workbook(_sheet_name(self.sheet.table.name), sheets)),
            ("xl/_rels/workbook.xml.rels", _workbook_relations(sheets)),
            ("xl/styles.xml", _STYLES),
        ):
            self._package.writestr(_part(name), content, compresslevel=_LEVEL)

    def close(self) -> None:
        """Let go of a sheet that was not finished."""
        if self._part is not None:
            self._part.close()
            self._part = None

    def notes(self) -> tuple[str, ...]:
        """What Excel's cells could not hold."""
        notes = []
        if self._cut:
            notes.append(
                tr(
                    "{cut:,} values longer than {most_characters:,} characters were cut.",
                    cut=self._cut,
                    most_characters=MOST_CHARACTERS,
                )
            )
        if self._replaced:
            notes.append(
                tr(
                    "In {replaced:,} texts, bytes that are no text were replaced.",
                    replaced=self._replaced,
                )
            )
        return tuple(notes)

    def _next_sheet(self) -> None:
        self._end_sheet()
        self._sheets += 1
        self._row = 0
        part = _part(f"xl/worksheets/sheet{self._sheets}.xml")
        self._part = self._package.open(part, "w", force_zip64=True)
        self._put(_SHEET_START)
        if self.sheet.options.headers:
            self._row = 1
            cells = zip(self._letters, self.sheet.columns, strict=True)
            self._put(
                '<row r="1">'
                + "".join(f'<c r="{at}1" s="1" {self._text(name)}</c>' for at, name in cells)
                + "</row>"
            )

    def _end_sheet(self) -> None:
        if self._part is not None:
            self._put("</sheetData></worksheet>")
            self.close()

    def _write(self, rows: Sequence[Sequence[Cell]]) -> None:
        pieces = []
        for number, row in enumerate(rows, self._row + 1):
            cells = [
                f'<c r="{at}{number}" {self._cell(value)}</c>'
                for at, value in zip(self._letters, row, strict=True)
                if value is not None
            ]
            pieces.append(f'<row r="{number}">{"".join(cells)}</row>')
        self._row += len(rows)
        self._put("".join(pieces))

    def _put(self, text: str) -> None:
        if self._part is not None:
            self._part.write(text.encode())

    def _cell(self, value: Cell) -> str:
        """What stands in a cell's element behind its address."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bytes):
            return self._text(blob_text(value, self.sheet.options.blobs))
        if isinstance(value, float):
            return self._text(copy_text(value)) if isinf(value) else f"><v>{value!r}</v>"
        if value is None or not -_EXACT <= value <= _EXACT:
            return self._text(copy_text(value))
        return f"><v>{value}</v>"

    def _text(self, text: str) -> str:
        """A text, within the cell itself."""
        if not text.isascii():
            text = self._unicode(text)
        if len(text) > MOST_CHARACTERS // 2:
            text = self._fitting(text)
        if _SPECIAL.search(text):
            text = _ESCAPED.sub(_escape, text)
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f't="inlineStr"><is><t xml:space="preserve">{text}</t></is>'

    def _unicode(self, text: str) -> str:
        whole = utf8(text).decode("utf-8", "replace")
        self._replaced += whole != text
        return whole

    def _fitting(self, text: str) -> str:
        """As much of a text as a cell takes."""
        units = text.encode("utf-16-le")
        if len(units) <= 2 * MOST_CHARACTERS:
            return text
        self._cut += 1
        return units[: 2 * MOST_CHARACTERS].decode("utf-16-le", "ignore")


_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f&<>_\ufffe\uffff]")
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold or would change, and what would be taken for such an escape (ECMA-376, ST_Xstring)."""


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match.group()):04X}_"


def _letters(place: int) -> str:
    """The name of a column: A to Z, then AA."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters


def _part(name: str) -> ZipInfo:
    """A part of the package, with no time of its own, so that equal rows give equal files."""
    part = ZipInfo(name)
    part.compress_type = ZIP_DEFLATED
    return part


def _sheet_name(table: str) -> str:
    """What Excel takes as the name of a sheet, with room for a number."""
    name = re.sub(r"[\x00-\x1f\[\]:*?/\\\ud800-\udfff\ufffe\uffff]", "_", table)
    return name[: _LONGEST_NAME - 6].strip("' ") or "Sheet"


def _workbook(name: str, sheets: range) -> str:
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    entries = "".join(
        f'<sheet name="{escaped}{f" ({n})" if n > 1 else ""}" sheetId="{n}" r:id="rId{n}"/>'
        for n in sheets
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{entries}</sheets></workbook>'


def _workbook_relations(sheets: range) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in sheets
    )
    styles = f'<Relationship Id="rId0" Type="{_DOCUMENT}/styles" Target="styles.xml"/>'
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{entries}{styles}</Relationships>'
    )


def _content_types(sheets: range) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    parts |= {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in sheets}
    entries = "".join(
        f'<Override PartName="{name}" ContentType="{kind}.{one}+xml"/>'
        for name, one in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{entries}</Types>'
    )


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_PLAIN = 'numFmtId="0" fontId="0" fillId="0" borderId="0"'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf {_PLAIN}/></cellStyleXfs>'
    f'<cellXfs count="2"><xf {_PLAIN} xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""The plain style, and a bold one for names of columns."""
_SHEET_START = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
"""With the first row kept in sight."""
