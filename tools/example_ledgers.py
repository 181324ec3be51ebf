"""Write the ledgers of the fictional district, with every situation of a reconciliation planted in 2023.

    .venv/bin/python tools/example_ledgers.py     writes data/ledgers and the truth beside it

Nothing here is real: unit 999, its decisions, vouchers and spending units are invented.  A test compares
the files in the repository with what this program gives, and the report with the truth.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "data" / "ledgers"
M: Final = 1_000_000
HEAD: Final = (
    *("unit", "spending_unit", "line", "source", "integrated_programme", "source_year", "capital", "phase"),
    *("date", "budget_year", "document", "supersedes", "assigned_by", "component", "as_of", "vintage"),
    *("treasury_code", "amount_vnd"),
)
TRUTH_HEAD: Final = (
    *("situation", "spending_unit", "line", "source", "source_year", "capital"),
    *("amount_vnd", "moved_vnd", "documents"),
)
INTEGRATED: Final = "Chương trình mục tiêu quốc gia xây dựng nông thôn mới"
# Vouchers are spread over the year, so that a report of six months has something to tell.
_DAYS: Final = ("2023-04-18", "2023-10-20", "2023-05-25", "2023-11-16", "2023-08-16")
CODE_OF_DA71: Final = "MH-0477"

Row = dict[str, str]


@dataclass(frozen=True)
class Key:
    """What money is for."""

    spending_unit: str
    line: str
    source: str = "central"
    source_year: str = "2023"
    capital: str = "recurrent"

    def row(self, phase: str, amount: int, date: str, document: str, **more: str) -> Row:
        made = dict.fromkeys(HEAD, "") | {
            "unit": "999",
            "spending_unit": self.spending_unit,
            "line": self.line,
            "source": self.source,
            "source_year": self.source_year,
            "capital": self.capital,
            "integrated_programme": INTEGRATED if self.source == "integrated" else "",
            "phase": phase,
            "date": date,
            "document": document,
            "amount_vnd": str(amount),
        }
        return made | more


# What the district allocates in 2023, in million đồng: line, source, capital and the spending units.
ALLOCATED: Final[tuple[tuple[str, str, str, dict[str, tuple[int, ...]]], ...]] = (
    ("DA1", "central", "investment", {"MAU-01": (20_000,)}),
    ("DA1", "central", "recurrent", {"MAU-01": (2_000,)}),
    ("DA1", "province", "investment", {"MAU-01": (300,)}),
    ("DA1", "district", "recurrent", {"MAU-01": (60,)}),
    ("DA1", "integrated", "investment", {"MAU-01": (1_500,)}),
    ("DA2", "central", "recurrent", {"MAU-02": (2_000, 1_600), "MAU-11": (1_950, 1_200), "MAU-12": (2_250,)}),
    ("DA2", "district", "recurrent", {"MAU-02": (100,), "MAU-11": (88,), "MAU-12": (62,)}),
    ("DA2", "commune", "recurrent", {"MAU-02": (16,), "MAU-11": (14,), "MAU-12": (10,)}),
    ("DA2", "loan", "not_stated", {"MAU-09": (1_200, 1_050, 750)}),
    ("DA3.1", "central", "recurrent", {"MAU-03": (2_400,), "MAU-11": (1_600,)}),
    ("DA3.1", "district", "recurrent", {"MAU-03": (78,), "MAU-11": (52,)}),
    ("DA3.1", "in_kind", "not_stated", {"MAU-03": (51,), "MAU-11": (34,)}),
    ("DA3.2", "central", "recurrent", {"MAU-04": (1_500,)}),
    ("DA3.2", "district", "recurrent", {"MAU-04": (40,)}),
    ("DA4.1", "central", "investment", {"MAU-05": (1_800,)}),
    ("DA4.1", "central", "recurrent", {"MAU-05": (2_700,)}),
    ("DA4.1", "district", "recurrent", {"MAU-05": (100,)}),
    ("DA4.2", "central", "recurrent", {"MAU-06": (800,)}),
    ("DA4.2", "district", "recurrent", {"MAU-06": (25,)}),
    ("DA4.3", "central", "recurrent", {"MAU-06": (900,)}),
    ("DA4.3", "district", "recurrent", {"MAU-06": (30,)}),
    ("DA5", "central", "recurrent", {"MAU-11": (2_200,), "MAU-12": (1_800,)}),
    ("DA5", "mobilised", "not_stated", {"MAU-11": (275,), "MAU-12": (225,)}),
    ("DA5", "fund", "not_stated", {"MAU-11": (275,), "MAU-12": (225,)}),
    ("DA6.1", "central", "recurrent", {"MAU-07": (1_200,)}),
    ("DA6.1", "central", "investment", {"MAU-07": (300,)}),
    ("DA6.1", "district", "recurrent", {"MAU-07": (35,)}),
    ("DA6.2", "central", "recurrent", {"MAU-06": (400,)}),
    ("DA6.2", "district", "recurrent", {"MAU-06": (12,)}),
    ("DA7.1", "central", "recurrent", {"MAU-06": (700,)}),
    ("DA7.1", "district", "recurrent", {"MAU-06": (20,)}),
    ("DA7.2", "central", "recurrent", {"MAU-06": (350,)}),
    ("DA7.2", "district", "recurrent", {"MAU-06": (10,)}),
)
# What is carried from 2022 into 2023, in đồng, and what of it was allocated in 2022.
CARRIED: Final[dict[Key, tuple[int, int]]] = {
    Key("MAU-01", "DA1", "central", "2022", "investment"): (1_250 * M, 9_800 * M),
    Key("MAU-02", "DA2", "central", "2022"): (840 * M, 2_900 * M),
    Key("MAU-11", "DA2", "central", "2022"): (735 * M, 2_450 * M),
    Key("MAU-12", "DA2", "central", "2022"): (525 * M, 1_900 * M),
    Key("MAU-03", "DA3.1", "central", "2022"): (540 * M, 1_700 * M),
    Key("MAU-11", "DA3.1", "central", "2022"): (360 * M, 1_100 * M),
    Key("MAU-05", "DA4.1", "central", "2022"): (612_345_678, 2_100 * M),
    Key("MAU-06", "DA4.2", "central", "2022"): (150 * M, 610 * M),
    Key("MAU-06", "DA4.3", "central", "2022"): (200 * M, 700 * M),
    Key("MAU-06", "DA7.1", "central", "2022"): (90 * M, 540 * M),
    Key("MAU-06", "DA7.2", "central", "2022"): (45 * M, 260 * M),
}
# What the ledger of 2024 opens with.
OPENING_2024: Final[dict[Key, int]] = {
    Key("MAU-05", "DA4.1", "central", "2023", "investment"): 600 * M,
    Key("MAU-12", "DA2", "central", "2022"): 125 * M,
}
ADJUSTED: Final = {Key("MAU-06", "DA4.2"): 200 * M, Key("MAU-06", "DA4.3"): -200 * M}
LAPSED: Final = {Key("MAU-06", "DA4.2", "central", "2022"): 20 * M}
NEW_2024: Final = {
    Key("MAU-01", "DA1", "central", "2024", "investment"): 16_000 * M,
    Key("MAU-02", "DA2", "central", "2024"): 3_200 * M,
    Key("MAU-11", "DA2", "central", "2024"): 2_800 * M,
    Key("MAU-05", "DA4.1", "central", "2024"): 2_500 * M,
    Key("MAU-06", "DA7.1", "central", "2024"): 640 * M,
}


def allocations() -> Iterator[tuple[Key, int]]:
    """The allocations of 2023 one by one, in đồng."""
    for line, source, capital, units in ALLOCATED:
        for unit, amounts in units.items():
            yield from ((Key(unit, line, source, "2023", capital), amount * M) for amount in amounts)


@dataclass
class Treasury:
    """The treasury's vouchers of 2023 and the truth of what was planted in them."""

    rows: list[Row] = field(default_factory=list)
    truth: list[Row] = field(default_factory=list)
    done: set[Key] = field(default_factory=set)

    def pay(self, key: Key, *amounts: int, date: str = "", **more: str) -> list[str]:
        """Vouchers of one key, of one day; returns their numbers."""
        numbers = []
        date = date or _DAYS[len(self.rows) % len(_DAYS)]
        for amount in amounts:
            number = more.get("document", f"KB-{len(self.rows) + 1:03d}")
            row = key.row("disbursed", amount, date, number, budget_year="2023", component="paid_volume")
            self.rows.append(row | {"as_of": "2024-01-31", "vintage": "year_end"} | more)
            numbers.append(number)
        return numbers

    def plant(self, situation: str, key: Key, numbers: Iterable[str], amount: int = 0, moved: int = 0) -> None:
        """Note what is true of a key; it gets no other voucher."""
        self.done.add(key)
        self.truth.append(
            {
                "situation": situation,
                "spending_unit": key.spending_unit,
                "line": key.line,
                "source": key.source,
                "source_year": key.source_year,
                "capital": key.capital,
                "amount_vnd": str(amount),
                "moved_vnd": str(moved),
                "documents": " ".join(numbers),
            }
        )


