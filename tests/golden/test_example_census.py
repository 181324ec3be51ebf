"""The example's households are what the tool draws, and its forms are what `aggregate` makes of them."""

from __future__ import annotations

import csv
from pathlib import Path

from pyarrow import parquet

from tests.product import checksums, make_workspace, poverty
from tests.tree import ROOT
from tools.example_census import write

CENSUS = ROOT / "data" / "census" / "huyen-mau-2023"
FORMS = ROOT / "data" / "forms" / "huyen-mau-2023"


def test_the_committed_households_are_what_the_tool_draws(tmp_path: Path) -> None:
    write(tmp_path)
    # The bytes of Parquet name the version of the library; the rows do not.
    made, kept = (parquet.read_table(folder / "households.parquet") for folder in (tmp_path, CENSUS))
    assert made.equals(kept) and made.num_rows == 15_677
    assert (tmp_path / "census.yaml").read_bytes() == (CENSUS / "census.yaml").read_bytes()
    assert (CENSUS / "households.parquet").stat().st_size < 300_000


def test_the_committed_forms_are_those_of_the_households(tmp_path: Path) -> None:
    """So is the sufficient table.  When they are not: run ``poverty-analysis aggregate --force``, then ``release``."""
    folder = make_workspace(tmp_path / "w")
    forms = folder / "data" / "forms" / "huyen-mau-2023"
    for path in forms.iterdir():
        path.unlink()
    made = poverty(folder, "aggregate", "--force")
    assert made.code == 0, made.err
    assert checksums(forms) == checksums(FORMS)
    assert checksums(folder / "data" / "scores") == checksums(ROOT / "data" / "scores")


def row(form: str, unit: str = "999", **key: str) -> dict[str, str]:
    with (FORMS / f"{form}.csv").open(encoding="utf-8", newline="") as stream:
        (found,) = [r for r in csv.DictReader(stream) if r["unit"] == unit and key.items() <= r.items()]
    return found


def test_the_district_has_the_figures_it_is_known_by() -> None:
    results = ("households", "persons", "poor", "near_poor", "average_farm", "poor_persons", "near_poor_persons")
    assert [row("form_results")[n] for n in results] == ["15630", "67209", "3110", "1907", "2210", "14306", "8582"]
    moved = (
        "opening",
        "to_near_poor",
        "beyond",
        "other_out",
        "from_near_poor",
        "relapsed",
        "new",
        "other_in",
        "closing",
    )
    poor = row("form_poor_movements")
    assert [poor[n] for n in moved] == ["3960", "640", "402", "28", "61", "12", "131", "16", "3110"]
    near = row("form_near_poor_movements")
    assert (near["opening"], near["closing"], near["other_out"]) == ("2004", "1907", "19")
    deprived = row("form_poor_deprivations")
    assert [deprived[n] for n in ("total", "d1", "d6", "d10", "d12")] == ["11395", "1120", "430", "1640", "998"]
    # 100 new houses for poor households, as data/results/policies/huyen-mau.csv says; nobody of merit is poor.
    assert row("needs", **{"class": "poor", "indicator": "d7"})["served"] == "100"
    assert row("form_groups", counted="households")["merit_poor"] == "0"
