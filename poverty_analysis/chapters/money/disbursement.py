"""Chapter on disbursement."""

from __future__ import annotations

from fractions import Fraction

from poverty_analysis.blocks import Block, Chart, Section
from poverty_analysis.budget.ledger import Entry, grants, lines, of_line, of_phase, total
from poverty_analysis.chapters.charts.bar_charts import paired_bars
from poverty_analysis.chapters.frame.common import no_data, paragraph, section, table_source
from poverty_analysis.chapters.money.disbursement_rates import figures_day, rates_table, rates_words
from poverty_analysis.chapters.money.money_flow import AVAILABLE, flow_chart, flow_table, lines_table
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share, format_vnd


def disbursement(report: Report) -> Section:
    """From the plan to the treasury: words, waterfall, every line, rates; without a ledger it says so."""
    money = grants(report.ledger)
    if not of_phase(money, "disbursed"):
        return section(report, "disbursement", [no_data(report, "disbursement")])
    planned = grants(report.entries)
    blocks: list[Block] = [
        paragraph(_paid_words(report, planned, money), rates_words(report)),
        flow_chart(report),
        flow_table(report),
        lines_table(report),
        _paid_chart(report, planned, money),
        rates_table(report),
    ]
    return section(report, "disbursement", blocks)


def _paid_words(report: Report, planned: tuple[Entry, ...], money: tuple[Entry, ...]) -> str:
    paid, available = total(of_phase(money, "disbursed")), total(of_phase(money, *AVAILABLE))
    rate = Fraction(paid, available) if available else None
    values = {
        "paid": format_vnd(paid, report.lang),
        "planned": format_vnd(total(planned), report.lang),
        "available": format_vnd(available, report.lang),
        "rate": format_share(rate, 2, report.lang) if rate is not None else report.say("undefined"),
        "day": format_date(figures_day(report), report.lang),
    }
    return report.say("disbursement.words", values)


def _paid_chart(report: Report, planned: tuple[Entry, ...], money: tuple[Entry, ...]) -> Chart:
    paid = of_phase(money, "disbursed")
    codes = tuple(dict.fromkeys([*lines(planned), *lines(paid)]))
    parts = [
        (report.say("column.planned"), [total(of_line(planned, c)) for c in codes]),
        (report.say("column.disbursed"), [total(of_line(paid, c)) for c in codes]),
    ]
    rates = {
        c: Fraction(total(of_line(paid, c)), total(of_line(planned, c))) for c in codes if total(of_line(planned, c))
    }
    low, high = min(rates, key=lambda c: rates[c]), max(rates, key=lambda c: rates[c])
    values = {
        "low": low,
        "low_rate": format_share(rates[low], 1, report.lang),
        "high": high,
        "high_rate": format_share(rates[high], 1, report.lang),
    }
    svg = paired_bars(codes, parts, report.say("chart.axis_million"), report.lang)
    alt = report.say("chart.disbursement_alt", values)
    return Chart("disbursement-chart", report.say("chart.disbursement"), alt, svg, (), table_source((money[0].cell,)))
