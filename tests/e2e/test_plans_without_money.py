"""The real plans that print no money: each gets its report, with the chapters on money saying that there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.pages import has_no_empty_page
from tests.product import APART, make_workspace, page_words, poverty
from tests.tree import ROOT

YEARS = (
    "2021-year/37-ninh-binh/annual_report.vi",
    "2018-year/10-lao-cai/annual_report.vi",
    "2020-year/445-thach-ha/annual_report.vi",
)
TERMS = ("2016-2020-term/38-thanh-hoa/period_review.vi", "2016-2020-term/10-lao-cai/period_review.vi")
MADE_UP = "2021-2025-term/minh-hoa-999-mau/period_review.vi"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = make_workspace(tmp_path_factory.mktemp("plans") / "ws")
    for name in APART:
        text = (ROOT / "params" / name).read_text(encoding="utf-8")
        (workspace / "params" / name).write_text(text.replace("[vi, en]", "[vi]"), encoding="utf-8")
    said = poverty(workspace, "run", *(f"params/{name}" for name in APART), "--formats", "html,pdf", "--json")
    assert said.code == 0, said.err
    assert said.json["failed"] == []
    return workspace / "outputs" / "shared"


@pytest.mark.parametrize("folder", YEARS)
def test_a_review_of_a_plan_takes_six_pages_at_most(made: Path, folder: str) -> None:
    assert 0 < len(page_words(made / folder)) <= 6
    assert has_no_empty_page(made / folder)


@pytest.mark.parametrize("folder", YEARS)
def test_a_report_says_that_there_is_no_money(made: Path, folder: str) -> None:
    (page,) = (made / folder).glob("*.html")
    text = page.read_text(encoding="utf-8")
    # One row of the table of what is missing, instead of a box in each chapter of money.
    assert text.count(f"Dự toán, kế hoạch vốn {folder[:4]} theo dự án và nguồn vốn") == 1
    assert "Mục tiêu, chỉ tiêu" in text


@pytest.mark.parametrize("folder", TERMS)
def test_a_review_of_a_term_says_why_there_is_no_money_by_year(made: Path, folder: str) -> None:
    (page,) = (made / folder).glob("*.html")
    assert "Sổ theo dõi phân bổ, giải ngân các năm" in page.read_text(encoding="utf-8")


def test_the_made_up_review_lacks_nothing(made: Path) -> None:
    (page,) = (made / MADE_UP).glob("*.html")
    assert "Chưa có số liệu" not in page.read_text(encoding="utf-8")
    manifest = json.loads((made / MADE_UP / "minh-hoa-manifest.json").read_text(encoding="utf-8"))
    assert (manifest["inputs"]["params"]["period"], manifest["inputs"]["params"]["as_of"]) == ("term", "2023-12-31")
    assert {name.split("/")[2] for name in manifest["inputs"]["files"] if name.startswith("data/plans")} == {
        *("huyen-mau-2021-2025", "huyen-mau-2023")
    }


@pytest.mark.parametrize("folder", (*YEARS, *TERMS))
def test_no_figure_is_an_amount_of_the_plan(made: Path, folder: str) -> None:
    (path,) = (made / folder).glob("figures.json")
    figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
    assert figures
    # The lines of the poverty standards used are money too.
    assert {figure["id"].split(".")[0] for figure in figures if figure["unit"] == "vnd"} <= {"law"}


def test_ninh_binh_missed_both_rates_on_preliminary_figures(made: Path) -> None:
    (path,) = (made / YEARS[0]).glob("figures.json")
    figures = {figure["id"]: figure for figure in json.loads(path.read_text(encoding="utf-8"))["figures"]}
    parts = [figures[f"target.{name}.part"]["display"] for name in ("NB01", "NB02")]
    gaps = [figures[f"target.{name}.gap"]["display"] for name in ("NB01", "NB02")]
    assert parts == ["59,5%", "60,9%"]
    assert gaps == ["0,15 điểm phần trăm", "0,45 điểm phần trăm"]
