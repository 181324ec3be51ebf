"""Treasury and accounting exports, through declared column maps."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from poverty_analysis.inputs.exports.mapfile import shipped
from poverty_analysis.inputs.exports.reading import Exports, read_folder
from poverty_analysis.values.problems import Problem
from poverty_analysis.wording import problem_lines
from tests.exports import COMMON, CONSTANTS, DOMAINS, HEADER, PLAIN, VOUCHERS, Row, plain_rows, read, save
from tests.some import some
from tests.tree import ROOT

ACCOUNT = "01.8113.6449.3.1053342.99900.612.398.00010.1234.12.000"


def told(read: Exports) -> list[tuple[str, int | None, str]]:
    for problem in read.problems:
        assert problem_lines(problem, "vi") and problem_lines(problem, "en")
    return [(p.code, p.place.row, p.place.column) for p in read.problems]


def only(read: Exports) -> Problem:
    (problem,) = read.problems
    assert problem_lines(problem, "vi") and problem_lines(problem, "en") and not read.records
    return problem


def amounts(read: Exports, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(record, name) for name in (*columns, "amount_vnd")) for record in read.records]


def test_vouchers_become_postings(tmp_path: Path) -> None:
    found = read(save(tmp_path / "a.xlsx", plain_rows()), PLAIN)
    assert not found.problems
    assert amounts(found, "treasury_code", "source", "document", "date") == [
        ("00010", "central", "CT-1", dt.date(2023, 5, 31), 100),
        ("00020", "central", "CT-2", dt.date(2023, 6, 30), 250),
        ("00010", "province", "CT-3", dt.date(2023, 9, 30), 70),
    ]
    assert found.records[0].at.row == 3
    # Single vouchers stand for themselves: only a cumulative export has an as-of date.
    assert {(r.as_of, r.vintage) for r in found.records} == {(None, "year_end")}


def test_csv_is_read_alike(tmp_path: Path) -> None:
    text = "Sổ chi tiết\n" + "\n".join(",".join(map(str, row)) for row in (HEADER, *VOUCHERS))
    (tmp_path / "a.csv").write_text(text.replace(",100", ',"1.100"'), encoding="utf-8")
    found = read(tmp_path / "a.csv", PLAIN)
    assert [row[-1] for row in amounts(found)] == [1100, 250, 70]


@pytest.mark.parametrize(
    "day",
    [
        *(
            "31/05/2023",
            "31-05-2023",
            "31.05.2023",
            "31/5/2023",
            "31/05/2023 14:30",
            "31-05-2023 07:05:59",
            "2023-05-31",
        ),
        *(dt.date(2023, 5, 31), dt.datetime(2023, 5, 31, 14, 30)),
    ],
)
def test_a_day_first_column_takes_the_ways_people_write_it(tmp_path: Path, day: object) -> None:
    found = read(save(tmp_path / "a.xlsx", plain_rows(voucher(d=day))), PLAIN)
    assert not found.problems
    assert amounts(found, "date") == [(dt.date(2023, 5, 31), 100)]


def test_the_message_asks_for_the_order_of_the_column(tmp_path: Path) -> None:
    by_day = only(read(save(tmp_path / "a.xlsx", plain_rows(voucher(d="05/31/2023"))), PLAIN))
    by_year = only(read(tmp_path / "a.xlsx", PLAIN.replace("date_dmy", "date")))
    for problem, form in ((by_day, "31/12/2023"), (by_year, "2023-12-31")):
        assert form in problem_lines(problem, "vi").fix


def test_a_declared_subtotal_may_stand_in_a_column_of_dates(tmp_path: Path) -> None:
    rule = "subtotals:\n  - {column: day, equals: [Cộng], sums: above}\n"
    found = read(save(tmp_path / "a.xlsx", plain_rows(*VOUCHERS, (None, None, None, "Cộng", 420))), PLAIN + rule)
    assert not found.problems
    assert (len(found.records), found.counted["a.xlsx"]["subtotals"]) == (3, 1)
    assert ("PA-207", 6, "D") in told(read(tmp_path / "a.xlsx", PLAIN))


def test_an_amount_shown_as_percent_is_refused(tmp_path: Path) -> None:
    def percent(sheet: Worksheet) -> None:
        sheet["E3"].number_format = "0.0%"

    problem = only(read(save(tmp_path / "a.xlsx", plain_rows(), percent), PLAIN))
    assert (problem.code, problem.values["reason"]) == ("PA-709", "percent")


def test_amounts_in_another_unit_are_exact(tmp_path: Path) -> None:
    rows = [("Đơn vị tính: triệu đồng",), HEADER, ("12", "00010", "CT-1", "31/05/2023", 4861.5809)]
    found = read(save(tmp_path / "a.xlsx", rows), PLAIN.replace("unit_of_money: đồng", "unit_of_money: triệu đồng"))
    assert amounts(found) == [(4_861_580_900,)]


def test_declared_subtotals_are_left_out_counted_and_checked(tmp_path: Path) -> None:
    rule = "subtotals:\n  - {column: source_code, equals: [Cộng], sums: above}\n"
    rows = plain_rows(*VOUCHERS, ("Cộng", None, None, None, 421), (), ("Người lập",))
    found = read(save(tmp_path / "a.xlsx", rows), PLAIN + rule + "below: counted\n")
    assert [row[-1] for row in amounts(found)] == [100, 250, 70]
    counts = found.counted["a.xlsx"]
    assert (counts["rows"], counts["subtotals"], counts["below"], counts["blank"]) == (3, 1, 1, 1)
    wrong, note = found.findings
    assert (wrong.rule, wrong.expected, wrong.actual, wrong.difference) == ("export_subtotal", 420, 421, 1)
    assert (note.rule, note.severity) == ("export_read", "note")


def test_a_higher_subtotal_sums_across_lower_ones(tmp_path: Path) -> None:
    rule = (
        "subtotals:\n  - {column: source_code, equals: [Tổng], sums: below}\n"
        "  - {column: source_code, starts: [Nguồn], sums: below}\n"
    )
    first, second, third = VOUCHERS
    head: tuple[Row, ...] = (("Tổng", None, None, None, 420), ("Nguồn 12", None, None, None, 350))
    rows = plain_rows(*head, first, second, ("Nguồn 13", None, None, None, 70), third)
    found = read(save(tmp_path / "a.xlsx", rows), PLAIN + rule)
    assert not found.problems and [f.rule for f in found.findings] == ["export_read"]
    assert found.counted["a.xlsx"]["subtotals"] == 3


def test_a_segment_of_the_account_string_fills_a_column(tmp_path: Path) -> None:
    text = PLAIN.replace("{column: programme}", "{column: programme, segment: programme_code}")
    rows = plain_rows(("12", ACCOUNT, "CT-1", "31/05/2023", 5))
    assert amounts(read(save(tmp_path / "a.xlsx", rows), text), "treasury_code") == [("0010", 5)]
    problem = only(read(save(tmp_path / "b.xlsx", plain_rows(("12", "0010", "CT-1", "31/05/2023", 5))), text))
    assert (problem.code, problem.values["reason"]) == ("PA-718", "account_length")


def voucher(**changes: object) -> Row:
    return tuple((dict(zip("abcde", VOUCHERS[0], strict=True)) | changes).values())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (plain_rows(voucher(e="1.100")), ("PA-708", 3, "E")),
        (plain_rows(voucher(e="5 triệu đồng")), ("PA-710", 3, "E")),
        (plain_rows(voucher(e="không")), ("PA-709", 3, "E")),
        (plain_rows(voucher(e=0.5)), ("PA-709", 3, "E")),
        (plain_rows(voucher(e=-5)), ("PA-711", 3, "E")),
        (plain_rows(voucher(b=None)), ("PA-712", 3, "B")),
        (plain_rows(voucher(a="14")), ("PA-717", 3, "A")),
        (plain_rows(voucher(b=10)), ("PA-205", 3, "B")),
        (plain_rows(voucher(d="2023")), ("PA-207", 3, "D")),
        (plain_rows(voucher(d="31/02/2023")), ("PA-207", 3, "D")),
        (plain_rows(voucher(d="31-05.2023")), ("PA-207", 3, "D")),
        (plain_rows(voucher(d="31/05/2203")), ("PA-220", 3, "D")),
        (plain_rows(voucher(d=dt.date(1923, 5, 31))), ("PA-220", 3, "D")),
        (plain_rows(*VOUCHERS, ("12", "00030", "CT-4", "31/12/2023", 420)), ("PA-713", 6, "")),
        (plain_rows(("12", "00030", "CT-4", "31/12/2023", 420), *VOUCHERS), ("PA-713", 3, "")),
        (plain_rows(*VOUCHERS, ("12", "00030", "Tổng cộng", "31/12/2023", 9)), ("PA-713", 6, "")),
        (plain_rows(*VOUCHERS, (), ("Kế toán trưởng",)), ("PA-714", 7, "")),
        ([("Đơn vị tính: nghìn đồng",), HEADER, *VOUCHERS], ("PA-710", 1, "A")),
        ([("ĐVT: 1.000 đồng",), HEADER, *VOUCHERS], ("PA-710", 1, "A")),
        ([("Đvt: trđ",), HEADER, *VOUCHERS], ("PA-710", 1, "A")),
        ([("Đơn vị: tr. đồng",), HEADER, *VOUCHERS], ("PA-710", 1, "A")),
        ([("(ĐVT: 1.000.000đ)",), HEADER, *VOUCHERS], ("PA-710", 1, "A")),
        ([("Sổ chi tiết năm 2023 - Đơn vị tính: triệu đồng",), HEADER, *VOUCHERS], ("PA-710", 1, "A")),
        ([("Đơn vị tính: USD",), HEADER, *VOUCHERS], ("PA-710", 1, "A")),
        ([(), (*HEADER, "Ghi chú"), *VOUCHERS], ("PA-706", 2, "F")),
        ([(), HEADER, (*VOUCHERS[0], "x")], ("PA-706", 2, "F")),
        ([(), ("Mã nguồn", "CTMT", *HEADER[2:]), *VOUCHERS], ("PA-705", 2, "")),
        ([(), (*HEADER[:3], "Số tiền", "Số tiền"), *VOUCHERS], ("PA-719", 2, "")),
    ],
)
def test_bad_input_is_named(tmp_path: Path, rows: list[Row], expected: tuple[str, int, str]) -> None:
    found = read(save(tmp_path / "a.xlsx", rows), PLAIN)
    assert expected in told(found)
    assert not found.records


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("ĐVT: đồng", "đồng"),
        ("Đơn vị tính: VNĐ", "đồng"),
        ("Đơn vị: Phòng Nông nghiệp", "đồng"),
        ("ĐVT: 1.000 đ", "nghìn đồng"),
        ("Sổ năm 2023 (đvt: ngđ)", "nghìn đồng"),
        ("ĐVT: 1.000.000 đồng, kỳ: năm", "triệu đồng"),
        ("Đvt: Tr.đ", "triệu đồng"),
        ("Đơn vị tính: tỷ đồng.", "tỷ đồng"),
    ],
)
def test_a_unit_of_money_is_understood_as_forms_print_it(tmp_path: Path, head: str, unit: str) -> None:
    text = PLAIN.replace("unit_of_money: đồng", f"unit_of_money: {unit}")
    assert not read(save(tmp_path / "a.xlsx", [(head,), HEADER, *VOUCHERS]), text).problems


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("vintage: year_end", "vintage: yearend", "vintage"),
        ("phase: disbursed", "phase: disbursd", "constants.phase"),
        ('"12": central', '"12": trung ương', "aliases.source.source"),
        ("{amount: amount}", "{amount: amount, component: advanced}", "postings.component"),
    ],
)
def test_a_word_of_the_map_that_is_no_code_is_told_once(tmp_path: Path, old: str, new: str, key: str) -> None:
    problem = only(read(save(tmp_path / "a.xlsx", plain_rows()), PLAIN.replace(old, new)))
    assert (problem.code, problem.place.file, problem.place.column) == ("PA-703", "a.map.yaml", key)
    assert problem.place.row


@pytest.mark.parametrize(("mark", "shown"), [(";", ";"), ("\t", "Tab")])
def test_a_csv_with_other_marks_is_told_once(tmp_path: Path, mark: str, shown: str) -> None:
    rows = [["Sổ chi tiết"], list(HEADER), *([str(cell) for cell in voucher] for voucher in VOUCHERS)]
    text = "\n".join(mark.join(map(str, row)) for row in rows)
    (tmp_path / "a.csv").write_text(text + "\n", encoding="utf-8")
    problem = only(read(tmp_path / "a.csv", PLAIN))
    assert (problem.code, problem.place.row, problem.values["mark"]) == ("PA-727", 2, shown)


def test_a_file_that_is_not_there_is_no_missing_map(tmp_path: Path) -> None:
    (tmp_path / "b.map.yaml").write_text(PLAIN, encoding="utf-8")
    assert only(read(tmp_path / "b.xlsx", PLAIN)).code == "PA-101"


def test_which_of_several_sheets_is_asked_in_words(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", plain_rows(), lambda sheet: sheet.parent.create_sheet("Hai").append(["x"]))
    problem = only(read(path, PLAIN))
    assert (problem.code, problem.values["count"], problem.values["known"]) == ("PA-726", "2", "Sheet, Hai")


def test_an_unknown_code_comes_with_the_nearest_and_is_not_taken(tmp_path: Path) -> None:
    problem = only(read(save(tmp_path / "a.xlsx", plain_rows(voucher(a="123"))), PLAIN))
    assert (problem.code, problem.seen, problem.values["nearest"]) == ("PA-717", "123", "12")


def test_an_ordinary_row_may_equal_a_sum_when_declared(tmp_path: Path) -> None:
    rows = plain_rows(*VOUCHERS, ("12", "00030", "CT-4", "31/12/2023", 420))
    assert len(read(save(tmp_path / "a.xlsx", rows), PLAIN + "ordinary_rows: [6]\n").records) == 4


def test_rows_above_the_first_row_are_not_lost(tmp_path: Path) -> None:
    text = PLAIN.replace('first_row: "3"', 'first_row: "4"')
    assert told(read(save(tmp_path / "a.xlsx", plain_rows()), text)) == [("PA-715", 3, "")]
    numbered = [*plain_rows()[:2], (1, 2, 3, 4, 5), *VOUCHERS]
    assert not read(save(tmp_path / "b.xlsx", numbered), text).problems


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[4].hidden = True


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["C"].hidden = True


def merge(sheet: Any) -> None:
    sheet.merge_cells("A3:A4")


def formula(sheet: Any) -> None:
    sheet["E5"] = "=E3+E4"


@pytest.mark.parametrize(
    ("change", "code"), [(hide_row, "PA-716"), (hide_column, "PA-716"), (merge, "PA-132"), (formula, "PA-147")]
)
def test_what_a_spreadsheet_hides_is_named(tmp_path: Path, change: Callable[[Any], None], code: str) -> None:
    assert code in [c for c, _, _ in told(read(save(tmp_path / "a.xlsx", plain_rows(), change), PLAIN))]


def test_merged_titles_do_no_harm(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", plain_rows(), lambda sheet: sheet.merge_cells("A1:C1"))
    assert len(read(path, PLAIN).records) == 3


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (("amounts:", "amonts:"), "PA-701", "amonts"),
        (("year: ", "yeer: "), "PA-702", "year"),
        (('"2023"', '"2203"'), "PA-220", "year"),
        (("2023-12-31", "1923-12-31"), "PA-220", "as_of"),
        (("amounts: in_period", "amounts: yearly"), "PA-703", "amounts"),
        (("source: a test", "source: a test\nbase: sdkp-1"), "PA-704", "base"),
        (("{amount: amount}", "{amount: amonut}"), "PA-701", "postings"),
        (("capital: recurrent, ", ""), "PA-702", "constants.capital"),
        (("alias: source", "alias: sources"), "PA-701", "fields.source.alias"),
        (('"3"', '"3"\nsheet: Trang 2'), "PA-720", ""),
    ],
)
def test_a_map_is_strict(tmp_path: Path, change: tuple[str, str], code: str, column: str) -> None:
    found = read(save(tmp_path / "a.xlsx", plain_rows()), PLAIN.replace(*change))
    assert (code, column) in [(p.code, p.place.column) for p in found.problems]
    assert told(found)


def folder_of(tmp_path: Path, **files: list[Row]) -> Exports:
    for name, rows in files.items():
        save(tmp_path / f"{name}.xlsx", rows)
        (tmp_path / f"{name}.map.yaml").write_text(PLAIN, encoding="utf-8")
    domains = DOMAINS | {"source": ("central", "province"), "capital": ("recurrent",)}
    return read_folder(tmp_path, lambda path: path.name, domains)


def test_the_same_file_and_the_same_rows_twice(tmp_path: Path) -> None:
    assert told(folder_of(tmp_path, a=plain_rows(), b=plain_rows(*VOUCHERS[:2]))) == [("PA-722", None, "")]
    shutil.copy(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    domains = DOMAINS | {"source": ("central", "province"), "capital": ("recurrent",)}
    again = read_folder(tmp_path, lambda path: path.name, domains)
    assert [(p.code, p.place.file, p.values["first"]) for p in again.problems] == [("PA-721", "b.xlsx", "a.xlsx")]


def test_an_export_and_its_map_are_a_pair(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", plain_rows())
    (tmp_path / "b.map.yaml").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "c.xls").write_bytes(b"")
    found = read_folder(tmp_path, lambda path: path.name, {})
    assert [(p.code, p.place.file) for p in found.problems] == [
        ("PA-723", "a.xlsx"),
        ("PA-723", "b.map.yaml"),
        ("PA-724", "c.xls"),
    ]


def test_the_maps_of_the_guide_work(tmp_path: Path) -> None:
    page = (ROOT / "docs/how-to/treasury-exports.md").read_text(encoding="utf-8")
    whole, on_a_base = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    header = ("Mã nguồn", "Tài khoản kế toán", "Số chứng từ", "Ngày", "Số tiền", "Người nhận")
    rows: list[Row] = [("Sổ chi tiết",), header, ("12", ACCOUNT, "CT-1", "31/05/2023", 5, "Mẫu"), (), ("Người lập",)]
    assert amounts(read(save(tmp_path / "a.xlsx", rows), whole), "treasury_code", "source") == [("0010", "central", 5)]
    codes = ("12", "370", "398", "7750", "7799", "00010")
    form_02a = form("sdkp-02a", (*codes, 5, 20, 10, 70, 15, 90))
    assert len(read(save(tmp_path / "b.xlsx", form_02a), on_a_base).records) == 2


# Shipped maps


def titled(base: str) -> tuple[Row, ...]:
    """Two header rows as the map names them."""
    columns = shipped()[base]["columns"]
    assert isinstance(columns, dict)
    names = []
    for one in columns.values():
        assert isinstance(one, dict)
        contains = one.get("contains", [])
        words = [str(word).split("|")[0] for word in contains] if isinstance(contains, list) else [str(contains)]
        names.append(str(one["header"]).split(" / ") if "header" in one else [" ".join(words)])
    return tuple(name[0] for name in names), tuple(name[1] if len(name) > 1 else None for name in names)


def form(base: str, *rows: Row) -> list[Row]:
    return [*([()] * 9), *titled(base), *rows]


def map_text(base: str, *more: str) -> str:
    rows = "header_rows: 10-11\nfirst_row: '12'\n"
    aliases = 'aliases:\n  source: {"12": central}\n' if base.startswith("sdkp") else ""
    extra = "fields:\n  source: {column: project, alias: source}\naliases:\n  source: {'7001': central}\n"
    tail = extra if base == "investment-settlement" else aliases
    return f"base: {base}\n{COMMON}{rows}constants: {{{CONSTANTS}}}\n{tail}" + "\n".join(more)


@pytest.mark.parametrize("base", ["sdkp-01", "sdkp-01a"])
def test_form_01(tmp_path: Path, base: str) -> None:
    row = ("12", "612", "398", "00010", 30, 100, 130, 20, 90, 0, 10, 5, 25)
    total = ("Tổng cộng", None, None, None, 30, 100, 130, 20, 90, 0, 10, 5, 25)
    found = read(save(tmp_path / "a.xlsx", form(base, row, total)), map_text(base))
    assert told(found) == []
    columns = ("phase", "source_year", "treasury_code", "source", "vintage", "date")
    day = dt.date(2023, 12, 31)
    assert amounts(found, *columns) == [
        ("carried_over", "2022", "00010", "central", "year_end", day, 30),
        ("allocated", "2023", "00010", "central", "year_end", day, 100),
    ]
    assert {record.as_of for record in found.records} == {day}
    assert [finding.rule for finding in found.findings] == ["export_read"]


@pytest.mark.parametrize("base", ["sdkp-02", "sdkp-02a"])
def test_form_02(tmp_path: Path, base: str) -> None:
    codes = ("12", "370", "398", "7750", "7799", "00010")
    row = (*(() if base.endswith("a") else ("612",)), *codes, 5, 20, 10, 70, 15, 91)
    found = read(save(tmp_path / "a.xlsx", form(base, row)), map_text(base))
    assert told(found) == []
    assert amounts(found, "phase", "component") == [("disbursed", "paid_volume", 70), ("disbursed", "advance", 20)]
    wrong = found.findings[0]
    assert (wrong.rule, wrong.severity, wrong.expected, wrong.actual) == ("export_identity", "warning", 90, 91)
    assert wrong.difference == 1


SETTLED: Row = (
    *("1", "Đường bản Mẫu", "KBNN Mẫu", "7001", "", 1000),
    *(400, 50, 5, 30),
    *(100, 80, 60, 20, 15, 5),
    *(200, 150, 120, 30, 40, 10),
    *(210, 65, 625),
)


def test_the_settlement_sheet(tmp_path: Path) -> None:
    base = "investment-settlement"
    found = read(save(tmp_path / "a.xlsx", form(base, SETTLED)), map_text(base))
    assert told(found) == []
    # 210 = 30 + 60 + 120; 65 = 50 - 5 - 30 + 20 + 30; 625 = 400 - 5 + 80 + 150
    assert [finding.rule for finding in found.findings] == ["export_read"]
    columns = ("phase", "component", "source_year", "budget_year")
    assert amounts(found, *columns) == [
        ("carried_over", "", "2022", 2023, 100),
        ("disbursed", "paid_volume", "2022", 2023, 60),
        ("disbursed", "advance", "2022", 2023, 20),
        ("lapsed", "", "2022", 2023, 5),
        ("carried_over", "", "2022", 2024, 15),
        ("disbursed", "paid_volume", "2022", 2023, 30),
        ("disbursed", "advance", "2022", 2023, -30),
        ("allocated", "", "2023", 2023, 200),
        ("disbursed", "paid_volume", "2023", 2023, 120),
        ("disbursed", "advance", "2023", 2023, 30),
        ("lapsed", "", "2023", 2023, 10),
        ("carried_over", "", "2023", 2024, 40),
        ("settled", "", "2022", 2023, 30),
        ("settled", "", "2022", 2023, 60),
        ("settled", "", "2023", 2023, 120),
    ]


@pytest.mark.parametrize(
    ("column", "identity"),
    [
        (11, "11 = 12 + 13"),
        (15, "15 = 10 - 11 - 14"),
        (17, "17 = 18 + 19"),
        (21, "21 = 16 - 17 - 20"),
        (22, "22 = 9 + 12 + 18"),
        (23, "23 = 7 - 8 - 9 + 13 + 19"),
        (24, "24 = 6 - 8 + 11 + 17"),
    ],
)
def test_every_identity_of_the_settlement_sheet_tells_its_residual(tmp_path: Path, column: int, identity: str) -> None:
    base = "investment-settlement"
    row = [*SETTLED]
    row[column] = int(str(row[column])) + 7
    found = read(save(tmp_path / "a.xlsx", form(base, row)), map_text(base))
    assert found.records
    named = [f for f in found.findings if f.rule == "export_identity" and identity in f.message_en]
    assert [f.difference for f in named] == [7]


def test_another_header_at_the_place_is_named(tmp_path: Path) -> None:
    base = "investment-settlement"
    rows = form(base, SETTLED)
    rows[9] = (*rows[9][:16], "Vốn khác", *rows[9][17:])
    assert ("PA-707", 11, "Q") in told(read(save(tmp_path / "a.xlsx", rows), map_text(base)))


def test_shipped_maps_are_not_claimed_to_be_verified() -> None:
    assert set(shipped()) == {"sdkp-01", "sdkp-01a", "sdkp-02", "sdkp-02a", "investment-settlement"}
    for one in some(shipped().values()):
        assert (one["verified"], bool(one["source"])) == ("no", True)
