"""Builders of XLSX bytes for tests: plain ones, odd ones and hostile ones.

Written as XML by hand, since the usual writers refuse to make such files.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from poverty_analysis.inputs.xlsx.preflight import Preflight, sheet_problems, survey
from poverty_analysis.values.problems import DataProblems

Content = str | bytes | Iterable[bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MEGABYTE = 1024 * 1024


def pieces(content: Content) -> Iterable[bytes]:
    """Return ``content`` as pieces of bytes."""
    if isinstance(content, str):
        return [content.encode()]
    return [content] if isinstance(content, bytes) else content


def package(parts: Mapping[str, Content]) -> bytes:
    """Zip ``parts``; a part given as pieces of bytes is never held as a whole."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            with archive.open(name, "w") as stream:
                for piece in pieces(content):
                    stream.write(piece)
    return made.getvalue()


def parts_of(sheets: Mapping[str, Content], states: Mapping[str, str] | None = None) -> dict[str, Content]:
    """Return the parts of a workbook whose worksheets have the given XML."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" state="{states.get(name, "visible")}" r:id="rId{at}"/>'
        for at, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    parts: dict[str, Content] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{root}</Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
    }
    parts |= {f"xl/worksheets/sheet{at}.xml": xml for at, xml in enumerate(sheets.values(), start=1)}
    return parts


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """Return the XML of a worksheet around its rows."""
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def one_sheet(rows: str, before: str = "", after: str = "", **others: str) -> bytes:
    """Return a workbook with the one sheet "data"; ``others`` are more parts, "__" for "/" and "_x" for ".xml"."""
    extra = {name.replace("__", "/") + ".xml": text for name, text in others.items()}
    return package(parts_of({"data": sheet(rows, before, after)}) | extra)


def text_cell(reference: str, text: str) -> str:
    """Return the XML of a cell with text in it."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def number_cell(reference: str, digits: str) -> str:
    """Return the XML of a cell with a number in it."""
    return f'<c r="{reference}"><v>{digits}</v></c>'


def small_table() -> str:
    """Rows of a good table with two columns and one record."""
    header = text_cell("A1", "code") + text_cell("B1", "amount_vnd")
    return f'<row r="1">{header}</row><row r="2">{text_cell("A2", "099")}{number_cell("B2", "5")}</row>'


def far_cell() -> bytes:
    """One cell in the last row and column there can be."""
    return one_sheet(f'<row r="1048576">{number_cell("XFD1048576", "1")}</row>')


def far_columns() -> bytes:
    """5,000 rows, each with one cell in the last column."""
    return one_sheet("".join(f'<row r="{row}">{number_cell(f"XFD{row}", "1")}</row>' for row in range(1, 5001)))


def huge_merge() -> bytes:
    """70 million cells merged into one."""
    return one_sheet(small_table(), after='<mergeCells count="1"><mergeCell ref="A1:ZZ100000"/></mergeCells>')


