"""The Tuần Giáo plan of 2023, computed again from its raw lines.

Independent on purpose: nothing of the library is imported, so an error in its
readers or in the tables typed by hand cannot hide behind itself.
"""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from tests.some import some

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "data" / "plans" / "tuan-giao-2023"
LINES = (PLAN / "source" / "tuan-giao-2023.txt").read_text(encoding="utf-8").split("\n")

HEADING = re.compile(r"(\d)(?:\.(\d))?\.? (?:Dự án|Ti[êể]u dự án) \d")
AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})*(?:,\d+)?) (triệu đồng|đồng)")
NUMBER = re.compile(r"(?<![\d.,])\d+(?:\.\d{3})*(?:,\d+)?")


@dataclass(frozen=True)
class Amount:
    """One printed amount: its keys, whole đồng, and the line it stands on."""

    line: str
    source: str
    year: str
    capital: str
    vnd: int
    row: int


def to_vnd(number: str, unit: str) -> int:
    exact = Decimal(number.replace(".", "").replace(",", ".")) * (1_000_000 if unit == "triệu đồng" else 1)
    assert exact == int(exact), f"not whole đồng: {number} {unit}"
    return int(exact)


def only_amount(text: str) -> int:
    found = AMOUNT.findall(text)
    assert len(found) == 1, text
    return to_vnd(*found[0])


def source_and_year(text: str) -> tuple[str, str]:
    if text.startswith("- Ngân sách địa phương và nguồn xã hội hóa:"):
        return "not_separated", "not_stated"
    if text.startswith("- Vốn địa phương (vốn đối ứng):"):
        return "local", "not_stated"
    found = re.match(r"- Ngân sách [Tt]rung ương(?: (\d{4}))?(?: \([^)]*\))*:", text)
    assert found, text
    return "central", found[1] or "not_stated"


def scan() -> tuple[list[Amount], list[Amount]]:
    """Walk the raw lines; return the stated totals and the components."""
    totals: list[Amount] = []
    parts: list[Amount] = []
    code = ""
    inside = False
    for row, text in enumerate(LINES, start=1):
        if heading := HEADING.match(text):
            code = f"DA{heading[1]}" + (f".{heading[2]}" if heading[2] else "")
        elif text.startswith("b) Kinh phí"):
            totals.append(Amount(code, "", "", "", only_amount(text), row))
            inside = True
        elif text.startswith(("c)", "Theo Nghị quyết")):
            inside = False
        elif inside and text.strip():
            source, year = source_and_year(text)
            capital = "recurrent" if "vốn sự nghiệp" in text.lower() else "not_stated"
            parts.append(Amount(code, source, year, capital, only_amount(text), row))
    return totals, parts


