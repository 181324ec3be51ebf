"""The words of the drop-down lists, and the hidden sheet of the entry workbook that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from poverty_analysis.inputs.contract import ColumnSpec, read_contract
from poverty_analysis.inputs.grid import column_letters
from poverty_analysis.inputs.labels import JOIN
from poverty_analysis.inputs.plan_choice import OWN_PROGRAMMES
from poverty_analysis.inputs.sheets import LISTS_SHEET
from poverty_analysis.law import Law, programme
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Lists = Mapping[str, tuple[str, ...]]


def lists_for(law: Law, programme_id: str) -> Lists:
    """The choices of columns that hold codes of lists: programmes, standards, lines, agencies, indicators."""
    own = tuple(f"{one}{JOIN}{say('vi', f'entry.programme.{one}')}" for one in OWN_PROGRAMMES)
    lines = () if programme_id in ("", *OWN_PROGRAMMES) else programme(law, programme_id).lines
    agencies = {agency.id: agency.title_vi for agency in law.agencies}
    return {
        "programme": (*_listed({one.id: one.title_vi for one in law.programmes}), *own),
        "standard": tuple(one.id for one in law.standards),
        "programme_line": _listed({line.code: line.title_vi for line in lines}),
        "agency": _listed(agencies),
        "measure": _listed({one.id: one.title_vi for one in law.measures}),
    }


def _listed(titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{code}{JOIN}{title}" for code, title in titles.items())


def word_of(column: ColumnSpec, code: object) -> object:
    """The word of the drop-down list for a code of the contract; other values as they are."""
    text = {True: "yes", False: "no"}.get(code, code) if isinstance(code, bool) else code
    words = read_contract().domains.get(column.domain, {}).get(str(text)) if column.domain else None
    return (words["vi"] or code) if words else code


def choices(column: ColumnSpec, lists: Lists) -> tuple[str, ...]:
    """What the drop-down list of a column offers; nothing where it has none."""
    if column.domain:
        listed = read_contract().domains[column.domain]
        return tuple(words["vi"] or code for code, words in listed.items())
    return lists.get(column.lookup, ()) if column.lookup else ()


def write_lists(book: Workbook, lists: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    """Write each list into a column of the hidden sheet; return the range of each by name."""
    sheet: Worksheet = book.create_sheet(LISTS_SHEET)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    ranges: dict[str, str] = {}
    for index, (name, words) in enumerate(lists.items(), start=1):
        for row, word in enumerate((name, *words), start=1):
            cell = sheet.cell(row, index, word)
            cell.data_type, cell.number_format = "s", "@"
        letters = column_letters(index - 1)
        ranges[name] = f"{LISTS_SHEET}!${letters}$2:${letters}${len(words) + 1}"
    return ranges
