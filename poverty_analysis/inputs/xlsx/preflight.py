"""Look an XLSX file over before any reader touches it.

Refuses what could hang, flood or trick the reader, and takes down what the
reader loses: formulas, errors, merges, hidden parts and outside links.  Runs
in the caller's process, in bounded memory.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from xml.parsers import expat

from poverty_analysis.inputs.grid import column_letters
from poverty_analysis.inputs.xlsx.cell_formats import CellFormats
from poverty_analysis.inputs.xlsx.package import open_package, refuse
from poverty_analysis.inputs.xlsx.shared_text import SharedTexts, check_letters
from poverty_analysis.inputs.xlsx.sheet_scan import LIMITS, Sheet, SheetScan
from poverty_analysis.inputs.xlsx.xml_scan import MAX_ELEMENTS, Attributes, Handler, Lookup, local, scan
from poverty_analysis.values.problems import Place, Problem

MAX_SHEETS = 200
# Excel's own limit of cell formats is 65,490.
MAX_STYLES = 65_490

_XML = re.compile(r".*\.(xml|rels)", re.IGNORECASE)
_OUTSIDE = re.compile(r"xl/(externallinks/[^/]+\.xml|connections\.xml)", re.IGNORECASE)
_ROOT_LINKS = "_rels/.rels"
_MAX_LISTED = 100_000


@dataclass(frozen=True)
class ListedSheet:
    """A sheet as the workbook lists it; ``part`` is empty when it is no worksheet."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Preflight:
    """What may be read: worksheets in order, with their facts, and warnings."""

    sheets: tuple[tuple[str, Sheet], ...]
    warnings: tuple[Problem, ...]


def survey(data: bytes, file: str) -> Preflight:
    """Check that a workbook may be opened at all, whatever its sheets look like.

    Raises
    ------
    DataProblems
        Those of :func:`poverty_analysis.inputs.xlsx.package.open_package` and
        :func:`poverty_analysis.inputs.xlsx.xml_scan.scan`; PA-123 macros, PA-128 a
        part is missing, PA-129 sheet too large, PA-126 too much shared text, PA-131 too many styles or
        merges, PA-134 sheet names not unique, PA-135 cells out of order.
    """
    package = open_package(data, file)
    listed = _listed_sheets(package, file)
    texts, formats = SharedTexts(), CellFormats()
    budget, outside = _scan_others(package, file, {sheet.part for sheet in listed}, texts, formats)
    # Only now: a cell names its format by place, and the list may stand in any of the other parts.
    percents = formats.percents()
    sheets: list[tuple[str, Sheet]] = []
    worksheets = [entry for entry in listed if entry.part]
    for entry in worksheets:
        facts, used = _scan_sheet(package, file, entry, percents, budget)
        # One budget for all parts: sheets that are each within bounds must not add up to a flood.
        budget -= used
        sheets.append((entry.name, facts))
        _check_sum(sheets, file)
    check_letters(package, file, {e.part: s.shared for e, (_, s) in zip(worksheets, sheets, strict=True)}, texts)
    warnings = [*_workbook_warnings(file, listed, outside)]
    warnings += [warning for name, sheet in sheets for warning in _sheet_warnings(file, name, sheet)]
    return Preflight(tuple(sheets), tuple(warnings))


def _check_sum(sheets: list[tuple[str, Sheet]], file: str) -> None:
    if sum(sheet.rows * sheet.columns for _, sheet in sheets) > LIMITS[2]:
        raise refuse("PA-131", file, part="xl/worksheets", limit=str(LIMITS[2]))


def _listed_sheets(package: zipfile.ZipFile, file: str) -> list[ListedSheet]:
    book = _book_part(package, file)
    folder, _, base = book.rpartition("/")
    parts_by_id = _linked_parts(package, file, folder, f"{folder}/_rels/{base}.rels".lstrip("/"))
    listed: list[ListedSheet] = []
    for sheet in _elements(package, file, book, "sheet"):
        link = next((value for key, value in sheet.items() if local(key) == "id"), "")
        if link not in parts_by_id:
            raise refuse("PA-128", file, part=book)
        listed.append(ListedSheet(sheet.get("name", ""), parts_by_id[link], sheet.get("state", "visible") != "visible"))
    _check_list(listed, file)
    return listed


def _check_list(listed: list[ListedSheet], file: str) -> None:
    # Office programs tell sheets apart without regard to case, and two entries of one part would count it twice.
    names = {sheet.name.casefold() for sheet in listed}
    parts = [sheet.part for sheet in listed if sheet.part]
    if len(names) != len(listed) or len(set(parts)) != len(parts) or not 0 < len(listed) <= MAX_SHEETS:
        raise refuse("PA-134", file, limit=str(MAX_SHEETS))


def _book_part(package: zipfile.ZipFile, file: str) -> str:
    """Return the part that lists the sheets; it need not be xl/workbook.xml."""
    links = _elements(package, file, _ROOT_LINKS, "Relationship")
    found = [_target("", link) for link in links if link.get("Type", "").endswith("/officeDocument")]
    if len(found) != 1 or not found[0].lower().endswith(".xml"):
        raise refuse("PA-120", file)
    return found[0]


