"""A province and a commune of 2026: the same notebook, and what is below the province added up."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.product import make_workspace, poverty
from tests.tree import ROOT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_workspace(tmp_path_factory.mktemp("of-2026") / "workspace")
    shutil.copy(ROOT / "params" / "annual_2026.yaml", root / "params")
    done = poverty(root, "run", "params/annual_2026.yaml", "--formats", "html,pdf")
    assert done.code == 0, done.err
    return root / "outputs" / "shared" / "2026-year"


def figures(folder: Path) -> dict[str, object]:
    (path,) = folder.glob("*figures.json")
    listed = json.loads(path.read_text(encoding="utf-8"))
    return {one["id"]: one["value"] for one in listed["figures"]}


def test_both_reports_are_there_in_both_languages(made: Path) -> None:
    folders = sorted(path.relative_to(made).as_posix() for path in made.glob("*/*"))
    assert folders == [
        *("minh-hoa-98-mau-moi/annual_report.en", "minh-hoa-98-mau-moi/annual_report.vi"),
        *("minh-hoa-99981-mau-bac/annual_report.en", "minh-hoa-99981-mau-bac/annual_report.vi"),
    ]
    assert all(list(path.glob("*.pdf")) and list(path.glob("*.html")) for path in made.glob("*/*"))


def test_the_province_adds_its_communes_up_and_names_the_missing_one(made: Path) -> None:
    folder = made / "minh-hoa-98-mau-moi" / "annual_report.vi"
    told = figures(folder)
    assert told["units_below.sum.households"] == 2100 + 1850 + 3200
    assert told["money_below.all.sum"] == 3_690_000_000
    page = next(folder.glob("*.html")).read_text(encoding="utf-8")
    assert "Mới có biểu của 3/4 đơn vị hành chính trực thuộc" in page and "còn thiếu: Xã Mẫu Tây" in page


def test_the_commune_names_its_province(made: Path) -> None:
    page = next((made / "minh-hoa-99981-mau-bac" / "annual_report.vi").glob("*.html")).read_text(encoding="utf-8")
    assert "ỦY BAN NHÂN DÂN TỈNH MẪU MỚI" in page and "trên địa bàn xã Mẫu Bắc" in page
