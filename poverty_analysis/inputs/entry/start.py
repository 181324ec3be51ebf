"""The first keys of a plan: what the lists and the law say of a unit and a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from poverty_analysis.inputs.country import COMMUNES, read_communes, units_near
from poverty_analysis.inputs.entry.content import PlanContent
from poverty_analysis.law import Law
from poverty_analysis.law.calendar import standards_of_census
from poverty_analysis.law.lookup import issuer
from poverty_analysis.units.units import DIGITS, Unit, last_day, parents, unit, unit_problem
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.text import fold, slug
from poverty_analysis.values.validity import in_force_in_year
from poverty_analysis.wording import say

_SHOWN = 12


def find_unit(root: Path, listed: tuple[Unit, ...], wanted: str, year: int) -> Unit:
    """The unit that ``wanted`` names in ``year`` by its code or its name.

    Parameters
    ----------
    root : Path
        Where ``data/units`` lies.
    listed : tuple of Unit
        The short list of units.
    wanted : str
        A code, or a name with or without its type, marks aside.
    year : int

    Raises
    ------
    DataProblems
        PA-530, PA-531 no such unit in the year; PA-415 several of one name,
        each with its code and what it lies in; PA-416 none of that name.
    """
    place = Place("data/units")
    if wanted.isascii() and len(wanted) in DIGITS:
        known = (*listed, *units_near(root, (), wanted)) if len(wanted) == max(DIGITS) else listed
        if found := _in_year(known, wanted, year):
            return found
        raise DataProblems([unit_problem(known, wanted, date(year, 12, 31), place)])
    named = _named((*listed, *_all_communes(root)), wanted, year)
    if len(named) == 1:
        return named[0]
    if not named:
        raise DataProblems([Problem("PA-416", place, wanted, {"year": str(year)})])
    choices = "; ".join(_choice((*listed, *named), one) for one in named[:_SHOWN])
    more = "; …" if len(named) > _SHOWN else ""
    raise DataProblems([Problem("PA-415", place, wanted, {"count": str(len(named)), "choices": choices + more})])


def _in_year(units: tuple[Unit, ...], code: str, year: int) -> Unit | None:
    day = last_day(units, code, year)
    return unit(units, code, day) if day else None


def _named(units: tuple[Unit, ...], name: str, year: int) -> tuple[Unit, ...]:
    wanted = fold(name)
    found = {
        one.code: one for one in units if wanted in (fold(one.name), bare_name(one)) and in_force_in_year(one, year)
    }
    exact = [one for one in found.values() if name.casefold() in one.name.casefold()]
    return tuple(exact or found.values())


def _all_communes(root: Path) -> tuple[Unit, ...]:
    files = sorted((root / "data" / "units" / COMMUNES).glob("*.csv"))
    return tuple(one for path in files for one in read_communes(root, path.stem))


def _choice(units: tuple[Unit, ...], one: Unit) -> str:
    above = next((other.name for other in units if other.code == one.parent), one.parent)
    return f"{one.code} {one.name}" + (f" ({above})" if above else "")


def bare_name(one: Unit) -> str:
    """The folded name of a unit without its type: "tuan giao" of "Huyện Tuần Giáo"."""
    return fold(one.name).removeprefix(fold(one.type)).strip()


def plan_name(one: Unit, year: int) -> str:
    """The folder of a unit's plan: "muong-ang-2023"."""
    return f"{slug(bare_name(one))}-{year}"


def first_content(units: tuple[Unit, ...], one: Unit, year: int, law: Law) -> PlanContent:
    """A plan that is only begun: what the lists and the law know; the rest is for the office to fill in."""
    day = last_day(units, one.code, year) or date(year, 12, 31)
    above = parents(units, one.code, day)
    province = next((other.code for other in (one, *above) if other.level == "province"), "")
    programmes = [found.id for found in law.programmes if in_force_in_year(found, year)]
    standards = _standards(law, year)
    body = issuer(law, one.level, day)
    keys: dict[str, object] = {
        "unit": one.code,
        "province": province,
        "level": one.level,
        "period.kind": "year",
        "period.years": str(year),
        "programme": programmes[0] if programmes else "none",
        "standard": standards[0] if standards else "",
        "number_convention": "vi",
        "version": "1",
        "synthetic": one.synthetic,
        "issuer_parent": say("vi", "entry.issuer", {"unit": above[0].name}).upper() if above else "",
        "issuer_name": say("vi", "entry.issuer", {"unit": one.name}).upper() if body else "",
        "place": one.name.removeprefix(one.type).strip(),
        "document.id": "KH",
        "document.kind": "KH",
        "document.issuer": say("vi", "entry.issuer", {"unit": one.name[:1].lower() + one.name[1:]}),
    }
    return PlanContent(keys)


def _standards(law: Law, year: int) -> tuple[str, ...]:
    try:
        return tuple(found.id for found in standards_of_census(law, year))
    except DataProblems:
        return ()