def million_styles() -> bytes:
    """A million cell formats."""
    xf = b'<xf numFmtId="%d" fontId="%d"/>'
    pieces = [f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs>'.encode()]
    pieces += [
        b"".join(xf % (at * 7919 % 999_983, at * 104_729 % 99_991) for at in range(n, n + 1_000))
        for n in range(0, 1_000_000, 1_000)
    ]
    pieces.append(b"</cellXfs></styleSheet>")
    return package(parts_of({"data": sheet(small_table())}) | {"xl/styles.xml": pieces})


def bomb_of_one_cell() -> bytes:
    """One cell of 300 MB."""
    opening, closing = sheet(f'<row r="1">{text_cell("A1", "|")}</row>').encode().split(b"|")
    return package(parts_of({"data": [opening, *[b"a" * MEGABYTE] * 300, closing]}))


def bomb_of_rows() -> bytes:
    """300,000 equal rows without addresses."""
    opening, closing = sheet("|").encode().split(b"|")
    thousand = b"<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>" * 1_000
    return package(parts_of({"data": [opening, *[thousand] * 300, closing]}))


def with_doctype(doctype: str, text: str) -> bytes:
    """A sheet whose XML declares ``doctype`` and uses it in a cell."""
    xml = sheet(f'<row r="1">{text_cell("A1", text)}</row>').replace(HEAD, HEAD + doctype)
    return package(parts_of({"data": xml}))


def billion_laughs() -> bytes:
    """Entities that multiply to a billion words."""
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {name} "{f"&{last};" * 10}">' for last, name in pairwise(names))
    return with_doctype(f'<!DOCTYPE worksheet [<!ENTITY a "lol">{entities}]>', "&j;")


def quadratic_blowup() -> bytes:
    """One long entity, used a thousand times."""
    return with_doctype(f'<!DOCTYPE worksheet [<!ENTITY a "{"x" * 50_000}">]>', "&a;" * 1_000)


def outside_entity() -> bytes:
    """An entity that stands for a file of the machine."""
    return with_doctype('<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "&a;")


def strings_multiplied() -> bytes:
    """A shared text of 32,767 characters, used by 400,000 cells: 13 GB in memory."""
    four = '<c t="s"><v>0</v></c>' * 4
    rows = "".join(f"<row>{four}<c><v>{row * 7919 % 99_991}</v></c></row>" for row in range(100_000))
    shared = f'{HEAD}<sst xmlns="{MAIN}"><si><t>{"a" * 32_767}</t></si></sst>'
    return package(parts_of({"data": sheet(rows)}) | {"xl/sharedStrings.xml": shared})


def deep_nesting() -> bytes:
    """A hundred thousand elements inside each other."""
    return one_sheet("<x>" * 100_000 + "</x>" * 100_000)


def lying_directory() -> bytes:
    """A part of 50 MB that the archive's directory gives as 1 KB."""
    opening, closing = sheet(f'<row r="1">{text_cell("A1", "|")}</row>').encode().split(b"|")
    data = bytearray(package(parts_of({"data": [opening, *[b"a" * MEGABYTE] * 50, closing]})))
    true_size = 50 * MEGABYTE + len(opening) + len(closing)
    return bytes(data.replace(struct.pack("<L", true_size), struct.pack("<L", 1024)))


def twice_named() -> bytes:
    """Two parts whose names differ in case only."""
    parts = parts_of({"data": sheet(small_table())})
    return package(parts | {"XL/worksheets/SHEET1.xml": sheet("")})


def climbing_name() -> bytes:
    """A part whose name leads out of the folder."""
    return package(parts_of({"data": sheet(small_table())}) | {"xl/../../evil.xml": "<a/>"})


def macros() -> bytes:
    """A workbook with a macro project."""
    return package(parts_of({"data": sheet(small_table())}) | {"xl/vbaProject.bin": b"\xcc\x61"})


def old_excel() -> bytes:
    """The first bytes of an XLS file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


def encrypted() -> bytes:
    """The first bytes of a workbook with a password."""
    return old_excel() + "EncryptedPackage".encode("utf-16-le")


def outside_link() -> bytes:
    """A cell with WEBSERVICE and one that points to another workbook, with stored values 42 and 1."""
    first = '<c r="A2"><f>WEBSERVICE("http://example.invalid/")</f><v>42</v></c>'
    rows = f'<row r="1">{text_cell("A1", "code")}{text_cell("B1", "poor")}</row>'
    rows += f'<row r="2">{first}<c r="B2"><f>[1]Sheet1!A1</f><v>1</v></c></row>'
    return one_sheet(rows, xl__externalLinks__externalLink1=f'<externalLink xmlns="{MAIN}"/>')


HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "far cell": (far_cell, "PA-129"),
    "far columns": (far_columns, "PA-129"),
    "huge merge": (huge_merge, "PA-131"),
    "million styles": (million_styles, "PA-131"),
    "bomb of one cell": (bomb_of_one_cell, "PA-126"),
    "bomb of rows": (bomb_of_rows, "PA-126"),
    "billion laughs": (billion_laughs, "PA-127"),
    "quadratic blow-up": (quadratic_blowup, "PA-127"),
    "outside entity": (outside_entity, "PA-127"),
    "deep nesting": (deep_nesting, "PA-128"),
    "lying directory": (lying_directory, "PA-124"),
    "double part": (twice_named, "PA-125"),
    "climbing part": (climbing_name, "PA-125"),
    "macros": (macros, "PA-123"),
    "old Excel": (old_excel, "PA-121"),
    "encrypted": (encrypted, "PA-122"),
    "strings multiplied": (strings_multiplied, "PA-126"),
}


def preflight(data: bytes, file: str) -> Preflight:
    """What the reader asks of a workbook of tables before it builds any: the survey, then each sheet."""
    found = survey(data, file)
    if problems := [one for name, sheet in found.sheets for one in sheet_problems(file, name, sheet)]:
        raise DataProblems(problems)
    return found
