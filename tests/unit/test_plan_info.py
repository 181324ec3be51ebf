"""What a plan says of itself: plan.yaml and the sheets plan and documents."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.plan.plan_info import PlanInfo, check_plan_sheets, read_plan_yaml
from poverty_analysis.inputs.raw import RawTable, RawValue
from poverty_analysis.values.problems import DataProblems

DOMAINS = {name: tuple(words) for name, words in read_contract().domains.items()} | {
    "programme": ("GNBV-2021", "local"),
    "standard": ("VN-2022",),
}

PLAN = """\
unit: "099"
province: "11"
level: district
period:
  kind: year
  years: ["2023"]
programme: GNBV-2021
standard: VN-2022
number_convention: vi
version: "1"
synthetic: "no"
issuer_name: "UBND HUYỆN TUẦN GIÁO"
place: Tuần Giáo
document:
  id: KH
  kind: KH
  issuer: UBND huyện
  title: Kế hoạch
  source_file: kh.txt
"""
DOCUMENTS = """\
documents:
  - id: QD-90
    number: 90/QĐ-TTg
    date: "2022-01-18"
    title: Phê duyệt
    in_hand: "no"
    role: basis
    source_line: "7"
"""


def read(tmp_path: Path, text: str) -> PlanInfo:
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    return read_plan_yaml(tmp_path / "plan.yaml", "p/plan.yaml", DOMAINS)


def told(info: PlanInfo) -> list[tuple[str, int | None, str, str]]:
    return [(p.code, p.place.row, p.place.column, p.seen) for p in info.problems]


def test_a_plan_is_read(tmp_path: Path) -> None:
    info = read(tmp_path, PLAN + DOCUMENTS)
    assert info.problems == ()
    assert info.keys is not None
    assert (info.keys.unit, info.keys.period_years) == ("099", (2023,))
    assert (info.keys.document_date, info.keys.supersedes, info.keys.budget_stated) == (None, "", None)
    (document,) = info.documents
    assert (document.id, document.date, document.at.row) == ("QD-90", dt.date(2022, 1, 18), 21)
    assert info.documents_known


def test_several_years(tmp_path: Path) -> None:
    info = read(tmp_path, PLAN.replace('["2023"]', '["2023", "2024"]'))
    assert info.keys is not None and info.keys.period_years == (2023, 2024)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('unit: "099"', "unit: 099", ("PA-306", 1, "unit", "099")),
        ('province: "11"', "province: 11", ("PA-306", 2, "province", "11")),
        ('unit: "099"', 'unit: "99999999"', ("PA-211", 1, "unit", "99999999")),
        ("level: district", "level: distrct", ("PA-208", 3, "level", "distrct")),
        ("level: district", "", ("PA-201", None, "level", "")),
        ("level: district", "level:", ("PA-209", 3, "level", "")),
        ("programme: GNBV-2021", "programme: GNBV", ("PA-210", 7, "programme", "GNBV")),
        ("place: Tuần Giáo", "plaice: Tuần Giáo\nplace: x", ("PA-304", 13, "plaice", "plaice")),
        ("  kind: year", "  kind: year\n  knd: year", ("PA-304", 6, "period.knd", "period.knd")),
        ('version: "1"', 'version: ["1"]', ("PA-305", 10, "version", "version")),
        ('["2023"]', "[{a: 2023}]", ("PA-305", 6, "period.years", "period.years")),
        ('["2023"]', '["23"]', ("PA-211", 6, "period.years", "23")),
        ('["2023"]', '["2203"]', ("PA-220", 6, "period.years", "2203")),
        ("  id: KH\n", '  id: KH\n  date: "1203-02-01"\n', ("PA-220", 16, "document.date", "1203-02-01")),
        ('version: "1"', "version: []", ("PA-305", None, "version", "version")),
    ],
)
def test_a_wrong_key_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, expected: tuple[str, int | None, str, str]
) -> None:
    info = read(tmp_path, PLAN.replace(old, new))
    assert expected in told(info)
    if expected[0] != "PA-306":
        assert info.keys is None
    assert info.given["document.id"] == "KH"


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ("documents: QD-90\n", ("PA-305", "documents", "documents")),
        ("documents:\n  QD-90: x\n", ("PA-202", "QD-90", "QD-90")),
        ("documents:\n  - QD-90\n", ("PA-305", "documents", "documents")),
        (DOCUMENTS.replace("Phê duyệt", "[Phê, duyệt]"), ("PA-305", "documents.title", "documents.title")),
        (DOCUMENTS.replace("role: basis", "role: bases"), ("PA-208", "role", "bases")),
        (DOCUMENTS.replace("title:", "titel:"), ("PA-202", "titel", "titel")),
        (DOCUMENTS.replace('"7"', '"0"'), ("PA-216", "source_line", "0")),
    ],
)
def test_wrong_documents_are_told_and_not_dropped(
    tmp_path: Path, documents: str, expected: tuple[str, str, str]
) -> None:
    info = read(tmp_path, PLAN + documents)
    assert expected in [(code, column, seen) for code, _, column, seen in told(info)]
    assert not info.documents_known


@pytest.mark.parametrize("text", ["- a\n- b\n", "only text\n"])
def test_a_file_that_is_no_map(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataProblems) as raised:
        read(tmp_path, text)
    assert [p.code for p in raised.value.problems] == ["PA-110"]


def test_an_empty_file_lacks_every_required_key(tmp_path: Path) -> None:
    info = read(tmp_path, "")
    needed = [c.name for c in read_contract().tables["plan"].columns if c.required]
    assert [(code, column) for code, _, column, _ in told(info)] == [("PA-201", name) for name in needed]


PAIRS: dict[str, RawValue] = {
    **{"unit": "099", "province": "11", "level": "district", "period.kind": "year", "period.years": "2023"},
    **{"programme": "GNBV-2021", "standard": "VN-2022", "number_convention": "vi", "version": "1"},
    **{"synthetic": "no", "issuer_name": "UBND", "place": "Tuần Giáo", "document.id": "KH", "document.kind": "KH"},
    **{"document.issuer": "UBND", "document.title": "Kế hoạch", "document.source_file": "kh.txt"},
}


def sheet(rows: list[tuple[RawValue, ...]], header: tuple[str, ...] = ("key", "value")) -> RawTable:
    return RawTable("b.xlsx", "plan", header, tuple(enumerate(rows, start=2)))


def check(rows: list[tuple[RawValue, ...]], header: tuple[str, ...] = ("key", "value")) -> PlanInfo:
    return check_plan_sheets(sheet(rows, header), None, "b.xlsx", DOMAINS)


def test_the_sheet_says_the_same_as_the_file(tmp_path: Path) -> None:
    info = check([*PAIRS.items(), ("document.date", dt.date(2023, 3, 10))])
    assert info.problems == ()
    assert info.keys is not None and info.keys.document_date == dt.date(2023, 3, 10)
    assert (info.keys.at.file, info.keys.at.sheet) == ("b.xlsx", "plan")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("unit", 99)], ("PA-205", 2, "unit", "99")),
        ([("period.years", 23)], ("PA-211", 2, "period.years", "23")),
        ([("plaice", "x")], ("PA-304", 2, "plaice", "plaice")),
        ([("unit", "099"), ("unit", "098")], ("PA-111", 3, "key", "unit")),
        ([(None, "x")], ("PA-209", 2, "key", "")),
        ([(None, None)], ("PA-215", 2, "", "")),
        ([("level", None)], ("PA-209", 2, "level", "")),
    ],
)
def test_a_wrong_row_is_told_with_its_number(
    rows: list[tuple[RawValue, ...]], expected: tuple[str, int | None, str, str]
) -> None:
    rest = [pair for pair in PAIRS.items() if pair[0] not in {row[0] for row in rows}]
    info = check([*rows, *rest])
    assert told(info) == [expected]
    assert {p.place.sheet for p in info.problems} == {"plan"}
    assert info.keys is None


def test_other_columns_than_key_and_value() -> None:
    info = check([("unit", "099")], ("unit", "099"))
    assert [(code, row, column) for code, row, column, _ in told(info)] == [
        ("PA-201", 1, "key"),
        ("PA-201", 1, "value"),
        ("PA-202", 1, "unit"),
        ("PA-202", 1, "099"),
    ]
    more = check([(*pair, "x") for pair in PAIRS.items()], ("key", "value", "note"))
    assert told(more) == [("PA-202", 1, "note", "note")]


def test_without_the_sheet_only_its_absence_is_to_be_told() -> None:
    info = check_plan_sheets(None, None, "b.xlsx", DOMAINS)
    assert (info.problems, info.keys, info.given) == ((), None, {})
