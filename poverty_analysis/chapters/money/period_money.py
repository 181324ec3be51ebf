"""Chapter of a report on a term: the money of each year, by capital, with its denominator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Figure, Row, Section, Table, Text
from poverty_analysis.budget.ledger import Entry, grants, in_force, of_phase, of_year, own, total
from poverty_analysis.chapters.charts.bar_charts import paired_bars
from poverty_analysis.chapters.frame.figures import amount, million, rate_cell
from poverty_analysis.chapters.frame.sections import no_data, note, section
from poverty_analysis.chapters.frame.tables import chart, column, numbers, table
from poverty_analysis.chapters.money.doubt_marks import Payments, payments_of, with_marks
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan_choice import is_of_term, plan_years
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share, format_vnd
from poverty_analysis.wording.words import Words

CAPITALS = ("investment", "recurrent", "not_stated", "")
AVAILABLE = ("carried_over", "allocated", "adjusted")
_GIVEN = ("allocated", "adjusted")
# Columns besides the first and that of lapsed money, which is shown only where some lapsed; its place among all.
_AMOUNTS = 6
_LAPSED = 5


@dataclass(frozen=True)
class YearMoney:
    """Planned amounts and postings in force of one budget year; loans and in-kind support left out."""

    year: int
    planned: tuple[Entry, ...]
    booked: tuple[Entry, ...]

    def known(self) -> bool:
        return bool(self.planned or self.booked)


def money_by_year(report: Report) -> tuple[YearMoney, ...]:
    """One a year of the term up to the day of the report, also where nothing is known."""
    span = report.span()
    years = range(span.first.year, min(span.last, report.closing_day()).year + 1)
    booked = own(in_force(grants(report.facts.booked)), report.unit.level)
    return tuple(
        YearMoney(year, grants(_planned(report.dataset, report.inside, year)), of_year(booked, year)) for year in years
    )


def term_payments(report: Report) -> Payments:
    """Available and paid money of all years with a ledger; what is carried between them counts once.

    Nothing is available where a year between them has no ledger.
    """
    known = tuple(year for year in money_by_year(report) if year.booked)
    if not known or known[-1].year - known[0].year + 1 != len(known):
        return payments_of((), (), lambda _: True)
    first, *later = known
    moved = (entry for year in later for entry in year.booked if entry.phase != "carried_over")
    return payments_of(report.doubts, (*first.booked, *moved), lambda _: True)


def _planned(dataset: Dataset, inside: tuple[Dataset, ...], year: int) -> Iterator[Entry]:
    """Amounts of the yearly plan of ``year``; without one those the plan of the term states for that year."""
    yearly = [plan for plan in inside if plan_years(plan) == (year,)]
    if yearly:
        yield from (e for plan in yearly for e in of_phase(plan.budget, "planned"))
    elif is_of_term(dataset):
        yield from (e for e in of_phase(dataset.budget, "planned") if e.source_year == str(year))


def period_money(report: Report) -> Section:
    """Planned, carried over, allocated, disbursed and lapsed of each year; the years without say so."""
    years = money_by_year(report)
    known = tuple(year for year in years if year.known())
    if not known:
        return section(report.words, "period_money", [no_data(report.words, "period_money")])
    moved = [e for year in known for e in of_phase(year.booked, *_GIVEN)]
    given = Figure(
        "money.given", total(moved), "vnd", format_vnd(total(moved), report.lang), "sum", tuple(e.cell for e in moved)
    )
    blocks: list[Block] = [Text("paragraph", (money_words(report),), figures=(given,)), _table(report.words, known)]
    blocks += [_chart(report.words, known)] if len(known) > 1 else []
    without = ", ".join(str(year.year) for year in years if not year.known())
    blocks += [note(report.say("term.years_without_money", {"years": without}))] if without else []
    return with_marks(report, section(report.words, "period_money", blocks))


def money_words(report: Report) -> str:
    """What was available and disbursed in all the years there are figures of; empty without any."""
    known = tuple(year for year in money_by_year(report) if year.booked)
    if not known:
        return report.say("no_data_period_money") if not any(year.planned for year in money_by_year(report)) else ""
    paid = total(e for year in known for e in of_phase(year.booked, "disbursed"))
    given = total(e for year in known for e in of_phase(year.booked, *_GIVEN))
    opening = total(of_phase(known[0].booked, "carried_over"))
    whole = known[-1].year - known[0].year + 1 == len(known) and opening + given
    rate = format_share(Fraction(paid, opening + given), 2, report.lang) if whole else report.say("undefined")
    values = {
        "years": ", ".join(str(year.year) for year in known),
        "first": str(known[0].year),
        "opening": format_vnd(opening, report.lang),
        "given": format_vnd(given, report.lang),
        "paid": format_vnd(paid, report.lang),
        "rate": rate,
        "day": format_date(report.closing_day(), report.lang),
    }
    return report.say("term.money", values)


def _table(words: Words, known: tuple[YearMoney, ...]) -> Table:
    lapsed = any(of_phase(year.booked, "lapsed") for year in known)
    names = ("planned", "carried_in", "given", "disbursed", *(("lapsed",) if lapsed else ()), "left")
    columns = (column(words, "capital", width=1.3), *numbers(words, {**dict.fromkeys(names, 1), "rate": 0.8}))
    return table(
        words,
        "money-by-year",
        columns,
        (row for year in known for row in _rows(words, year, lapsed=lapsed)),
        unit="million",
        notes=(words.say("note.rate_on_available"),),
    )


def _rows(words: Words, year: YearMoney, *, lapsed: bool) -> Iterator[Row]:
    yield Row((words.say("term.year", {"year": str(year.year)}), *[""] * (_AMOUNTS + lapsed)), "group")
    for capital in CAPITALS:
        planned = tuple(e for e in year.planned if not capital or e.capital == capital)
        booked = tuple(e for e in year.booked if not capital or e.capital == capital)
        if planned or booked or not capital:
            cells = _cells(words, year, capital, planned, booked)
            shown = cells if lapsed else (*cells[:_LAPSED], *cells[_LAPSED + 1 :])
            yield Row(shown, "body" if capital else "subtotal")


def _cells(
    words: Words, year: YearMoney, capital: str, planned: tuple[Entry, ...], booked: tuple[Entry, ...]
) -> tuple[Cell, ...]:
    key = f"money.{year.year}.{capital or 'all'}"
    paid, lapsed = of_phase(booked, "disbursed"), of_phase(booked, "lapsed")
    available = of_phase(booked, *AVAILABLE)
    left = total(available) - total(paid) - total(lapsed)
    behind = tuple(e.cell for e in (*available, *paid, *lapsed))
    name = words.word("capital", capital, short=True) if capital else words.say("term.all_capital")
    return (
        name,
        million(words, f"{key}.planned", planned) if planned else "–",
        million(words, f"{key}.carried", of_phase(booked, "carried_over")) if booked else "–",
        million(words, f"{key}.given", of_phase(booked, *_GIVEN)) if booked else "–",
        million(words, f"{key}.disbursed", paid) if booked else "–",
        million(words, f"{key}.lapsed", lapsed) if booked else "–",
        amount(words, f"{key}.left", left, "available_minus_used", behind) if booked else "–",
        rate_cell(words, f"{key}.rate", total(paid), total(available), "disbursed_over_available", behind),
    )


def _chart(words: Words, known: tuple[YearMoney, ...]) -> Chart:
    parts = [
        (words.say("column.planned"), [_sum(year.planned, year.planned) for year in known]),
        (words.say("column.available"), [_sum(year.booked, of_phase(year.booked, *AVAILABLE)) for year in known]),
        (words.say("column.disbursed"), [_sum(year.booked, of_phase(year.booked, "disbursed")) for year in known]),
    ]
    years = [str(year.year) for year in known]
    svg = paired_bars(years, parts, words.say("chart.axis_million"), words.lang)
    values = {"rates": "; ".join(_rate_words(words, year) for year in known)}
    return chart(words, "money-chart", svg, values, (e.cell for year in known for e in (*year.planned, *year.booked)))


def _sum(files: tuple[Entry, ...], entries: tuple[Entry, ...]) -> int | None:
    """The sum of entries; None where the year has no file that would hold them, as in the table."""
    return total(entries) if files else None


def _rate_words(words: Words, year: YearMoney) -> str:
    available, paid = total(of_phase(year.booked, *AVAILABLE)), total(of_phase(year.booked, "disbursed"))
    if not available:
        return words.say("term.rate_unknown", {"year": str(year.year)})
    rate = format_share(Fraction(paid, available), 2, words.lang)
    return words.say("term.rate_of_year", {"year": str(year.year), "rate": rate})
