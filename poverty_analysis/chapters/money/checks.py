"""Chapters that verify: counterpart, norms and unit costs, and the findings in official words."""

from __future__ import annotations

from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Row, Section, Table, Text
from poverty_analysis.budget.ledger import grants, of_line, total
from poverty_analysis.chapters.frame.common import (
    amount,
    column,
    count,
    exact_vnd,
    no_data,
    note,
    other_readings,
    paragraph,
    per_unit,
    section,
    share,
    table_source,
    unverified_mark,
)
from poverty_analysis.chapters.money.differences import POSTING_RULES
from poverty_analysis.checks import PASSING
from poverty_analysis.checks.counterpart import Share, line_shares, shares, unclear_lines
from poverty_analysis.checks.model import CitedDocument, Claim
from poverty_analysis.law import counterpart as legal_counterpart
from poverty_analysis.report.open import Report
from poverty_analysis.values.problems import Finding
from poverty_analysis.wording.findings import rule_words
from poverty_analysis.wording.numbers import format_integer, format_share

_SHARE_DECIMALS = 4


def counterpart(report: Report) -> Section:
    """Counterpart money: every base, line by line, and why there is no verdict."""
    rule = report.facts.counterpart
    if rule is None or not report.entries:
        return section(report, "counterpart", [no_data(report, "counterpart" if report.entries else "budget")])
    words = report.say(
        "counterpart.words",
        {"ratio": format_share(rule.ratio, 0, report.lang) + unverified_mark(report, (rule.citation,))},
    )
    verdict = [f for f in report.findings if f.rule == "counterpart" and f.reason.startswith("not_determinable")]
    blocks: list[Block] = [
        paragraph(words),
        _bases_table(report, rule.citation),
        _counterpart_lines(report, rule.citation),
        *(_finding_text(report, f) for f in verdict),
    ]
    if not rule.class_verified:
        blocks.append(note(report.say("counterpart.assumption")))
    return section(report, "counterpart", blocks)


def _bases_table(report: Report, citation: str) -> Table:
    rows = [row for item in shares(report.facts) for row in _base_rows(report, item, citation)]
    columns = (
        column(report, "base_kind", width=2.6),
        column(report, "base", right=True, width=1.6),
        column(report, "local_money", right=True, width=1.5),
        column(report, "share", right=True, width=1),
        column(report, "gap_to_ratio", right=True, width=1.5),
    )
    return Table(
        id="counterpart-bases",
        title=report.say("table.counterpart_bases"),
        columns=columns,
        rows=tuple(rows),
        unit_line=report.say("unit_dong"),
        notes=(report.say("note.gap_sign"), *_unverified_note(report, citation), *_other_band(report)),
        source=table_source((report.entries[0].cell,)),
    )


def _other_band(report: Report) -> tuple[str, ...]:
    """What another source, or the same one elsewhere, says of the ratio of the province."""
    province = str(report.dataset.plan.values["province"])
    found = legal_counterpart(report.law, province, report.params.year)
    return other_readings(report, found.reading) if found else ()


def _unverified_note(report: Report, citation: str) -> tuple[str, ...]:
    mark = unverified_mark(report, (citation,))
    return (report.say("note.unverified", {"mark": mark}),) if mark else ()


def _base_rows(report: Report, item: Share, citation: str) -> list[Row]:
    unclear = ", ".join(unclear_lines(report.facts))
    ranged = item.low != item.high
    ends = [("_low", item.local_low_vnd), ("_high", item.local_high_vnd)] if ranged else [("", item.local_low_vnd)]
    scope = item.name if unclear else item.name.replace("clear", "every")
    words = {end: report.say(f"base.{scope}{end}", {"lines": unclear}) for end, _ in ends}
    return [
        _share_row(report, item.name + end.replace("_", "."), words[end], item, local, citation) for end, local in ends
    ]


