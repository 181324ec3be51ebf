"""From raw cells to typed values: what is read, and what is told instead of guessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from poverty_analysis.inputs.checker import CheckedTable, TypedCells, check_table
from poverty_analysis.inputs.contract import ColumnSpec, TableSpec, read_contract
from poverty_analysis.inputs.raw import RawTable, RawValue
from poverty_analysis.values.origin import NOWHERE, Origin
from poverty_analysis.values.problems import Problem

WORDS = {"vi": "x", "en": "x"}
DOMAINS = {"colour": ("red", "green"), "unit": ("099", "011")}


def column(name: str, kind: str, *, need: bool = True, **more: object) -> ColumnSpec:
    return ColumnSpec(name, kind, need, WORDS, WORDS, **more)  # type: ignore[arg-type]


SPEC = TableSpec(
    "things",
    WORDS,
    WORDS,
    "plan",
    True,
    (
        column("id", "code", unique=True),
        column("unit", "code", need=False, lookup="unit", pattern=r"\d{3}"),
        column("colour", "enum", need=False, domain="colour"),
        column("words", "text", need=False),
        column("count", "integer", need=False),
        column("line", "line", need=False),
        column("share", "decimal", need=False),
        column("day", "date", need=False),
        column("years", "code", need=False, pattern=r"[\d;]{4,}(not_stated)?", form="2023", year=True),
        column("amount_vnd", "vnd", need=False),
        column("secret", "integer", need=False, personal=True),
    ),
)


def thing(cells: TypedCells, at: Origin) -> SimpleNamespace:
    return SimpleNamespace(**cells, at=at)


def check(header: tuple[str, ...], *rows: tuple[RawValue, ...], sheet: str = "") -> CheckedTable[SimpleNamespace]:
    numbered = tuple((number, cells) for number, cells in enumerate(rows, start=2))
    return check_table(RawTable("dir/t.csv", sheet, header, numbered), SPEC, DOMAINS, thing)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, int | None, str, str]]:
    return [(p.code, p.place.row, p.place.column, p.seen) for p in problems]


def read(name: str, cell: RawValue) -> object:
    """The value of one cell, or the code of its problem."""
    checked = check(("id", name), ("a", cell))
    if checked.problems:
        (problem,) = checked.problems
        return problem.code
    return getattr(checked.records[0], name)


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("words", "  Tua\u0302\u0300n Giáo ", "Tuần Giáo"),
        ("words", None, ""),
        ("words", "\u200b", ""),
        ("words", 5, "PA-206"),
        ("words", True, "PA-206"),
        ("words", "a\x07b", "PA-214"),
        ("words", "a\u202eb", "PA-214"),
        ("unit", "099", "099"),
        ("unit", 99, "PA-205"),
        ("unit", 99.0, "PA-205"),
        ("unit", "99", "PA-211"),
        ("unit", "٠٩٩", "PA-211"),
        ("unit", "098", "PA-210"),
        ("colour", "red", "red"),
        ("colour", "Redd", "PA-208"),
        ("colour", 1, "PA-206"),
        ("count", "-12", -12),
        ("count", 12.0, 12),
        ("count", 12.5, "PA-204"),
        ("count", True, "PA-204"),
        ("count", "1e3", "PA-204"),
        ("count", "1.000", "PA-204"),
        ("count", "٣", "PA-204"),
        ("count", "9" * 16, "PA-204"),
        ("line", "7", 7),
        ("line", 0, "PA-216"),
        ("line", "-1", "PA-216"),
        ("line", "seven", "PA-216"),
        ("share", "0.055", Decimal("0.055")),
        ("share", 0.055, Decimal("0.055")),
        ("share", 3, Decimal(3)),
        ("share", "0,055", "PA-213"),
        ("share", "NaN", "PA-213"),
        ("share", float("nan"), "PA-213"),
        ("share", float("inf"), "PA-213"),
        ("share", True, "PA-206"),
        ("day", "2023-12-31", dt.date(2023, 12, 31)),
        ("day", dt.date(2023, 12, 31), dt.date(2023, 12, 31)),
        ("day", dt.datetime(2023, 12, 31), dt.date(2023, 12, 31)),
        ("day", dt.datetime(2023, 12, 31, 13, 45), "PA-207"),
        ("day", "05/03/2023", "PA-207"),
        ("day", "2023-02-30", "PA-207"),
        ("day", 45291, "PA-207"),
        ("day", "1990-01-01", dt.date(1990, 1, 1)),
        ("day", "1989-12-31", "PA-220"),
        ("day", "2203-12-31", "PA-220"),
        ("day", dt.date(2100, 1, 1), "PA-220"),
        ("day", dt.datetime(1923, 12, 31), "PA-220"),
        ("years", "2099;not_stated", "2099;not_stated"),
        ("years", "2023;1923", "PA-220"),
        ("years", "2100", "PA-220"),
        ("years", "23", "PA-211"),
        ("amount_vnd", "4861580900", 4_861_580_900),
        ("amount_vnd", 4861580900, 4_861_580_900),
        ("amount_vnd", 4861580900.0, 4_861_580_900),
        ("amount_vnd", "-5", -5),
        ("amount_vnd", "1e5", "PA-203"),
        ("amount_vnd", "NaN", "PA-203"),
        ("amount_vnd", "12.3.4", "PA-203"),
        ("amount_vnd", "1.000", "PA-203"),
        ("amount_vnd", "1_000", "PA-203"),
        ("amount_vnd", "٣", "PA-203"),
        ("amount_vnd", 0.5, "PA-203"),
        ("amount_vnd", "1000000000000001", "PA-203"),
        ("amount_vnd", "-1000000000000000000", "PA-203"),
        ("amount_vnd", True, "PA-206"),
        ("amount_vnd", None, None),
    ],
)
def test_one_cell(name: str, cell: RawValue, expected: object) -> None:
    assert read(name, cell) == expected


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("amount_million_vnd", "4861.5809", 4_861_580_900),
        ("amount_million_vnd", 4861.5809, 4_861_580_900),
        ("amount_million_vnd", "0.0000001", "PA-203"),
        ("amount_million_vnd", "500.000", "PA-203"),
        ("amount_million_vnd", "1000000000.5", "PA-203"),
        ("amount_million_vnd", "4.861,5809", 4_861_580_900),
        ("amount_thousand_vnd", "1.5", 1_500),
        ("amount_billion_vnd", "1.5", 1_500_000_000),
        ("amount_billion_vnd", "999999.999999999", 999_999_999_999_999),
    ],
)
def test_a_column_in_a_larger_unit_is_read_exactly(name: str, cell: RawValue, expected: object) -> None:
    checked = check(("id", name), ("a", cell))
    if isinstance(expected, str):
        assert [p.code for p in checked.problems] == [expected]
    else:
        assert checked.records[0].amount_vnd == expected


def test_float_noise_is_counted() -> None:
    checked = check(("id", "amount_million_vnd"), ("a", 321.0000000000001), ("b", 321.5), ("c", 0.1 + 0.2))
    assert [r.amount_vnd for r in checked.records] == [321_000_000, 321_500_000, 300_000]
    assert checked.adjusted_amounts == 2


def test_amounts_in_two_units_are_refused_and_neither_wins() -> None:
    checked = check(("id", "amount_vnd", "amount_million_vnd"), ("a", "1", "2"))
    assert told(checked.problems) == [("PA-105", 1, "amount_million_vnd", "")]
    assert checked.problems[0].values == {"letters": "C", "first": "B"}
    assert checked.records == ()


def test_all_problems_of_a_row_and_table_at_once() -> None:
    checked = check(("id", "count", "colour"), ("a", "x", "blue"), ("b", "2", "red"), ("c", "y", None))
    assert told(checked.problems) == [
        ("PA-204", 2, "count", ""),  # a count is never quoted
        ("PA-208", 2, "colour", "blue"),
        ("PA-204", 4, "count", ""),
    ]
    assert [r.at.row for r in checked.records] == [3]


def test_suggestions() -> None:
    checked = check(("id", "colour", "unit"), ("a", "gren", "098"))
    assert checked.problems[0].values["nearest"] == "green"
    assert checked.problems[0].values["allowed"] == "green, red"
    assert checked.problems[1].values == {"nearest": "099", "lookup": "unit"}


def test_a_lookup_that_is_not_given_is_not_checked() -> None:
    raw = RawTable("t.csv", "", ("id", "unit"), ((2, ("a", "777")),))
    assert check_table(raw, SPEC, {"colour": ()}, thing).problems == ()


def test_the_header() -> None:
    checked = check(("colour", "colur", "Họ và tên", "Số CCCD"), ("red", "x", "y", "z"))
    assert told(checked.problems) == [
        ("PA-202", 1, "colur", "colur"),
        ("PA-217", 1, "Họ và tên", ""),
        ("PA-217", 1, "Số CCCD", ""),
        ("PA-201", 1, "id", ""),
    ]
    assert checked.problems[0].values == {"nearest": "colour", "table": "things"}
    assert checked.records == ()


@pytest.mark.parametrize(
    "title",
    [
        *("ho_ten_chu_ho", "full_name", "cmnd", "dien_thoai_lien_he", "Địa chỉ", "address", "ten_ho", "so_dinh_danh"),
        *("sdt", "ngay_sinh", "so_tai_khoan", "hoTenChuHo", "Số CCCD của chủ hộ"),
    ],
)
def test_personal_columns_are_refused_by_name(title: str) -> None:
    assert [p.code for p in check(("id", title), ("a", "x")).problems] == ["PA-217"]


@pytest.mark.parametrize("title", ["tenor", "phoneme", "addresses"])
def test_other_words_are_merely_unknown(title: str) -> None:
    assert [p.code for p in check(("id", title), ("a", "x")).problems] == ["PA-202"]


def test_a_cell_is_still_read_beside_a_wrong_header() -> None:
    checked = check(("id", "what", "count"), ("a", "x", "1e5"))
    assert [p.code for p in checked.problems] == ["PA-202", "PA-204"]


def test_a_personal_cell_is_never_quoted() -> None:
    checked = check(("id", "secret"), ("a", "012345678901x"))
    assert told(checked.problems) == [("PA-204", 2, "secret", "")]


def test_a_long_cell_is_quoted_in_part() -> None:
    checked = check(("id", "colour"), ("a", "x" * 500))
    assert checked.problems[0].seen == "x" * 80


def test_empty_cells_and_rows() -> None:
    checked = check(("id", "count"), (None, "1"), (" ", None), ("b",))
    assert told(checked.problems) == [("PA-209", 2, "id", ""), ("PA-215", 3, "", "")]
    assert [r.count for r in checked.records] == [None]


def test_a_column_left_out_reads_as_empty() -> None:
    (record,) = check(("id",), ("a",)).records
    assert set(vars(record)) == {*SPEC.names(), "at"}
    assert (record.words, record.count, record.day) == ("", None, None)


def test_ids_are_unique() -> None:
    checked = check(("id",), ("a",), ("b",), ("a",), ("a",))
    assert told(checked.problems) == [("PA-212", 4, "id", "a"), ("PA-212", 5, "id", "a")]
    assert [p.values["first"] for p in checked.problems] == ["2", "2"]


def test_where_a_record_stands() -> None:
    (record,) = check(("id",), ("a",), sheet="budget").records
    assert record.at.cell() == "t.csv[budget]#2"
    assert record.at.place("id").key() == ("dir/t.csv", "budget", 2, "id")
    assert replace(record.at, sheet="").cell() == "t.csv#2"
    assert NOWHERE.cell() == ""


def test_every_type_of_the_contract_has_a_reader() -> None:
    for table in read_contract().tables.values():
        for spec in table.columns:
            raw = RawTable("t.csv", "", (spec.name,), ((2, ("?",)),))
            check_table(raw, replace(table, columns=(spec,)), read_contract().domains, thing)
