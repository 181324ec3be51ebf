"""Chapter: from the plan to the treasury - the waterfall, the lines, the decisions, the balances."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from poverty_analysis.blocks import Block, Cell, Chart, Row, Section, Table
from poverty_analysis.budget.balances import Balance, balances, total_balance
from poverty_analysis.budget.decisions import LEVELS, ChainStep, chain, gaps
from poverty_analysis.budget.keys import MoneyKey, money_key
from poverty_analysis.budget.ledger import Entry, grants, in_force, lines, of_line, of_phase, own, total
from poverty_analysis.chapters.charts.bar_charts import waterfall
from poverty_analysis.chapters.frame.common import (
    amount,
    column,
    count,
    million,
    no_data,
    note,
    paragraph,
    rate_cell,
    section,
    table_source,
)
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_vnd

GIVEN = ("carried_over", "allocated")
AVAILABLE = (*GIVEN, "adjusted")
_FLOW = ("planned", "given_gap", "adjusted", "available", "disbursed", "lapsed", "left")
_SUMS = ("planned", "available", "left")
_MOVES = ("opening", "allocated", "adjusted", "disbursed", "lapsed")


def flow_steps(report: Report) -> tuple[tuple[str, int, tuple[Entry, ...]], ...]:
    """From the plan to what is left, each with its amount and the rows behind it; changes carry their sign.

    The steps add up: plan + difference of what was given + adjusted = available,
    available - disbursed - lapsed = left.
    """
    planned, money = grants(report.entries), grants(report.ledger)
    given, adjusted = of_phase(money, *GIVEN), of_phase(money, "adjusted")
    paid, lapsed = of_phase(money, "disbursed"), of_phase(money, "lapsed")
    available = (*given, *adjusted)
    amounts = {
        "planned": (total(planned), planned),
        "given_gap": (total(given) - total(planned), (*planned, *given)),
        "adjusted": (total(adjusted), adjusted),
        "available": (total(available), available),
        "disbursed": (-total(paid), paid),
        "lapsed": (-total(lapsed), lapsed),
        "left": (total(available) - total(paid) - total(lapsed), (*available, *paid, *lapsed)),
    }
    return tuple((name, *amounts[name]) for name in _FLOW)


def flow_chart(report: Report) -> Chart:
    """The waterfall from planned to left."""
    steps = flow_steps(report)
    bars = [(report.say(f"flow.{name}"), value, name in _SUMS) for name, value, _ in steps]
    amounts = {name: format_vnd(abs(value), report.lang) for name, value, _ in steps}
    svg = waterfall(bars, report.say("chart.axis_million"), report.lang)
    source = table_source(e.cell for _, _, items in steps for e in items)
    notes = (report.say("note.chart_rounded"),)
    return Chart("flow-chart", report.say("chart.flow"), report.say("chart.flow_alt", amounts), svg, notes, source)


def flow_table(report: Report) -> Table:
    """The steps of the waterfall, exact, with how each is made."""
    rows = tuple(
        Row(
            (
                report.say(f"flow.{name}"),
                amount(report, f"flow.{name}", value, f"flow_{name}", tuple(e.cell for e in items)),
                report.say(f"flow_formula.{name}"),
            ),
            "subtotal" if name in _SUMS else "body",
        )
        for name, value, items in flow_steps(report)
    )
    columns = (
        column(report, "step", width=2.4),
        column(report, "amount_million", right=True, width=1.2),
        column(report, "formula", width=3),
    )
    return Table("flow", report.say("table.flow"), columns, rows, report.say("unit_million"))


def lines_table(report: Report) -> Table:
    """Every line: planned, available, disbursed, left, and the rate on what was available."""
    planned, money = grants(report.entries), grants(report.ledger)
    codes = tuple(dict.fromkeys([*lines(planned), *lines(money)]))
    rows = [_line_row(report, code, of_line(planned, code), of_line(money, code)) for code in codes]
    rows.append(_line_row(report, "", planned, money))
    columns = (
        column(report, "code", width=0.7),
        column(report, "project", width=3.4),
        *(column(report, name, right=True, width=0.9) for name in ("planned", "available", "disbursed", "left")),
        column(report, "rate_on_available", right=True, width=0.8),
    )
    return Table(
        id="disbursement",
        title=report.say("table.disbursement"),
        columns=columns,
        rows=tuple(rows),
        unit_line=report.say("unit_million"),
        notes=(report.say("note.rate_on_available"),),
        source=table_source(e.cell for e in (*planned, *money)),
    )


def _line_row(report: Report, code: str, planned: tuple[Entry, ...], money: tuple[Entry, ...]) -> Row:
    available, paid = of_phase(money, *AVAILABLE), of_phase(money, "disbursed")
    gone = (*paid, *of_phase(money, "lapsed"))
    key = f"disbursement.{code or 'total'}"
    behind = _cells((*available, *gone))
    cells: tuple[Cell, ...] = (
        code,
        report.line_title(code) if code else report.say("row.total"),
        million(report, f"{key}.planned", planned),
        million(report, f"{key}.available", available),
        million(report, f"{key}.disbursed", paid),
        amount(report, f"{key}.left", total(available) - total(gone), "available_minus_used", behind),
        rate_cell(report, f"{key}.rate", total(paid), total(available), "disbursed_over_available", behind),
    )
    return Row(cells, "body" if code else "total")


def decisions(report: Report) -> Section:
    """Who decided how much: province, district, plan, treasury, each with its own total."""
    steps = chain(report.facts.booked, report.entries, report.params.year, report.unit.level)
    levels = tuple(s for s in steps if s.name in LEVELS)
    if not levels:
        return section(report, "decisions", [no_data(report, "disbursement")])
    open_ = [gap for a, b in pairwise(levels) for gap in gaps(a, b)]
    words = "one_level" if len(levels) == 1 else "gaps" if open_ else "no_gaps"
    blocks: list[Block] = [
        _decisions_table(report, steps),
        note(report.say(f"decisions.{words}", {"count": str(len(open_))})),
    ]
    return section(report, "decisions", blocks)


def _decisions_table(report: Report, steps: tuple[ChainStep, ...]) -> Table:
    rows = tuple(
        Row(
            (
                report.say(f"step.{step.name}"),
                count(report, f"decisions.{step.name}.documents", len(step.documents()), "count", _cells(step.entries)),
                million(report, f"decisions.{step.name}.total", step.entries),
                million(report, f"decisions.{step.name}.replaced", step.replaced) if step.replaced else "–",
            )
        )
        for step in steps
    )
    columns = (
        column(report, "step", width=3),
        column(report, "documents", right=True),
        column(report, "in_force", right=True, width=1.4),
        column(report, "superseded", right=True, width=1.4),
    )
    return Table(
        id="decisions",
        title=report.say("table.decisions"),
        columns=columns,
        rows=rows,
        unit_line=report.say("unit_million"),
        notes=(report.say("note.decisions"),),
        source=table_source(e.cell for step in steps for e in step.entries),
    )


def _cells(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(e.cell for e in entries)


def balance(report: Report) -> Section:
    """The identity of every line, source, source year and capital, and in total."""
    parts = balances(own(in_force(report.facts.booked), report.unit.level), report.params.year, money_key)
    if not parts:
        return section(report, "balance", [no_data(report, "disbursement")])
    whole = total_balance(parts)
    columns = (
        column(report, "line_and_source", width=2.4),
        *(column(report, name, right=True, width=0.9) for name in (*_MOVES, "closing", "residual")),
    )
    table = Table(
        id="balance",
        title=report.say("table.balance", {"year": str(report.params.year)}),
        columns=columns,
        rows=(
            *(_balance_row(report, item, item.key) for item in sorted(parts, key=lambda b: b.key)),
            _balance_row(report, whole, None),
        ),
        unit_line=report.say("unit_million"),
        notes=(report.say("note.balance"),),
        source=table_source(e.cell for e in whole.postings),
    )
    known = "known" if whole.closing_vnd is not None else "unknown"
    return section(report, "balance", [paragraph(report.say(f"balance.{known}")), table])


def _balance_row(report: Report, item: Balance[Any], of: MoneyKey | None) -> Row:
    key = f"balance.{'.'.join(of) if of else 'total'}"
    behind = _cells(item.postings)
    moved = {
        "opening": item.opening_vnd,
        "allocated": item.allocated_vnd,
        "adjusted": item.adjusted_vnd,
        "disbursed": item.disbursed_vnd,
        "lapsed": item.lapsed_vnd,
    }
    cells = [amount(report, f"{key}.{name}", value, f"balance_{name}", behind) for name, value in moved.items()]
    ends: list[Cell] = [report.say("undefined_short")] * 2
    if item.closing_vnd is not None and item.residual_vnd is not None:
        ends = [
            amount(report, f"{key}.closing", item.closing_vnd, "balance_closing", behind),
            amount(report, f"{key}.residual", item.residual_vnd, "balance_residual", behind),
        ]
    name = _money_words(report, of) if of else report.say("row.total")
    return Row((name, *cells, *ends), "body" if of else "total")


def _money_words(report: Report, key: MoneyKey) -> str:
    source, capital = (report.word(name, getattr(key, name), short=True) for name in ("source", "capital"))
    return f"{key.line}, {source} {key.source_year}, {capital}"
