"""Rule about the names of the lines that a plan itself has set up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.budget.ledger import of_year
from poverty_analysis.checks.model import CheckRule, Facts, Held, Statement, Verdict


def check_line_titles(facts: Facts) -> Iterator[Verdict]:
    """Lines of a plan of no listed programme that have no name, and names that no row of the plan needs.

    The lines of a listed programme have their names in the law.
    """
    used, named = _used(facts), {row.line: row.at.cell() for row in facts.own_lines}
    for code, cell in {**used, **named}.items():
        reason = _reason(facts, code, used, named)
        yield _told(code, reason, cell) if reason else Held((code,))


def _used(facts: Facts) -> Mapping[str, str]:
    """The lines of the plan and of its ledger of the year, each with the first row that has it."""
    rows = ((row.line, row.cell) for row in (*facts.entries, *of_year(facts.booked, facts.year)))
    claims = ((claim.line, claim.cell) for claim in facts.claims)
    others = ((code, "") for codes in facts.other_codes.values() for code in codes)
    found: dict[str, str] = {}
    for code, cell in (*rows, *claims, *others):
        found.setdefault(code, cell)
    return {code: cell for code, cell in found.items() if code}


def _reason(facts: Facts, code: str, used: Mapping[str, str], named: Mapping[str, str]) -> str:
    """What is to be said of a line; nothing where all is well."""
    if code in facts.lines:
        return "of_programme" if code in named else ""
    if code not in named:
        # A plan of a listed programme cannot use a line without a name at all.
        return "" if facts.lines else "absent"
    return "" if code in used else "unused"


def _told(code: str, reason: str, cell: str) -> Statement:
    return Statement("note", (code,), reason, values={"code": ("text", code)}, source=cell)


RULES = (CheckRule("line_title", check_line_titles, ("absent", "unused", "of_programme")),)