def _share_row(report: Report, name: str, words: str, item: Share, local: int, citation: str) -> Row:
    key = f"counterpart.{name}"
    both = (*item.base_cells, *item.local_cells)
    ratio: Cell = report.say("undefined")
    if item.base_vnd:
        value = Fraction(local, item.base_vnd)
        ratio = share(report, f"{key}.share", value, "local_over_central", decimals=_SHARE_DECIMALS, inputs=both)
    gap = exact_vnd(report, f"{key}.gap", local - item.required_vnd, "local_minus_required", both, (citation,))
    base = exact_vnd(report, f"{key}.base", item.base_vnd, "sum_central", item.base_cells)
    return Row((words, base, exact_vnd(report, f"{key}.local", local, "sum_local", item.local_cells), ratio, gap))


def _counterpart_lines(report: Report, citation: str) -> Table:
    rows = tuple(
        _share_row(report, code, code, item, item.local_low_vnd, citation) for code, item in line_shares(report.facts)
    )
    columns = (
        column(report, "code", width=0.8),
        column(report, "base", right=True, width=1.6),
        column(report, "local_money", right=True, width=1.5),
        column(report, "share", right=True),
        column(report, "gap_to_ratio", right=True, width=1.5),
    )
    return Table(
        id="counterpart-lines",
        title=report.say("table.counterpart_lines"),
        columns=columns,
        rows=rows,
        unit_line=report.say("unit_dong"),
        notes=(report.say("note.printed_unit"), *_unverified_note(report, citation)),
        source=table_source((report.entries[0].cell,)),
    )


def norms(report: Report) -> Section:
    """Norms times counts, and what one unit costs where the plan counts it."""
    claims = report.facts.claims
    norm = tuple(c for c in claims if c.kind == "norm" and c.amount_vnd is not None and c.count is not None)
    cost = tuple(c for c in claims if c.kind == "unit_count" and c.count)
    if not norm and not cost:
        return section(report, "norms", [no_data(report, "norms")])
    blocks: list[Block] = [paragraph(report.say("norms.words"))]
    blocks += [_norm_table(report, norm)] if norm else []
    blocks += [_cost_table(report, cost), note(report.say("norms.cost_note"))] if cost else []
    return section(report, "norms", blocks)


def _norm_table(report: Report, claims: tuple[Claim, ...]) -> Table:
    rows = []
    for item in claims:
        scope = of_line(report.entries, item.line)
        parts = tuple(e for e in scope if e.source == item.source) if item.source else grants(scope)
        expected, actual = (item.amount_vnd or 0) * (item.count or 0), total(parts)
        cells = tuple(e.cell for e in parts)
        both = (item.cell, *cells)
        key = f"norm.{item.id}"
        name = report.word("source", item.source) if item.source else report.say("all_sources")
        rows.append(
            Row(
                (
                    f"{item.line}: {name}",
                    count(report, f"{key}.count", item.count or 0, "stated", (item.cell,)),
                    amount(report, f"{key}.norm", item.amount_vnd or 0, "stated", (item.cell,)),
                    amount(report, f"{key}.expected", expected, "norm_times_count", (item.cell,)),
                    amount(report, f"{key}.actual", actual, "sum", cells),
                    amount(report, f"{key}.difference", actual - expected, "actual_minus_expected", both),
                )
            )
        )
    columns = (
        column(report, "line_and_source", width=2.4),
        column(report, "count", right=True, width=0.8),
        column(report, "norm", right=True),
        column(report, "norm_total", right=True),
        column(report, "set_aside", right=True),
        column(report, "difference", right=True),
    )
    return Table(
        id="norms",
        title=report.say("table.norms"),
        columns=columns,
        rows=tuple(rows),
        unit_line=report.say("unit_million"),
        source=table_source((claims[0].cell,)),
    )


def _cost_table(report: Report, claims: tuple[Claim, ...]) -> Table:
    rows = []
    for item in claims:
        parts = grants(of_line(report.entries, item.line))
        inputs = (*(e.cell for e in parts), item.cell)
        low, high = item.count or 1, item.count_to or item.count or 1
        key = f"unit_cost.{item.line}"
        rows.append(
            Row(
                (
                    item.line,
                    report.line_title(item.line),
                    amount(report, f"{key}.total", total(parts), "sum", inputs),
                    f"{item.count_as_printed} {item.count_unit}",
                    per_unit(report, f"{key}.low", Fraction(total(parts), high), inputs),
                    per_unit(report, f"{key}.high", Fraction(total(parts), low), inputs) if high != low else "–",
                )
            )
        )
    columns = (
        column(report, "code", width=0.7),
        column(report, "project", width=2.6),
        column(report, "amount_million", right=True, width=1.1),
        column(report, "counted", width=1.3),
        column(report, "cost_from", right=True),
        column(report, "cost_to", right=True),
    )
    return Table(
        id="unit-costs",
        title=report.say("table.unit_costs"),
        columns=columns,
        rows=tuple(rows),
        unit_line=report.say("unit_million"),
        source=table_source((claims[0].cell,)),
    )


