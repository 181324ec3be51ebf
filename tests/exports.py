"""Small treasury exports for tests, built cell by cell, and the maps that read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from poverty_analysis.inputs.exports.reading import MAP_SUFFIX, Exports, read_export

Row = Sequence[object]

COMMON = """unit_of_money: đồng
as_of: "2023-12-31"
vintage: year_end
year: "2023"
file: {producer: KBNN Mẫu, document: MH-01, date: "2024-01-31"}
"""
CONSTANTS = 'unit: "999", spending_unit: MAU-01, document: MH-01'

HEADER: Row = ("Mã nguồn", "Mã CTMT", "Số chứng từ", "Ngày", "Số tiền")
VOUCHERS: tuple[Row, ...] = (
    ("12", "00010", "CT-1", "31/05/2023", 100),
    ("12", "00020", "CT-2", "30/06/2023", 250),
    ("13", "00010", "CT-3", "30/09/2023", 70),
)
PLAIN = f"""source: a test
amounts: in_period
number: vi
header_rows: "2"
first_row: "3"
columns:
  source_code: {{header: Mã nguồn, holds: code, required: yes}}
  programme: {{header: Mã CTMT, holds: code, required: yes}}
  voucher: {{header: Số chứng từ, holds: text, required: yes}}
  day: {{header: Ngày, holds: date_dmy}}
  amount: {{header: Số tiền, holds: amount}}
constants: {{unit: "999", spending_unit: MAU-01, capital: recurrent, phase: disbursed, source_year: =year}}
fields:
  treasury_code: {{column: programme}}
  source: {{column: source_code, alias: source}}
  document: {{column: voucher}}
  date: {{column: day}}
aliases:
  source: {{"12": central, "13": province}}
postings:
  - {{amount: amount}}
{COMMON}"""


def save(path: Path, rows: Sequence[Row], change: Callable[[Worksheet], object] | None = None) -> Path:
    """Save rows as a workbook with one sheet, changed by ``change``; empty rows may be ``()``."""
    book = Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column).value = value  # type: ignore[assignment]
    if change:
        change(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def plain_rows(*vouchers: Row) -> list[Row]:
    """A title, the header and vouchers."""
    return [("Sổ chi tiết", None, None, None, "Đơn vị tính: đồng"), HEADER, *(vouchers or VOUCHERS)]


def read(path: Path, text: str) -> Exports:
    """Read ``path`` through the map ``text``, laid beside it."""
    beside = path.with_name(path.stem + MAP_SUFFIX)
    beside.write_text(text, encoding="utf-8")
    domains = {"source": ("central", "province"), "capital": ("recurrent", "investment"), "unit": ("999",)}
    return read_export(path, beside, lambda one: one.name, DOMAINS | domains)


DOMAINS = {
    "phase": ("allocated", "disbursed", "carried_over", "lapsed", "settled"),
    "component": ("paid_volume", "advance"),
    "vintage": ("monthly", "year_end", "adjusted", "final"),
    "level": ("province", "district", "commune"),
}
