"""Find a law value by its id and date, and say what is near when there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from poverty_analysis.law.answers import Answer, NewlyEscaped
from poverty_analysis.law.carrying import CarryOverRule
from poverty_analysis.law.deadlines import Deadline
from poverty_analysis.law.law import Law
from poverty_analysis.law.measures import Measure
from poverty_analysis.law.model import (
    Agency,
    Citation,
    Counterpart,
    HousingNorm,
    Issuer,
    Programme,
    UnitLevel,
)
from poverty_analysis.values.deadlines import windows
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.validity import in_force, in_force_in_year

LAW = Place("law")


def citation(law: Law, id: str, place: Place = LAW) -> Citation:
    """Return the citation called ``id``.

    Raises
    ------
    DataProblems
        PA-501, naming the nearest ids; ``place`` is where the id was used.
    """
    found = next((c for c in law.citations if c.id == id), None)
    if found is None:
        raise DataProblems([unknown("PA-501", place, id, (c.id for c in law.citations))])
    return found


def programme(law: Law, id: str, place: Place = LAW) -> Programme:
    """Return the programme called ``id``; DataProblems PA-502 as in :func:`citation`."""
    found = next((p for p in law.programmes if p.id == id), None)
    if found is None:
        raise DataProblems([unknown("PA-502", place, id, (p.id for p in law.programmes))])
    return found


def counterpart(law: Law, province: str, year: int) -> Counterpart | None:
    """Return the counterpart rule of a province (2-digit code) in a budget year.

    The rule is the one in force on the last day of the year.  None when no
    rule covers the year or the province's class is not in the data.
    """
    on = date(year, 12, 31)
    placed = next((p for p in law.province_classes if p.province == province and in_force(p, on)), None)
    if placed is None:
        return None
    for rule in law.counterpart_ratios:
        if rule.province_class == placed.province_class and in_force(rule, on):
            return Counterpart(
                ratio=rule.ratio,
                province_class=rule.province_class,
                class_vi=rule.title_vi,
                class_en=rule.title_en,
                base_vi=rule.base_vi,
                base_en=rule.base_en,
                citation=rule.citation,
                reading=rule.reading,
                class_citation=placed.citation,
                class_reading=placed.reading,
                class_note_vi=placed.note_vi,
                class_note_en=placed.note_en,
            )
    return None


def housing_norms(law: Law, province: str, year: int) -> tuple[HousingNorm, ...]:
    """Return the housing norms of a province in a year: nation-wide ones first.

    A norm counts when it is in force on at least one day of the year.
    """
    found = [n for n in law.housing if n.province in ("", province) and in_force_in_year(n, year)]
    return tuple(sorted(found, key=lambda norm: norm.province))


def agency(law: Law, id: str, on: date) -> Agency | None:
    """Return the agency called ``id`` under its name on a day, or None."""
    return next((a for a in law.agencies if a.id == id and in_force(a, on)), None)


def issuer(law: Law, level: UnitLevel, on: date) -> Issuer | None:
    """Return the body that issues the reports of a level on a day, or None."""
    return next((i for i in law.issuers if i.level == level and in_force(i, on)), None)


def issuer_name(body: Issuer, unit_name: str, lang: str) -> str:
    """Return the issuer's name, for example from "Huyện Mẫu", whose first letter becomes small."""
    pattern = body.title_en if lang == "en" else body.title_vi
    return pattern.replace("{unit}", unit_name[:1].lower() + unit_name[1:])


def carry_over_rules(law: Law, year: int, on: date) -> tuple[CarryOverRule, ...]:
    """Rules for the money of budget year ``year`` that were signed by the day ``on``, in the order of the file.

    A report of 2023 does not lean on a resolution of 2025, though that speaks
    of money of 2023 too.
    """
    signed = {act.id: act.signed for act in law.citations}
    known = (rule for rule in law.carry_over if (signed[rule.citation] or date.min) <= on)
    return tuple(r for r in known if r.covers(year, "recurrent") or r.covers(year, "investment"))


def first_year_carried(law: Law) -> int | None:
    """The first budget year whose money a rule of the law data speaks of; None without rules."""
    return min((rule.valid_from.year for rule in law.carry_over if rule.valid_from), default=None)


def measure(law: Law, code: str) -> Measure | None:
    """The indicator called ``code``; None when the catalogue has none."""
    return next((one for one in law.measures if one.id == code), None)


def deadlines_in(law: Law, year: int) -> tuple[Deadline, ...]:
    """Deadlines whose last day in ``year`` the act covers, in the order of the file."""
    return tuple(one for one in law.deadlines if any(in_force(one, w.last) for w in windows(one.due, year)))


# The id of the yearly review among the deadlines.
_REVIEW = "census-yearly"


def review_day(law: Law, year: int) -> date | None:
    """The last day of the yearly review in ``year``; None where no act in the data sets one."""
    found = next((one for one in deadlines_in(law, year) if one.id == _REVIEW), None)
    return windows(found.due, year)[-1].last if found else None


def answers_in(law: Law, programme: str, year: int) -> dict[str, Answer]:
    """Answers of a programme by need, as they stand on the last day of a year."""
    on = date(year, 12, 31)
    return {one.need: one for one in law.answers if one.programme == programme and in_force(one, on)}


def newly_escaped(law: Law, year: int) -> NewlyEscaped | None:
    """The rule on the last day of a year; None where the data have none."""
    on = date(year, 12, 31)
    return next((one for one in law.newly_escaped if in_force(one, on)), None)


def unknown(code: str, place: Place, id: str, known: Iterable[str]) -> Problem:
    """Return the problem ``code``: ``id`` is not known; the nearest ids are named."""
    return Problem(code, place, id, {"near": _nearest(id, known)})


def _nearest(word: str, known: Iterable[str]) -> str:
    return ", ".join(get_close_matches(word, list(known), n=3, cutoff=0.0)) or "-"
