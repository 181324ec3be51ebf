"""Write a made-up country into a workspace: some tens of provinces, some hundreds or thousands of units below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from poverty_analysis.demo.figures import Figures, added, drawn
from poverty_analysis.demo.plan import Row, plan_name, write_plan, write_rows
from poverty_analysis.demo.tables import form_rows, ledger_rows, movement_rows, policy_rows, poverty_rows, unit_rows
from poverty_analysis.demo.texts import texts
from poverty_analysis.demo.units import Era, MadeUp, provinces, units_below
from poverty_analysis.inputs.writing import write_text

SEED = 2021
_FOLDERS = ("units", "ledgers", "results", "results/policies", "forms")


def smaller(era: Era, units: int) -> Era:
    """A country with fewer units and as many of them in a province, for a trial or a measurement."""
    return replace(era, units=units, provinces=max(1, round(units * era.provinces / era.units)))


def write_country(folder: Path, era: Era, seed: int = SEED) -> tuple[MadeUp, ...]:
    """Write the data and params of a country into ``folder``, which has none of them; return its units.

    Parameters
    ----------
    folder : Path
        Root of a workspace.
    era : Era
        ``BEFORE_2025`` or ``AFTER_2025``, or a smaller one of them.
    seed : int
        The same seed gives the same bytes.

    Examples
    --------
    >>> write_country(Path("country"), BEFORE_2025)  # doctest: +SKIP
    """
    above = provinces(era)
    below = units_below(era, above)
    data = folder / "data"
    for name in _FOLDERS:
        (data / name).mkdir(parents=True, exist_ok=True)
        write_text(data / name / "SOURCE.md", texts()["folder_source"])
    _write_units(data / "units", era, above, below)
    for province in above:
        own = tuple(drawn(era, unit, seed) for unit in below if unit.above is province)
        _write_province(data, era, (added(province, own), *own))
    params = folder / "params"
    params.mkdir(parents=True, exist_ok=True)
    text = texts()["params"].format(year=era.year)
    write_text(params / "annual.yaml", text)
    return (*above, *below)


def _write_units(folder: Path, era: Era, above: tuple[MadeUp, ...], below: tuple[MadeUp, ...]) -> None:
    """Districts stand in the short list, communes in a file of their province."""
    short = (*above, *(below if era.below == "district" else ()))
    write_rows(folder / "units.csv", "units", unit_rows(era, short))
    if era.below == "commune":
        (folder / "communes").mkdir()
        for province in above:
            own = (unit for unit in below if unit.above is province)
            write_rows(folder / "communes" / f"{province.code}.csv", "units", unit_rows(era, own))


def _write_province(data: Path, era: Era, family: tuple[Figures, ...]) -> None:
    """The plans of a province and of the units in it, and their rows in a file of each shared table."""
    own = family[0]
    name = f"minh-hoa-{own.unit.code.lower()}"
    for one in family:
        write_plan(data / "plans" / plan_name(era, one.unit.code), era, one)
    tables: dict[str, Iterator[Row]] = {
        f"ledgers/{name}-{era.year}.csv": (row for one in family for row in ledger_rows(era, one)),
        f"results/{name}.csv": (row for one in family for row in poverty_rows(one)),
        f"results/policies/{name}.csv": (row for one in family for row in policy_rows(era, one)),
    }
    kinds = {"ledgers": "ledger", "results": "poverty_results", "results/policies": "indicator_results"}
    for path, rows in tables.items():
        write_rows(data / path, kinds[path.rpartition("/")[0]], rows)
    forms = data / "forms" / f"{name}-{era.year}"
    forms.mkdir()
    write_rows(forms / "form_results.csv", "form_results", map(form_rows, family))
    write_rows(forms / "form_poor_movements.csv", "form_poor_movements", map(movement_rows, family))
