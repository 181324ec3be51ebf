"""Made-up households: exact totals, the same rows for a seed, and never under the name of a real unit."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from poverty_analysis.census.classify import classify
from poverty_analysis.census.synthetic import draw
from poverty_analysis.census.synthetic.draw import batches, columns, matrix
from poverty_analysis.census.synthetic.totals import ClassTotals, Commune, draws, typical
from poverty_analysis.cli.commands import cli
from poverty_analysis.cli.exits import EXIT_PROBLEMS
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.law import read_law
from poverty_analysis.law.calendar import standard
from tests.plans import make_workspace

VN2022 = standard(read_law(), "VN-2022", dt.date(2023, 12, 31))
VN2027 = standard(read_law(), "VN-2027", dt.date(2027, 12, 31))
VN2016 = standard(read_law(), "VN-2016", dt.date(2020, 12, 31))
POOR = ClassTotals(
    20,
    90,
    30,
    {**{f"d{n}": 6 for n in range(1, 13)}, "cause1": 15, "cause2": 9, "served9": 4, "merit": 0, "registered": 7},
    {"thai": 8, "dao": 1},
    {"poor": 11, "near_poor": 2, "relapsed": 1, "came": 3},
)
COMMUNE = Commune("99991", {"poor": POOR, "near_poor": ClassTotals(9, 30), "none": ClassTotals(50, 190)}, {"poor": 2})


def frame(*communes: Commune, seed: int = 1) -> pd.DataFrame:
    return pd.concat([batch.to_pandas() for batch in batches(communes, VN2022, seed)], ignore_index=True)


def content(rows: Iterable[Any]) -> str:
    return hashlib.sha256(pd.concat([b.to_pandas() for b in rows]).to_csv(index=False).encode()).hexdigest()


def test_totals_are_exact() -> None:
    every = frame(COMMUNE)
    rows = every[every["left"] == 0].reset_index(drop=True)
    kind = classify(rows, VN2022)["class"]
    poor = rows[(kind == "poor").to_numpy()]
    assert kind.value_counts().to_dict() == {"none": 50, "poor": 20, "near_poor": 9, "average_farm": 0, "unknown": 0}
    assert (len(every), rows["persons"].sum(), poor["persons"].sum(), poor["children"].sum()) == (81, 310, 90, 30)
    assert [int(poor[f"d{n}"].sum()) for n in range(1, 13)] == [6] * 12
    assert [int(poor[name].sum()) for name in ("cause1", "cause2", "cause3", "registered")] == [15, 9, 0, 7]
    assert ((poor["d9"] == 1) & (poor["served9"] == 1)).sum() == poor["served9"].sum() == 4
    assert poor["people"].value_counts().loc[["kinh", "thai", "dao"]].tolist() == [11, 8, 1]
    assert (poor["minority"] == (poor["people"] != "kinh")).all()
    assert poor["last_class"].value_counts().loc[["poor", "near_poor", "none"]].tolist() == [11, 2, 4]
    assert poor["last_class"].isna().sum() == 3
    assert every.loc[every["left"] == 1, "last_class"].tolist() == ["poor", "poor"]
    assert not every.duplicated(["unit", "village", "household"]).any()


def test_a_table_fits_the_contract_and_children_lack_what_their_household_lacks() -> None:
    rows = frame(typical("99991", 3_000, VN2022, 3))
    assert tuple(rows.columns) == columns(VN2022)
    assert set(rows.columns) <= set(read_contract().tables["households"].names())
    assert (rows["children"] < rows["persons"]).all()
    for flag, lacking in (("d3", "children_undernourished"), ("d6", "children_out_of_school")):
        assert ((rows[lacking] > 0) == (rows[flag] == 1)).all()
        assert (rows[lacking] <= rows["children"]).all()
    assert (rows.loc[rows["children_uninsured"] > 0, "d4"] == 1).all()


def test_a_row_depends_on_the_seed_and_its_own_commune_only() -> None:
    other = replace(COMMUNE, unit="99992")
    pair, alone = frame(COMMUNE, other), frame(other)
    pd.testing.assert_frame_equal(pair.iloc[81:].reset_index(drop=True).astype(str), alone.astype(str))
    assert content(batches([COMMUNE], VN2022, 1)) == content(batches([COMMUNE], VN2022, 1))
    assert content(batches([COMMUNE], VN2022, 1)) != content(batches([COMMUNE], VN2022, 2))


def test_a_commune_of_several_parts_has_the_same_totals(monkeypatch: pytest.MonkeyPatch) -> None:
    large = typical("99991", 5_000, VN2022, 1)
    one = frame(large)
    monkeypatch.setattr(draw, "PART", 700)
    many = list(batches([large], VN2022, 1))
    assert len(many) == 8 and max(batch.num_rows for batch in many) < 720
    rows = pd.concat([batch.to_pandas() for batch in many], ignore_index=True)
    assert not rows.duplicated(["village", "household"]).any()
    # Farm flags, and what children lack beyond one a household, are chance.
    chance = ("farm", "served", "children_")
    sums = [name for name in rows.columns if rows[name].dtype == np.int8 and not name.startswith(chance)]
    assert rows[sums].sum().to_dict() == one[sums].sum().to_dict()
    assert rows["people"].value_counts().to_dict() == one["people"].value_counts().to_dict()


@given(st.integers(1, 40), st.integers(0, 4), st.data())
def test_a_matrix_keeps_sums_of_columns_and_bounds_of_rows(rows: int, low: int, data: st.DataObject) -> None:
    sums = data.draw(st.lists(st.integers(0, rows), min_size=4, max_size=6))
    if sum(sums) < low * rows:
        sums = [rows] * len(sums)
    made = matrix(np.random.default_rng(0), rows, sums, low, len(sums))
    assert made.sum(axis=0).tolist() == sums
    assert made.sum(axis=1).min() >= low and set(np.unique(made)) <= {0, 1}


@pytest.mark.parametrize(("sums", "low", "high"), [([5, 5], 2, 2), ([1, 1], 1, 2), ([4, 4], 0, 1), ([4, -1], 0, 2)])
def test_totals_that_no_table_has_are_refused(sums: list[int], low: int, high: int) -> None:
    with pytest.raises(ValueError, match="no 4 households"):
        matrix(np.random.default_rng(0), 4, sums, low, high)


@pytest.mark.parametrize("households", [1, 2, 7, 40])
def test_a_small_commune_has_a_table_too(households: int) -> None:
    assert len(frame(replace(typical("99991", households, VN2022, 1), left={}))) == households


def test_standards_whose_rule_is_another_are_not_drawn() -> None:
    assert draws(VN2022) and draws(VN2027) and not draws(VN2016)
    made = pd.concat([b.to_pandas() for b in batches([typical("99991", 900, VN2027, 1)], VN2027, 1)])
    assert set(classify(made[made["left"] == 0], VN2027)["class"]) == {"poor", "near_poor", "none"}


def synthesize(root: Path, *options: str) -> tuple[int, dict[str, Any]]:
    words = ["--workspace", str(root), "synthesize", str(root / "data" / "census" / "mau"), "--json", *options]
    run = CliRunner().invoke(cli, words)
    return run.exit_code, json.loads(run.stdout)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_the_command_writes_a_census_that_can_be_aggregated(tmp_path: Path, kind: str) -> None:
    root = make_workspace(tmp_path / "w")
    options = ("--unit", "999", "--households", "600", "--as-of", "2023-12-31", "--format", kind)
    code, said = synthesize(root, *options)
    assert (code, said["synthetic"]) == (0, True)
    folder = root / "data" / "census" / "mau"
    told = (folder / "census.yaml").read_text(encoding="utf-8")
    assert 'synthetic: "yes"' in told
    assert "standard: VN-2022\n" in told
    run = CliRunner().invoke(cli, ["aggregate", str(folder), "--json"])
    (census,) = json.loads(run.stdout)["censuses"]
    assert (run.exit_code, census["rows"], census["repeated"], census["warnings"]) == (0, said["rows"], 0, [])
    assert synthesize(root, *options)[1]["problems"][0]["code"] == "PA-607"


def test_parquet_has_plain_texts_and_the_same_bytes_for_a_seed(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        root = make_workspace(tmp_path / name)
        assert synthesize(root, "--unit", "999", "--households", "300", "--as-of", "2023-12-31")[0] == 0
        made.append((root / "data" / "census" / "mau" / "households.parquet").read_bytes())
    assert made[0] == made[1]
    assert (
        str(parquet.read_schema(root / "data" / "census" / "mau" / "households.parquet").field("unit").type) == "string"
    )


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--unit", "099", "--as-of", "2023-12-31"), "PA-813"),
        (("--unit", "998", "--as-of", "2023-12-31"), "PA-307"),
        (("--unit", "999", "--as-of", "2020-12-31", "--standard", "VN-2016"), "PA-814"),
        (("--unit", "999", "--as-of", "2019-12-31", "--standard", "VN-2022"), "PA-506"),
        # Without a standard that of the year's results, which the generator does not know for 2019.
        (("--unit", "999", "--as-of", "2019-12-31"), "PA-814"),
        (("--unit", "999", "--as-of", "2009-12-31"), "PA-507"),
    ],
)
def test_no_made_up_data_of_a_real_unit(tmp_path: Path, options: tuple[str, ...], code: str) -> None:
    root = make_workspace(tmp_path / "w")
    exit_code, said = synthesize(root, "--households", "10", *options)
    assert (exit_code, [problem["code"] for problem in said["problems"]]) == (EXIT_PROBLEMS, [code])
    assert not (root / "data" / "census").exists()