def _linked_parts(package: zipfile.ZipFile, file: str, folder: str, links: str) -> dict[str, str]:
    """Return the part of each link of the workbook; empty for what is no worksheet."""
    parts: dict[str, str] = {}
    for link in _elements(package, file, links, "Relationship"):
        part = _target(folder, link)
        inside = link.get("TargetMode") != "External"
        worksheet = link.get("Type", "").endswith("/worksheet")
        # The reader follows these links, so whatever they lead to must be scanned.
        if (inside and not _XML.fullmatch(part)) or (worksheet and (not inside or part not in package.NameToInfo)):
            raise refuse("PA-128", file, part=part[:80])
        parts[link.get("Id", "")] = part if worksheet else ""
    return parts


def _target(folder: str, link: Attributes) -> str:
    # Joined to a root first, so that no ../ leads out of the package.
    return posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")


def _elements(package: zipfile.ZipFile, file: str, part: str, name: str) -> list[Attributes]:
    if part not in package.NameToInfo:
        raise refuse("PA-128", file, part=part)
    found: list[Attributes] = []

    scan(package, part, file, _MAX_LISTED, lambda _: lambda tag: found.append if local(tag) == name else None)
    return found


def _scan_others(
    package: zipfile.ZipFile, file: str, sheets: set[str], texts: SharedTexts, formats: CellFormats
) -> tuple[int, int]:
    """Scan all parts but the sheets into ``texts`` and ``formats``; return the elements left and the outside links."""
    budget, outside = MAX_ELEMENTS, 0
    for part in package.namelist():
        outside += bool(_OUTSIDE.fullmatch(part))
        if part in sheets or not _XML.fullmatch(part):
            continue
        budget -= scan(package, part, file, budget, partial(_watch, part, file, texts, formats))
    return budget, outside


def _watch(part: str, file: str, texts: SharedTexts, formats: CellFormats, parser: expat.XMLParserType) -> Lookup:
    styles = 0

    def style(attributes: Attributes) -> None:
        nonlocal styles
        styles += 1
        formats.on_format(attributes)
        if styles > MAX_STYLES:
            raise refuse("PA-131", file, part=part, limit=str(MAX_STYLES))

    def content_type(attributes: Attributes) -> None:
        if "macroenabled" in attributes.get("ContentType", "").lower():
            raise refuse("PA-123", file)

    watched: dict[str, Handler] = {"xf": style, "Default": content_type, "Override": content_type}
    # Readers look for them under a fixed name or follow a link, so every part is watched.
    watched |= {"si": texts.watch(parser), **formats.handlers()}
    return lambda tag: watched.get(local(tag))


def _scan_sheet(
    package: zipfile.ZipFile, file: str, entry: ListedSheet, percents: Container[str], budget: int
) -> tuple[Sheet, int]:
    made: list[SheetScan] = []

    def prepare(parser: expat.XMLParserType) -> Lookup:
        made.append(SheetScan(file, entry.name, percents, parser))
        return made[0].handler

    used = scan(package, entry.part, file, budget, prepare)
    return made[0].finish(), used


def sheet_problems(file: str, name: str, sheet: Sheet, first_row: int = 1, *, label_row: int = 0) -> Iterator[Problem]:
    """Yield what spoils the data of a sheet from ``first_row`` on; cells may be merged inside ``label_row``.

    PA-132 merged cells, PA-136 error values, PA-147 formulas without stored values.
    """
    for top, left, bottom, right in sheet.merges:
        inside = first_row <= bottom and top <= sheet.rows and left <= sheet.columns
        # A merge of one cell joins nothing, and one beyond the data spoils none of it.
        if inside and (top, left) != (bottom, right) and not top == bottom == label_row:
            cells = f"{column_letters(left - 1)}{top}:{column_letters(right - 1)}{bottom}"
            yield Problem("PA-132", Place(file, name, row=top), values={"range": cells})
    for cell in sheet.errors:
        if row_of(cell) >= first_row:
            yield Problem("PA-136", Place(file, name, row=row_of(cell)), values={"cell": cell})
    unstored = [cell for cell in sheet.unstored if row_of(cell) >= first_row]
    if unstored:
        yield _formulas("PA-147", file, name, unstored)


def row_of(cell: str) -> int:
    """Return the row of a cell's address: 7 of ``AB7``."""
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _workbook_warnings(file: str, listed: list[ListedSheet], outside: int) -> Iterator[Problem]:
    if outside:
        yield Problem("PA-142", Place(file), values={"count": str(outside)})
    for sheet in listed:
        if not sheet.part:
            yield Problem("PA-141", Place(file, sheet.name))
        if sheet.hidden:
            yield Problem("PA-143", Place(file, sheet.name))


def _sheet_warnings(file: str, name: str, sheet: Sheet) -> Iterator[Problem]:
    rows = [row for row in sheet.hidden_rows if row <= sheet.rows]
    if rows:
        yield Problem("PA-144", Place(file, name, row=rows[0]), values={"count": str(len(rows))})
    hidden = [column for first, last in sheet.hidden_columns for column in range(first, min(last, sheet.columns) + 1)]
    if hidden:
        letters = ", ".join(column_letters(column - 1) for column in hidden[:20])
        yield Problem("PA-145", Place(file, name), values={"count": str(len(hidden)), "letters": letters})
    if sheet.stored:
        yield _formulas("PA-146", file, name, sheet.stored)


def _formulas(code: str, file: str, name: str, cells: Sequence[str]) -> Problem:
    return Problem(code, Place(file, name), values={"count": str(len(cells)), "cell": cells[0]})
