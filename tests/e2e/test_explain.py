"""``explain``: indicators and printed figures, each with its formula, inputs and ground."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poverty_analysis.law import read_law
from poverty_analysis.wording import say
from tests.product import make_workspace, poverty


def test_every_formula_of_every_report_has_words(first: Path) -> None:
    formulas: set[str] = set()
    for path in (first / "outputs").rglob("*figures.json"):
        formulas |= {figure["formula"] for figure in json.loads(path.read_text(encoding="utf-8"))["figures"]}
    assert len(formulas) > 30
    for formula in formulas:
        assert say("vi", f"formula.{formula}") and say("en", f"formula.{formula}")


def test_a_figure_is_explained_from_its_report(first: Path) -> None:
    said = poverty(first, "--lang", "en", "explain", "review.M0", "--unit", "999")
    assert said.code == 0
    assert "H times A" in said.out and "form_poor_deprivations.csv" in said.out
    assert "07/2021/NĐ-CP" in said.out and "minh-hoa-999-mau/annual_report.en" in said.out
    assert "annual_report.vi" not in said.out


def test_json_gives_the_figure_of_every_report(first: Path) -> None:
    found = poverty(first, "explain", "key.total", "--json").json["figures"]
    assert {figure["exact"] for figure in found} >= {"61331979376"}
    only = poverty(first, "explain", "key.total", "--unit", "099", "--json").json["figures"]
    assert {figure["report"].split("/")[2] for figure in only} == {"099-tuan-giao"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_indicator_is_explained_without_any_report(first: Path, lang: str) -> None:
    for one in read_law().measures[:3]:
        said = poverty(first, "--lang", lang, "explain", one.id)
        assert said.code == 0
        assert (one.meaning_en if lang == "en" else one.meaning_vi) in said.out


def test_what_is_neither_is_refused_with_the_nearest(first: Path) -> None:
    said = poverty(first, "explain", "poor_rat", "--json")
    (problem,) = said.json["problems"]
    assert (said.code, problem["code"]) == (3, "PA-413")
    assert "poor_rate" in problem["what_en"]


def test_a_figure_is_told_in_a_screenful_and_every_cell_on_request(first: Path) -> None:
    said = poverty(first, "explain", "key.rate")
    assert said.code == 0 and len(said.out.splitlines()) <= 24
    assert "xem từng dòng: --cells" in said.out and "huyen-mau-2023.csv#" not in said.out
    whole = poverty(first, "explain", "key.rate", "--cells")
    cells = poverty(first, "explain", "key.rate", "--json").json["figures"]
    own = [figure for figure in cells if figure["report"].endswith(".vi/")]
    assert len(own) == whole.out.count("key.rate = ") > 0
    assert all(", ".join(figure["inputs"]) in whole.out for figure in own)


def test_reports_that_are_left_out_are_counted_and_named(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "ws")
    figure = {
        "id": "own.one",
        "exact": "1",
        "unit": "count",
        "display": "1",
        "formula": "count",
        "inputs": [],
        "law": [],
    }
    for unit in ("101", "102", "103", "104", "105"):
        path = workspace / "outputs" / "shared" / "2023-year" / f"{unit}-a" / "annual_report.vi" / "figures.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"figures": [figure]}), encoding="utf-8")
    said, whole = (poverty(workspace, "explain", "own.one", *more) for more in ((), ("--cells",)))
    assert (said.out.count("own.one = "), whole.out.count("own.one = ")) == (3, 5)
    assert "Còn 2 báo cáo" in said.out and "104, 105" in said.out and "Còn" not in whole.out
    assert len(said.out.splitlines()) <= 24
