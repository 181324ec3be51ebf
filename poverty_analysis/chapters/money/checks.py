"""Chapters that verify: counterpart, norms and unit costs, and the findings in official words."""

from __future__ import annotations

from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Row, Section, Table, Text
from poverty_analysis.budget.ledger import Entry, grants, of_line, total
from poverty_analysis.chapters.frame.figures import amount, by_law, count, exact_vnd, per_unit, share, unverified_mark
from poverty_analysis.chapters.frame.law_readings import other_readings
from poverty_analysis.chapters.frame.sections import no_data, note, paragraph, section
from poverty_analysis.chapters.frame.tables import column, numbers, table, texts
from poverty_analysis.chapters.frame.titles import line_title
from poverty_analysis.chapters.money.differences import POSTING_RULES
from poverty_analysis.checks import PASSING
from poverty_analysis.checks.counterpart import Share, line_shares, shares, unclear_lines
from poverty_analysis.checks.model import Facts, Outcome
from poverty_analysis.law import Law, Programme
from poverty_analysis.plan.claims import CitedDocument, Claim
from poverty_analysis.report.open import Report
from poverty_analysis.report.term_findings import all_findings
from poverty_analysis.values.problems import Finding
from poverty_analysis.values.validity import in_force_in_year
from poverty_analysis.wording.findings import rule_words
from poverty_analysis.wording.known_names import counted_words
from poverty_analysis.wording.numbers import format_integer, format_share
from poverty_analysis.wording.words import Words

_SHARE_DECIMALS = 4


def counterpart(report: Report) -> Section:
    """Counterpart money: every base, line by line, and why there is no verdict."""
    rule = report.facts.counterpart
    if rule is None or not report.entries:
        return section(
            report.words, "counterpart", [no_data(report.words, "counterpart" if report.entries else "budget")]
        )
    words = report.say(
        "counterpart.words",
        {"ratio": format_share(rule.ratio, 0, report.lang) + unverified_mark(report.law, rule.citation)},
    )
    verdict = [f for f in report.findings if f.rule == "counterpart" and f.reason.startswith("not_determinable")]
    blocks: list[Block] = [
        paragraph(words),
        _bases_table(report.words, report.facts, report.law, rule.citation),
        _counterpart_lines(report.words, report.facts, report.law, rule.citation),
        *(_finding_text(report.words, f) for f in verdict),
    ]
    if not rule.class_verified:
        blocks.append(note(report.say("counterpart.assumption")))
    return section(report.words, "counterpart", blocks)


def _bases_table(words: Words, facts: Facts, law: Law, citation: str) -> Table:
    rows = [row for item in shares(facts) for row in _base_rows(words, facts, law, item, citation)]
    columns = (
        column(words, "base_kind", width=2.6),
        *numbers(words, {"base": 1.6, "local_money": 1.5, "share": 1, "gap_to_ratio": 1.5}),
    )
    return table(
        words,
        "counterpart-bases",
        columns,
        rows,
        unit="million",
        notes=(words.say("note.gap_sign"), *_unverified_note(words, law, citation), *_other_bands(words, facts, law)),
    )


def _other_bands(words: Words, facts: Facts, law: Law) -> tuple[str, ...]:
    """What sources say against the ratio the shares are held against."""
    ratio = facts.counterpart.ratio if facts.counterpart else None
    rules = (one for one in law.counterpart_ratios if one.ratio == ratio and in_force_in_year(one, facts.year))
    return other_readings(words, *(one.reading for one in rules))


def _unverified_note(words: Words, law: Law, citation: str) -> tuple[str, ...]:
    mark = unverified_mark(law, citation)
    return (words.say("note.unverified", {"mark": mark}),) if mark else ()


def _base_rows(words: Words, facts: Facts, law: Law, item: Share, citation: str) -> list[Row]:
    unclear = ", ".join(unclear_lines(facts))
    ranged = item.low != item.high
    ends = [("_low", item.local_low_vnd), ("_high", item.local_high_vnd)] if ranged else [("", item.local_low_vnd)]
    scope = item.name if unclear else item.name.replace("clear", "every")
    texts = {end: words.say(f"base.{scope}{end}", {"lines": unclear}) for end, _ in ends}
    return [
        _share_row(words, law, item.name + end.replace("_", "."), texts[end], item, local, citation)
        for end, local in ends
    ]


def _share_row(words: Words, law: Law, name: str, text: str, item: Share, local: int, citation: str) -> Row:
    key = f"counterpart.{name}"
    both = (*item.base_cells, *item.local_cells)
    ratio: Cell = words.say("undefined")
    if item.base_vnd:
        value = Fraction(local, item.base_vnd)
        ratio = share(words, f"{key}.share", value, "local_over_central", decimals=_SHARE_DECIMALS, inputs=both)
    missing = exact_vnd(words, f"{key}.gap", local - item.required_vnd, "local_minus_required", both)
    base = exact_vnd(words, f"{key}.base", item.base_vnd, "sum_central", item.base_cells)
    return Row(
        (
            text,
            base,
            exact_vnd(words, f"{key}.local", local, "sum_local", item.local_cells),
            ratio,
            by_law(missing, law, citation),
        )
    )


