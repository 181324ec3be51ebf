"""Rows that do not fit the lists: named with the nearest valid choice, and the rest of the report stands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.plans import edit_table
from tests.product import Said, make_workspace, poverty
from tests.tree import ROOT

FOLDER = Path("outputs/shared/2026-year/minh-hoa-98-mau-moi/annual_report.vi")
PLAN = "data/plans/tinh-mau-moi-2026/targets.csv"
RESULTS, POLICIES = "data/results/tinh-mau-moi.csv", "data/results/policies/tinh-mau-moi.csv"
FORMS, PROGRESS = "data/forms/tinh-mau-moi-2026/form_results.csv", "data/results/progress/tinh-mau-moi-2026.csv"
Rows = list[dict[str, str]]


def make(root: Path) -> Said:
    shutil.copy(ROOT / "params" / "annual_2026.yaml", root / "params")
    return poverty(root, "run", "params/annual_2026.yaml", "--unit", "98", "--formats", "html")


def unknown_indicator(rows: Rows) -> None:
    rows[2]["indicator_code"] = "vocational_trainning"


def standard_of_another_time(rows: Rows) -> None:
    next(r for r in rows if (r["unit"], r["as_of"]) == ("98", "2026-12-31"))["standard"] = "VN-2016"


def unit_of_another_time(rows: Rows) -> None:
    rows[1]["as_of"] = "2024-12-31"


def counted_twice(rows: Rows) -> None:
    rows.append(dict(next(r for r in rows if r["unit"] == "99982")))


# The file, what is done to it, the problem's code and column, the nearest valid choice, what the page still says.
CASES = [
    (PLAN, unknown_indicator, "PA-210", "indicator_code", "vocational_training", "Kế hoạch nêu 3 chỉ tiêu định lượng"),
    (RESULTS, standard_of_another_time, "PA-506", "standard", "VN-2022", "31/12/2025"),
    (POLICIES, unit_of_another_time, "PA-530", "unit", "Xã Mẫu Bắc", "Kết quả thực hiện chính sách của đơn vị"),
    (PROGRESS, unit_of_another_time, "PA-530", "unit", "Xã Mẫu Nam", "Tiến độ nộp, thẩm định"),
    (FORMS, counted_twice, "PA-322", "unit", "form_results.csv#4", "Mới có biểu của 3/4 đơn vị hành chính trực thuộc"),
]


@pytest.mark.parametrize(("file", "change", "code", "column", "near", "still"), CASES, ids=lambda x: str(x)[:24])
def test_the_rest_of_the_report_stands_and_says_what_is_missing(
    tmp_path: Path, file: str, change: Callable[[Rows], None], code: str, column: str, near: str, still: str
) -> None:
    root = make_workspace(tmp_path / "w")
    edit_table(root / file, change)
    checked = poverty(root, "check", {PLAN: PLAN.rpartition("/")[0], FORMS: "data/forms"}.get(file, file), "--json")
    told: dict[str, Any] = json.loads(checked.out)
    assert checked.code == 3
    (problem,) = told["problems"]
    assert (problem["code"], problem["file"], problem["column"]) == (code, file, column)
    assert near in str(problem)
    done = make(root)
    assert done.code == 0, done.err
    page = next((root / FOLDER).glob("*.html")).read_text(encoding="utf-8")
    assert "Có 1 dòng số liệu không khớp danh mục nên không đưa vào báo cáo" in page
    assert file in page and still in page


def test_a_result_under_another_standard_is_not_held_against_a_target(tmp_path: Path) -> None:
    """Of the end of 2026 both VN-2022 and VN-2027 may be used: the result stands, the target says why it does not."""
    root = make_workspace(tmp_path / "w")
    edit_table(root / RESULTS, lambda rows: [r.update(standard="VN-2027") for r in rows if r["as_of"] == "2026-12-31"])
    assert make(root).code == 0
    page = next((root / FOLDER).glob("*.html")).read_text(encoding="utf-8")
    assert "Không so sánh được" in page and "kết quả theo chuẩn nghèo khác: MM01" in page


def test_a_policy_result_given_twice_is_added_once(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    edit_table(root / POLICIES, lambda rows: rows.append(dict(rows[1])))
    assert make(root).code == 0
    page = next((root / FOLDER).glob("*.html")).read_text(encoding="utf-8")
    assert "Xã Mẫu Bắc: Tỷ lệ người có thẻ bảo hiểm y tế (người thuộc hộ nghèo), ngày 31/12/2026 có hai dòng" in page


def test_money_that_cannot_be_read_still_stops_everything(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    edit_table(root / PLAN.replace("targets", "budget"), lambda rows: rows[0].update(amount_vnd="3,6 tỷ"))
    done = make(root)
    assert done.code == 3 and not (root / FOLDER).exists()


@pytest.mark.parametrize(("unit", "near"), [("099", "Huyện Tuần Giáo"), ("97", "Tỉnh Mẫu Cũ")])
def test_a_report_on_a_unit_of_another_time_names_its_days(tmp_path: Path, unit: str, near: str) -> None:
    root = make_workspace(tmp_path / "w")
    shutil.copy(ROOT / "params" / "annual_2026.yaml", root / "params")
    done = poverty(root, "--lang", "en", "run", "params/annual_2026.yaml", "--unit", unit, "--formats", "html")
    assert done.code == 3
    assert "PA-530" in done.err and near in done.err and "2025-07-01" in done.err
