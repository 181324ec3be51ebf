"""The shared tables of a made-up country: units, ledgers, results, the official forms of households."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from poverty_analysis.demo.figures import MILLION, Amount, Figures, Review
from poverty_analysis.demo.plan import Row
from poverty_analysis.demo.texts import texts
from poverty_analysis.demo.units import Era, MadeUp

# When money is paid, and how much of what is paid in all until then, in hundredths.
_PAYMENTS = ((6, 30, 40), (10, 31, 75), (12, 31, 100))
_PERSONS = 4
# At whose end households were counted by the standard of 2022 for the first time.
_NEW_STANDARD = 2021


def unit_rows(era: Era, units: Iterable[MadeUp]) -> Iterator[Row]:
    """Rows of the dated list of units."""
    for unit in units:
        row: Row = {"level": unit.level, "code": unit.code, "name": unit.name, "type": texts()["types"][unit.level]}
        row |= {"parent": unit.above.code if unit.above else "", "valid_from": era.valid_from if unit.above else ""}
        yield row | {"synthetic": "yes", "source": "SOURCE.md"}


def ledger_rows(era: Era, figures: Figures) -> Iterator[Row]:
    """Postings of a unit: given by the level above, shared out to its offices, paid in three parts."""
    unit = figures.unit
    for number, one in enumerate(figures.money, start=1):
        row: Row = {"unit": unit.code, "line": one.line, "source": era.source, "source_year": era.year}
        row |= {"capital": one.capital}
        given = {"phase": "allocated", "amount_vnd": one.given * MILLION}
        if unit.above:
            told = {"document": f"{unit.above.code}-01/QĐ-UBND", "assigned_by": "province"}
            yield row | given | told | {"spending_unit": f"{unit.code}-00", "date": date(era.year, 1, 10)}
        own = {"document": f"{unit.code}-PB-{number:02d}", "assigned_by": unit.level if unit.above else ""}
        yield row | given | own | {"spending_unit": f"{unit.code}-{number:02d}", "date": date(era.year, 3, 1)}
        for part, (month, day, amount) in enumerate(_paid(one), start=1):
            paid = {"phase": "disbursed", "amount_vnd": amount, "date": date(era.year, month, day)}
            voucher = {"document": f"{unit.code}-CT-{number:02d}-{part}", "spending_unit": f"{unit.code}-{number:02d}"}
            yield row | paid | voucher


def _paid(one: Amount) -> Iterator[tuple[int, int, int]]:
    before = 0
    for month, day, share in _PAYMENTS:
        until = one.paid * MILLION * share // 100
        yield month, day, until - before
        before = until


def poverty_rows(figures: Figures) -> Iterator[Row]:
    """Published results of a unit."""
    for one in figures.reviews:
        row: Row = {"unit": figures.unit.code, "as_of": date(one.year, 12, 31)}
        row |= {"standard": "VN-2022" if one.year >= _NEW_STANDARD else "VN-2016"}
        row |= {"households": one.households, "poor": one.poor, "near_poor": one.near_poor, "status": "official"}
        yield row | _told(f"UBND {figures.unit.name}")


def policy_rows(era: Era, figures: Figures) -> Iterator[Row]:
    """Results of policies of a unit."""
    words = texts()["groups"]
    for one in figures.results:
        row: Row = {"unit": figures.unit.code, "as_of": date(one.year, 12, 31), "status": "official"}
        work = _told(f"{era.offices['work']} {figures.unit.short_name}")
        yield row | work | {"indicator": "housing_new", "group": words["poor"], "numerator": one.housing}
        yield row | work | {"indicator": "vocational_training", "numerator": one.trained}
        yield row | work | {"indicator": "jobs_created", "numerator": one.jobs}
        insured = {"numerator": one.insured, "denominator": one.insured, "group": words["both"]}
        care = _told(f"{era.offices['care']} {figures.unit.short_name}")
        yield row | care | {"indicator": "health_insurance_share"} | insured


def _told(agency: str) -> Row:
    return {"agency": f"{agency} {texts()['made_up']}", "source": texts()["source"]}


def form_rows(figures: Figures) -> Row:
    """The headline counts of a unit in the form of results."""
    last = figures.reviews[-1]
    row = _of_form(figures, last) | {"households": last.households, "persons": last.households * _PERSONS}
    row |= {"poor": last.poor, "near_poor": last.near_poor, "average_farm": last.farm}
    persons = {"poor_persons": last.poor, "near_poor_persons": last.near_poor, "average_farm_persons": last.farm}
    return row | {name: count * _PERSONS for name, count in persons.items()}


def movement_rows(figures: Figures) -> Row:
    """The movements of poor households of a unit in a year, from the count of one review to that of the next."""
    before, last = figures.reviews[-2:]
    beyond = before.poor + last.new - last.poor - last.to_near_poor
    row = _of_form(figures, last) | {"counted": "households", "opening": before.poor, "closing": last.poor}
    row |= {"to_near_poor": last.to_near_poor, "beyond": beyond, "new": last.new}
    return row | dict.fromkeys(("other_out", "from_near_poor", "relapsed", "other_in"), 0)


def _of_form(figures: Figures, review: Review) -> Row:
    return {"unit": figures.unit.code, "as_of": date(review.year, 12, 31), "standard": "VN-2022"}