def treasury() -> Treasury:
    """Every situation once at least, and all other money paid exactly."""
    made = Treasury()
    _cut_otherwise(made)
    _wrong_place(made)
    _slips(made)
    _too_much_or_little(made)
    for key, amounts in _due().items():
        if key not in made.done:
            numbers = made.pay(key, sum(amounts))
            if key == Key("MAU-01", "DA1", "integrated", "2023", "investment"):
                made.plant("exact", key, numbers)
    return made


def _cut_otherwise(made: Treasury) -> None:
    roads = Key("MAU-01", "DA1", "central", "2023", "investment")
    first = made.pay(roads, 8_000 * M, date="2023-06-28", component="advance")
    rest = made.pay(roads, 7_450 * M + 500_000, 4_549 * M + 500_000)
    made.plant("one_to_many", roads, [*first, *rest])
    models = Key("MAU-02", "DA2")
    made.plant("many_to_one", models, made.pay(models, 3_600 * M))
    many = Key("MAU-11", "DA2")
    numbers = [*made.pay(many, 1_050 * M, 1_400 * M), *made.pay(many, 700 * M, date="2024-02-05")]
    made.plant("many_to_many", many, numbers)


def _wrong_place(made: Treasury) -> None:
    carried = Key("MAU-01", "DA1", "central", "2022", "investment")
    numbers = made.pay(Key("MAU-01", "DA1", "central", "2023", "investment"), 1_250 * M)
    made.plant("wrong_year", carried, numbers, moved=1_250 * M)
    district = Key("MAU-01", "DA1", "district")
    numbers = made.pay(Key("MAU-01", "DA1", "province"), 60 * M)
    made.plant("wrong_source", district, numbers, moved=60 * M)
    news = Key("MAU-07", "DA6.1", "central", "2023", "investment")
    made.pay(Key("MAU-07", "DA6.1"), 1_200 * M)
    made.done.add(Key("MAU-07", "DA6.1"))
    numbers = made.pay(Key("MAU-07", "DA6.1"), 300 * M)
    made.plant("wrong_capital", news, numbers, moved=300 * M)
    coded = Key("MAU-06", "DA7.1", "central", "2022")
    numbers = made.pay(coded, 90 * M, line="", treasury_code=CODE_OF_DA71)
    made.plant("code_variant", coded, numbers, moved=90 * M)


