"""``assign``: targets shared out among child units, from a table of proposals and back into one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import click

from poverty_analysis.assignment import Assignment, GroupRule, Infeasible, Proposal, assign, proposal, verify
from poverty_analysis.cli.commands import EXIT_PROBLEMS
from poverty_analysis.cli.telling import not_written, refused, tell_json
from poverty_analysis.problems import DataProblems, Place, Problem
from poverty_analysis.read.checker import Record
from poverty_analysis.read.proposals import TABLE, read_proposals
from poverty_analysis.read.writing import write_table
from poverty_analysis.wording import say
from poverty_analysis.wording.numbers import format_integer

_RULE = re.compile(r"(?P<group>[^<>=]+)(?P<sign>>=?)(?P<points>\d{1,2}(?:\.\d{1,4})?)", re.ASCII)


def run_assign(
    lang: str, source: Path, total: int, groups: Sequence[str], target: Path | None, *, check: bool, as_json: bool
) -> int:
    """Assign ``total`` households, or check the column ``assigned``; return the exit code."""
    try:
        records = read_proposals(source, source.name)
        proposals, rules = [proposal(r.values) for r in records], tuple(_rule(text) for text in groups)
        made = _checked(records, proposals, total, rules) if check else assign(proposals, total, rules)
        if target is not None and made.rows:
            _write(target, records, made)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        tell_json(_as_json(made))
    else:
        _tell(made, lang)
    return EXIT_PROBLEMS if made.impossible else 0


def _rule(text: str) -> GroupRule:
    found = _RULE.fullmatch(text)
    if found is None:
        raise ValueError(f"--group {text!r}: expected NAME>8 or NAME>=8 (percentage points)")
    return GroupRule(found["group"], Fraction(found["points"]) / 100, strict=found["sign"] == ">")


def _checked(
    records: tuple[Record, ...], proposals: Sequence[Proposal], total: int, rules: Sequence[GroupRule]
) -> Assignment:
    given = {str(r.values["unit"]): n for r in records if isinstance(n := r.values["assigned"], int)}
    return Assignment((), verify(proposals, given, total, rules))


def _write(target: Path, records: tuple[Record, ...], made: Assignment) -> None:
    if target.exists():
        raise DataProblems([Problem("PA-607", Place(target.name))])
    results = {row.unit: row.assigned for row in made.rows}
    names = tuple(records[0].values)
    rows = ([results[str(r.values["unit"])] if n == "assigned" else r.values[n] for n in names] for r in records)
    try:
        write_table(target, TABLE, names, rows)
    except OSError as error:
        raise not_written(target.name, error) from None


def _as_json(made: Assignment) -> dict[str, object]:
    return {
        "assigned": {row.unit: row.assigned for row in made.rows},
        "impossible": [
            {"reason": one.reason, "subject": one.subject, "asked": one.asked, "possible": one.possible}
            for one in made.impossible
        ],
    }


def _tell(made: Assignment, lang: str) -> None:
    for one in made.impossible:
        click.echo(_reason(one, lang))
    for row in made.rows:
        proposed = "–" if row.proposed is None else format_integer(row.proposed, lang)
        values = {"unit": row.unit, "name": row.name, "proposed": proposed}
        values |= {"assigned": format_integer(row.assigned, lang), "ceiling": format_integer(row.ceiling, lang)}
        click.echo(say(lang, "assign.row", values))
    if not made.impossible and not made.rows:
        click.echo(say(lang, "assign.holds"))


def _reason(one: Infeasible, lang: str) -> str:
    counts = {"asked": format_integer(one.asked, lang), "possible": format_integer(one.possible, lang)}
    return say(lang, f"assign.{one.reason}", {"subject": one.subject, **counts})
