"""A plan and its unit: what contradicts each other is told, and the examples are silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.rows.results import COUNTRY_RESULTS, INDICATOR_RESULTS, POVERTY_RESULTS
from poverty_analysis.inputs.workspace import find_workspace, read_plan, read_plans, read_rows
from poverty_analysis.wording import problem_lines
from tests.plans import check_json, read_table, write_table
from tests.product import make_workspace
from tests.tree import ROOT

PLAN = "data/plans/huyen-mau-2023"
OURS = {"PA-307", "PA-314", "PA-360", "PA-361", "PA-362", "PA-363", "PA-364", "PA-365", "PA-366"}


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Dataset]:
    workspace = make_workspace(tmp_path / "w")

    def read(*swaps: tuple[str, str], file: str = "plan.yaml") -> Dataset:
        path = workspace / PLAN / file
        text = path.read_text(encoding="utf-8")
        for old, new in swaps:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        return read_plan(find_workspace(workspace), workspace / PLAN)

    return read


def told(dataset: Dataset) -> list[tuple[str, str]]:
    found = [one for one in (*dataset.problems, *dataset.warnings) if one.code in OURS]
    assert all(problem_lines(one, lang).fix for one in found for lang in ("vi", "en"))
    return [(one.code, one.place.column) for one in found]


def test_the_plans_of_the_example_agree_with_their_units() -> None:
    plans = read_plans(find_workspace(ROOT))
    assert len(plans) >= 10
    assert {plan.name: told(plan) for plan in plans} == {plan.name: [] for plan in plans}


def test_another_province_would_make_findings_vanish(changed: Callable[..., Dataset]) -> None:
    dataset = changed(('province: "00"', 'province: "15"'))
    assert told(dataset) == [("PA-361", "province")]
    assert dataset.problems[0].values["province"] == "00"


def test_another_level(changed: Callable[..., Dataset]) -> None:
    assert told(changed(("level: district", "level: province"))) == [("PA-360", "level")]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('issuer_name: "UBND HUYỆN MẪU"', 'issuer_name: "UBND HUYỆN THỬ"', "issuer_name"),
        ('issuer_parent: "UBND TỈNH MẪU"', 'issuer_parent: "UBND TỈNH THỬ"', "issuer_parent"),
        ('place: "Huyện Mẫu"', 'place: "Huyện Thử"', "place"),
        ('issuer: "UBND Huyện Mẫu"', 'issuer: "UBND Huyện Thử"', "document.issuer"),
    ],
)
def test_a_letterhead_of_another_unit(changed: Callable[..., Dataset], old: str, new: str, column: str) -> None:
    assert told(changed((old, new))) == [("PA-362", column)]


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Kế hoạch giảm nghèo huyện Thử năm 2023", ["PA-362"]),
        ("Kế hoạch giảm nghèo trên địa bàn huyện năm 2023", []),
        ("Kế hoạch giảm nghèo năm 2023", []),
        ("Kế hoạch giảm nghèo HUYỆN MẪU năm 2023", []),
    ],
)
def test_a_title_names_this_unit_or_none(changed: Callable[..., Dataset], title: str, codes: list[str]) -> None:
    path = ROOT / PLAN / "plan.yaml"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("  title:"))
    assert [code for code, _ in told(changed((line, f'  title: "{title}"')))] == codes


def test_a_text_that_is_not_there_and_lines_beyond_it(changed: Callable[..., Dataset]) -> None:
    assert told(changed(("source_file: huyen-mau-2023.txt", "source_file: huyen-mau.txt"))) == [
        ("PA-363", "document.source_file")
    ]


def test_a_line_beyond_the_text(changed: Callable[..., Dataset], tmp_path: Path) -> None:
    (tmp_path / "w" / PLAN / "source" / "huyen-mau-2023.txt").write_text("một\n", encoding="utf-8")
    dataset = changed()
    assert told(dataset) == [("PA-364", "source_line")]


def test_targets_without_the_code_of_an_indicator_are_counted(changed: Callable[..., Dataset]) -> None:
    path = ROOT / PLAN / "targets.csv"
    code = path.read_text(encoding="utf-8").splitlines()[1].split(",")[2]
    assert told(changed((f",{code},", ",,"), file="targets.csv")) == [("PA-365", "indicator_code")]


@pytest.mark.parametrize(
    ("plan", "old", "new"),
    [
        ("huyen-mau-2023", '["2023"]', '["2022", "2023"]'),  # a yearly plan of two years
        ("huyen-mau-2023", '["2023"]', '["2023", "2023"]'),
        ("huyen-mau-2021-2025", '"2021", "2022"', '"2022", "2021"'),
        ("huyen-mau-2021-2025", '"2022", ', ""),
    ],
)
def test_years_that_do_not_follow_one_another(tmp_path: Path, plan: str, old: str, new: str) -> None:
    workspace = make_workspace(tmp_path / "w")
    path = workspace / "data/plans" / plan
    text = (path / "plan.yaml").read_text(encoding="utf-8")
    assert old in text
    (path / "plan.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert ("PA-366", "period.years") in told(read_plan(find_workspace(workspace), path))


@pytest.mark.parametrize("folder", ["", "policies/", "reference/"])
def test_two_official_results_of_one_day(tmp_path: Path, folder: str) -> None:
    """In one file or two; the same row again is only a duplicate, an estimate beside an official result none."""
    workspace = make_workspace(tmp_path / "w")
    path = next(file for file in sorted((workspace / "data/results" / folder).glob("*.csv")) if official(file))
    row = dict(official(path)[0])
    column = "numerator" if "numerator" in row else "poor"
    other = row | {column: str(int(row[column]) + 1)}
    assert not twice(check_json(path)[1])
    write_table(path.with_name("more.csv"), [other])
    assert stated(workspace, folder) == ["PA-367"]
    for no_contradiction in (row, other | {"status": "estimate"}):
        write_table(path.with_name("more.csv"), [no_contradiction])
        assert stated(workspace, folder) == []
    (path.with_name("more.csv")).unlink()
    write_table(path, [*read_table(path), other])
    assert twice(check_json(path)[1]) == ["PA-367"]


def official(path: Path) -> list[dict[str, str]]:
    return [row for row in read_table(path) if row["status"] == "official"]


def twice(checked: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in checked["problems"] if problem["code"] == "PA-367"]


def stated(workspace: Path, folder: str) -> list[str]:
    """Codes of what the whole table says."""
    kinds = {"": POVERTY_RESULTS, "policies/": INDICATOR_RESULTS, "reference/": COUNTRY_RESULTS}
    return [problem.code for problem in read_rows(find_workspace(workspace), kinds[folder]).problems]