def _counterpart_lines(words: Words, facts: Facts, law: Law, citation: str) -> Table:
    rows = tuple(
        _share_row(words, law, code, words.line(code), item, item.local_low_vnd, citation)
        for code, item in line_shares(facts)
    )
    columns = (
        column(words, "code", width=0.8),
        *numbers(words, {"base": 1.6, "local_money": 1.5, "share": 1, "gap_to_ratio": 1.5}),
    )
    return table(
        words,
        "counterpart-lines",
        columns,
        rows,
        unit="dong",
        notes=(words.say("note.printed_unit"), *_unverified_note(words, law, citation)),
        workbook_only=True,
    )


def norms(report: Report) -> Section:
    """Norms times counts, and what one unit costs where the plan counts it."""
    claims = report.facts.claims
    norm = tuple(c for c in claims if c.kind == "norm" and c.amount_vnd is not None and c.count is not None)
    cost = tuple(c for c in claims if c.kind == "unit_count" and c.count)
    if not norm and not cost:
        return section(report.words, "norms", [no_data(report.words, "norms")])
    blocks: list[Block] = [paragraph(report.say("norms.words"))]
    blocks += [_norm_table(report.words, report.entries, norm)] if norm else []
    blocks += (
        [_cost_table(report.words, report.programme, report.entries, cost), note(report.say("norms.cost_note"))]
        if cost
        else []
    )
    return section(report.words, "norms", blocks)


def _norm_table(words: Words, entries: tuple[Entry, ...], claims: tuple[Claim, ...]) -> Table:
    rows = []
    for item in claims:
        scope = of_line(entries, item.line)
        parts = tuple(e for e in scope if e.source == item.source) if item.source else grants(scope)
        expected, actual = (item.amount_vnd or 0) * (item.count or 0), total(parts)
        cells = tuple(e.cell for e in parts)
        both = (item.cell, *cells)
        key = f"norm.{item.claim}"
        name = words.word("source", item.source) if item.source else words.say("all_sources")
        rows.append(
            Row(
                (
                    f"{item.line}: {name}",
                    count(words, f"{key}.count", item.count or 0, "stated", (item.cell,)),
                    amount(words, f"{key}.norm", item.amount_vnd or 0, "stated", (item.cell,)),
                    amount(words, f"{key}.expected", expected, "norm_times_count", (item.cell,)),
                    amount(words, f"{key}.actual", actual, "sum", cells),
                    amount(words, f"{key}.difference", actual - expected, "actual_minus_expected", both),
                )
            )
        )
    columns = (
        column(words, "line_and_source", width=2.4),
        *numbers(words, {"count": 0.8, "norm": 1, "norm_total": 1, "set_aside": 1, "difference": 1}),
    )
    return table(words, "norms", columns, rows, unit="million")


def _cost_table(
    words: Words, programme: Programme | None, entries: tuple[Entry, ...], claims: tuple[Claim, ...]
) -> Table:
    rows = []
    for item in claims:
        parts = grants(of_line(entries, item.line))
        inputs = (*(e.cell for e in parts), item.cell)
        low, high = item.count or 1, item.count_to or item.count or 1
        key = f"unit_cost.{item.claim}"
        rows.append(
            Row(
                (
                    item.line,
                    line_title(words, programme, item.line),
                    amount(words, f"{key}.total", total(parts), "sum", inputs),
                    f"{item.count_as_printed} {counted_words(item.count_unit, high, words.lang)}",
                    per_unit(words, f"{key}.low", Fraction(total(parts), high), inputs),
                    per_unit(words, f"{key}.high", Fraction(total(parts), low), inputs) if high != low else "–",
                )
            )
        )
    columns = (
        *texts(words, {"code": 0.7, "project": 2.6}),
        column(words, "amount_million", right=True, width=1.1),
        column(words, "counted", width=1.3),
        *numbers(words, {"cost_from": 1, "cost_to": 1}),
    )
    return table(words, "unit-costs", columns, rows, unit="million")


