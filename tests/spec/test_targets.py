"""Every way a plan states a target, from its words to the verdict, as a table an official can read (targets.yaml)."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from poverty_analysis.chapters.target_achievement.target_verdicts import judged
from poverty_analysis.chapters.target_achievement.target_words import asked_words
from poverty_analysis.chapters.target_achievement.targets import missed_words, target_cells
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.plan.rereading import reread
from poverty_analysis.inputs.rows.kinds import Row, RowKind
from poverty_analysis.inputs.rows.plan import TARGETS
from poverty_analysis.inputs.rows.results import INDICATOR_RESULTS
from poverty_analysis.inputs.workspace import Workspace, unit_domains
from poverty_analysis.report.open import Report, open_report
from poverty_analysis.values.problems import Problem
from poverty_analysis.values.strict_yaml import read_yaml
from tests.reports import in_language
from tests.tree import ROOT

FILE = ROOT / "tests" / "spec" / "targets.yaml"
CASES: list[dict[str, str]] = read_yaml(FILE, FILE.name)  # type: ignore[assignment]
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['says']} / {case['result']}")


@cache
def opened() -> Report:
    return open_report("999", 2023, workspace=str(ROOT))


def rows_of(folder: Path, kind: RowKind[Row], row: dict[str, str]) -> tuple[Row, ...]:
    path = folder / f"{kind.table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kind.spec.names(), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
    checked = kind.check(read_csv(path, path.name), unit_domains(Workspace(ROOT)))
    assert checked.problems == ()
    return checked.records


def target_row(case: dict[str, str]) -> dict[str, str]:
    comparator, value, unit, per, *upper = case["stored"].split()
    return {
        **{"target": "X", "indicator": "X", "indicator_code": case["of"], "scope": "whole", "comparator": comparator},
        **{"value": value.strip("-"), "value_to": "".join(upper), "unit": unit, "per": per, "baseline": case["from"]},
        **{"baseline_date": "2022-12-31" if case["from"] else "", "as_printed": case["says"], "source_line": "1"},
    }


def result_row(case: dict[str, str]) -> dict[str, str]:
    part, _, whole = case["result"].partition("/")
    share = "." in case["result"]
    return {
        **{"unit": "999", "as_of": "2023-12-31", "indicator": case["of"], "status": "official", "agency": "x"},
        **{"numerator": "" if share else part, "denominator": whole, "share": part if share else "", "source": "x"},
        "standard": "VN-2022" if case["of"].endswith("poor_rate") else "",
    }


def report_of(case: dict[str, str], folder: Path) -> Report:
    plan = opened().dataset
    dataset = replace(plan, targets=rows_of(folder, TARGETS, target_row(case)))
    policies = rows_of(folder, INDICATOR_RESULTS, result_row(case)) if case["result"] else ()
    return replace(opened(), dataset=dataset, results=(), policies=policies)


def test_every_comparator_of_the_contract_has_a_row() -> None:
    assert {case["stored"].split()[0] for case in CASES} == set(read_contract().domains["comparator"])


@EVERY
def test_words_verdict_gap_and_part_of_plan(case: dict[str, str], tmp_path: Path) -> None:
    report = report_of(case, tmp_path)
    assert reread(report.dataset) == ()
    (one,) = judged(report)
    assert asked_words(report.words, one.row) == case["vi"]
    assert asked_words(in_language(report, "en").words, one.row) == case["en"]
    assert one.verdict.state == case["verdict"]
    gap = one.verdict.gap
    assert (one.verdict.state != "missed" and not gap) == (case["gap"] == "-")
    if case["gap"] != "-":
        assert gap == Fraction(case["gap"])
    part = target_cells(in_language(report, "en").words, one)[4]
    assert (part if isinstance(part, str) else part.display).replace("–", "-") == case["part"]


def test_exactly_at_a_line_that_has_to_be_passed_is_said_so(tmp_path: Path) -> None:
    case = next(one for one in CASES if one["says"] == "giảm trên 0,5%")
    report = report_of(case, tmp_path)
    assert "bằng đúng mức chỉ tiêu, trong khi kế hoạch yêu cầu phải vượt qua mức này" in missed_words(
        report, judged(report)[0]
    )


def told(changes: dict[str, str], tmp_path: Path) -> list[Problem]:
    row = target_row(CASES[0]) | changes
    dataset = replace(opened().dataset, targets=rows_of(tmp_path, TARGETS, row))
    return list(reread(dataset))


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"value": ""}, "PA-345", "value"),
        ({"comparator": "between"}, "PA-345", "value_to"),
        ({"comparator": "between", "value_to": "0.8", "as_printed": "80-88%"}, "PA-345", "value_to"),
        ({"comparator": "minimise"}, "PA-345", "value"),
        ({"comparator": "none_left"}, "PA-345", "value"),
        ({"unit": "persons", "value": "88"}, "PA-346", "unit"),
        ({"indicator_code": "poor_rate", "comparator": "reduce_by_at_least"}, "PA-346", "unit"),
        ({"comparator": "more_than"}, "PA-347", "comparator"),
        ({"as_printed": "trên 88%"}, "PA-347", "comparator"),
        ({"as_printed": "dưới 88%"}, "PA-347", "comparator"),
        ({"as_printed": "không quá 88%"}, "PA-347", "comparator"),
        ({"value": "0.87"}, "PA-303", "value"),
    ],
)
def test_a_target_whose_words_number_and_unit_do_not_fit_is_named(
    changes: dict[str, str], code: str, column: str, tmp_path: Path
) -> None:
    assert (code, column) in [(problem.code, problem.place.column) for problem in told(changes, tmp_path)]


def test_a_number_that_is_not_the_targets_says_nothing(tmp_path: Path) -> None:
    words = "trẻ em dưới 5 tuổi được uống vitamin A đạt ít nhất 88%"
    assert told({"as_printed": words}, tmp_path) == []


def test_the_target_from_above_stands_beside_ones_own(tmp_path: Path) -> None:
    """Two rows of one indicator, the assigned and the own one: each is judged on its own number."""
    own = {"target": "R", "comparator": "at_least", "value": "0.9", "as_printed": "ít nhất 90%"}
    rows = [target_row(CASES[0]) | {"assigned_by": "UBND tỉnh (QĐ giao)"}, target_row(CASES[0]) | own]
    both = tuple(made for row in rows for made in rows_of(tmp_path, TARGETS, row))
    report = report_of(CASES[0], tmp_path)
    report = replace(report, dataset=replace(report.dataset, targets=both))
    found = judged(report)
    assert [one.verdict.state for one in found] == ["met", "missed"]
    names = [str(target_cells(report.words, one)[1]) for one in found]
    assert names == ["X (chỉ tiêu do cấp trên giao: UBND tỉnh (QĐ giao))", "X"]
