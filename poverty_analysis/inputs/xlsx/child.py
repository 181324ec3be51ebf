"""The guarded process that opens a workbook: bytes on stdin, cells on stdout.

Started as a script by :mod:`poverty_analysis.inputs.xlsx.workbook`.  It limits itself
before it loads the reader, knows no path, and imports nothing else of this package.

Each line of the output is one JSON value: a text begins the sheet of that
name, a list is its next row, and ``null`` ends the whole.  A cell that JSON
lacks is a list: ``["date", ...]``, ``["datetime", ...]`` or ``["odd"]`` for
a time of day, a duration or a number that is not finite.
"""

from __future__ import annotations

import datetime
import io
import json
import math
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from poverty_analysis.values.process_limits import limit_process

if TYPE_CHECKING:
    import python_calamine

UNREADABLE, TOO_MUCH, NO_MEMORY = 3, 4, 5
MAX_EXACT = 2**53


def main(arguments: list[str]) -> int:
    """Read the workbook within ``arguments``: bytes of memory, seconds, bytes of output."""
    memory, seconds, output = map(int, arguments)
    limit_process(memory, seconds)
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        return _write(book, output)
    except python_calamine.CalamineError:
        return UNREADABLE
    except MemoryError:
        return NO_MEMORY


def _write(book: python_calamine.CalamineWorkbook, output: int) -> int:
    encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
    written = 0
    for line in _lines(book):
        data = encode(line).encode("ascii") + b"\n"
        written += len(data)
        if written > output:
            return TOO_MUCH
        sys.stdout.buffer.write(data)
    sys.stdout.buffer.write(b"null\n")
    sys.stdout.buffer.flush()
    return 0


def _lines(book: python_calamine.CalamineWorkbook) -> Iterator[object]:
    import python_calamine

    for sheet in book.sheets_metadata:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            yield sheet.name
            for row in book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False):
                yield [_plain(cell) for cell in row]


def _plain(cell: Any) -> object:
    kind = type(cell)
    if kind is str:
        return cell or None
    if kind is float:
        # A whole number is an int while a float can hold every whole number.
        if cell.is_integer() and -MAX_EXACT <= cell <= MAX_EXACT:
            return int(cell)
        return cell if math.isfinite(cell) else ["odd"]
    if kind is datetime.date:
        return ["date", cell.isoformat()]
    if kind is datetime.datetime:
        return ["datetime", cell.isoformat()]
    return cell if kind in (bool, int) else ["odd"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
