"""Chapter: disbursement rates on every base, and what the law lets be carried over."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.blocks import Cell, Row, Section, Table
from poverty_analysis.budget.disbursement import BASES, Base, Money, position, positions_by
from poverty_analysis.budget.ledger import VINTAGES, Entry, carried, grants, of_phase
from poverty_analysis.chapters.frame.common import (
    amount,
    column,
    no_data,
    other_readings,
    paragraph,
    rate_cell,
    section,
    table_source,
    weak_mark,
)
from poverty_analysis.law import CarryOverRule, carry_over_rules
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date

CAPITALS = ("investment", "recurrent", "not_stated", "")


def figures_day(report: Report) -> dt.date:
    """The day the disbursed amounts stand at: that of a cumulative export, or of the last voucher after the period."""
    paid = of_phase(report.ledger, "disbursed")
    known = [e.as_of for e in paid if e.as_of is not None]
    vouchers = [e.date for e in paid if e.date is not None]
    return max(known) if known else max([report.closing_day(), *vouchers])


def rates_words(report: Report) -> str:
    """The day, the vintage and the three denominators, in a sentence."""
    # A voucher keeps the vintage of the list it stands in; within the year that list was not made yet.
    found = {e.vintage for e in of_phase(report.ledger, "disbursed") if e.vintage and report.facts.closed}
    last = max(found, key=VINTAGES.index, default="")
    vintage = report.word("vintage", last) if last else report.say("rates.no_vintage")
    return report.say("rates.words", {"day": format_date(figures_day(report), report.lang), "vintage": vintage})


def rates_table(report: Report) -> Table:
    """Paid, advanced, disbursed and settled on the year's plan, on carried money and on both, by capital."""
    made = (_rate_row(report, base, capital) for base in BASES for capital in CAPITALS)
    amounts = ("plan", "paid_volume", "advance", "disbursed", "settled")
    columns = (
        column(report, "denominator", width=2.2),
        *(column(report, name, right=True) for name in amounts),
        column(report, "rate", right=True, width=0.8),
        column(report, "rate_before", right=True, width=0.8),
    )
    return Table(
        id="rates",
        title=report.say("table.rates"),
        columns=columns,
        rows=tuple(row for row in made if row is not None),
        unit_line=report.say("unit_million"),
        notes=(report.say("note.rates"), report.say("note.rate_before", {"year": str(report.params.year - 1)})),
        source=table_source(e.cell for e in report.ledger),
    )


def _rate_row(report: Report, base: Base, capital: str) -> Row | None:
    now = _money(report.ledger, report.params.year, base, capital)
    if not now.postings and capital:
        return None
    before = _money(report.before, report.params.year - 1, base, capital)
    key = f"rates.{base}.{capital or 'all'}"
    behind = tuple(e.cell for e in now.postings)
    amounts = {
        "plan": now.plan_vnd,
        "paid_volume": now.paid_volume_vnd + now.not_separated_vnd,
        "advance": now.advance_vnd,
        "disbursed": now.disbursed_vnd,
        "settled": now.settled_vnd,
    }
    name, cells_before = f"disbursed_over_{base}", tuple(e.cell for e in before.postings)
    cells: tuple[Cell, ...] = (
        report.say(f"rates.base.{base}") + (f", {report.word('capital', capital, short=True)}" if capital else ""),
        *(amount(report, f"{key}.{part}", value, f"rates_{part}", behind) for part, value in amounts.items()),
        rate_cell(report, f"{key}.rate", now.disbursed_vnd, now.plan_vnd, name, behind),
        rate_cell(report, f"{key}.before", before.disbursed_vnd, before.plan_vnd, name, cells_before),
    )
    return Row(cells, "body" if capital else "subtotal")


def _money(entries: tuple[Entry, ...], year: int, base: Base, capital: str) -> Money:
    chosen = tuple(e for e in entries if not capital or e.capital == capital)
    return position(chosen, year).on(base)


def rates(report: Report) -> Section:
    """Disbursement by source and by spending unit; the rates by base stand with the chapter on disbursement."""
    if not of_phase(grants(report.ledger), "disbursed"):
        return section(report, "rates", [no_data(report, "disbursement")])
    return section(report, "rates", [_breakdown(report, name) for name in ("source", "spending_unit")])


