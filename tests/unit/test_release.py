"""Masks by hand: what is hidden, what follows from the class counts anyway, and what the command writes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from poverty_analysis.cli.commands import cli
from poverty_analysis.inputs.releases import read_release, read_settings
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release.choose import Chosen, Earlier, Rule, small_cells
from poverty_analysis.release.mask import Mask, mask_forms
from poverty_analysis.release.protect import Limits, Protected, audit, protect
from poverty_analysis.release.stored import chosen, families, fits
from poverty_analysis.release.system import System, build
from poverty_analysis.report.open import open_report
from poverty_analysis.values.problems import DataProblems
from tests.disclosure import CAUSES, DAY, GROUPS, NEAR, POOR, STANDARD, added, reader, row
from tests.some import some
from tests.tree import ROOT

LIMITS = Limits(cells=1_000, searches=1_000, nodes=100)
PARENTS = {"x1": "d", "x2": "d", "x3": "d"}


def family(*communes: FormRow) -> tuple[FormRow, ...]:
    return (*communes, *added(communes, "d"))


def causes(unit: str, households: int, **counts: int) -> FormRow:
    """Every household has the eighth cause, so that each has one."""
    return row(CAUSES, unit, "poor", households=households, **({"cause8": households} | counts))


def masked(*rows: FormRow, limits: Limits = LIMITS, least: dict[str, int] | None = None) -> Mask:
    return mask_forms(rows, PARENTS, threshold=5, least=least or {}, limits=limits)


def cells(mask: Mask) -> set[tuple[str, str]]:
    return {(r.unit, column) for r in mask.rows for column in r.masked}


def small(system: System) -> set[int]:
    return set(small_cells(system, system.values, 5, frozenset(), range(len(system.cells))))


def test_a_small_cell_takes_another_with_it() -> None:
    """3 of x1 would be 30 - 20 - 7; the 20 of x2 hidden with it leaves 1 to 5, by the program too."""
    three = (causes("x1", 40, cause1=3), causes("x2", 40, cause1=20), causes("x3", 40, cause1=7))
    mask = masked(*family(*three))
    assert cells(mask) == {("x1", "cause1"), ("x2", "cause1")}
    (block,) = mask.blocks
    assert (block.primary, block.secondary, block.audit.narrowest) == (1, 1, 5) and block.audit.unsafe == ()


@pytest.mark.parametrize(
    ("count", "households", "hidden"),
    [(0, 40, 0), (1, 40, 1), (4, 40, 1), (5, 40, 1), (6, 40, 0), (34, 40, 0), (35, 40, 1), (39, 40, 1), (40, 40, 0)],
)
def test_small_counts_and_small_rests_are_hidden(count: int, households: int, hidden: int) -> None:
    system = build((causes("x1", households, cause1=count),), {}, {})
    assert len(small(system)) == hidden


def test_the_choice_hangs_on_what_is_public() -> None:
    """As long as the small cell stays small and the sum is the same, the same cells are hidden."""
    found = set()
    for count in range(1, 6):
        three = (causes("x1", 40, cause1=count), causes("x2", 40, cause1=23 - count), causes("x3", 40, cause1=7))
        found.add(frozenset(cells(masked(*family(*three)))))
    assert found == {frozenset({("x1", "cause1"), ("x2", "cause1")})}


def test_every_cell_of_a_small_class_is_hidden_even_none_and_all() -> None:
    mask = masked(causes("x1", 3, cause1=0, cause2=3, cause3=1))
    assert cells(mask) == {("x1", f"cause{i}") for i in (1, 2, 3, 8)}
    assert mask.blocks[0].audit.bounded == 4, "three households leave 0 to 3 whatever is hidden"


def test_nothing_is_hidden_where_nobody_is_poor_or_all_is_large() -> None:
    assert not cells(masked(causes("x1", 0, cause1=0)))
    assert not cells(masked(*family(causes("x1", 50, cause1=20), causes("x2", 50, cause1=30))))


def test_persons_of_few_households_are_hidden() -> None:
    homes = {"households": 90, "poor": 30, "near_poor": 10, "minority": 20, "minority_poor": 2, "minority_near_poor": 0}
    persons = {name: value * 4 for name, value in homes.items()}
    hidden = cells(masked(row(GROUPS, "x1", **homes), row(GROUPS, "x1", "persons", **persons)))
    assert ("x1", "minority_poor") in hidden and ("x1", "minority") not in hidden
    shown = masked(row(GROUPS, "x1", **homes), row(GROUPS, "x1", "persons", **persons)).rows
    assert all("minority_poor" in one.masked for one in some(shown))


def test_headline_forms_and_blank_cells_stay() -> None:
    results = row("form_results", "x1", households=100, poor=2, near_poor=1)
    mask = masked(results, causes("x1", 2, cause1=1), row("form_of_tomorrow", "x1", poor=1))
    assert results in mask.rows and {r.form for r in mask.rows} == {"form_results", CAUSES}
    blank = masked(row(CAUSES, "x1", "poor", households=2, cause1=1, cause2=None)).rows[0]
    assert blank.counts["cause2"] is None and blank.masked == {"cause1"}


def test_the_law_is_known_to_readers() -> None:
    """One near-poor household has at most two deprivations, one poor at least three: the sum is bounded by that."""
    near = build((row(NEAR, "x1", households=1, total=2, d1=1, d2=1),), {}, {STANDARD: 3})
    poor = build((row(POOR, "x1", households=1, total=3, d1=1, d2=1, d3=1, d4=0),), {}, {STANDARD: 3})
    at = [c.column for c in near.cells].index("total")
    assert (near.lows[at], near.highs[at]) == (0, 2) and (poor.lows[at], poor.highs[at]) == (3, 4)


def test_broken_identities_are_left_out_and_counted() -> None:
    rows = (causes("x1", 40, cause1=30), causes("d", 40, cause1=20, cause8=10))
    assert build(rows, PARENTS, {}).broken == 3, "two sums above their parent; fewer causes than households in d"
    unlisted = build((causes("x1", 40, cause1=41), causes("d", 90, cause1=95)), PARENTS, {})
    assert unlisted.broken == 0 and (unlisted.relations[0].low, unlisted.relations[0].high) == (None, 0)


def test_what_cannot_be_audited_is_coarsened() -> None:
    communes = (causes("x1", 40, cause1=3), causes("x2", 40, cause1=20), causes("x3", 40, cause1=37))
    mask = masked(*family(*communes), limits=Limits(cells=5, searches=0, nodes=100))
    assert mask.blocks[0].dropped == ("x1", "x2", "x3")
    assert [r.unit for r in mask.rows] == ["d"] and not mask.rows[0].masked


def audited(system: System, made: Protected) -> set[tuple[str, str]]:
    checked = audit(system, made, Rule(5), Earlier())
    return {(system.cells[i].unit, system.cells[i].column) for i in checked.unsafe}


def test_the_audit_does_not_trust_the_search() -> None:
    system = build(family(causes("x1", 40, cause1=3), causes("x2", 40, cause1=20)), PARENTS, {})
    made = protect(system, Rule(5), LIMITS, Earlier())
    pair = {("x1", "cause1"), ("x2", "cause1")}
    assert not audited(system, made) and made.tables
    a, b = (i for i, cell in enumerate(system.cells) if (cell.unit, cell.column) in pair)
    alone = replace(made, tables=tuple({a: n - 3} for n in (1, 2, 4, 5)))
    assert audited(system, alone) == pair, "a change of one cell alone breaks the sum"
    few = replace(made, tables=tuple({a: n - 3, b: 3 - n} for n in (1, 2, 4)))
    assert audited(system, few) == pair, "four values of five"
    enough = replace(made, tables=tuple({a: n - 3, b: 3 - n} for n in (1, 2, 4, 5)))
    assert not audited(system, enough)
    other = replace(made, tables=tuple({a: n - 3, b: 3 - n} for n in (1, 2, 4, 6)))
    assert audited(system, other) == pair, "6 is not small: masked again, that table would hide nothing"


def test_the_audit_looks_at_what_is_hidden() -> None:
    """A table that changes a published count shows nothing, and a small cell that is published is unsafe."""
    system = build(family(causes("x1", 40, cause1=3), causes("x2", 40, cause1=20)), PARENTS, {})
    made = protect(system, Rule(5), LIMITS, Earlier())
    (a,) = (i for i in made.chosen.small)
    hidden = replace(made, chosen=Chosen(made.chosen.small, frozenset({a})))
    assert audited(system, hidden) == {("x1", "cause1")}
    nothing = Protected(Chosen({}, frozenset()), (), {})
    assert audited(system, nothing) == {("x1", "cause1")}


def test_the_same_bytes_in_any_order() -> None:
    rows = family(causes("x1", 40, cause1=3, cause2=9), causes("x2", 9, cause1=4, cause2=5))
    assert masked(*rows) == masked(*reversed(rows))


def test_a_threshold_that_hides_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold"):
        mask_forms([], {}, threshold=1, least={}, limits=LIMITS)


def test_the_reader_of_the_tests_can_find_a_hidden_cell() -> None:
    """x1 = 30 - 20 - 7 when only the small cell is hidden."""
    rows = family(causes("x1", 40, cause1=3), causes("x2", 40, cause1=20), causes("x3", 40, cause1=7))
    alone = FormRow(
        CAUSES, "x1", DAY, STANDARD, "poor", {"households": 40, "cause1": None, "cause8": 40}, "", frozenset({"cause1"})
    )
    seen = reader((alone, *rows[1:]), PARENTS)
    assert seen.span(seen.names[0]) == (3, 3) and seen.values() == {seen.names[0]: {3}}


# The command, and releases that are read again

FORMS = {
    "form_results": "unit,as_of,standard,households,persons,poor,near_poor,poor_persons,near_poor_persons\n"
    "999,2023-12-31,VN-2022,300,1200,120,9,480,36\n",
    "form_causes": "unit,as_of,standard,class,households,cause1,cause2,cause3,cause4\n"
    "999,2023-12-31,VN-2022,poor,120,3,57,118,60\n",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name in ("notebooks", "data/forms/a", "params"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "units", tmp_path / "data" / "units")
    for name, text in FORMS.items():
        (tmp_path / "data" / "forms" / "a" / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def release(folder: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--lang", "en", "--workspace", str(folder), "release", *arguments])
    return done.exit_code, done.output


def only(folder: Path) -> Path:
    (found,) = (folder / "data" / "releases").iterdir()
    return found


def test_a_release_is_written_whole_and_read_again(workspace: Path) -> None:
    code, said = release(workspace)
    assert code == 0 and "data/releases/999-2023-12-31-vn-2022-" in said
    made = only(workspace)
    assert (made / "form_causes.csv").read_text(encoding="utf-8").splitlines()[1].endswith(",120,*,57,*,60,,,,")
    assert {p.name for p in made.iterdir()} == {"form_causes.csv", "form_results.csv", "release.yaml"}
    files = read_release(made, lambda path: path.name)
    hidden = next(r for r in files.rows if r.form == CAUSES)
    assert hidden.masked == {"cause1", "cause3"} and hidden.counts["cause1"] is None and hidden.counts["cause2"] == 57
    before = {p.name: p.read_bytes() for p in made.iterdir()}
    assert release(workspace)[0] == 0 and before == {p.name: p.read_bytes() for p in only(workspace).iterdir()}


def test_no_checksum_of_a_file_with_hidden_cells(workspace: Path) -> None:
    """Whoever has it could try out the few values of a hidden cell."""
    import hashlib

    release(workspace)
    told = b"".join(p.read_bytes() for p in only(workspace).iterdir()).decode()
    exact = {n: hashlib.sha256(FORMS[n].encode()).hexdigest() for n in FORMS}
    assert exact["form_results"] in told and exact["form_causes"] not in told


def test_a_release_does_not_depend_on_a_hidden_count(workspace: Path) -> None:
    release(workspace)
    before = only(workspace)
    forms = workspace / "data" / "forms" / "a" / "form_causes.csv"
    forms.write_text(FORMS["form_causes"].replace(",3,57", ",4,57"), encoding="utf-8")
    release(workspace)
    assert only(workspace) == before


def test_other_releases_of_the_same_forms_are_named(workspace: Path) -> None:
    release(workspace)
    code, said = release(workspace, "--threshold", "10", "--json")
    (told,) = json.loads(said)["releases"]
    assert code == 0 and len(told["other_releases"]) == 1
    (block,) = told["blocks"]
    assert block["primary"] == 2 and block["exposed"] == []


def test_a_release_fits_as_long_as_what_it_shows_is_true(workspace: Path) -> None:
    release(workspace)
    files = read_release(only(workspace), lambda path: path.name)
    known = {"households": 120, "cause1": 3, "cause2": 57, "cause3": 118, "cause4": 60}
    known |= dict.fromkeys(("cause5", "cause6", "cause7", "cause8"))
    results = next(r for r in files.rows if r.form == "form_results")

    def of(**changes: int | None) -> bool:
        (found,) = families([results, row(CAUSES, "999", "poor", **known | changes)], {})
        return fits(files, found)

    assert of() and of(cause1=4), "a hidden cell may change"
    assert not of(cause2=58) and not of(cause1=None)
    (found,) = families([results, row(CAUSES, "999", "near_poor", **known)], {})
    assert not fits(files, found) and chosen([files], found) is None


def test_units_below_that_are_not_in_a_release_make_it_unfit(workspace: Path) -> None:
    release(workspace)
    files = read_release(only(workspace), lambda path: path.name)
    rows = [*files.rows, causes("x1", 40, cause1=10)]
    assert not fits(files, families(rows, {"x1": "999"})[0])
    assert [f.unit for f in families(rows, {})] == ["999", "x1"]


def test_a_changed_release_is_a_problem(workspace: Path) -> None:
    release(workspace)
    path = only(workspace) / "form_causes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("*", "3", 1), encoding="utf-8")
    with pytest.raises(DataProblems) as told:
        read_release(only(workspace), lambda path: path.name)
    assert [p.code for p in told.value.problems] == ["PA-331"]


def test_settings_need_a_reason(workspace: Path) -> None:
    (workspace / "params" / "release").mkdir()
    path = workspace / "params" / "release" / "settings.yaml"
    path.write_text('threshold: "1"\nreason_vi: "vì"\n', encoding="utf-8")
    with pytest.raises(DataProblems) as told:
        read_settings(path, "settings.yaml")
    assert {p.code for p in told.value.problems} == {"PA-330"}
    assert {p.place.column for p in told.value.problems} >= {"reason_en", "limits.cells"}
    assert release(workspace)[0] == 3


def test_settings_of_the_example_are_those_of_the_package() -> None:
    own, shipped = ROOT / "params" / "release", ROOT / "poverty_analysis" / "release"
    name = "settings.yaml"
    assert read_settings(own / name, name) == read_settings(shipped / name, name)


def test_nothing_to_release_is_told(workspace: Path) -> None:
    shutil.rmtree(workspace / "data" / "forms")
    code, said = release(workspace)
    assert code == 3 and "PA-332" in said


# Peoples, children and needs: crossings whose class count stands in the form of results


def people_lines(unit: str, **counts: int) -> list[FormRow]:
    return [row("form_ethnicity", unit, "poor", item, households=count) for item, count in counts.items()]


def results(unit: str, poor: int) -> FormRow:
    return row("form_results", unit, households=400, persons=1600, poor=poor, poor_persons=4 * poor)


def test_a_people_that_is_hidden_hides_what_gives_it_away() -> None:
    lines = people_lines("x1", all=60, kinh=20, minority=40, thai=37, dao=3)
    kept = {r.item: r for r in masked(results("x1", 60), *lines).rows if r.form == "form_ethnicity"}
    assert {item for item, r in kept.items() if r.masked} == {"thai", "dao"}
    assert kept["all"].counts["households"] == 60


def test_minorities_hidden_among_the_peoples_are_hidden_among_the_groups() -> None:
    groups = row("form_groups", "x1", households=400, poor=60, near_poor=0, minority_poor=3)
    mask = masked(results("x1", 60), groups, *people_lines("x1", all=60, kinh=57, minority=3))
    hidden = {(r.form, r.item) for r in mask.rows if r.masked}
    assert hidden == {("form_groups", ""), ("form_ethnicity", "kinh"), ("form_ethnicity", "minority")}
    assert [block.name for block in mask.blocks] == ["form_ethnicity"]


def test_a_need_is_hidden_with_the_deprivation_it_repeats() -> None:
    deprived = row("form_poor_deprivations", "x1", households=60, total=153, d1=3, d2=50, d3=50, d4=50)
    needs = [row("needs", "x1", "poor", "all", deprived=60, registered=30)]
    needs += [row("needs", "x1", "poor", "d1", deprived=3, registered=0, served=0)]
    mask = masked(results("x1", 60), deprived, *needs)
    kept = {(r.form, r.item): r.masked for r in mask.rows}
    assert "d1" in kept["form_poor_deprivations", ""] and "deprived" in kept["needs", "d1"]
    assert not kept["needs", "all"] and not kept["form_results", ""]
    assert [(block.name, block.broken) for block in mask.blocks] == [("needs.poor", 0)]
    other = [replace(r, counts={**r.counts, "deprived": 4}) if r.item == "d1" else r for r in needs]
    assert masked(results("x1", 60), deprived, *other).blocks[0].broken == 1, "the two forms do not agree"


def test_children_of_few_households_are_hidden_however_many_they_are() -> None:
    children = row("form_children", "x1", "poor", children=11, children_uninsured=0)
    (form,) = (r for r in masked(results("x1", 4), children).rows if r.form == "form_children")
    assert form.masked == {"children", "children_uninsured"}


def test_crossings_that_no_published_count_bounds_are_left_out() -> None:
    mask = masked(*people_lines("x1", all=60, kinh=20, minority=40), results("x2", 60), *people_lines("x2", all=60))
    assert {r.unit for r in mask.rows} == {"x2"}
    assert mask.blocks[0].dropped == ("x1",)


def test_the_release_of_the_example_fits_and_hides_peoples_and_needs() -> None:
    report = open_report("999", 2023, workspace=str(ROOT))
    assert report.disclosed.withheld == frozenset() and report.disclosed.release(2023)
    rows = report.disclosed.forms.rows
    assert {"form_ethnicity", "form_children", "needs", "form_causes", "form_groups"} <= {row.form for row in rows}
    assert {"form_ethnicity", "needs"} <= {row.form for row in rows if row.masked}
