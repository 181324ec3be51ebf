"""Chapter on disbursement."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from poverty_analysis.blocks import Block, Chart, Section
from poverty_analysis.budget.ledger import Entry, grants, lines, of_line, of_phase, total
from poverty_analysis.chapters.charts.bar_charts import ShareBar, share_bars
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import chart
from poverty_analysis.chapters.frame.titles import coded_title
from poverty_analysis.chapters.money.disbursement_rates import figures_day, rates_table, rates_words
from poverty_analysis.chapters.money.doubt_marks import correction_block, with_marks
from poverty_analysis.chapters.money.money_flow import AVAILABLE, flow_chart, flow_table, lines_table
from poverty_analysis.law import Programme
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
            rates_words(report.words, report.facts, report.ledger, report.closing_day()),
        ),
        *correction_block(report),
        # The chart first: a table may run over the end of a page, a picture leaves a hole there.
        *_rates_chart(report.words, report.programme, planned, money),
        *flow_chart(report.words, report.entries, report.ledger),
        flow_table(report.words, report.entries, report.ledger),
        lines_table(report.words, report.programme, report.entries, report.ledger),
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


def _rates_chart(
    words: Words, programme: Programme | None, planned: tuple[Entry, ...], money: tuple[Entry, ...]
) -> list[Chart]:
    """What part of the available money each line disbursed, as in the table of lines; the highest first.

    Lines without available money stand last, without a bar; none of it with one line, or where none had any.
    """
    codes = tuple(dict.fromkeys([*lines(planned), *lines(money)]))
    rates = {code: rate for code in codes if (rate := _rate(of_line(money, code))) is not None}
    if len(rates) < 2:
        return []
    ranked = sorted(rates, key=lambda code: -rates[code])
    without = [code for code in codes if code not in rates]
    bars = [ShareBar(coded_title(words, programme, c), rates[c], format_share(rates[c], 2, words.lang)) for c in ranked]
    bars += [ShareBar(coded_title(words, programme, c), None, words.say("undefined_short")) for c in without]
    values = {"low": words.line(ranked[-1]), "low_rate": bars[len(ranked) - 1].number, "high": words.line(ranked[0])}
    values |= {"high_rate": bars[0].number, "lines": str(len(ranked))}
    over = sum(rate > 1 for rate in rates.values())
    tails = {"over": over, "without": len(without)}
    values["tail"] = "".join(words.say(f"chart.disbursed_{name}", {"count": n}) for name, n in tails.items() if n)
    svg = share_bars(bars, words.say("chart.axis_available"), words.lang, words.say("chart.whole"))
    cells = (entry.cell for entry in money)
    return [chart(words, "disbursement-chart", svg, values, cells)]


def _rate(money: tuple[Entry, ...]) -> Fraction | None:
    """Disbursed over available; None where nothing was available."""
    available = total(of_phase(money, *AVAILABLE))
    return Fraction(total(of_phase(money, "disbursed")), available) if available else None
