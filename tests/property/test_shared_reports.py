"""What a reader of all shared reports of a district and its communes can work out about a hidden count."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from poverty_analysis.inputs.releases import RELEASES, read_releases
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.workspace import find_workspace, read_form_rows
from tests import panels
from tests.disclosure import Name
from tests.form_identities import Known, known_of, meaning, public
from tests.plans import read_table, run, write_table
from tests.printed_figures import statements
from tests.reading import Reading, any_table, most, ranges, reading
from tests.shared_reports import Page, pages
from tests.some import some
from tests.two_years import joined, tagged

THRESHOLD = 5
STATED = ("merit_poor", "minority_poor", "minority")
# Which columns of the households a census has, beside deprivations.
KINDS = (("minority", "people", "no_labour", "merit"), ("cause",), ("children",), ("served", "registered", "cause"))
# Seeds of districts over two years: those in which the years told most of each other, and two others.
TWO_YEARS = (102, 108, 120, 126, 301, 311, 324)
CROSSED = (
    "form_poor_deprivations",
    "form_near_poor_deprivations",
    "form_groups",
    "form_causes",
    "form_ethnicity",
    "form_children",
    "needs",
)


@dataclass(frozen=True)
class Made:
    """A workspace with releases; by year the counts of its exact forms, and those that a release shows.

    ``told`` are hidden counts of which the command says that another year tells them.
    """

    root: Path
    units: tuple[str, ...]
    exact: Mapping[int, Mapping[Name, int]]
    shown: Mapping[int, Mapping[Name, int]]
    told: Mapping[int, frozenset[Name]]

    def hidden(self, year: int) -> list[Name]:
        """Counts that the release of a year hides, or leaves out with their unit."""
        return [name for name in self.exact[year] if not public(name) and name not in self.shown[year]]


def released(root: Path, seed: int, communes: int, years: Sequence[int], *kept: str) -> Made:
    """Households of a seed counted, and their forms released."""
    homes = panels.only(panels.panel(random.Random(seed), communes, years), *kept)
    made = panels.workspace(root, homes)
    for year in years:
        told = run("aggregate", made / "data" / "census" / f"huyen-mau-{year}")
        assert told.exit_code == 0, told.output
    written = run("release", "--json", *sorted((made / "data" / "forms").iterdir()))
    assert written.exit_code == 0, written.output
    told = {
        int(one["id"].split("-")[1]): [cell for block in one["blocks"] for cell in block["told_by_other_years"]]
        for one in json.loads(written.stdout)["releases"]
    }
    workspace = find_workspace(made)
    rows = read_form_rows(workspace).rows
    files = read_releases(made / RELEASES, workspace.relative)
    units = tuple(sorted({row.unit for row in rows}, key=lambda code: (len(code), code)))
    assert len(files) == len(years)
    exact = {year: dict(counts([row for row in rows if row.as_of.year == year])) for year in years}
    shown = {one.as_of.year: dict(counts(one.rows)) for one in files}
    return Made(made, units, exact, shown, {year: frozenset(map(name_of, cells)) for year, cells in told.items()})


def name_of(cell: Mapping[str, str]) -> Name:
    column = f"{cell['item']}.{cell['column']}" if cell["item"] else cell["column"]
    return (cell["form"], cell["counted"], cell["unit"], column)


def counts(rows: Iterable[FormRow]) -> list[tuple[Name, int]]:
    wanted = [row for row in rows if row.form in (*CROSSED, "form_results")]
    return [(name, value) for row in wanted for name, value in known_of(row) if value is not None]


def read(made: Made, year: int, printed: Sequence[Page], shown: Mapping[Name, int]) -> Reading:
    """All that the pages of a year and the counts shown in a release say."""
    shape = made.exact[year]
    parents = dict.fromkeys(made.units[1:], made.units[0])
    told = [one for page in printed if page.year == year for one in statements(page.figures, page.unit, shape)]
    told += [Known({name: 1}, value, value) for name, value in shown.items() if not public(name)]
    known = reading(shape, [*meaning(shape, parents), *told])
    assert known.holds(shape), "the true table is possible"
    return known


def narrowed(made: Made, year: int, printed: Sequence[Page]) -> Counter[str]:
    """Hidden counts, and those of which too few values are left, fewer than published counts and the law leave.

    Counts that a release of another year tells, as the command says, are out: this one protects them no further.
    """
    hidden = [name for name in made.hidden(year) if name not in made.told[year]]
    found = ranges(read(made, year, printed, made.shown[year]), THRESHOLD, hidden)
    tight = [name for name in hidden if found[name][1] - found[name][0] + 1 < THRESHOLD]
    free = ranges(read(made, year, (), nobody_and_all(made, year)), THRESHOLD, tight)
    under = [name for name in tight if found[name] != free[name]]
    return Counter(hidden=len(hidden), narrowed=len(under))


def nobody_and_all(made: Made, year: int) -> dict[Name, int]:
    """What the district shows of nobody, or of its whole class: it speaks of every commune, also of those left out."""
    shown = {name: value for name, value in made.shown[year].items() if name[2] == made.units[0] and not public(name)}
    return {name: value for name, value in shown.items() if value in (0, most(name, made.exact[year]))}


def read_pages(made: Made, years: Iterable[int]) -> tuple[Page, ...]:
    found = pages(made.root, made.units, years)
    assert all(is_printed(figure, page) for page in found for figure in page.figures)
    return found


def is_printed(figure: Mapping[str, Any], page: Page) -> bool:
    """Whether a percentage on the page is that of the figure, rounded: the page says no more than the figure."""
    shown = page.shown(figure["id"])
    if figure["unit"] != "share" or not shown:
        return True
    decimals = len(shown.partition(",")[2].rstrip("%*† "))
    number = Fraction(re.sub(r"[^\d,-]", "", shown).replace(",", "."))
    return abs(number / 100 - Fraction(figure["exact"])) <= Fraction(1, 2 * 10 ** (decimals + 2))


def another(made: Made, year: int, rng: random.Random) -> dict[Name, int]:
    """Another table that fits the release of a year: hidden counts far from the true ones."""
    found = any_table(read(made, year, (), made.shown[year]), lambda: rng.uniform(-1, 1))
    return {name: found[name] for name in made.hidden(year)}


def put(made: Made, year: int, values: Mapping[Name, int]) -> int:
    """Write counts into the exact forms; how many changed."""
    changed = 0
    for table in {name[0] for name in values}:
        path = made.root / "data" / "forms" / f"huyen-mau-{year}" / f"{table}.csv"
        rows = read_table(path)
        for row in rows:
            for column in row:
                item = row.get("people") or row.get("indicator")
                key = (table, row.get("counted") or row.get("class") or "households", row["unit"])
                value = values.get((*key, f"{item}.{column}" if item else column))
                if value is not None and row[column] != str(value):
                    row[column], changed = str(value), changed + 1
        write_table(path, rows)
    return changed


def state(made: Made, year: int, values: Mapping[Name, int]) -> None:
    """Write results of policies that state counts of the form of target groups, as an agency might."""
    names = [name for name in values if name[:2] == ("form_groups", "households")]
    folder = made.root / "data" / "results" / "policies"
    folder.mkdir(parents=True, exist_ok=True)
    head = dict.fromkeys(("unit", "as_of", "indicator", "numerator", "denominator", "status", "agency", "source"), "")
    told = head | {"as_of": f"{year}-12-31", "status": "official", "agency": "UBND", "source": "Dữ liệu minh họa"}
    rows = []
    for unit in sorted({name[2] for name in names}):
        own = {column: str(values["form_groups", "households", unit, column]) for column in STATED}
        merit = {"indicator": "merit_poor_households", "numerator": own["merit_poor"]}
        poor = {"numerator": own["minority_poor"], "denominator": own["minority"]}
        rows += [told | {"unit": unit} | merit, told | {"unit": unit, "indicator": "minority_poor_rate"} | poor]
    if rows:
        write_table(folder / f"mau-{year}.csv", rows)


def audited(made: Made, rng: random.Random, tables: int) -> Counter[str]:
    """Counts narrowed, and other tables of which some byte of a report is another."""
    told = Counter[str](censuses=1)
    for year, exact in made.exact.items():
        state(made, year, exact)
        own = read_pages(made, (year,))
        told += narrowed(made, year, own)
        for _ in range(tables):
            other = another(made, year, rng)
            told["changed"] += put(made, year, other)
            state(made, year, {**exact, **other})
            told["tables"] += 1
            told["told apart"] += pages(made.root, made.units, (year,)) != own
        put(made, year, exact)
        state(made, year, exact)
    return told


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Three communes, with target groups and peoples."""
    return released(tmp_path_factory.mktemp("shared") / "w", 2, 3, (2023,), *KINDS[0])


