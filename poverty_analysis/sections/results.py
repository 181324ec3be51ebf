"""Chapters on disbursement and poverty results."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Row, Section, Table
from poverty_analysis.ledger import Entry, grants, lines, of_line, of_phase, total
from poverty_analysis.read.checker import Record
from poverty_analysis.sections.breaks import across_borders
from poverty_analysis.sections.charts import lines_over_time, paired_bars
from poverty_analysis.sections.common import (
    column,
    count,
    no_data,
    paragraph,
    section,
    share,
    table_source,
)
from poverty_analysis.sections.flow import AVAILABLE, flow_chart, flow_table, lines_table
from poverty_analysis.sections.rates import figures_day, rates_table, rates_words
from poverty_analysis.sections.report import Report
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
    source = table_source(e.cell for e in (*planned, *paid))
    return Chart("disbursement-chart", report.say("chart.disbursement"), alt, svg, (), source)


def poverty(report: Report) -> Section:
    """Poor and near-poor households over time, each with its standard and status."""
    records = report.results
    if not records:
        return section(report, "poverty", [no_data(report, "poverty")])
    rows = tuple(_result_row(report, r) for r in records)
    columns = (
        column(report, "as_of", width=1.1),
        column(report, "standard", width=1),
        column(report, "households", right=True),
        column(report, "poor", right=True),
        column(report, "poor_rate", right=True),
        column(report, "near_poor", right=True),
        column(report, "near_poor_rate", right=True),
        column(report, "status", width=1.1),
    )
    table = Table(
        id="poverty-results",
        title=report.say("table.poverty"),
        columns=columns,
        rows=rows,
        unit_line=report.say("unit_households"),
        notes=(report.say("note.poverty"),),
        source=table_source((records[0].file,)),
    )
    dated = tuple(r for r in records if _counted(r))
    blocks: list[Block] = [table, _poverty_chart(report, dated)] if len(dated) > 1 else [table]
    return section(report, "poverty", [*blocks, *across_borders(report)])


def _counted(record: Record) -> bool:
    """Whether a row has all three counts, so that its rates can be computed."""
    return bool(_whole(record, "households")) and None not in (record.values["poor"], record.values["near_poor"])


def _whole(record: Record, name: str) -> int:
    value = record.values[name]
    return value if isinstance(value, int) else 0


def _day(record: Record) -> dt.date:
    value = record.values["as_of"]
    return value if isinstance(value, dt.date) else dt.date.min


def _result_row(report: Report, record: Record) -> Row:
    key = f"poverty.{_day(record).isoformat()}"
    cell = (record.cell(),)
    households = _whole(record, "households")

    def rate(name: str) -> Cell:
        if households and record.values[name] is not None:
            value = Fraction(_whole(record, name), households)
            return share(report, f"{key}.{name}_rate", value, f"{name}_over_households", inputs=cell)
        printed = record.values.get(f"{name}_rate_as_printed")
        return report.say("rate_as_printed", {"rate": str(printed)}) if printed else report.say("undefined")

    def number(name: str) -> Cell:
        if record.values[name] is None:
            return report.say("not_published")
        return count(report, f"{key}.{name}", _whole(record, name), "stated", cell)

    cells: tuple[Cell, ...] = (
        format_date(_day(record), report.lang),
        str(record.values["standard"]),
        number("households"),
        number("poor"),
        rate("poor"),
        number("near_poor"),
        rate("near_poor"),
        report.word("status", str(record.values["status"])),
    )
    return Row(cells)


def _poverty_chart(report: Report, dated: tuple[Record, ...]) -> Chart:
    rates = {n: [Fraction(_whole(r, n), _whole(r, "households")) for r in dated] for n in ("poor", "near_poor")}
    labels = [format_date(_day(r), report.lang) for r in dated]
    parts = [(report.say(f"column.{name}"), [float(v) for v in values]) for name, values in rates.items()]
    values = {
        "first": labels[0],
        "last": labels[-1],
        "from": format_share(rates["poor"][0], 2, report.lang),
        "to": format_share(rates["poor"][-1], 2, report.lang),
    }
    svg = lines_over_time(labels, parts, report.say("chart.axis_share"), report.lang)
    source = table_source((dated[0].file,))
    return Chart("poverty-chart", report.say("chart.poverty"), report.say("chart.poverty_alt", values), svg, (), source)