def _slips(made: Treasury) -> None:
    twice = Key("MAU-03", "DA3.1")
    made.pay(twice, 1_500 * M)
    (number,) = made.pay(twice, 900 * M, date=_DAYS[1])
    made.pay(twice, 900 * M, date=_DAYS[1], document=number)
    made.plant("duplicate_voucher", twice, [number], 900 * M)
    returned = Key("MAU-11", "DA3.1")
    made.pay(returned, 1_600 * M)
    made.plant("reversal", returned, made.pay(returned, 75 * M, -75 * M), moved=75 * M)
    short = Key("MAU-04", "DA3.2")
    made.plant("unit_million_vs_dong", short, made.pay(short, 1_100 * M, 400), 400 - 400 * M)
    sign = Key("MAU-05", "DA4.1")
    made.plant("sign_error", sign, made.pay(sign, 2_150 * M, -550 * M), -1_100 * M)
    rounded = Key("MAU-05", "DA4.1", "central", "2022")
    made.plant("rounding", rounded, made.pay(rounded, 612_345_000), -678)


def _too_much_or_little(made: Treasury) -> None:
    over = Key("MAU-12", "DA2")
    made.plant("over_disbursed", over, made.pay(over, 2_262 * M + 500_000), 12 * M + 500_000)
    under = Key("MAU-01", "DA1")
    made.plant("under_disbursed", under, made.pay(under, 1_620 * M), -380 * M)
    houses = Key("MAU-11", "DA5")
    made.plant("unit_norm_exceeded", houses, made.pay(houses, 1_200 * M, 1_040 * M), 40 * M)
    local = Key("MAU-11", "DA2", "district")
    made.plant("counterpart_short", local, made.pay(local, 53 * M), -35 * M)
    school = Key("MAU-05", "DA4.1", "central", "2023", "investment")
    made.plant("carry_over", school, made.pay(school, 1_200 * M), -600 * M)
    village = Key("MAU-12", "DA2", "central", "2022")
    made.plant("carry_over", village, made.pay(village, 400 * M), -125 * M)
    made.plant("missing_in_treasury", Key("MAU-06", "DA7.2"), (), -350 * M)
    stray = Key("MAU-07", "DA6.2")
    made.plant("not_in_plan", stray, made.pay(stray, 18_400_000), 18_400_000)


