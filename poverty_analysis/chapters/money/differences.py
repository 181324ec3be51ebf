"""Chapter: the plan against the allocations, and they against the treasury, every difference with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from poverty_analysis.blocks import Block, Row, Section, Table, Text
from poverty_analysis.budget.keys import MoneyKey, PostingKey
from poverty_analysis.chapters.frame.common import (
    annex_section,
    column,
    count,
    exact_vnd,
    no_data,
    note,
    paragraph,
    rows_to_open,
    section,
    table_source,
)
from poverty_analysis.checks import posting_words
from poverty_analysis.checks.ledgers import (
    ALLOCATION_KEYS,
    STEPS,
    TOLERANCE_VND,
    TREASURY_KEYS,
    cells_of,
    comparison,
)
from poverty_analysis.checks.ledgers import severity_of as severity
from poverty_analysis.report.open import Report
from poverty_analysis.wording.findings import rule_words
from poverty_analysis.wording.numbers import format_integer, format_vnd

if TYPE_CHECKING:
    from poverty_analysis.budget.reconcile import Comparison

_FIRST = 10
_MONEY_RULES = (
    "ledger_line",
    "supersession",
    "outdated",
    "chain",
    "balance",
    "overspent",
    "ledgers",
    "carry_over",
    "carry_ground",
    "late_payment",
    "settled",
)
_ORDER = ("error", "warning", "note")
#: Rules that speak of single postings: their findings stand in this chapter and not one by one elsewhere.
POSTING_RULES = ("balance", "overspent", "ledgers")

Difference = Mapping[Any, Any]


def reason_words(report: Report, step: str, reason: str) -> str:
    """The words for a reason; a few read otherwise between plan and allocation."""
    special = ("over_disbursed", "under_disbursed", "missing_in_treasury", "not_in_plan")
    moved = ("wrong_source", "wrong_capital", "wrong_year", "wrong_line")
    key = "reason_allocation" if step == "allocation" and reason in (*special, *moved) else "reason"
    words = report.say(f"{key}.{reason}")
    return words[:1].upper() + words[1:]


def _full_reason(report: Report, step: str, row: Difference) -> str:
    """The reason with what it leaves open, or with the tolerance that absorbed it."""
    notes = [report.say(f"reason_note.{row['note']}")] if row["note"] else []
    if row["tolerance_vnd"]:
        notes.append(
            report.say("reason_note.tolerance", {"tolerance": format_vnd(int(row["tolerance_vnd"]), report.lang)})
        )
    return reason_words(report, step, str(row["reason"])) + (f" ({'; '.join(notes)})" if notes else "")


def differences(report: Report) -> Section:
    """Both comparisons in short: by reason, and what needs action first."""
    found = {step: made for step in STEPS if (made := comparison(report.facts, step)) is not None}
    if not found:
        return section(report, "differences", [no_data(report, "disbursement")])
    blocks: list[Block] = []
    for step, made in found.items():
        blocks += [paragraph(_totals_words(report, step, made)), _reasons_table(report, step, made)]
    if "treasury" not in found:
        blocks.append(no_data(report, "treasury"))
    actions = _actions(report, found)
    blocks.append(Text("heading", (report.say("differences.first"),), level=3))
    blocks += actions or [paragraph(report.say("differences.none"))]
    rest = len(_serious(found)) - len(actions)
    if rest:
        blocks.append(note(report.say("differences.more", {"count": format_integer(rest, report.lang)})))
    return section(report, "differences", blocks)


def money_sentence(report: Report) -> str:
    """What the comparison with the treasury found, in one sentence; empty without the treasury's payments."""
    made = comparison(report.facts, "treasury")
    if made is None:
        return ""
    levels = [severity(str(reason)) for reason in made.differences["reason"]]
    return report.say(
        "differences.sentence",
        {
            "count": format_integer(len(levels), report.lang),
            "errors": format_integer(levels.count("error"), report.lang),
            "warnings": format_integer(levels.count("warning"), report.lang),
            "gap": format_vnd(made.difference_vnd, report.lang),
            "unexplained": format_vnd(made.unexplained_vnd, report.lang),
        },
    )