def _breakdown(report: Report, name: str) -> Table:
    year = report.params.year
    parts = positions_by(report.ledger, year, lambda e: str(getattr(e, name)))
    earlier = positions_by(report.before, year - 1, lambda e: str(getattr(e, name)))
    rows = []
    for value, found in parts.items():
        money, key = found.both, f"rates_by_{name}.{value}"
        paid, plan = money.disbursed_vnd, money.plan_vnd
        behind = tuple(e.cell for e in money.postings)
        before = earlier[value].both if value in earlier else Money(0, 0, 0, 0, 0)
        since = tuple(e.cell for e in before.postings)
        rows.append(
            Row(
                (
                    report.word("source", value) if name == "source" else value,
                    amount(report, f"{key}.plan", plan, "rates_plan", behind),
                    amount(report, f"{key}.disbursed", paid, "rates_disbursed", behind),
                    rate_cell(report, f"{key}.rate", paid, plan, "disbursed_over_both", behind),
                    rate_cell(
                        report, f"{key}.before", before.disbursed_vnd, before.plan_vnd, "disbursed_over_both", since
                    ),
                )
            )
        )
    columns = (
        column(report, name, width=3),
        column(report, "available", right=True),
        column(report, "disbursed", right=True),
        column(report, "rate", right=True, width=0.8),
        column(report, "rate_before", right=True, width=0.8),
    )
    title = report.say(f"table.rates_by_{name}")
    notes = (report.say("note.rate_on_available"), report.say("note.rate_before", {"year": str(year - 1)}))
    return Table(f"rates-by-{name.replace('_', '-')}", title, columns, tuple(rows), report.say("unit_million"), notes)


def carry_law(report: Report) -> Section:
    """What of each source year in use the law lets be carried, and until when."""
    year = report.params.year
    money = carried((*grants(report.entries), *grants(report.ledger)), year)
    years = sorted({int(e.source_year) for e in money} | {year})
    on = dt.date(year, 12, 31)
    rules = tuple((given, rule) for given in years for rule in carry_over_rules(report.law, given, on))
    rows = tuple(_law_row(report, given, rule) for given, rule in rules)
    if not rows:
        return section(report, "carry_law", [no_data(report, "carry_law")])
    columns = (
        column(report, "source_year", width=0.7),
        column(report, "rule_of_law", width=2.6),
        column(report, "capital", width=1),
        column(report, "what_is_left", width=1.8),
        column(report, "pay_until", width=1),
        column(report, "act", width=1.6),
    )
    mark = weak_mark(*(rule.reading for _, rule in rules))
    told = (report.say("note.unverified", {"mark": mark}),) if mark else ()
    notes = (*told, *other_readings(report, *(rule.reading for _, rule in rules)))
    table = Table("carry-law", report.say("table.carry_law"), columns, rows, notes=notes)
    return section(report, "carry_law", [paragraph(report.say("carry_law.words")), table])


def _act_words(report: Report, decree: str, article: str, number: str, signed: dt.date | None) -> str:
    """The act with its article; one whose number is not known is named by its date."""
    day = "" if number or signed is None else report.say("letter.dated", {"date": format_date(signed, report.lang)})
    return " ".join(part for part in (decree, article, day) if part)


def _law_row(report: Report, year: int, rule: CarryOverRule) -> Row:
    english = report.lang == "en"
    act = next(c for c in report.law.citations if c.id == rule.citation)
    until = dt.date.fromisoformat(f"{year + 1}-{rule.pay_until}")
    capital = report.say("carry_law.any") if rule.capital == "any" else report.word("capital", rule.capital)
    decree = act.decree_en if english else act.decree
    article = act.article_en if english else act.article
    return Row(
        (
            str(year),
            rule.title_en if english else rule.title_vi,
            capital,
            report.say(f"carry_law.{rule.outcome}", {"year": str(rule.last_year(year))}),
            format_date(until, report.lang),
            _act_words(report, decree, article, act.number, act.signed) + weak_mark(rule.reading),
        )
    )
