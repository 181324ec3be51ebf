"""Chapter: from the plan to the treasury - the waterfall, the lines, the decisions, the balances."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from poverty_analysis.blocks import Block, Cell, Chart, Row, Section, Table
from poverty_analysis.budget.balances import Balance, balances, total_balance
from poverty_analysis.budget.decisions import LEVELS, ChainStep, chain, gaps
from poverty_analysis.budget.keys import MoneyKey, money_key
from poverty_analysis.budget.ledger import Entry, grants, in_force, lines, of_line, of_phase, own, total
from poverty_analysis.chapters.charts.bar_charts import steps_visible, waterfall
from poverty_analysis.chapters.frame.figures import amount, count, million, rate_cell
from poverty_analysis.chapters.frame.sections import no_data, note, paragraph, section
from poverty_analysis.chapters.frame.tables import chart, column, numbers, table, texts
from poverty_analysis.chapters.frame.titles import line_title
from poverty_analysis.chapters.money.doubt_marks import with_marks
from poverty_analysis.law import Programme
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_share, format_vnd
from poverty_analysis.wording.words import Words

GIVEN = ("carried_over", "allocated")
AVAILABLE = (*GIVEN, "adjusted")
_FLOW = ("planned", "given_gap", "adjusted", "available", "disbursed", "lapsed", "left")
_SUMS = ("planned", "available", "left")
_MOVES = ("opening", "allocated", "adjusted", "disbursed", "lapsed")


def flow_steps(entries: tuple[Entry, ...], ledger: tuple[Entry, ...]) -> tuple[tuple[str, int, tuple[Entry, ...]], ...]:
    """From the plan to what is left, each with its amount and the rows behind it; changes carry their sign.

    The steps add up: plan + difference of what was given + adjusted = available,
    available - disbursed - lapsed = left.
    """
    planned, money = grants(entries), grants(ledger)
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


def flow_chart(words: Words, entries: tuple[Entry, ...], ledger: tuple[Entry, ...]) -> list[Chart]:
    """The waterfall from planned to left; none where one of its steps would be too small to be seen."""
    steps = flow_steps(entries, ledger)
    bars = [(words.say(f"flow.{name}"), value, name in _SUMS) for name, value, _ in steps if value or name in _SUMS]
    if not steps_visible(bars):
        return []
    signed = {name: -value if name in ("disbursed", "lapsed") else value for name, value, _ in steps}
    values = {name: format_vnd(value, words.lang) for name, value in signed.items()}
    rate = Fraction(signed["disbursed"], signed["available"]) if signed["available"] else None
    values["rate"] = words.say("undefined") if rate is None else format_share(rate, 2, words.lang)
    svg = waterfall(bars, words.say("chart.axis_million"), words.lang)
    cells = (e.cell for _, _, items in steps for e in items)
    return [chart(words, "flow-chart", svg, values, cells, notes=(words.say("note.chart_rounded"),))]


def flow_table(words: Words, entries: tuple[Entry, ...], ledger: tuple[Entry, ...]) -> Table:
    """The steps of the waterfall, exact, with how each is made."""
    rows = tuple(
        Row(
            (
                words.say(f"flow.{name}"),
                amount(words, f"flow.{name}", value, f"flow_{name}", tuple(e.cell for e in items)),
                words.say(f"flow_formula.{name}"),
            ),
            "subtotal" if name in _SUMS else "body",
        )
        for name, value, items in flow_steps(entries, ledger)
    )
    columns = (
        column(words, "step", width=2.4),
        column(words, "amount_million", right=True, width=1.2),
        column(words, "formula", width=3),
    )
    return table(words, "flow", columns, rows, unit="million")


def lines_table(
    words: Words, programme: Programme | None, entries: tuple[Entry, ...], ledger: tuple[Entry, ...]
) -> Table:
    """Every line: planned, available, disbursed, left, and the rate on what was available."""
    planned, money = grants(entries), grants(ledger)
    codes = tuple(dict.fromkeys([*lines(planned), *lines(money)]))
    rows = [_line_row(words, programme, code, of_line(planned, code), of_line(money, code)) for code in codes]
    rows.append(_line_row(words, programme, "", planned, money))
    columns = (
        *texts(words, {"code": 0.7, "project": 3.4}),
        *numbers(words, {"planned": 0.9, "available": 0.9, "disbursed": 0.9, "left": 0.9, "rate_on_available": 0.8}),
    )
    return table(words, "disbursement", columns, rows, unit="million", notes=(words.say("note.rate_on_available"),))


def _line_row(
    words: Words, programme: Programme | None, code: str, planned: tuple[Entry, ...], money: tuple[Entry, ...]
) -> Row:
    available, paid = of_phase(money, *AVAILABLE), of_phase(money, "disbursed")
    gone = (*paid, *of_phase(money, "lapsed"))
    # A plan may call a line "total".
    key = "disbursement_line.total" if code == "total" else f"disbursement.{code or 'total'}"
    behind = _cells((*available, *gone))
    cells: tuple[Cell, ...] = (
        code,
        line_title(words, programme, code) if code else words.say("row.total"),
        million(words, f"{key}.planned", planned),
        million(words, f"{key}.available", available),
        million(words, f"{key}.disbursed", paid),
        amount(words, f"{key}.left", total(available) - total(gone), "available_minus_used", behind),
        rate_cell(words, f"{key}.rate", total(paid), total(available), "disbursed_over_available", behind),
    )
    return Row(cells, "body" if code else "total")


def decisions(report: Report) -> Section:
    """Who decided how much: province, district, plan, treasury, each with its own total."""
    steps = chain(report.facts.booked, report.entries, report.params.year, report.unit.level)
    levels = tuple(s for s in steps if s.name in LEVELS)
    if not levels:
        return section(report.words, "decisions", [no_data(report.words, "disbursement")])
    open_ = [gap for a, b in pairwise(levels) for gap in gaps(a, b)]
    words = "one_level" if len(levels) == 1 else "gaps" if open_ else "no_gaps"
    blocks: list[Block] = [
        _decisions_table(report.words, steps),
        note(report.say(f"decisions.{words}", {"count": str(len(open_))})),
    ]
    return section(report.words, "decisions", blocks)


def _decisions_table(words: Words, steps: tuple[ChainStep, ...]) -> Table:
    rows = tuple(
        Row(
            (
                words.say(f"step.{step.name}"),
                count(words, f"decisions.{step.name}.documents", len(step.documents()), "count", _cells(step.entries)),
                million(words, f"decisions.{step.name}.total", step.entries),
                million(words, f"decisions.{step.name}.replaced", step.replaced) if step.replaced else "–",
            )
        )
        for step in steps
    )
    columns = (column(words, "step", width=3), *numbers(words, {"documents": 1, "in_force": 1.4, "superseded": 1.4}))
    return table(words, "decisions", columns, rows, unit="million")


def _cells(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(e.cell for e in entries)


def balance(report: Report) -> Section:
    """The identity of every line, source, source year and capital, and in total."""
    parts = balances(own(in_force(report.facts.booked), report.unit.level), report.params.year, money_key)
    if not parts:
        return section(report.words, "balance", [no_data(report.words, "disbursement")])
    whole = total_balance(parts)
    columns = (
        column(report.words, "line_and_source", width=2.4),
        *numbers(report.words, {**dict.fromkeys((*_MOVES, "closing", "residual"), 0.9)}),
    )
    rows = [_balance_row(report.words, item, item.key) for item in sorted(parts, key=lambda b: b.key)]
    listed = table(
        report.words,
        "balance",
        columns,
        (*rows, _balance_row(report.words, whole, None)),
        unit="million",
        values={"year": str(report.params.year)},
    )
    known = "known" if whole.closing_vnd is not None else "unknown"
    return with_marks(report, section(report.words, "balance", [paragraph(report.say(f"balance.{known}")), listed]))


def _balance_row(words: Words, item: Balance[MoneyKey] | Balance[None], of: MoneyKey | None) -> Row:
    key = f"balance.{'.'.join(of) if of else 'total'}"
    behind = _cells(item.postings)
    moved = {
        "opening": item.opening_vnd,
        "allocated": item.allocated_vnd,
        "adjusted": item.adjusted_vnd,
        "disbursed": item.disbursed_vnd,
        "lapsed": item.lapsed_vnd,
    }
    cells = [amount(words, f"{key}.{name}", value, f"balance_{name}", behind) for name, value in moved.items()]
    ends: list[Cell] = [words.say("undefined_short")] * 2
    if item.closing_vnd is not None and item.residual_vnd is not None:
        ends = [
            amount(words, f"{key}.closing", item.closing_vnd, "balance_closing", behind),
            amount(words, f"{key}.residual", item.residual_vnd, "balance_residual", behind),
        ]
    name = key_words(words, of) if of else words.say("row.total")
    return Row((name, *cells, *ends), "body" if of else "total")


def key_words(words: Words, key: MoneyKey) -> str:
    """A line with its source, source year and capital, in short."""
    source, capital = (words.word(name, getattr(key, name), short=True) for name in ("source", "capital"))
    return f"{words.line(key.line)}, {source} {key.source_year}, {capital}"
