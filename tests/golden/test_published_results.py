"""What published tables say of themselves: known slips are found with their residual, the rest is passed over."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from poverty_analysis.checks import findings, run_rules
from poverty_analysis.checks.model import Facts
from poverty_analysis.checks.printed import RULES
from poverty_analysis.plan.claims import Claim
from poverty_analysis.values.problems import Finding
from poverty_analysis.values.strict_yaml import read_yaml
from tests.plans import check_json
from tests.tree import ROOT

PRESS: Any = read_yaml(ROOT / "tests" / "golden" / "press_2022.yaml", "press_2022.yaml")
COUNTRY = "Cả nước"
NAMES = ("poor", "near_poor", "both")


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def made(kind: str, place: str, subject: str, value: str, part: str = "", group: str = "") -> Claim:
    return Claim(
        *("x", kind, "", "", None, value, None, None, "", "", "", "press"),
        place=place,
        year="2022",
        subject=subject,
        value=Decimal(value),
        part=Decimal(part) if part else None,
        group=group,
    )


def claims(table: dict[str, list[str]]) -> tuple[Claim, ...]:
    """Across: poor + near-poor = both. Down: regions add up to the country. And the rates."""
    found: list[Claim] = []
    for place, row in table.items():
        found += [made("part", place, name, row[at], group=place) for at, name in enumerate(NAMES[:2])]
        found.append(made("sum", place, "both", row[2], group=place))
        found += [made("rate", place, name, row[3 + at], part=row[at]) for at, name in enumerate(NAMES[:2])]
        kind = "sum" if place == COUNTRY else "part"
        found += [made(kind, place, name, row[at], group=name) for at, name in enumerate(NAMES)]
    return tuple(found)


def loud(given: tuple[Claim, ...]) -> list[Finding]:
    return [f for f in findings(run_rules(Facts(2022, (), given), RULES)) if f.severity != "note"]


def test_the_press_table_of_2022_misses_by_119_and_90() -> None:
    found = {(f.subject, f.expected, f.actual, f.difference) for f in loud(claims(PRESS))}
    assert found == {
        ("Cả nước/2022/both", 1972767, 1972648, -119),
        ("Đồng bằng sông Hồng/2022/both", 169566, 169476, -90),
        ("Tây Nguyên/2022/both", 236766, 236647, -119),
        ("Cả nước/2022/poor", 1057374, 1057284, -90),
    }
    (red_river,) = [f for f in loud(claims(PRESS)) if f.subject.startswith("Đồng bằng sông Hồng")]
    assert red_river.reason == "swapped_digits" and "69239" in red_river.message_vi


def test_with_the_slips_repaired_the_table_is_passed_over() -> None:
    repaired = {place: list(row) for place, row in PRESS.items()}
    repaired["Đồng bằng sông Hồng"][0] = "69329"
    repaired["Tây Nguyên"][1] = "107606"
    repaired[COUNTRY][1] = str(915274 + 119)
    assert loud(claims(repaired)) == []


def test_published_results_of_the_five_units_have_no_slip() -> None:
    code, told = check_json("--strict", ROOT / "data" / "results")
    assert (code, told["problems"]) == (0, [])
    assert {f["rule"] for f in told["findings"]} == {"household_total"}
    (thach_ha,) = [f for f in told["findings"] if f["subject"].startswith("445/")]
    assert "từ 38.944 đến 38.998 hộ" in thach_ha["message_vi"]


def test_a_published_rate_that_is_changed_is_found() -> None:
    ninh_binh = replace(made("rate", "37", "poor", "4.52", part="13455"), base=Decimal(297899))
    assert loud((ninh_binh,)) == []
    (wrong,) = loud((replace(ninh_binh, value=Decimal("4.56")),))
    assert (wrong.rule, wrong.reason, wrong.difference) == ("printed_rate", "differs", Decimal("0.04"))


def test_every_published_row_of_the_units_and_the_country_is_there_with_its_source() -> None:
    """19 rows of six units, 20 of the country, regions and groups; the regions of 2022 are those of the press table."""
    folder = ROOT / "data" / "results"
    units, places = read_csv(folder / "published.csv"), read_csv(folder / "reference" / "country.csv")
    counted = Counter(row["unit"] for row in units)
    assert counted == {"10": 3, "11": 4, "37": 6, "38": 2, "42": 3, "445": 1}
    assert Counter(row["kind"] for row in places) == {"country": 7, "region": 9, "group": 4}
    assert not [
        row for row in (*units, *places) if not (row["source"].startswith("http") or "Kế hoạch" in row["source"])
    ]
    of_2022 = {row["place"]: [row["poor"], row["near_poor"]] for row in places if row["as_of"] == "2022-12-31"}
    assert of_2022 == {place: row[:2] for place, row in PRESS.items()}
