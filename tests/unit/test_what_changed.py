"""What one change makes anew: the reports of its unit and of those above it, and no other."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from poverty_analysis.batch.cache import Inputs, _lists, _notebook_hash, inputs_of
from poverty_analysis.batch.plan import make_job
from poverty_analysis.demo.country import smaller, write_country
from poverty_analysis.demo.units import BEFORE_2025
from poverty_analysis.inputs.country import commune_files, read_communes, read_groups, read_links
from poverty_analysis.inputs.index.plans import read_heads
from poverty_analysis.inputs.index.store import FOLDER
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan_head import heads_by_unit
from poverty_analysis.inputs.workspace import Workspace, read_units
from poverty_analysis.report.open import make_report
from poverty_analysis.report.shared_rows import _kin, around, index_tables, known_tables
from poverty_analysis.report.sources import read_shared
from tests.product import make_workspace
from tests.some import some
from tests.tree import ROOT

YEAR = BEFORE_2025.year
# Two provinces: one of the districts N00, O00, P00, the other of Q00, R00, S00.
ABOVE = {"N00": "A0", "O00": "A0", "P00": "A0", "Q00": "B0", "R00": "B0", "S00": "B0"}
UNITS = ("A0", "B0", *ABOVE)
Keys = dict[str, Inputs]


def forget() -> None:
    """What one process reads once."""
    own = (around, _kin, _lists, _notebook_hash)
    for cached in (*own, read_units, read_communes, read_links, read_groups, commune_files):
        cached.cache_clear()


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country")
    era = smaller(BEFORE_2025, 22)
    write_country(folder, type(era)(**{**vars(era), "units": 6}))
    (folder / "notebooks").mkdir()
    shutil.copyfile(ROOT / "notebooks" / "annual_report.ipynb", folder / "notebooks" / "annual_report.ipynb")
    return folder


@pytest.fixture
def root(country: Path, tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "w"
    shutil.copytree(country, made)
    forget()
    yield made
    forget()


def keys(root: Path) -> Keys:
    forget()
    workspace = Workspace(root)
    plans, split = heads_by_unit(read_heads(workspace)), index_tables(workspace)
    params = {unit: Params(unit, YEAR, plan=_plan(unit)) for unit in UNITS}
    jobs = {unit: make_job("annual_report", one, ("html",), (), None) for unit, one in params.items()}
    return {unit: inputs_of(workspace, job, plans, split) for unit, job in jobs.items()}


def _plan(unit: str) -> str:
    return f"minh-hoa-{unit.lower()}-{YEAR}"


def changed(root: Path, change: Callable[[], object]) -> set[str]:
    before = keys(root)
    change()
    after = keys(root)
    return {unit for unit in UNITS if before[unit] != after[unit]}


def edit(path: Path, pattern: str, put: str) -> None:
    text = path.read_text(encoding="utf-8")
    made, count = re.subn(pattern, put, text, count=1, flags=re.MULTILINE)
    assert count == 1
    path.write_text(made, encoding="utf-8")


SHARED = {
    "ledger": ("data/ledgers/minh-hoa-a0-2023.csv", r"^(N00,.*,)\d+$", r"\g<1>1000000"),
    "results": ("data/results/minh-hoa-a0.csv", r"^N00,(.*),\d+,official", r"N00,\1,7,official"),
    "policies": ("data/results/policies/minh-hoa-a0.csv", r"^N00,(.*housing_new,hộ nghèo),\d+", r"N00,\1,3"),
    "forms": ("data/forms/minh-hoa-a0-2023/form_results.csv", r"^N00,(.*),\d+$", r"N00,\1,9"),
    "plan": ("data/plans/minh-hoa-n00-2023/targets.csv", "Giảm tỷ lệ", "Hạ tỷ lệ"),
}


@pytest.mark.parametrize("name", SHARED)
def test_one_changed_cell_makes_its_unit_and_the_province_above_anew(root: Path, name: str) -> None:
    path, pattern, put = SHARED[name]
    # Published results of a district stand in no report but its own.
    expected = {"N00"} if name == "results" else {"N00", "A0"}
    assert changed(root, lambda: edit(root / path, pattern, put)) == expected


@pytest.mark.parametrize("line", ["\n", "# kiểm lại với kho bạc, ngày 3/4\n", '# "\n'])
@pytest.mark.parametrize("where", ["after the header", "at the end"])
def test_a_remark_or_an_empty_line_makes_nothing_anew(root: Path, line: str, where: str) -> None:
    def add() -> None:
        for path in some(root.glob("data/**/*.csv")):
            head, _, rest = path.read_text(encoding="utf-8").partition("\n")
            text = f"{head}\n{line}{rest}" if where == "after the header" else f"{head}\n{rest}{line}"
            path.write_text(text, encoding="utf-8")

    assert changed(root, add) == set()


def test_a_new_unit_of_another_province_makes_nothing_anew(root: Path) -> None:
    def add() -> None:
        with (root / "data/units/units.csv").open("a", encoding="utf-8") as stream:
            stream.write("province,C9,Tỉnh Mẫu Mới Lập,Tỉnh,,,,yes,SOURCE.md\n")

    assert changed(root, add) == set()


def test_a_new_name_of_a_unit_makes_its_province_anew(root: Path) -> None:
    found = changed(root, lambda: edit(root / "data/units/units.csv", "Huyện Mẫu An Ba", "Huyện Mẫu An Bốn"))
    assert "N00" in found
    assert "A0" in found
    assert not {"B0", "Q00", "R00", "S00"} & found


def test_rows_in_another_order_are_another_table(root: Path) -> None:
    path = root / "data/ledgers/minh-hoa-a0-2023.csv"

    def turn() -> None:
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([head, *rows[::-1]]) + "\n", encoding="utf-8")

    assert changed(root, turn) == {"A0", "N00", "O00", "P00"}


PARAMS = [
    *(Params("999", 2023), Params("999", 2023, edition="submission"), Params("099", 2023)),
    *(Params("98", 2026), Params("99981", 2026), Params("98", 2026, edition="submission")),
    Params("999", 2025, "term"),
]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("example") / "w")


@pytest.mark.parametrize("params", PARAMS, ids=str)
def test_a_report_from_the_index_is_the_report_from_the_files(example: Path, params: Params) -> None:
    forget()
    workspace = Workspace(example)
    index_tables(workspace)
    assert known_tables(workspace) is not None
    indexed, whole = make_report(workspace, params), make_report(workspace, params, read_shared(workspace))
    assert indexed.record() == whole.record()
    for name in ("facts", "ledger", "results", "policies", "forms", "findings", "ground", "files", "left_out"):
        assert getattr(indexed, name) == getattr(whole, name), name


def damages(folder: Path) -> Iterator[tuple[str, Callable[[Path], object]]]:
    yield "cut", lambda path: path.write_bytes(path.read_bytes()[:-3])
    yield "one byte", lambda path: path.write_bytes(path.read_bytes()[:-3] + b"x" + path.read_bytes()[-2:])
    yield "empty", lambda path: path.write_bytes(b"")
    yield "other JSON", lambda path: path.write_text("[]", encoding="ascii")
    yield "gone", lambda path: path.unlink()


@pytest.mark.parametrize("kind", range(5))
def test_a_damaged_index_makes_the_same_report_and_is_made_again(root: Path, kind: int) -> None:
    name, damage = list(damages(root))[kind]
    whole, params = keys(root), Params("A0", YEAR)
    expected = make_report(Workspace(root), params, read_shared(Workspace(root))).record()
    for path in some(p for p in (root / FOLDER).iterdir() if p.suffix in (".json", ".rows")):
        damage(path)
    forget()
    assert make_report(Workspace(root), params).record() == expected, name
    assert keys(root) == whole, name
    assert known_tables(Workspace(root)) is not None, name


def test_an_index_of_another_version_of_the_package_is_not_used(root: Path) -> None:
    whole = keys(root)
    for path in some((root / FOLDER).glob("*.json")):
        body = path.read_bytes().partition(b"\n")[2]
        path.write_bytes(b"0" * 64 + b"\n" + json.dumps(json.loads(body) | {"problems": []}).encode())
    assert known_tables(Workspace(root)) is None
    assert keys(root) == whole