def _totals_words(report: Report, step: str, made: Comparison) -> str:
    values = {
        "left": format_vnd(made.left_total_vnd, report.lang),
        "right": format_vnd(made.right_total_vnd, report.lang),
        "gap": format_vnd(made.difference_vnd, report.lang),
        "groups": format_integer(len(made.groups), report.lang),
        "count": format_integer(len(made.differences), report.lang),
        "unexplained": format_vnd(made.unexplained_vnd, report.lang),
        "tolerance": format_vnd(made.tolerance_vnd, report.lang),
    }
    return report.say(f"differences.{step}", values)


def _reasons_table(report: Report, step: str, made: Comparison) -> Table:
    rows = []
    for reason, amount_vnd in made.by_reason.items():
        of_reason = made.differences[made.differences["reason"] == reason]
        key, behind = f"differences.{step}.{reason}", _cells(of_reason.to_dict("records"))
        rows.append(
            Row(
                (
                    reason_words(report, step, str(reason)),
                    count(report, f"{key}.count", len(of_reason), "count", behind),
                    exact_vnd(report, f"{key}.amount", int(amount_vnd), "right_minus_left", behind),
                    exact_vnd(report, f"{key}.moved", int(of_reason["moved_vnd"].sum()), "moved", behind),
                    report.say(f"severity.{severity(str(reason))}"),
                )
            )
        )
    whole = _cells(made.differences.to_dict("records"))
    total = exact_vnd(report, f"differences.{step}.total", made.difference_vnd, "right_minus_left", whole)
    rows.append(Row((report.say("row.total"), "", total, "", ""), "total"))
    columns = (
        column(report, "reason", width=2.6),
        column(report, "differences", right=True, width=0.8),
        column(report, "difference", right=True, width=1.4),
        column(report, "moved", right=True, width=1.4),
        column(report, "severity", width=1),
    )
    return Table(
        id=f"reasons-{step}",
        title=report.say(f"table.reasons_{step}"),
        columns=columns,
        rows=tuple(rows),
        unit_line=report.say("unit_dong"),
        notes=(report.say("note.reasons", {"tolerance": format_vnd(TOLERANCE_VND, report.lang)}),),
        source=table_source(whole),
    )


def _cells(records: list[dict[Any, Any]]) -> tuple[str, ...]:
    return cells_of(cell for r in records for cell in (*r["left_rows"], *r["right_rows"]))


def _actions(report: Report, found: Mapping[str, Comparison]) -> list[Block]:
    """The most serious differences, by severity and then by the money they concern."""
    serious = _serious(found)
    ranked = sorted(serious, key=lambda item: (_ORDER.index(severity(str(item[1]["reason"]))), -_weight(item[1])))
    return [_action(report, step, row) for step, row in ranked[:_FIRST]]


def _serious(found: Mapping[str, Comparison]) -> list[tuple[str, Difference]]:
    every = [(step, row) for step, made in found.items() for row in made.differences.to_dict("records")]
    return [(step, row) for step, row in every if severity(str(row["reason"])) != "note"]


def _weight(row: Difference) -> int:
    return max(abs(int(row["amount_vnd"])), int(row["moved_vnd"]))


def _action(report: Report, step: str, row: Difference) -> Text:
    reason, words = str(row["reason"]), _full_reason(report, step, row)
    values = {
        "what": _key_words(report, step, row),
        "why": words[:1].lower() + words[1:],
        "amount": format_vnd(_weight(row), report.lang),
        "todo": report.say(f"todo.{reason}"),
    }
    level = severity(reason)
    return Text(
        "finding",
        (report.say("differences.action", values),),
        {"severity": level, "label": report.say(f"severity.{level}")},
    )


def _key_words(report: Report, step: str, row: Difference) -> str:
    if step == "treasury":
        return posting_words(PostingKey(*(str(row[name]) for name in TREASURY_KEYS)), report.lang)
    key = MoneyKey(*(str(row[name]) for name in ALLOCATION_KEYS))
    short = report.word("source", key.source, short=True)
    return f"{key.line}, {short} {key.source_year}, {report.word('capital', key.capital, short=True)}"


def difference_rows(report: Report) -> Section:
    """Annex: every difference with the rows of both sides, so that a person can open them."""
    blocks: list[Block] = []
    for step in STEPS:
        made = comparison(report.facts, step)
        if made is not None:
            blocks.append(_differences_table(report, step, made))
    return annex_section(
        report, "difference_rows", blocks or [no_data(report, "disbursement")], number=report.say("annex.1")
    )


