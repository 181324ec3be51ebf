"""What an export says of itself: subtotals and identities, checked with their residual, never repaired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from poverty_analysis.inputs.exports.amounts import ExportRow, ReadCounts
from poverty_analysis.inputs.exports.model import ExportMap, Identity
from poverty_analysis.inputs.exports.subtotals import Subtotal
from poverty_analysis.values.problems import Finding, Severity
from poverty_analysis.wording import LANGUAGES, say
from poverty_analysis.wording.numbers import format_integer, format_vnd


def subtotal_findings(file: str, subtotals: Sequence[Subtotal]) -> Iterator[Finding]:
    """One error for every subtotal and amount column that is not the sum of its parts."""
    for item in subtotals:
        for column, summed, stated in item.columns:
            if summed != stated:
                amounts = {"expected": summed, "actual": stated, "gap": stated - summed}
                texts = {"row": str(item.row), "name": column, "count": str(len(item.parts))}
                yield _finding("error", "export_subtotal", (file, item.row), "differs", amounts, texts)


def identity_findings(file: str, data: Sequence[ExportRow], rules: ExportMap) -> Iterator[Finding]:
    """One error (a warning where the identity is unverified) for every row an identity does not hold in.

    An empty amount counts as 0; a row with none of the amounts is not checked.
    """
    for identity in rules.identities:
        names = (identity.left, *(name for _, name in identity.right))
        for line in data:
            if any(name in line.amounts for name in names):
                yield from _identity(file, line, identity, rules.source)


def _identity(file: str, line: ExportRow, identity: Identity, source: str) -> Iterator[Finding]:
    expected = sum(sign * line.amounts.get(name, 0) for sign, name in identity.right)
    actual = line.amounts.get(identity.left, 0)
    if expected != actual:
        amounts = {"expected": expected, "actual": actual, "gap": actual - expected}
        texts = {"row": str(line.row), "name": identity.name, "formula": identity.formula()}
        severity: Severity = "error" if identity.verified else "warning"
        yield _finding(severity, "export_identity", (file, line.row), "differs", amounts, texts, source)


def counted_finding(file: str, counted: ReadCounts, postings: int, rules: ExportMap) -> Finding:
    """The note that tells what was read and what was left out of an export."""
    texts = {name: str(value) for name, value in vars(counted).items()}
    texts |= {"map": rules.name, "postings": str(postings)}
    reason = "read" if rules.verified else "read_unverified"
    return _finding("note", "export_read", (file, None), reason, {}, texts, rules.source)


def _finding(
    severity: Severity,
    rule: str,
    place: tuple[str, int | None],
    reason: str,
    amounts: Mapping[str, int],
    texts: Mapping[str, str],
    source: str = "",
) -> Finding:
    file, row = place
    subject = file if row is None else f"{file}#{row}"
    said = {lang: _said(lang, f"exports.{rule}.{reason}", subject, amounts, texts) for lang in LANGUAGES}
    return Finding(
        rule=rule,
        severity=severity,
        subject=subject,
        reason=reason,
        expected=amounts.get("expected"),
        actual=amounts.get("actual"),
        difference=amounts.get("gap"),
        message_vi=said["vi"],
        message_en=said["en"],
        source=source,
        key=(file,) if row is None else (file, str(row)),
    )


def _said(lang: str, key: str, subject: str, amounts: Mapping[str, int], texts: Mapping[str, str]) -> str:
    numbers = {name: format_integer(int(t), lang) if t.isascii() and t.isdigit() else t for name, t in texts.items()}
    values = {"subject": subject} | numbers | {name: format_vnd(amount, lang) for name, amount in amounts.items()}
    return say(lang, key, values)
