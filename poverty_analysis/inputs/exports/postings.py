"""From the rows of an export to rows of the ledger contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.checker import CheckedTable, Domains
from poverty_analysis.inputs.exports.amounts import ExportRow, ReadCounts
from poverty_analysis.inputs.exports.model import ExportMap, FieldRule
from poverty_analysis.inputs.exports.opening import Opened
from poverty_analysis.inputs.raw import RawRow, RawTable, RawValue
from poverty_analysis.inputs.rows.plan import LEDGER
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.text import nearest
from poverty_analysis.values.treasury_account import NotAnAccount, parse_account_string


def make_postings(
    data: Sequence[ExportRow],
    opened: Opened,
    rules: ExportMap,
    domains: Domains,
    counted: ReadCounts,
    problems: list[Problem],
) -> CheckedTable[Entry]:
    """Return the postings of the data rows, checked as any ledger row.

    An empty amount gives no posting; a zero gives none and is counted.  Adds
    PA-717 a code the map has no alias for, PA-718 no account string.
    """
    names = LEDGER.spec.names()
    rows: list[RawRow] = []
    for line in data:
        filled = _filled(line, opened, rules, problems)
        for values in _rows(line, rules, filled, counted):
            rows.append((line.row, tuple(values.get(name) for name in names)))
    if problems:
        # A code without an alias would be told once more, as an empty cell of the ledger.
        return CheckedTable[Entry]()
    table = RawTable(opened.file, opened.sheet, names, tuple(rows))
    return LEDGER.check(table, domains)


def _rows(
    line: ExportRow, rules: ExportMap, filled: Mapping[str, str], counted: ReadCounts
) -> Iterator[dict[str, RawValue]]:
    dated = {"as_of": rules.as_of.isoformat()} if rules.amounts == "cumulative" else {}
    for posting in rules.postings:
        amount = line.amounts.get(posting.amount)
        if amount == 0:
            counted.zeros += 1
        if amount:
            given = {**dated, "vintage": rules.vintage, **rules.constants, **filled, **posting.values}
            yield {**given, "amount_vnd": str(-amount if posting.minus else amount)}


def _filled(line: ExportRow, opened: Opened, rules: ExportMap, problems: list[Problem]) -> dict[str, str]:
    values: dict[str, str] = {}
    for rule in rules.fields:
        given = line.texts.get(rule.column, "")
        place = opened.place(line.row, opened.positions.get(rule.column))
        if given and rule.segment:
            given = _segment(given, rule, place, problems)
        if given and rule.alias:
            table = rules.aliases[rule.alias]
            if given not in table:
                found = {"nearest": nearest(given, sorted(table)), "table": rule.alias}
                problems.append(Problem("PA-717", place, given[:40], found))
            given = table.get(given, "")
        if given:
            values[rule.field] = given
    return values


def _segment(text: str, rule: FieldRule, place: Place, problems: list[Problem]) -> str:
    try:
        account = parse_account_string(text)
    except NotAnAccount as error:
        values = {"reason": f"account_{error.fault}", "segment": error.segment or "-", "expected": str(error.expected)}
        problems.append(Problem("PA-718", place, text[:60], values))
        return ""
    return str(getattr(account, rule.segment))