def _differences_table(report: Report, step: str, made: Comparison) -> Table:
    rows = []
    for place, row in enumerate(made.differences.to_dict("records"), start=1):
        behind = cells_of((*row["left_rows"], *row["right_rows"]))
        key = f"difference.{step}.{place}"
        rows.append(
            Row(
                (
                    _full_reason(report, step, row),
                    _key_words(report, step, row),
                    exact_vnd(report, f"{key}.amount", int(row["amount_vnd"]), "right_minus_left", behind),
                    exact_vnd(report, f"{key}.moved", int(row["moved_vnd"]), "moved", behind),
                    rows_to_open(cells_of(row["left_rows"])),
                    rows_to_open(cells_of(row["right_rows"])),
                )
            )
        )
    columns = (
        column(report, "reason", width=1.5),
        column(report, "line_and_source", width=1.8),
        column(report, "difference", right=True, width=1.2),
        column(report, "moved", right=True, width=1.2),
        column(report, f"left_{step}", width=1.6),
        column(report, f"right_{step}", width=1.6),
    )
    title = report.say(f"table.differences_{step}")
    notes = (report.say("note.rows_to_open"),)
    return Table(f"differences-{step}", title, columns, tuple(rows), report.say("unit_dong"), notes)


def matched(report: Report) -> Section:
    """Annex: the matched groups, so that what agrees can be followed too."""
    made = comparison(report.facts, "treasury")
    if made is None:
        return annex_section(report, "matched", [no_data(report, "disbursement")], number=report.say("annex.3"))
    rows = []
    for place, group in enumerate(made.groups.to_dict("records")):
        left, right = made.left_rows(place), made.right_rows(place)
        behind = cells_of((*left, *right))
        key = f"matched.{place + 1}"
        rows.append(
            Row(
                (
                    report.say(f"situation.{group['situation']}"),
                    _key_words(report, "treasury", group),
                    count(report, f"{key}.left", int(group["left_count"]), "count", behind),
                    count(report, f"{key}.right", int(group["right_count"]), "count", behind),
                    exact_vnd(report, f"{key}.amount", int(group["amount_vnd"]), "sum", cells_of(left)),
                    rows_to_open(cells_of(left)),
                    rows_to_open(cells_of(right)),
                )
            )
        )
    columns = (
        column(report, "situation", width=1.6),
        column(report, "line_and_source", width=2.4),
        column(report, "rows_given", right=True, width=0.8),
        column(report, "rows_paid", right=True, width=0.8),
        column(report, "amount_dong", right=True, width=1.2),
        column(report, "left_treasury", width=2),
        column(report, "right_treasury", width=2),
    )
    table = Table("matched", report.say("table.matched"), columns, tuple(rows), report.say("unit_dong"))
    return annex_section(report, "matched", [table], number=report.say("annex.3"))


def steps(report: Report) -> Section:
    """What was checked of the money: rule, checked, passed, failed, how serious, and the first thing found."""
    rows = []
    for outcome in report.outcomes:
        if outcome.rule not in _MONEY_RULES or not outcome.checked:
            continue
        worst = [f for f in outcome.findings if f.severity != "note"]
        key, inputs = f"steps.{outcome.rule}", (f"rule:{outcome.rule}",)
        rows.append(
            Row(
                (
                    rule_words(outcome.rule, report.lang).title,
                    count(report, f"{key}.checked", outcome.checked, "count", inputs),
                    count(report, f"{key}.passed", outcome.passed, "count", inputs),
                    count(report, f"{key}.failed", outcome.failed, "count", inputs),
                    count(report, f"{key}.noted", outcome.noted, "count", inputs),
                    report.say(f"severity.{worst[0].severity}") if worst else "–",
                    worst[0].message(report.lang) if worst else "–",
                )
            )
        )
    if not rows:
        return section(report, "steps", [no_data(report, "disbursement")])
    columns = (
        column(report, "rule", width=1.8),
        *(column(report, name, right=True, width=0.7) for name in ("checked", "passed", "failed", "noted")),
        column(report, "severity", width=0.9),
        column(report, "extract", width=3.4),
    )
    table = Table("steps", report.say("table.steps"), columns, tuple(rows))
    return section(report, "steps", [table, note(report.say("note.checks"))])
