"""Chapter: disbursement rates on every base, and what the law lets be carried over."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.blocks import Cell, Row, Section, Table
from poverty_analysis.budget.disbursement import BASES, Base, Money, position, positions_by
from poverty_analysis.budget.ledger import VINTAGES, Entry, carried, grants, of_phase
from poverty_analysis.chapters.frame.figures import amount, rate_cell
from poverty_analysis.chapters.frame.law_readings import other_readings, weak_mark
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import column, numbers, table, texts
from poverty_analysis.chapters.money.doubt_marks import with_marks
from poverty_analysis.checks.model import Facts
from poverty_analysis.law import CarryOverRule, Citation, Law, carry_over_rules
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date, official_date
from poverty_analysis.wording.words import Words

CAPITALS = ("investment", "recurrent", "not_stated", "")
_AMOUNTS = ("plan", "paid_volume", "advance", "disbursed", "settled")


def figures_day(ledger: tuple[Entry, ...], closing_day: dt.date) -> dt.date:
    """The day the disbursed amounts stand at: that of a cumulative export, or of the last voucher after the period."""
    paid = of_phase(ledger, "disbursed")
    known = [e.as_of for e in paid if e.as_of is not None]
    vouchers = [e.date for e in paid if e.date is not None]
    return max(known) if known else max([closing_day, *vouchers])


def rates_words(words: Words, facts: Facts, ledger: tuple[Entry, ...], closing_day: dt.date) -> str:
    """The day, the vintage and the three denominators, in a sentence."""
    # A voucher keeps the vintage of the list it stands in; within the year that list was not made yet.
    vintages = {e.vintage for e in of_phase(ledger, "disbursed") if e.vintage and facts.closed}
    last = max(vintages, key=VINTAGES.index, default="")
    vintage = words.word("vintage", last) if last else words.say("rates.no_vintage")
    return words.say(
        "rates.words", {"day": format_date(figures_day(ledger, closing_day), words.lang), "vintage": vintage}
    )


def rates_table(words: Words, ledger: tuple[Entry, ...], before: tuple[Entry, ...], year: int) -> Table:
    """Paid, advanced, disbursed and settled on the year's plan, on carried money and on both, by capital."""
    rows = [row for base in BASES for row in _base_rows(words, ledger, before, year, base)]
    columns = (
        column(words, "denominator", width=2.2),
        *numbers(words, {**dict.fromkeys(_AMOUNTS, 1), "rate": 0.8, "rate_before": 0.8}),
    )
    return table(
        words,
        "rates",
        columns,
        rows,
        unit="million",
        notes=(words.say("note.rate_before", {"year": str(year - 1)}),),
    )


def _base_rows(words: Words, ledger: tuple[Entry, ...], before: tuple[Entry, ...], year: int, base: Base) -> list[Row]:
    """One denominator: its name, a row for each kind of capital, and their sum."""
    rows = (_rate_row(words, ledger, before, year, base, capital) for capital in CAPITALS)
    head = Row((words.say(f"rates.base.{base}"), *[""] * (len(_AMOUNTS) + 2)), "group")
    return [head, *(row for row in rows if row is not None)]


def _rate_row(
    words: Words, ledger: tuple[Entry, ...], before: tuple[Entry, ...], year: int, base: Base, capital: str
) -> Row | None:
    now = _money(ledger, year, base, capital)
    if not now.postings and capital:
        return None
    earlier = _money(before, year - 1, base, capital)
    key = f"rates.{base}.{capital or 'all'}"
    behind = tuple(e.cell for e in now.postings)
    amounts = {
        "plan": now.plan_vnd,
        "paid_volume": now.paid_volume_vnd + now.not_separated_vnd,
        "advance": now.advance_vnd,
        "disbursed": now.disbursed_vnd,
        "settled": now.settled_vnd,
    }
    name, cells_before = f"disbursed_over_{base}", tuple(e.cell for e in earlier.postings)
    cells: tuple[Cell, ...] = (
        words.word("capital", capital) if capital else words.say("term.all_capital"),
        *(amount(words, f"{key}.{part}", value, f"rates_{part}", behind) for part, value in amounts.items()),
        rate_cell(words, f"{key}.rate", now.disbursed_vnd, now.plan_vnd, name, behind),
        rate_cell(words, f"{key}.before", earlier.disbursed_vnd, earlier.plan_vnd, name, cells_before),
    )
    return Row(cells, "body" if capital else "subtotal")


def _money(entries: tuple[Entry, ...], year: int, base: Base, capital: str) -> Money:
    chosen = tuple(e for e in entries if not capital or e.capital == capital)
    return position(chosen, year).on(base)