def table(name: str) -> list[dict[str, str]]:
    with (PLAN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plan_info() -> dict[str, object]:
    loaded: dict[str, object] = yaml.safe_load((PLAN / "plan.yaml").read_text(encoding="utf-8"))
    return loaded


TOTALS, PARTS = scan()
BUDGET = table("budget")
CLAIMS = table("claims")
TARGETS = table("targets")


def sum_of(**keys: str) -> int:
    return sum(p.vnd for p in PARTS if all(getattr(p, key) == value for key, value in keys.items()))


def housing(source: str = "") -> int:
    return sum(p.vnd for p in PARTS if p.line == "DA5" and source in ("", p.source))


def counterpart_base() -> int:
    return sum(p.vnd for p in PARTS if p.source == "central" and p.line != "DA5")


def test_the_text_holds_12_totals_and_32_components() -> None:
    codes = ["DA1", "DA2", "DA3.1", "DA3.2", "DA4.1", "DA4.2", "DA4.3", "DA5", "DA6.1", "DA6.2", "DA7.1", "DA7.2"]
    assert [t.line for t in TOTALS] == codes
    assert len(PARTS) == 32


@pytest.mark.parametrize("stated", TOTALS, ids=lambda t: t.line)
def test_every_stated_total_is_the_sum_of_its_parts(stated: Amount) -> None:
    assert sum_of(line=stated.line) == stated.vnd


def test_budget_csv_is_the_text_row_by_row() -> None:
    typed = [
        Amount(r["line"], r["source"], r["source_year"], r["capital"], int(r["amount_vnd"]), int(r["source_line"]))
        for r in BUDGET
    ]
    assert typed == PARTS
    assert {(r["phase"], r["document"]) for r in BUDGET} == {("planned", "KH")}


def test_claims_csv_holds_the_12_stated_totals() -> None:
    typed = [
        Amount(r["line"], r["source"], "", "", int(r["amount_vnd"]), int(r["source_line"]))
        for r in CLAIMS
        if r["kind"] == "stated_total"
    ]
    assert typed == TOTALS


@pytest.mark.parametrize(
    ("computed", "expected"),
    [
        (sum_of(), 61_331_979_376),
        (sum(t.vnd for t in TOTALS), 61_331_979_376),
        (sum_of(source="central") - sum_of(source="central", year="2022"), 48_468_000_000),
        (sum_of(source="central", year="2023"), 35_462_000_000),
        (sum_of(source="central", year="not_stated"), 13_006_000_000),
        (sum_of(source="central", year="2022"), 8_807_979_376),
        (sum_of(source="local") + sum_of(source="not_separated"), 4_056_000_000),
        (sum_of(source="local"), 1_396_000_000),
        (counterpart_base(), 46_615_979_376),
    ],
    ids=["all", "stated", "central", "2023", "no-year", "carried", "local", "counterpart", "base"],
)
def test_grand_figures(computed: int, expected: int) -> None:
    assert computed == expected


def test_only_these_lines_name_no_year_for_central_money() -> None:
    unlabelled = [p.line for p in PARTS if p.source == "central" and p.year == "not_stated"]
    assert unlabelled == ["DA1", "DA3.2", "DA6.2"]
    assert {p.year for p in PARTS if p.source != "central"} == {"not_stated"}


def test_only_the_social_money_of_housing_names_no_capital() -> None:
    assert [(p.line, p.vnd) for p in PARTS if p.capital == "not_stated"] == [("DA5", 2_660_000_000)]


@pytest.mark.parametrize(
    ("source", "norm", "product", "gap"),
    [
        ("central", 40_000_000, 10_640_000_000, 20_000_000),
        ("", 50_000_000, 13_300_000_000, 20_000_000),
        ("not_separated", 10_000_000, 2_660_000_000, 0),
    ],
)
def test_housing_norms(source: str, norm: int, product: int, gap: int) -> None:
    printed = [to_vnd(*found) for found in AMOUNT.findall(LINES[222])]
    houses = int(re.findall(r"(\d+) hộ nghèo được hỗ trợ nhà ở", LINES[64])[0])
    row = next(r for r in CLAIMS if r["kind"] == "norm" and r["source"] == source)
    assert norm in printed
    assert (houses, norm) == (int(row["count"]), int(row["amount_vnd"]))
    assert (int(row["source_line"]), int(row["count_source_line"])) == (223, 65)
    assert houses * norm == product
    assert housing(source) - product == gap


def test_counterpart_bases() -> None:
    local = sum_of(source="local")
    base = counterpart_base()
    this_year = base - sum_of(source="central", year="2022")
    all_central = sum_of(source="central")
    assert base * Fraction(3, 100) - local == Fraction(247_938_128, 100)
    assert share(local, base) == Decimal("2.9947")
    assert share(local, this_year) == Decimal("3.6923")
    assert share(local, all_central) == Decimal("2.4373")
    assert share(local + sum_of(source="not_separated"), all_central) == Decimal("7.0815")


def share(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.0001"))


def test_8_of_11_lines_are_under_3_percent_each_within_a_million() -> None:
    gaps = [
        sum_of(line=t.line, source="central") * 3 - sum_of(line=t.line, source="local") * 100
        for t in TOTALS
        if t.line != "DA5"
    ]
    assert len(gaps) == 11
    assert sum(gap > 0 for gap in gaps) == 8
    assert max(gaps) < 100 * 1_000_000


def test_unit_costs() -> None:
    workers = Fraction(sum_of(line="DA4.2"), 1_000_000)
    assert [round(workers / count) for count in (10, 5)] == [129, 258]
    assert sum_of(line="DA4.1") == 1_000 * Decimal("4861580.9")
    assert share(housing(), 266 * 100_000_000) == Decimal("50.0752")


def words_from(row: int) -> str:
    """The line and the one it runs on to, for a sentence broken by an empty line."""
    following = next((text for text in LINES[row:] if text.strip()), "")
    return " ".join(f"{LINES[row - 1]} {following}".split())


@pytest.mark.parametrize("row", [*BUDGET, *CLAIMS, *TARGETS, *table("agencies")], ids=lambda r: r["as_printed"][:40])
def test_the_source_line_holds_the_printed_words(row: dict[str, str]) -> None:
    number = int(row["source_line"])
    held = words_from(number) if row.get("target") == "T22" else LINES[number - 1]
    assert row["as_printed"] in held


@pytest.mark.parametrize("row", [r for r in CLAIMS if r["count"]], ids=lambda r: r["claim"])
def test_the_count_is_the_printed_count(row: dict[str, str]) -> None:
    assert row["count_as_printed"] in LINES[int(row["count_source_line"]) - 1]
    printed = [int(part.replace(".", "")) for part in row["count_as_printed"].split("-")]
    assert printed == [int(row[name]) for name in ("count", "count_to") if row[name]]


@pytest.mark.parametrize("row", [r for r in BUDGET + CLAIMS if r["amount_vnd"]], ids=lambda r: r["as_printed"])
def test_the_printed_words_read_as_the_amount(row: dict[str, str]) -> None:
    assert only_amount(row["as_printed"]) == int(row["amount_vnd"])


def test_thirty_targets_of_part_two_and_one_of_line_235() -> None:
    rows = [r for r in TARGETS if r["value"]]
    assert [r["target"] for r in rows] == [f"T{n:02d}" for n in range(1, 32)]
    assert [int(r["source_line"]) for r in rows if not 35 < int(r["source_line"]) < 71] == [235]
    assert [r["comparator"] for r in TARGETS if not r["value"]] == ["minimise"]


def test_no_number_asked_for_in_part_two_is_left_out() -> None:
    asked = [number(text) for row in range(37, 70) for text in NUMBER.findall(LINES[row - 1])]
    for row in TARGETS:
        for text in NUMBER.findall(row["as_printed"]) if row["source_line"] != "235" else []:
            asked.remove(number(text))
    # What is left names an age, a time or a count of months, not a figure asked for.
    assert sorted(asked) == sorted([5, 5, 5, 5, 1, 5, 6, 10, 11, 14, 15, 18, 15])


@pytest.mark.parametrize("row", [r for r in TARGETS if r["value"]], ids=lambda r: r["target"])
def test_the_target_value_is_the_printed_number(row: dict[str, str]) -> None:
    scale = 100 if row["unit"] in ("share", "share_point") else 1
    values = [Decimal(row[name]) * scale for name in ("value", "value_to") if row[name]]
    assert [number(text) for text in NUMBER.findall(row["as_printed"])] == values


def number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def test_cited_documents_stand_where_the_plan_cites_them() -> None:
    documents = plan_info()["documents"]
    assert isinstance(documents, list)
    for document in some(documents):
        text = LINES[int(document["source_line"]) - 1]
        year, month, day = document["date"].split("-") if document["date"] else ("", "", "")
        assert document["number"] in text
        assert not day or re.search(rf"ngày {day}/0?{int(month)}/{year}", text)
    resting_on = {"QD-2242", "QD-2128", "QD-130", "VB-1954"}
    assert resting_on <= {d["id"] for d in documents if d["role"] == "basis"}
    assert {d["in_hand"] for d in documents} == {"no"}


def test_the_narrative_quotes_the_plan_word_for_word() -> None:
    text = (PLAN / "narrative.md").read_text(encoding="utf-8")
    quotes = re.findall(r"“([^”]+)” \(Kế hoạch, dòng (\d+)\)", text)
    assert len(quotes) == text.count("“") > 0
    for words, row in some(quotes):
        assert words in LINES[int(row) - 1]


def test_activities_stand_under_their_own_line() -> None:
    start = {t.line: t.row for t in TOTALS}
    codes = list(start)
    for row in some(table("activities")):
        before = start.get(codes[codes.index(row["line"]) - 1], 0) if row["line"] != "DA1" else 0
        assert before < int(row["source_line"]) < start[row["line"]]
        assert LINES[int(row["source_line"]) - 1].strip()


def test_the_copy_keeps_every_line_but_the_signature() -> None:
    assert len(LINES) == 443
    assert LINES[-2:] == ["", ""]
    assert LINES[-3] == "PHÓ CHỦ TỊCH"
    digest = hashlib.sha256((PLAN / "source" / "tuan-giao-2023.txt").read_bytes()).hexdigest()
    assert digest in (PLAN / "SOURCE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["budget", "claims", "targets", "activities", "agencies"])
def test_columns_are_the_contract_in_its_order(name: str) -> None:
    contract = yaml.safe_load((ROOT / "poverty_analysis" / "inputs" / "contract.yaml").read_text(encoding="utf-8"))
    columns = contract["tables"][name]["columns"]
    header = list(table(name)[0])
    # Optional columns that the plan has no use for may be left out.
    assert header == [key for key in columns if key in header]
    assert {key for key, spec in columns.items() if spec["need"] == "required"} <= set(header)