def reconciliation(report: Report) -> Section:
    """What was checked, what does not hold, and what the plan leaves open."""
    serious = tuple(f for f in report.causes if f.severity != "note" and f.rule not in POSTING_RULES)
    postings = sum(f.severity != "note" and f.rule in POSTING_RULES for f in report.causes)
    noted = (f for f in report.causes if f.severity == "note" and f.reason not in PASSING)
    open_ = tuple(f for f in noted if f.rule in _OPEN_RULES)
    blocks: list[Block] = [paragraph(_checked_words(report)), *_year_blocks(report)]
    blocks += [_heading(report.words, "serious")] if serious and open_ else []
    blocks += [_finding_text(report.words, f) for f in serious]
    if postings:
        blocks.append(note(report.say("findings.postings", {"count": format_integer(postings, report.lang)})))
    blocks += [_heading(report.words, "open"), *(_finding_text(report.words, f) for f in open_)] if open_ else []
    blocks += _absent(report)
    blocks.append(_steps_table(report.words, report.outcomes, report.params.year))
    return section(report.words, "reconciliation", blocks)


def _heading(words: Words, name: str) -> Text:
    return Text("heading", (words.say(f"findings.{name}"),), level=3)


def _checked_words(report: Report) -> str:
    """How much was checked and what came of it; where nothing could be checked that is said, and no nought."""
    checked = sum(outcome.checked for outcome in report.outcomes) + sum(year.checked for year in report.years)
    if not checked:
        return report.say("findings.unchecked")
    return count_words(report.words, (*report.causes, *all_findings(report.years)), checked)


def _year_blocks(report: Report) -> list[Block]:
    """Of a report on a term what was found in each of its years, errors one by one."""
    blocks: list[Block] = []
    for year in report.years:
        serious = tuple(f for f in year.causes if f.severity != "note")
        key = "year" if serious else "year_clean" if year.checked else "year_unchecked"
        values = {"year": str(year.year), "checked": format_integer(year.checked, report.lang)}
        values |= {name: str(sum(f.severity == name for f in serious)) for name in ("error", "warning")}
        blocks.append(paragraph(report.say(f"findings.{key}", values)))
        blocks += [_finding_text(report.words, f) for f in serious if f.severity == "error"]
    return blocks


def _absent(report: Report) -> list[Block]:
    """The documents cited that are not on file, in one remark."""
    absent = tuple(d for d in report.facts.documents if not d.in_hand)
    if not any(f.rule == "absent_document" for f in report.causes) or not absent:
        return []
    names = "; ".join(_document_words(report.words, d) for d in absent)
    return [note(report.say("findings.absent_list", {"count": str(len(absent)), "names": names}))]


def _document_words(words: Words, document: CitedDocument) -> str:
    """Its number alone where the legal bases already have its title."""
    if document.number and document.role == "basis":
        return document.number
    return f"{document.number or words.say('no_number')}: {document.title}"


# Loans and goods are told in the section on funds, which "kept_apart" would repeat.
_OPEN_RULES = (
    *("not_stated", "capital_purpose", "mixed_precision", "carry_over", "grand_total"),
    *("bare_rate", "border", "stated_count", "children_money"),
)


def _steps_table(words: Words, outcomes: tuple[Outcome, ...], year: int) -> Table:
    looked_at = tuple(outcome for outcome in outcomes if outcome.checked)
    rows = tuple(
        Row(
            (
                rule_words(outcome.rule, words.lang).title,
                count(words, f"checks.{outcome.rule}.checked", outcome.checked, "count", (f"rule:{outcome.rule}",)),
                count(words, f"checks.{outcome.rule}.passed", outcome.passed, "count", (f"rule:{outcome.rule}",)),
                count(words, f"checks.{outcome.rule}.noted", outcome.noted, "count", (f"rule:{outcome.rule}",)),
                count(words, f"checks.{outcome.rule}.failed", outcome.failed, "count", (f"rule:{outcome.rule}",)),
                rule_words(outcome.rule, words.lang).law_in(year) or "–",
            )
        )
        for outcome in looked_at
    )
    columns = (
        column(words, "rule", width=2.4),
        *numbers(words, {"checked": 0.8, "passed": 0.8, "noted": 0.8, "failed": 0.8}),
        column(words, "basis", width=2.4),
    )
    acts = (act for outcome in looked_at for act in rule_words(outcome.rule, words.lang).acts_in(year))
    return table(words, "checks", columns, rows, law=acts, workbook_only=True)


def _finding_text(words: Words, finding: Finding) -> Text:
    fields = {"severity": finding.severity, "label": words.say(f"severity.{finding.severity}")}
    return Text("finding", (finding.message(words.lang),), fields)


def count_words(words: Words, findings: tuple[Finding, ...], checked: int) -> str:
    """How many things were checked, and how many errors and warnings there are by cause, in words."""
    errors = sum(f.severity == "error" for f in findings)
    warnings = sum(f.severity == "warning" for f in findings)
    return words.say(
        "findings.count",
        {
            "checked": format_integer(checked, words.lang),
            "errors": format_integer(errors, words.lang),
            "warnings": format_integer(warnings, words.lang),
        },
    )