def test_no_shared_report_narrows_a_hidden_count(district: Made) -> None:
    """One census here, thirty in the long run: figures of all pages, and other tables that give the same bytes."""
    told = audited(district, random.Random(1), tables=1)
    assert told["hidden"] > 100 and told["changed"] > 50
    assert not told["narrowed"] and not told["told apart"], told


def test_the_audit_finds_a_share_of_a_hidden_count(district: Made) -> None:
    """What is wrong: a percentage of a hidden count."""
    printed = read_pages(district, (2023,))
    exact = district.exact[2023]
    hidden = [name for name in district.hidden(2023) if name[0] == "form_groups" and name[3].endswith("_poor")]
    form, counted, unit, column = next(name for name in some(hidden) if exact[name])
    whole = exact[form, counted, unit, "near_poor" if column.endswith("near_poor") else "poor"]
    share = Fraction(exact[form, counted, unit, column], whole)
    figure = {"id": f"groups.{counted}.{column}.share", "exact": str(share), "unit": "share"}
    leaking = [replace(page, figures=(*page.figures, figure)) if page.unit == unit else page for page in printed]
    assert narrowed(district, 2023, leaking)["narrowed"] >= 1


def test_a_figure_that_nobody_reads_stops_the_audit() -> None:
    with pytest.raises(LookupError, match="groups"):
        list(statements([{"id": "groups.households.minority_poor.odd", "exact": "1"}], "999", ()))