def _due() -> dict[Key, list[int]]:
    due: dict[Key, list[int]] = {}
    for key, amount in (*allocations(), *((k, c[0]) for k, c in CARRIED.items()), *ADJUSTED.items()):
        due.setdefault(key, []).append(amount)
    for key, amount in LAPSED.items():
        due[key].append(-amount)
    return due


def books_2023() -> Iterator[Row]:
    """Decisions of 2023: what the province assigns, what is carried in, allocated, adjusted, lapsed and settled."""
    yield from _province()
    for key, (carried, _) in CARRIED.items():
        yield key.row("carried_over", carried, "2023-02-20", "MH-03/QĐ-UBND")
    for number, (key, amount) in enumerate(allocations(), start=1):
        yield key.row("allocated", amount, "2023-03-15", f"MH-PB-{number:02d}", assigned_by="district")
    for key, amount in ADJUSTED.items():
        yield key.row("adjusted", amount, "2023-09-08", "MH-41/QĐ-UBND", assigned_by="district")
    for key, amount in LAPSED.items():
        yield key.row("lapsed", amount, "2024-01-31", "MH-HUY-01", budget_year="2023")
    for key, amount in ((Key("MAU-01", "DA1", capital="investment"), 12_000 * M), (Key("MAU-02", "DA2"), 3_600 * M)):
        yield key.row("settled", amount, "2024-11-30", "MH-QT-2023", budget_year="2023")


def _province() -> Iterator[Row]:
    """Central money by line; the first decision is superseded, and DA7.1 gets 10 million more than is passed on."""
    sums: dict[Key, int] = {}
    for key, amount in allocations():
        if key.source == "central":
            whole = Key("MAU-00", key.line, "central", "2023", key.capital)
            sums[whole] = sums.get(whole, 0) + amount
    sums[Key("MAU-00", "DA7.1")] += 10 * M
    for key, amount in sums.items():
        first = amount - (500 * M if key.line == "DA2" else 0)
        more = {"assigned_by": "province", "budget_year": "2023"}
        yield key.row("allocated", first, "2022-12-10", "MH-01/QĐ-UBND", **more)
        yield key.row("allocated", amount, "2023-01-20", "MH-06/QĐ-UBND", supersedes="MH-01/QĐ-UBND", **more)


def books_2022() -> Iterator[Row]:
    """The year before: it closes with exactly what 2023 opens with; one old project is paid from money of 2021."""
    old = Key("MAU-01", "DA1", "central", "2021", "investment")
    yield old.row("carried_over", 300 * M, "2022-02-15", "MH-02/QĐ-UBND-2022")
    yield old.row("disbursed", 300 * M, "2022-05-20", "KB-2022-00", component="paid_volume")
    for number, (key, (carried, allocated)) in enumerate(CARRIED.items(), start=1):
        yield key.row("allocated", allocated, "2022-03-10", f"MH-PB-2022-{number:02d}", assigned_by="district")
        paid = allocated - carried
        advance = paid // 10 // M * M
        yield key.row("disbursed", advance, "2022-06-24", f"KB-2022-{number:02d}A", component="advance")
        yield key.row("disbursed", paid - advance, "2022-12-20", f"KB-2022-{number:02d}B", component="paid_volume")


