"""The made-up country: as many units as promised, none of them real, and data that can be read."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from poverty_analysis.cli.commands import cli
from poverty_analysis.demo.country import smaller, write_country
from poverty_analysis.demo.units import AFTER_2025, BEFORE_2025, Era, provinces, units_below
from tests.some import some
from tests.tree import ROOT

ERAS = {"before": BEFORE_2025, "after": AFTER_2025}


def real_units() -> tuple[set[str], set[str]]:
    codes, names = set(), set()
    for path in some((ROOT / "data" / "units").glob("**/*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row.get("synthetic") == "no":
                    codes.add(row["code"])
                    names.add(row["name"].partition(" ")[2])
    return codes, names


@pytest.mark.parametrize(("era", "above", "below"), [("before", 63, 696), ("after", 34, 3321)])
def test_the_country_has_as_many_units_as_the_real_one_and_none_of_them(era: str, above: int, below: int) -> None:
    whole = provinces(ERAS[era])
    units = (*whole, *units_below(ERAS[era], whole))
    assert Counter(unit.level for unit in units) == {"province": above, ERAS[era].below: below}
    codes, names = real_units()
    assert len(codes) > 10_000
    assert len({unit.code for unit in units}) == len({unit.name for unit in units}) == above + below
    assert not codes & {unit.code for unit in units}
    assert not names & {unit.short_name for unit in units}


@pytest.fixture(params=ERAS)
def era(request: pytest.FixtureRequest) -> Era:
    return smaller(ERAS[request.param], 6)


def written(folder: Path, era: Era) -> dict[str, bytes]:
    write_country(folder, era)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, era: Era) -> None:
    assert written(tmp_path / "one", era) == written(tmp_path / "other", era)


def test_what_is_written_holds(tmp_path: Path, era: Era) -> None:
    write_country(tmp_path, era)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "annual_report.ipynb").write_bytes((ROOT / "notebooks/annual_report.ipynb").read_bytes())
    said = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "--lang", "en", "check"])
    assert said.exit_code == 0, said.output
    assert "0 problems; 0 requiring action" in said.output


def test_every_plan_says_that_it_is_made_up(tmp_path: Path, era: Era) -> None:
    for plan in some((tmp_path / "data" / "plans").iterdir() if write_country(tmp_path, era) else ()):
        assert plan.name.startswith("minh-hoa-")
        assert 'synthetic: "yes"' in (plan / "plan.yaml").read_text(encoding="utf-8")
        assert "invented" in (plan / "SOURCE.md").read_text(encoding="utf-8")


def test_after_2025_asks_for_the_country(tmp_path: Path) -> None:
    said = CliRunner().invoke(cli, ["new", "--after-2025", str(tmp_path / "new")])
    assert said.exit_code == 2
    assert not (tmp_path / "new").exists()
