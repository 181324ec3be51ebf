"""Chapter on disbursement."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from poverty_analysis.blocks import Block, Chart, Section
from poverty_analysis.budget.ledger import Entry, grants, lines, of_line, of_phase, total
from poverty_analysis.chapters.charts.bar_charts import paired_bars
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import chart
from poverty_analysis.chapters.money.disbursement_rates import figures_day, rates_table, rates_words
from poverty_analysis.chapters.money.doubt_marks import correction_sentences, with_marks
from poverty_analysis.chapters.money.money_flow import AVAILABLE, flow_chart, flow_table, lines_table
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share, format_vnd
from poverty_analysis.wording.words import Words


def disbursement(report: Report) -> Section:
    """From the plan to the treasury: words, waterfall, every line, rates; without a ledger it says so."""
    money = grants(report.ledger)
    if not of_phase(money, "disbursed"):
        return section(report.words, "disbursement", [no_data(report.words, "disbursement")])
    planned = grants(report.entries)
    blocks: list[Block] = [
        paragraph(
            _paid_words(report.words, report.ledger, report.closing_day(), planned, money),
            *correction_sentences(report),
            rates_words(report.words, report.facts, report.ledger, report.closing_day()),
        ),
        flow_chart(report.words, report.entries, report.ledger),
        flow_table(report.words, report.entries, report.ledger),
        lines_table(report.words, report.programme, report.entries, report.ledger),
        _paid_chart(report.words, planned, money),
        rates_table(report.words, report.ledger, report.before, report.params.year),
    ]
    return with_marks(report, section(report.words, "disbursement", blocks))


def _paid_words(
    words: Words, ledger: tuple[Entry, ...], closing_day: dt.date, planned: tuple[Entry, ...], money: tuple[Entry, ...]
) -> str:
    paid, available = total(of_phase(money, "disbursed")), total(of_phase(money, *AVAILABLE))
    rate = Fraction(paid, available) if available else None
    values = {
        "paid": format_vnd(paid, words.lang),
        "planned": format_vnd(total(planned), words.lang),
        "available": format_vnd(available, words.lang),
        "rate": format_share(rate, 2, words.lang) if rate is not None else words.say("undefined"),
        "day": format_date(figures_day(ledger, closing_day), words.lang),
    }
    return words.say("disbursement.words", values)


def _paid_chart(words: Words, planned: tuple[Entry, ...], money: tuple[Entry, ...]) -> Chart:
    paid = of_phase(money, "disbursed")
    codes = tuple(dict.fromkeys([*lines(planned), *lines(paid)]))
    parts = [
        (words.say("column.planned"), [total(of_line(planned, c)) for c in codes]),
        (words.say("column.disbursed"), [total(of_line(paid, c)) for c in codes]),
    ]
    rates = {
        c: Fraction(total(of_line(paid, c)), total(of_line(planned, c))) for c in codes if total(of_line(planned, c))
    }
    svg = paired_bars(codes, parts, words.say("chart.axis_million"), words.lang)
    if not rates:
        values = {"paid": format_vnd(total(paid), words.lang), "lines": str(len(codes))}
        return chart(words, "disbursement-chart", svg, values, (money[0].cell,), finding="unplanned")
    low, high = min(rates, key=lambda c: rates[c]), max(rates, key=lambda c: rates[c])
    values = {
        "low": low,
        "low_rate": format_share(rates[low], 1, words.lang),
        "high": high,
        "high_rate": format_share(rates[high], 1, words.lang),
    }
    return chart(words, "disbursement-chart", svg, values, (money[0].cell,))