def books_2024() -> Iterator[Row]:
    """The year after, to its middle: the opening balances, new allocations, first payments."""
    for key, amount in OPENING_2024.items():
        yield key.row("carried_over", amount, "2024-02-20", "MH-03/QĐ-UBND-2024")
    for number, (key, amount) in enumerate(NEW_2024.items(), start=1):
        yield key.row("allocated", amount, "2024-03-12", f"MH-PB-2024-{number:02d}", assigned_by="district")
        yield key.row("disbursed", amount // 4, "2024-06-25", f"KB-2024-{number:02d}", component="paid_volume")


def text_of(rows: Iterable[Row], head: tuple[str, ...]) -> str:
    """The rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, head, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


EXPORT: Final = "exports/kho-bac-huyen-mau-2023.xlsx"
_SOURCES: Final = {
    **{"central": "12", "province": "13", "district": "14", "commune": "15"},
    **{"integrated": "16", "mobilised": "41", "fund": "42", "loan": "51", "in_kind": "52"},
}
_CAPITAL: Final = {"investment": "ĐT", "recurrent": "SN", "not_stated": "KHÁC"}
_TITLES: Final = (
    *("STT", "Ngày", "Số chứng từ", "Đơn vị sử dụng", "Dự án", "Mã chương trình", "Mã nguồn", "Năm nguồn"),
    *("Loại vốn", "Chương trình lồng ghép", "Thanh toán KLHT", "Tạm ứng"),
)
Cell = str | int | None


def export_rows(rows: Iterable[Row]) -> list[list[Cell]]:
    """The treasury's list of vouchers as a spreadsheet prints it: title, headers, rows, a total, the slot to sign."""
    sheet: list[list[Cell]] = [["BẢNG KÊ CHỨNG TỪ GIẢI NGÂN NĂM 2023 (DỮ LIỆU MINH HỌA)"], list(_TITLES)]
    sums = {"paid_volume": 0, "advance": 0}
    for number, row in enumerate(rows, start=1):
        amount, part = int(row["amount_vnd"]), row["component"]
        sums[part] += amount
        day = "/".join(reversed(row["date"].split("-")))
        sheet.append(
            [
                *(
                    number,
                    day,
                    row["document"],
                    row["spending_unit"],
                    row["line"] or None,
                    row["treasury_code"] or None,
                ),
                *(_SOURCES[row["source"]], row["source_year"], _CAPITAL[row["capital"]]),
                row["integrated_programme"] or None,
                amount if part == "paid_volume" else None,
                amount if part == "advance" else None,
            ]
        )
    empty: list[Cell] = [None] * 9
    sheet.append(["Tổng cộng", *empty, sums["paid_volume"], sums["advance"]])
    sheet.append([*empty, "Kho bạc Mẫu (hư cấu)"])
    return sheet


def write_export(path: Path, rows: list[list[Cell]]) -> None:
    """Write the list as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Bang ke"
    for row in rows:
        sheet.append(row)
    book.save(path)


def files() -> dict[str, str]:
    """Every text file by its name under ``data/ledgers``."""
    booked = treasury()
    return {
        "huyen-mau-2022.csv": text_of(books_2022(), HEAD),
        "huyen-mau-2023.csv": text_of(books_2023(), HEAD),
        "huyen-mau-2024.csv": text_of(books_2024(), HEAD),
        "truth/huyen-mau-2023.csv": text_of(booked.truth, TRUTH_HEAD),
    }


def main() -> None:
    """Write every file."""
    for name, text in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    (FOLDER / EXPORT).parent.mkdir(exist_ok=True)
    write_export(FOLDER / EXPORT, export_rows(treasury().rows))


if __name__ == "__main__":
    main()
