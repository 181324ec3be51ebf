"""Assigned households shared out among causes of poverty, so that each sector knows its part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from poverty_analysis.plan.assignment.model import Infeasible
from poverty_analysis.values.origin import NOWHERE, Origin


@dataclass(frozen=True)
class CausePart:
    """Poor households of a unit with one cause, the sector that answers for it, and what falls to it.

    A row of ``proposal_causes``; ``assigned`` is None before anything was shared out.
    """

    unit: str
    cause: str
    households: int
    sector: str = ""
    assigned: int | None = None
    at: Origin = NOWHERE


def share_causes(
    assigned: Mapping[str, int], parts: Sequence[CausePart]
) -> tuple[tuple[CausePart, ...], tuple[Infeasible, ...]]:
    """Share what each unit was assigned out among its causes.

    Parameters
    ----------
    assigned : mapping of unit to households
    parts : sequence of CausePart
        A unit without any is not shared out; see :func:`without_causes`.

    Returns
    -------
    parts : tuple of CausePart
        In the order given, each with its households; those of a unit add up to what it was assigned.
    impossible : tuple of Infeasible
        ``no_cause`` for a unit that was assigned households and has causes, but no household with one.

    Raises
    ------
    ValueError
        For a cause given twice, a negative count, or a unit that was assigned nothing at all.
    """
    _refuse_wrong(assigned, parts)
    found: list[Infeasible] = []
    shared: dict[tuple[str, str], int] = {}
    for unit in dict.fromkeys(part.unit for part in parts):
        causes = {part.cause: part.households for part in parts if part.unit == unit}
        if assigned[unit] and not sum(causes.values()):
            found.append(Infeasible("no_cause", unit, assigned[unit], 0))
            continue
        shared |= {(unit, cause): count for cause, count in by_cause(assigned[unit], causes).items()}
    made = (replace(part, assigned=shared.get((part.unit, part.cause))) for part in parts)
    return tuple(made), tuple(found)


def _refuse_wrong(assigned: Mapping[str, int], parts: Sequence[CausePart]) -> None:
    seen: set[tuple[str, str]] = set()
    for part in parts:
        if part.unit not in assigned:
            raise ValueError(f"causes: no such unit among the proposals: {part.unit}")
        if (part.unit, part.cause) in seen:
            raise ValueError(f"causes: given twice: {part.unit}, {part.cause}")
        if part.households < 0:
            raise ValueError(f"causes: {part.unit}, {part.cause}: expected a count of 0 or more")
        seen.add((part.unit, part.cause))


def verify_causes(assigned: Mapping[str, int], parts: Sequence[CausePart]) -> tuple[Infeasible, ...]:
    """Units whose causes do not add up to what they were assigned, after somebody changed either by hand."""
    _refuse_wrong(assigned, parts)
    sums: dict[str, int] = {}
    for part in parts:
        sums[part.unit] = sums.get(part.unit, 0) + (part.assigned or 0)
    wrong = ((unit, sum_) for unit, sum_ in sums.items() if sum_ != assigned[unit])
    return tuple(Infeasible("causes_differ", unit, sum_, assigned[unit]) for unit, sum_ in wrong)


def without_causes(assigned: Mapping[str, int], parts: Iterable[CausePart]) -> dict[str, int]:
    """Units with no row of causes, and what they were assigned: it falls to no sector."""
    known = {part.unit for part in parts}
    return {unit: count for unit, count in assigned.items() if unit not in known}


def by_cause(assigned: int, causes: Mapping[str, int]) -> dict[str, int]:
    """Share a unit's assigned households out among causes of poverty, so that each sector knows its part.

    Parameters
    ----------
    assigned : int
    causes : mapping of cause to households
        A household with several causes counts under each, so that the counts
        are weights and need not add up to the poor households.

    Returns
    -------
    dict of cause to households, in the order of ``causes``
        Adds up to ``assigned``, by the same largest remainder; all 0 when no
        household has a cause and ``assigned`` is 0.

    Raises
    ------
    ValueError
        When households are assigned and no cause has any.
    """
    weight = sum(causes.values())
    if not weight:
        if assigned:
            raise ValueError("causes: no household has a cause to share by")
        return dict.fromkeys(causes, 0)
    whole = {name: assigned * count // weight for name, count in causes.items()}
    order = sorted(causes, key=lambda name: (-(assigned * causes[name] % weight), -causes[name], name))
    for name in order[: assigned - sum(whole.values())]:
        whole[name] += 1
    return whole


def by_sector(causes: Mapping[str, int], sector_of: Mapping[str, str]) -> dict[str, int]:
    """Households of each sector from those of the causes it answers for; "" for causes without a sector."""
    found: dict[str, int] = {}
    for cause, households in causes.items():
        sector = sector_of.get(cause, "")
        found[sector] = found.get(sector, 0) + households
    return found