@pytest.mark.long
def test_no_shared_report_narrows_a_hidden_count_in_30_censuses(tmp_path: Path) -> None:
    """Five of them over two years; three with needs against support, whose masks take longest."""
    told = Counter[str]()
    for seed in range(100, 130):
        rng = random.Random(seed)
        needs = seed % 10 == 3
        years = (2022, 2023) if seed % 6 == 0 else (2023,)
        kept = KINDS[3] if needs else KINDS[seed % 3]
        made = released(tmp_path / str(seed), seed, 2 if needs else rng.choice((3, 4)), years, *kept)
        told += (found := audited(made, rng, tables=2))
        assert not found["narrowed"] and not found["told apart"], (seed, found)
    assert told["censuses"] == 30 and told["hidden"] > 3_000 and told["tables"] >= 60 and told["changed"] > 1_000


def of_two_years(made: Made, first: int, second: int) -> Counter[str]:
    """Hidden counts of both years, and those that are narrowed by both together.

    What the first release shows is out when the second is made: counts of the second year that it narrows whatever
    is hidden there are counted apart (``before``), with those of them of which the command says nothing (``silent``)
    and those that it names although both years leave values enough (``untrue``).
    """
    moves = read_form_rows(find_workspace(made.root)).rows

    def left(shown: Mapping[int, Mapping[Name, int]], names: Sequence[Name]) -> Mapping[Name, tuple[int, int]]:
        known = joined(*((year, read(made, year, (), shown[year])) for year in (first, second)), moves)
        return ranges(known, THRESHOLD, names)

    nothing = {year: nobody_and_all(made, year) for year in (first, second)}
    hidden = [tagged(year, name) for year in (first, second) for name in made.hidden(year)]
    found = left(made.shown, hidden)
    tight = [name for name in hidden if found[name][1] - found[name][0] + 1 < THRESHOLD]
    free, early = left(nothing, tight), left({**nothing, first: made.shown[first]}, tight)
    of_first = {tagged(first, name) for name in made.hidden(first)}
    under = [name for name in tight if found[name] != (free if name in of_first else early)[name]]
    before = {name for name in tight if name not in of_first and early[name] != free[name]}
    told = {tagged(second, name) for name in made.told[second]}
    return Counter(
        hidden=len(hidden),
        narrowed=len(under),
        before=len(before),
        silent=len(before - told),
        untrue=len(told - early.keys()),
    )


@pytest.mark.long
def test_the_second_of_two_years_narrows_no_count(tmp_path: Path) -> None:
    """A household keeps its people, and few move: what the first year hides stays hidden, what it tells is said."""
    told = Counter[str]()
    for seed in TWO_YEARS:
        made = released(tmp_path / str(seed), seed, random.Random(seed).choice((3, 4)), (2022, 2023), *KINDS[0])
        told += (found := of_two_years(made, 2022, 2023))
        assert not found["narrowed"] and not found["silent"] and not found["untrue"], (seed, found)
    assert told["hidden"] > 1_500 and told["before"], told