def rates(report: Report) -> Section:
    """Disbursement by source and by spending unit; the rates by base stand with the chapter on disbursement."""
    if not of_phase(grants(report.ledger), "disbursed"):
        return section(report.words, "rates", [no_data(report.words, "disbursement")])
    tables = [
        _breakdown(report.words, report.ledger, report.before, report.params.year, name)
        for name in ("source", "spending_unit")
    ]
    return with_marks(report, section(report.words, "rates", tables))


def _breakdown(words: Words, ledger: tuple[Entry, ...], before: tuple[Entry, ...], year: int, name: str) -> Table:
    parts = positions_by(ledger, year, lambda e: str(getattr(e, name)))
    parts_before = positions_by(before, year - 1, lambda e: str(getattr(e, name)))
    rows = []
    for value, position_ in parts.items():
        money, key = position_.both, f"rates_by_{name}.{value}"
        paid, plan = money.disbursed_vnd, money.plan_vnd
        behind = tuple(e.cell for e in money.postings)
        money_before = parts_before[value].both if value in parts_before else Money(0, 0, 0, 0, 0)
        since = tuple(e.cell for e in money_before.postings)
        rows.append(
            Row(
                (
                    words.word("source", value) if name == "source" else value,
                    amount(words, f"{key}.plan", plan, "rates_plan", behind),
                    amount(words, f"{key}.disbursed", paid, "rates_disbursed", behind),
                    rate_cell(words, f"{key}.rate", paid, plan, "disbursed_over_both", behind),
                    rate_cell(
                        words,
                        f"{key}.before",
                        money_before.disbursed_vnd,
                        money_before.plan_vnd,
                        "disbursed_over_both",
                        since,
                    ),
                )
            )
        )
    columns = (
        column(words, name, width=3),
        *numbers(words, {"available": 1, "disbursed": 1, "rate": 0.8, "rate_before": 0.8}),
    )
    notes = (words.say("note.rate_on_available"), words.say("note.rate_before", {"year": str(year - 1)}))
    return table(words, f"rates-by-{name.replace('_', '-')}", columns, rows, unit="million", notes=notes)


def carry_law(report: Report) -> Section:
    """What of each source year in use the law lets be carried, and until when."""
    year = report.params.year
    money = carried((*grants(report.entries), *grants(report.ledger)), year)
    years = sorted({int(e.source_year) for e in money} | {year})
    on = dt.date(year, 12, 31)
    rules = tuple((given, rule) for given in years for rule in carry_over_rules(report.law, given, on))
    rows = tuple(_law_row(report.words, report.law, source_year, rule) for source_year, rule in rules)
    if not rows:
        return section(report.words, "carry_law", [no_data(report.words, "carry_law")])
    columns = texts(
        report.words,
        {"source_year": 0.7, "rule_of_law": 2.6, "capital": 1, "what_is_left": 1.8, "pay_until": 1, "act": 1.6},
    )
    readings = [rule.reading for _, rule in rules]
    mark = weak_mark(*readings)
    told = (report.say("note.unverified", {"mark": mark}),) if mark else ()
    notes = (*told, *other_readings(report.words, *readings))
    listed = table(report.words, "carry-law", columns, rows, notes=notes, law=(rule.citation for _, rule in rules))
    return section(report.words, "carry_law", [paragraph(report.say("carry_law.words")), listed])


def _act_words(words: Words, act: Citation) -> str:
    """The act with its article; one whose number is not known is named by its date, or else by its title."""
    article = words.choose(act.article, act.article_en)
    if not act.number and act.signed is None:
        return ", ".join(part for part in (words.choose(act.title_vi, act.title_en), article) if part)
    day = "" if act.number or not act.signed else official_date(act.signed, words.lang)
    return " ".join(part for part in (words.choose(act.decree, act.decree_en), article, day) if part)


def _law_row(words: Words, law: Law, year: int, rule: CarryOverRule) -> Row:
    act = next(c for c in law.citations if c.id == rule.citation)
    until = dt.date.fromisoformat(f"{year + 1}-{rule.pay_until}")
    capital = words.say("carry_law.any") if rule.capital == "any" else words.word("capital", rule.capital)
    return Row(
        (
            str(year),
            words.choose(rule.title_vi, rule.title_en),
            capital,
            words.say(f"carry_law.{rule.outcome}", {"year": str(rule.last_year(year))}),
            format_date(until, words.lang),
            _act_words(words, act) + weak_mark(rule.reading),
        )
    )
