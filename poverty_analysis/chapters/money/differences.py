"""Chapter: the plan against the allocations, and they against the treasury, every difference with its reason."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from poverty_analysis.blocks import Block, Row, Section, Table, Text
from poverty_analysis.budget.keys import MoneyKey, PostingKey
from poverty_analysis.chapters.frame.figures import count, exact_vnd
from poverty_analysis.chapters.frame.sections import annex_section, no_data, note, paragraph, section
from poverty_analysis.chapters.frame.tables import column, numbers, rows_to_open, table, texts
from poverty_analysis.chapters.money.money_flow import key_words
from poverty_analysis.checks import posting_words
from poverty_analysis.checks.ledgers import ALLOCATION_KEYS, STEPS, TOLERANCE_VND, TREASURY_KEYS, cells_of, comparison
from poverty_analysis.checks.ledgers import severity_of as severity
from poverty_analysis.report.open import Report
from poverty_analysis.wording.findings import rule_words
from poverty_analysis.wording.numbers import format_integer, format_vnd
from poverty_analysis.wording.words import Words

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

Difference = Mapping[Hashable, Any]


def reason_words(words: Words, step: str, reason: str) -> str:
    """The words for a reason; a few read otherwise between plan and allocation."""
    special = ("over_disbursed", "under_disbursed", "missing_in_treasury", "not_in_plan")
    moved = ("wrong_source", "wrong_capital", "wrong_year", "wrong_line")
    key = "reason_allocation" if step == "allocation" and reason in (*special, *moved) else "reason"
    text = words.say(f"{key}.{reason}")
    return text[:1].upper() + text[1:]


def _full_reason(words: Words, step: str, row: Difference) -> str:
    """The reason with what it leaves open, or with the tolerance that absorbed it."""
    notes = [words.say(f"reason_note.{row['note']}")] if row["note"] else []
    if row["tolerance_vnd"]:
        notes.append(
            words.say("reason_note.tolerance", {"tolerance": format_vnd(int(row["tolerance_vnd"]), words.lang)})
        )
    return reason_words(words, step, str(row["reason"])) + (f" ({'; '.join(notes)})" if notes else "")


def differences(report: Report) -> Section:
    """Both comparisons in short: by reason, and what needs action first."""
    by_step = {step: compared for step in STEPS if (compared := comparison(report.facts, step)) is not None}
    if not by_step:
        return section(report.words, "differences", [no_data(report.words, "disbursement")])
    blocks: list[Block] = []
    for step, compared in by_step.items():
        cells = tuple(entry.cell for entry in (*report.entries, *report.ledger))
        whole = exact_vnd(report.words, f"differences.{step}.left", compared.left_total_vnd, "sum", cells)
        words = Text("paragraph", (_totals_words(report.words, step, compared),), figures=(whole,))
        blocks += [words, _reasons_table(report.words, step, compared)]
    if "treasury" not in by_step:
        blocks.append(no_data(report.words, "treasury"))
    actions = _actions(report.words, by_step)
    blocks.append(Text("heading", (report.say("differences.first"),), level=3))
    blocks += actions or [paragraph(report.say("differences.none"))]
    rest = len(_serious(by_step)) - len(actions)
    if rest:
        blocks.append(note(report.say("differences.more", {"count": format_integer(rest, report.lang)})))
    return section(report.words, "differences", blocks)


def _totals_words(words: Words, step: str, compared: Comparison) -> str:
    values = {
        "left": format_vnd(compared.left_total_vnd, words.lang),
        "right": format_vnd(compared.right_total_vnd, words.lang),
        "gap": format_vnd(compared.difference_vnd, words.lang),
        "groups": format_integer(len(compared.groups), words.lang),
        "count": format_integer(len(compared.differences), words.lang),
        "unexplained": format_vnd(compared.unexplained_vnd, words.lang),
        "tolerance": format_vnd(compared.tolerance_vnd, words.lang),
    }
    told = words.say(f"differences.{step}", values)
    if len(compared.by_reason) != 1:
        return told
    ((reason, _),) = compared.by_reason.items()
    return f"{told} {words.say('differences.one_reason', {'reason': reason_words(words, step, str(reason))})}"


def _reasons_table(words: Words, step: str, compared: Comparison) -> Table:
    rows = []
    for reason, amount_vnd in compared.by_reason.items():
        of_reason = compared.differences[compared.differences["reason"] == reason]
        key, behind = f"differences.{step}.{reason}", _cells(of_reason.to_dict("records"))
        rows.append(
            Row(
                (
                    reason_words(words, step, str(reason)),
                    count(words, f"{key}.count", len(of_reason), "count", behind),
                    exact_vnd(words, f"{key}.amount", int(amount_vnd), "right_minus_left", behind),
                    exact_vnd(words, f"{key}.moved", int(of_reason["moved_vnd"].sum()), "moved", behind),
                    words.say(f"severity.{severity(str(reason))}"),
                )
            )
        )
    whole = _cells(compared.differences.to_dict("records"))
    total = exact_vnd(words, f"differences.{step}.total", compared.difference_vnd, "right_minus_left", whole)
    rows.append(Row((words.say("row.total"), "", total, "", ""), "total"))
    columns = (
        column(words, "reason", width=2.6),
        *numbers(words, {"differences": 0.8, "difference": 1.4, "moved": 1.4}),
        column(words, "severity", width=1),
    )
    return table(
        words,
        f"reasons-{step}",
        columns,
        rows,
        unit="dong",
        notes=(words.say("note.reasons", {"tolerance": format_vnd(TOLERANCE_VND, words.lang)}),),
        # The sentence above has the only reason with its amount, or says that nothing differs.
        workbook_only=len(compared.by_reason) <= 1,
    )


def _cells(records: Iterable[Difference]) -> tuple[str, ...]:
    return cells_of(cell for r in records for cell in (*r["left_rows"], *r["right_rows"]))


def _actions(words: Words, by_step: Mapping[str, Comparison]) -> list[Block]:
    """The most serious differences, by severity and then by the money they concern."""
    serious = _serious(by_step)
    ranked = sorted(serious, key=lambda item: (_ORDER.index(severity(str(item[1]["reason"]))), -weight(item[1])))
    return [_action(words, step, row) for step, row in ranked[:_FIRST]]


def _serious(by_step: Mapping[str, Comparison]) -> list[tuple[str, Difference]]:
    every = [(step, row) for step, compared in by_step.items() for row in compared.differences.to_dict("records")]
    return [(step, row) for step, row in every if severity(str(row["reason"])) != "note"]


def weight(row: Difference) -> int:
    """What a difference comes to in đồng: the amount that is wrong, or the one that stands elsewhere."""
    return max(abs(int(row["amount_vnd"])), int(row["moved_vnd"]))


def _action(words: Words, step: str, row: Difference) -> Text:
    reason, text = str(row["reason"]), _full_reason(words, step, row)
    values = {
        "what": _key_words(words, step, row),
        "why": text[:1].lower() + text[1:],
        "amount": format_vnd(weight(row), words.lang),
        "todo": words.say(f"todo.{reason}"),
    }
    level = severity(reason)
    return Text(
        "finding",
        (words.say("differences.action", values),),
        {"severity": level, "label": words.say(f"severity.{level}")},
    )


def _key_words(words: Words, step: str, row: Difference) -> str:
    if step == "treasury":
        return posting_words(PostingKey(*(str(row[name]) for name in TREASURY_KEYS)), words.lang, words.lines)
    return key_words(words, MoneyKey(*(str(row[name]) for name in ALLOCATION_KEYS)))


def difference_rows(report: Report) -> Section:
    """Annex: every difference with the rows of both sides, so that a person can open them."""
    by_step = {step: compared for step in STEPS if (compared := comparison(report.facts, step)) is not None}
    blocks: list[Block] = [_differences_table(report.words, step, compared) for step, compared in by_step.items()]
    if "treasury" not in by_step:
        blocks.append(no_data(report.words, "treasury" if by_step else "disbursement"))
    return annex_section(report.words, "difference_rows", blocks, number="1")


def _differences_table(words: Words, step: str, compared: Comparison) -> Table:
    rows = []
    for place, row in enumerate(compared.differences.to_dict("records"), start=1):
        behind = cells_of((*row["left_rows"], *row["right_rows"]))
        key = f"difference.{step}.{place}"
        rows.append(
            Row(
                (
                    _full_reason(words, step, row),
                    _key_words(words, step, row),
                    exact_vnd(words, f"{key}.amount", int(row["amount_vnd"]), "right_minus_left", behind),
                    exact_vnd(words, f"{key}.moved", int(row["moved_vnd"]), "moved", behind),
                    rows_to_open(cells_of(row["left_rows"])),
                    rows_to_open(cells_of(row["right_rows"])),
                )
            )
        )
    columns = (
        *texts(words, {"reason": 1.5, "line_and_source": 1.8}),
        *numbers(words, {"difference": 1.2, "moved": 1.2}),
        *texts(words, {f"left_{step}": 1.6, f"right_{step}": 1.6}),
    )
    notes = (words.say("note.rows_to_open"),)
    return table(words, f"differences-{step}", columns, rows, unit="dong", notes=notes)


def matched(report: Report) -> Section:
    """Annex: the matched groups, so that what agrees can be followed too."""
    compared = comparison(report.facts, "treasury")
    if compared is None:
        return annex_section(report.words, "matched", [no_data(report.words, "disbursement")], number="3")
    rows = []
    for place, group in enumerate(compared.groups.to_dict("records")):
        left, right = compared.left_rows(place), compared.right_rows(place)
        behind = cells_of((*left, *right))
        key = f"matched.{place + 1}"
        rows.append(
            Row(
                (
                    report.say(f"situation.{group['situation']}"),
                    _key_words(report.words, "treasury", group),
                    count(report.words, f"{key}.left", int(group["left_count"]), "count", behind),
                    count(report.words, f"{key}.right", int(group["right_count"]), "count", behind),
                    exact_vnd(report.words, f"{key}.amount", int(group["amount_vnd"]), "sum", cells_of(left)),
                    rows_to_open(cells_of(left)),
                    rows_to_open(cells_of(right)),
                )
            )
        )
    columns = (
        *texts(report.words, {"situation": 2.2, "line_and_source": 3.4}),
        *numbers(report.words, {"rows_given": 0.8, "rows_paid": 0.8, "amount_dong": 1.2}),
        *texts(report.words, {"left_treasury": 0.8, "right_treasury": 0.8}),
    )
    listed = table(report.words, "matched", columns, rows, unit="dong")
    return annex_section(report.words, "matched", [listed], number="3")


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
                    count(report.words, f"{key}.checked", outcome.checked, "count", inputs),
                    count(report.words, f"{key}.passed", outcome.passed, "count", inputs),
                    count(report.words, f"{key}.failed", outcome.failed, "count", inputs),
                    count(report.words, f"{key}.noted", outcome.noted, "count", inputs),
                    report.say(f"severity.{worst[0].severity}") if worst else "–",
                    worst[0].message(report.lang) if worst else "–",
                )
            )
        )
    if not rows:
        return section(report.words, "steps", [no_data(report.words, "disbursement")])
    columns = (
        column(report.words, "rule", width=1.8),
        *numbers(report.words, {"checked": 0.7, "passed": 0.7, "failed": 0.7, "noted": 0.7}),
        *texts(report.words, {"severity": 0.9, "extract": 3.4}),
    )
    listed = table(report.words, "steps", columns, rows)
    return section(report.words, "steps", [listed, note(report.say("note.checks"))])
