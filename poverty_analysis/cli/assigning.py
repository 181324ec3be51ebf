"""``assign``: targets shared out among child units, from a table of proposals and back into one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import click

from poverty_analysis.cli.exits import EXIT_PROBLEMS
from poverty_analysis.cli.telling import not_written, refused, tell_json
from poverty_analysis.inputs.proposals import read_causes, read_proposals
from poverty_analysis.inputs.rows.kinds import row_cells
from poverty_analysis.inputs.rows.plan import PROPOSAL_CAUSES, PROPOSALS
from poverty_analysis.inputs.writing import write_sheets, write_table
from poverty_analysis.plan.assignment import (
    Assignment,
    CausePart,
    GroupRule,
    Infeasible,
    Proposal,
    assign,
    by_sector,
    share_causes,
    verify,
    verify_causes,
    without_causes,
)
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say
from poverty_analysis.wording.numbers import format_integer

_RULE = re.compile(r"(?P<group>[^<>=]+)(?P<sign>>=?)(?P<points>\d{1,2}(?:\.\d{1,4})?)", re.ASCII)


@dataclass(frozen=True)
class Wish:
    """What the command was asked: the files, the total, the rules of groups, whether only to verify."""

    source: Path
    causes: Path | None
    total: int
    groups: Sequence[str]
    target: Path | None
    check: bool


@dataclass(frozen=True)
class _Made:
    """What came of it: the assignment, and its parts by cause where causes are given."""

    assignment: Assignment
    parts: tuple[CausePart, ...] = ()
    uncaused: Mapping[str, int] = field(default_factory=dict)


def run_assign(lang: str, wish: Wish, *, as_json: bool) -> int:
    """Assign ``total`` households, or check the columns ``assigned``; return the exit code."""
    try:
        proposals = read_proposals(wish.source, wish.source.name)
        causes = _causes(wish)
        made = _verified(wish, proposals, causes) if wish.check else _assigned(wish, proposals, causes)
        if wish.target is not None and made.assignment.rows:
            _write(wish.target, proposals, made)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        tell_json(_as_json(made))
    else:
        _tell(made, lang)
    return EXIT_PROBLEMS if made.assignment.impossible else 0


def _causes(wish: Wish) -> tuple[CausePart, ...]:
    """Causes from their own file, or from the workbook of the proposals."""
    path = wish.causes or (wish.source if wish.source.suffix == ".xlsx" else None)
    return () if path is None else read_causes(path, path.name)


def _assigned(wish: Wish, proposals: tuple[Proposal, ...], causes: tuple[CausePart, ...]) -> _Made:
    made = assign(proposals, wish.total, _rules(wish))
    given = {row.unit: row.assigned for row in made.rows}
    if made.impossible or not causes:
        return _Made(made)
    parts, impossible = share_causes(given, causes)
    if impossible:
        return _Made(Assignment((), impossible))
    return _Made(made, parts, without_causes(given, parts))


def _verified(wish: Wish, proposals: tuple[Proposal, ...], causes: tuple[CausePart, ...]) -> _Made:
    given = {one.unit: one.assigned or 0 for one in proposals}
    found = verify(proposals, given, wish.total, _rules(wish))
    return _Made(Assignment((), (*found, *verify_causes(given, causes))))


def _rules(wish: Wish) -> tuple[GroupRule, ...]:
    return tuple(_rule(text) for text in wish.groups)


def _rule(text: str) -> GroupRule:
    found = _RULE.fullmatch(text)
    if found is None:
        raise ValueError(f"--group {text!r}: expected NAME>8 or NAME>=8 (percentage points)")
    return GroupRule(found["group"], Fraction(found["points"]) / 100, strict=found["sign"] == ">")


def _write(target: Path, proposals: tuple[Proposal, ...], made: _Made) -> None:
    if target.exists():
        raise DataProblems([Problem("PA-607", Place(target.name))])
    if made.parts and target.suffix != ".xlsx":
        raise ValueError("--out: targets by cause need a workbook (.xlsx)")
    results = {row.unit: row.assigned for row in made.assignment.rows}
    units = [row_cells(PROPOSALS.spec, replace(one, assigned=results[one.unit])) for one in proposals]
    shared = [row_cells(PROPOSAL_CAUSES.spec, part) for part in made.parts]
    sheets = {PROPOSALS.table: (PROPOSALS.spec.names(), units)}
    try:
        if shared:
            write_sheets(target, sheets | {PROPOSAL_CAUSES.table: (PROPOSAL_CAUSES.spec.names(), shared)})
        else:
            write_table(target, PROPOSALS.table, *sheets[PROPOSALS.table])
    except OSError as error:
        raise not_written(target.name, error) from None


def _as_json(made: _Made) -> dict[str, object]:
    parts = [part for part in made.parts if part.assigned is not None]
    return {
        "assigned": {row.unit: row.assigned for row in made.assignment.rows},
        "ranges": {row.unit: [row.floor, row.ceiling] for row in made.assignment.rows},
        "by_cause": [
            {"unit": part.unit, "cause": part.cause, "sector": part.sector, "assigned": part.assigned} for part in parts
        ],
        "by_sector": _sectors(made),
        "without_causes": dict(made.uncaused),
        "impossible": [
            {"reason": one.reason, "subject": one.subject, "asked": one.asked, "possible": one.possible}
            for one in made.assignment.impossible
        ],
    }


def _sectors(made: _Made) -> dict[str, int]:
    """Households of each sector over all units; "" for causes nobody answers for."""
    keys = {f"{part.unit}/{part.cause}": part for part in made.parts}
    counts = {key: part.assigned or 0 for key, part in keys.items()}
    return by_sector(counts, {key: part.sector for key, part in keys.items()})


def _tell(made: _Made, lang: str) -> None:
    found = made.assignment
    for one in found.impossible:
        click.echo(_reason(one, lang))
    for row in found.rows:
        proposed = "–" if row.proposed is None else format_integer(row.proposed, lang)
        values = {"unit": row.unit, "name": row.name, "proposed": proposed}
        values |= {"assigned": format_integer(row.assigned, lang), "floor": format_integer(row.floor, lang)}
        click.echo(say(lang, "assign.row", values | {"ceiling": format_integer(row.ceiling, lang)}))
    for sector, count in _sectors(made).items():
        words = sector or say(lang, "assign.no_sector")
        click.echo(say(lang, "assign.sector", {"sector": words, "assigned": format_integer(count, lang)}))
    if made.uncaused:
        values = {"units": ", ".join(made.uncaused), "count": format_integer(sum(made.uncaused.values()), lang)}
        click.echo(say(lang, "assign.without_causes", values))
    if not found.impossible and not found.rows:
        click.echo(say(lang, "assign.holds"))


def _reason(one: Infeasible, lang: str) -> str:
    counts = {"asked": format_integer(one.asked, lang), "possible": format_integer(one.possible, lang)}
    return say(lang, f"assign.{one.reason}", {"subject": one.subject, **counts})
