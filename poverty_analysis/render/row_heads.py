"""Heads of rows in the tags of a PDF: the first cell of a row that it names becomes a TH with the scope of its row.

Typst tags the heads of columns and makes every other cell a TD; the head of a
row needs a feature that its Python package does not offer.  Its structure
elements stand in the file uncompressed and are rewritten here, with the table
of places at the end of the file (ISO 32000-1, 7.5.4 and 14.8.4.3.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from poverty_analysis.blocks import Json

_LAST = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_TABLE_OF_PLACES = re.compile(rb"xref\n0 (\d+)\n")
_PLACE = re.compile(rb"(\d{10}) (\d{5}) ([nf])\r\n")
_KIND = re.compile(rb"<</Type/StructElem/S/(\w+)/")
_KIDS = re.compile(rb"/K\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_CELL = re.compile(rb"/S/TD(/P \d+ 0 R)/A\[<</O/Table/Headers\[")
_HEADERS = re.compile(rb"/O/Table/Headers\[([^\]]*)\]")
_NAMES = re.compile(rb"/IDTree<</Names\[([^\]]*)\]>>")
_NAME = re.compile(rb"\([^)]*\)\d+ 0 R")
_ROOT = b"<</Type/StructTreeRoot/"

#: Objects of a file by their number, without what stands around them.
_Objects = dict[int, bytes]


def row_heads_of(sections: Iterable[Json]) -> list[list[bool]]:
    """For every table of the sections in reading order: which of its rows are named by their first cell."""
    tables = (block for section in sections for block in section["blocks"] if block["type"] == "table")
    return [[_is_named(row) for row in table["rows"]] for table in tables]


def _is_named(row: Json) -> bool:
    return bool(row["head"] and row["cells"] and row["cells"][0]["text"])


def with_row_heads(pdf: bytes, heads: Sequence[Sequence[bool]]) -> bytes:
    """Return the PDF with the heads of its rows tagged.

    Parameters
    ----------
    pdf : bytes
        As Typst writes it.
    heads : sequence of sequence of bool
        What :func:`row_heads_of` tells of the tables in it.

    Raises
    ------
    ValueError
        If the tables in the file are not those of ``heads``.
    """
    if not any(map(any, heads)):
        return pdf
    start, places = _places(pdf)
    order = sorted(places, key=places.__getitem__)
    bounds = pairwise([*(places[number] for number in order), start])
    objects = {number: pdf[begin:end] for number, (begin, end) in zip(order, bounds, strict=True)}
    root = next(number for number, data in objects.items() if _ROOT in data)
    tables = list(_tables(objects, root))
    if [len(rows) for rows in tables] != [len(rows) for rows in heads]:
        raise ValueError("the tables in the tags are not those of the report")
    names: list[bytes] = []
    for at, (rows, own) in enumerate(zip(tables, heads, strict=True)):
        for line, (cells, named) in enumerate(zip(rows, own, strict=True)):
            if named:
                names += _name_row(objects, cells, b"(R%dy%d)" % (at, line))
    objects[root] = _NAMES.sub(lambda found: _sorted_names(found[1], names), objects[root])
    return _written(pdf[: places[order[0]]], objects, order, pdf[start:])


def _places(pdf: bytes) -> tuple[int, dict[int, int]]:
    """Where the table of places starts, and the place of every object."""
    last = _LAST.search(pdf)
    start = int(last[1]) if last else -1
    head = _TABLE_OF_PLACES.match(pdf, max(start, 0))
    if head is None:
        raise ValueError("no table of places")
    listed = _PLACE.findall(pdf, head.end(), head.end() + 20 * int(head[1]))
    return start, {number: int(place) for number, (place, _, kind) in enumerate(listed) if kind == b"n"}


def _tables(objects: Mapping[int, bytes], number: int) -> Iterator[list[list[int]]]:
    """Every table below an element: the cells of each row after its head."""
    for kid in _kids(objects[number]):
        if _kind(objects[kid]) == b"Table":
            yield list(_rows(objects, kid))
        else:
            yield from _tables(objects, kid)


def _rows(objects: Mapping[int, bytes], table: int) -> Iterator[list[int]]:
    """The cells of each row but the first, which holds the heads of the columns."""
    parts = [kid for kid in _kids(objects[table]) if _kind(objects[kid]) in (b"THead", b"TBody", b"TFoot")]
    rows = [row for part in parts for row in _kids(objects[part])]
    yield from (_kids(objects[row]) for row in rows[1:])


def _kind(data: bytes) -> bytes:
    found = _KIND.search(data)
    return found[1] if found else b""


def _kids(data: bytes) -> list[int]:
    found = _KIDS.search(data) if _KIND.search(data) or _ROOT in data else None
    return [int(number) for number in _REFERENCE.findall(found[1])] if found else []


def _name_row(objects: _Objects, cells: Sequence[int], name: bytes) -> Iterator[bytes]:
    """Make the first cell of a row its head and let the others refer to it; the name of the head for the list."""
    first, *others = cells
    new, done = _CELL.subn(rb"/S/TH\1/ID" + name + rb"/A[<</O/Table/Scope/Row/Headers[", objects[first], count=1)
    if done:
        objects[first] = new
        for cell in others:
            objects[cell] = _HEADERS.sub(rb"/O/Table/Headers[\1" + name + b"]", objects[cell], count=1)
        yield name + b"%d 0 R" % first


def _sorted_names(listed: bytes, names: Iterable[bytes]) -> bytes:
    return b"/IDTree<</Names[" + b"".join(sorted([*_NAME.findall(listed), *names])) + b"]>>"


def _written(head: bytes, objects: Mapping[int, bytes], order: Sequence[int], tail: bytes) -> bytes:
    """The file with its objects in the order they had, and where each of them stands now."""
    parts, places, place = [head], {}, len(head)
    for number in order:
        parts.append(objects[number])
        places[number] = place
        place += len(objects[number])
    entries = iter(sorted(places))
    listed = _PLACE.sub(lambda one: _entry(one, places, entries), tail)
    end = listed.rindex(b"startxref\n")
    return b"".join(parts) + listed[:end] + b"startxref\n%d\n%%%%EOF" % place


def _entry(found: re.Match[bytes], places: Mapping[int, int], numbers: Iterator[int]) -> bytes:
    if found[3] == b"f":
        return found[0]
    return b"%010d %s n\r\n" % (places[next(numbers)], found[2])