def reconciliation(report: Report) -> Section:
    """What was checked, what does not hold, and what the plan leaves open."""
    serious = tuple(f for f in report.findings if f.severity != "note" and f.rule not in POSTING_RULES)
    postings = sum(f.severity != "note" and f.rule in POSTING_RULES for f in report.findings)
    noted = (f for f in report.findings if f.severity == "note" and f.reason not in PASSING)
    open_ = tuple(f for f in noted if f.rule in _OPEN_RULES)
    blocks: list[Block] = [_steps_table(report)]
    blocks.append(Text("heading", (report.say("findings.serious"),), level=3))
    blocks += [_finding_text(report, f) for f in serious] or [paragraph(report.say("findings.none"))]
    if postings:
        blocks.append(note(report.say("findings.postings", {"count": format_integer(postings, report.lang)})))
    blocks.append(Text("heading", (report.say("findings.open"),), level=3))
    blocks += [_finding_text(report, f) for f in open_] or [paragraph(report.say("findings.none_open"))]
    absent = tuple(f for f in report.findings if f.rule == "absent_document")
    if absent:
        blocks.append(Text("heading", (report.say("findings.absent"),), level=3))
        blocks.append(Text("list", tuple(_document_words(report, d) for d in report.facts.documents if not d.in_hand)))
    return section(report, "reconciliation", blocks)


def _document_words(report: Report, document: CitedDocument) -> str:
    role = report.word("document_role", document.role)
    return f"{document.number or report.say('no_number')} ({role}): {document.title}"


_OPEN_RULES = (
    *("not_stated", "capital_purpose", "mixed_precision", "carry_over", "kept_apart", "grand_total"),
    *("bare_rate", "border", "stated_count", "children_money"),
)


def _steps_table(report: Report) -> Table:
    rows = tuple(
        Row(
            (
                rule_words(outcome.rule, report.lang).title,
                count(report, f"checks.{outcome.rule}.checked", outcome.checked, "count", (f"rule:{outcome.rule}",)),
                count(report, f"checks.{outcome.rule}.passed", outcome.passed, "count", (f"rule:{outcome.rule}",)),
                count(report, f"checks.{outcome.rule}.noted", outcome.noted, "count", (f"rule:{outcome.rule}",)),
                count(report, f"checks.{outcome.rule}.failed", outcome.failed, "count", (f"rule:{outcome.rule}",)),
                rule_words(outcome.rule, report.lang).law_in(report.params.year) or "–",
            )
        )
        for outcome in report.outcomes
        if outcome.checked
    )
    columns = (
        column(report, "rule", width=2.4),
        column(report, "checked", right=True, width=0.8),
        column(report, "passed", right=True, width=0.8),
        column(report, "noted", right=True, width=0.8),
        column(report, "failed", right=True, width=0.8),
        column(report, "basis", width=2.4),
    )
    return Table(
        id="checks",
        title=report.say("table.checks"),
        columns=columns,
        rows=rows,
        notes=(report.say("note.checks"),),
    )


def _finding_text(report: Report, finding: Finding) -> Text:
    fields = {"severity": finding.severity, "label": report.say(f"severity.{finding.severity}")}
    return Text("finding", (finding.message(report.lang),), fields)


def count_words(report: Report) -> str:
    """How many errors and warnings there are, in words."""
    errors = sum(f.severity == "error" for f in report.findings)
    warnings = sum(f.severity == "warning" for f in report.findings)
    return report.say(
        "findings.count",
        {"errors": format_integer(errors, report.lang), "warnings": format_integer(warnings, report.lang)},
    )
