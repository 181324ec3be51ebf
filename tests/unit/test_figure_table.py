"""The figures of all reports as one table: by hand, read back from each kind of file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from poverty_analysis.batch.figure_table import COLUMNS, figure_table, write_figure_table
from poverty_analysis.values.problems import DataProblems
from tests.plans import run

RATE = {"id": "key.poor_rate", "value": 0.25, "exact": "1/4", "unit": "share", "display": "25,00%", "formula": "stated"}
PAID = {"id": "key.paid", "value": 3e9, "exact": "3000000000", "unit": "vnd", "display": "=3", "formula": "sum"}


def report(outputs: Path, unit: str, lang: str, *figures: dict[str, Any]) -> Path:
    """A published report as the catalogue reads it."""
    folder = outputs / "shared" / "2023-year" / f"{unit}-huyen" / f"annual_report.{lang}"
    folder.mkdir(parents=True)
    manifest = {
        "report": "annual_report",
        "unit": {"code": unit, "name": "Huyện Đầm", "province": "Tỉnh Mẫu"},
        "period": {"kind": "year", "first": "2023-01-01", "last": "2023-12-31", "number": 0},
        "title": "Kết quả",
        "synthetic": True,
        "inputs": {"params": {"lang": lang, "edition": "shared"}},
        "findings": {"error": 0, "warning": 0},
        "told": {},
        "outputs": {},
    }
    listed = [{"inputs": ["a.csv#2", "a.csv#3"], "law": ["ND-1"], **figure} for figure in figures]
    (folder / "minh-hoa-manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "minh-hoa-figures.json").write_text(json.dumps({"figures": listed}), encoding="utf-8")
    return folder


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    report(tmp_path / "outputs", "099", "vi", RATE, PAID)
    report(tmp_path / "outputs", "099", "en", RATE | {"display": "25.00%"}, PAID)
    report(tmp_path / "outputs", "010", "en", RATE)
    return tmp_path / "outputs"


def test_a_report_in_two_languages_is_taken_once(outputs: Path) -> None:
    table = figure_table(outputs)
    assert list(table.columns) == list(COLUMNS)
    assert list(zip(table["unit"], table["figure"], table["display"], strict=True)) == [
        ("010", "key.poor_rate", "25,00%"),
        ("099", "key.poor_rate", "25,00%"),
        ("099", "key.paid", "=3"),
    ]
    first = table.iloc[1]
    assert (first["value"], first["exact"], first["measured_in"], first["year"]) == (0.25, "1/4", "share", 2023)
    assert (first["cells"], first["law"], first["period_last"]) == ("a.csv#2; a.csv#3", "ND-1", "2023-12-31")


def test_every_kind_of_file_gives_the_table_back(outputs: Path, tmp_path: Path) -> None:
    table = figure_table(outputs)
    for ending in (".csv", ".parquet", ".dta"):
        write_figure_table(table, tmp_path / f"a{ending}")
        write_figure_table(table, tmp_path / f"b{ending}")
        assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["unit"] for row in rows] == ["010", "099", "099"] and rows[2]["display"] == "'=3", "no formula"
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), table)
    with pd.io.stata.StataReader(tmp_path / "a.dta") as stata:
        assert stata.variable_labels() == dict(COLUMNS)
        read = stata.read()
    assert [list(read[name]) for name in ("unit", "unit_name", "exact", "value")] == [
        list(table[name]) for name in ("unit", "unit_name", "exact", "value")
    ]


def test_a_report_whose_figures_cannot_be_read_is_named(outputs: Path) -> None:
    (broken,) = (outputs / "shared/2023-year/010-huyen/annual_report.en").glob("*figures.json")
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(DataProblems) as caught:
        figure_table(outputs)
    assert [(one.code, one.place.file) for one in caught.value.problems] == [
        ("PA-619", "shared/2023-year/010-huyen/annual_report.en")
    ]


def test_the_command_says_how_many_and_never_overwrites(outputs: Path, tmp_path: Path) -> None:
    target = tmp_path / "so-lieu.parquet"
    told = run("figures", target, "--outputs", outputs, "--json")
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"path": str(target), "figures": 3, "reports": 2})
    again = run("figures", target, "--outputs", outputs)
    assert again.exit_code == 3 and "PA-607" in again.output
    odd = run("figures", tmp_path / "so-lieu.xls", "--outputs", outputs)
    assert odd.exit_code == 3 and "PA-625" in odd.output and ".parquet" in odd.output
    none = run("figures", tmp_path / "none.csv", "--outputs", tmp_path / "nowhere")
    assert none.exit_code == 3 and "PA-619" in none.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outputs", "so-lieu.parquet"]
