"""Read a whole census: count what a first reading meets, read again only when a household stands twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from poverty_analysis.inputs.census.folder import Census
from poverty_analysis.inputs.census.plausibility import implausible_incomes
from poverty_analysis.inputs.census.rows import Notes, blocks, doubled_keys, told
from poverty_analysis.values.problems import Place, Problem

if TYPE_CHECKING:
    import pandas as pd

    Blocks = Iterator[pd.DataFrame]


Result = TypeVar("Result")


@dataclass(frozen=True)
class CensusReview:
    """What a reading met: rows read and repeated, problems, warnings."""

    rows: int
    repeated: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def reviewed(census: Census, use: Callable[[Blocks], Result]) -> tuple[Result, CensusReview]:
    """Give the households of ``census`` to ``use``, each once, and tell what was met.

    ``use`` is called a second time, with fresh blocks, when the first reading
    met a household twice; it must not keep anything of its first call.
    """
    notes = Notes()
    result = use(blocks(census.file, census.communes, notes))
    doubled = doubled_keys(notes)
    if doubled is not None:
        notes = Notes()
        result = use(blocks(census.file, census.communes, notes, doubled))
    problems, warnings = told(census.file, notes)
    income = Place(census.file.name, column="income")
    odd = (problem for sizes in notes.sizes for problem in implausible_incomes(sizes, census.standard, income))
    return result, CensusReview(notes.counts["rows"], notes.counts["repeated"], (*problems, *odd), warnings)
