"""One census folder from its households to the official forms and the sufficient table; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.census.forms import RESULTS
from poverty_analysis.census.plausibility import empty_classes, jumps
from poverty_analysis.inputs.census.folder import Census, open_census
from poverty_analysis.inputs.census.review import CensusReview, reviewed
from poverty_analysis.inputs.workspace import Workspace, read_form_rows, read_units_near, unit_domains
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.text import slug

SCORES = "score_counts"
_SHOWN = 5

if TYPE_CHECKING:
    import pandas as pd

    from poverty_analysis.census.count import Counted
    from poverty_analysis.census.fill_forms import Row

    Tables = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Aggregate:
    """The forms and the sufficient table of one census, what its reading met, and the folders they belong into."""

    census: Census
    tables: Tables
    review: CensusReview
    folder: Path
    units: int
    scores: Tables
    scores_folder: Path


def open_near(workspace: Workspace, path: Path) -> Census:
    """Open a census folder with the units of the workspace."""
    return open_census(path, workspace.relative, unit_domains(workspace), lambda code: read_units_near(workspace, code))


def aggregate(workspace: Workspace, path: Path) -> Aggregate:
    """Read and count one census folder; nothing is written.

    Raises
    ------
    DataProblems
        When it cannot be opened; what its rows say wrong is in ``review``.
    """
    from poverty_analysis.census.count import absent, count_households, rolled
    from poverty_analysis.census.fill_forms import form_tables, score_rows, unknown_reasons

    census = open_near(workspace, path)

    def count(blocks: Iterable[pd.DataFrame]) -> Counted:
        return count_households(blocks, census.standard, census.communes)

    counted, review = reviewed(census, count)
    warnings = [*review.warnings, *_absent(census, tuple(absent(counted))), *_unknown(census, unknown_reasons(counted))]
    every = rolled(counted, census.above)
    indicators = tuple(indicator.column for indicator in census.standard.indicator_list)
    tables = form_tables(every, census.as_of, census.standard.id, indicators)
    scores = {SCORES: list(score_rows(counted, census.as_of, census.standard.id))}
    data, name = workspace.root / "data", f"{slug(census.unit_name)}-{census.as_of.year}"
    warnings += _odd(workspace, census, tables, data / "forms")
    told = CensusReview(review.rows, review.repeated, review.problems, tuple(warnings))
    return Aggregate(census, tables, told, data / "forms" / name, len(every.units), scores, data / "scores" / name)


def _odd(workspace: Workspace, census: Census, tables: Tables, folder: Path) -> Iterator[Problem]:
    """What cannot be of the census as a whole: empty classes, jumps against the round of the year before."""
    row = next((row for row in tables.get(RESULTS, ()) if row["unit"] == census.unit), {})
    counts = {name: value for name, value in row.items() if value is None or isinstance(value, int)}
    place = Place(census.file.name)
    yield from empty_classes(counts, place)
    last = folder / f"{slug(census.unit_name)}-{census.as_of.year - 1}" / f"{RESULTS}.csv"
    known = read_form_rows(workspace, last).rows if last.is_file() else ()
    before = (one for one in known if (one.unit, one.standard) == (census.unit, census.standard.id))
    for one in before:
        yield from jumps(counts, one.counts, place)


def _absent(census: Census, names: tuple[str, ...]) -> Iterator[Problem]:
    if names:
        shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        yield Problem("PA-811", Place(census.file.name), values={"count": str(len(names)), "names": shown})


def _unknown(census: Census, reasons: Mapping[str, int]) -> Iterator[Problem]:
    if reasons:
        names = ", ".join(f"{reason} ({count})" for reason, count in reasons.items())
        values = {"count": str(sum(reasons.values())), "standard": census.standard.id, "names": names}
        yield Problem("PA-809", Place(census.file.name), values=values)
