"""How a verdict is counted: what is met on figures that are not final is never counted with what is met for certain."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from poverty_analysis.plan.targets.model import STATUSES, Verdict

Achievement = Literal[
    "met",
    "met_preliminary",
    "met_estimate",
    "met_unsure",
    "nobody_in_need",
    "on_course",
    "missed",
    "missed_preliminary",
    "missed_unsure",
    "forecast_missed",
    "behind",
    "not_measurable",
    "not_comparable",
    "not_judged",
]
#: In the order they are told: reached, not reached, not known.
ACHIEVEMENTS: tuple[Achievement, ...] = (
    *("met", "met_preliminary", "met_estimate", "met_unsure", "nobody_in_need", "on_course"),
    *("missed", "missed_preliminary", "missed_unsure", "forecast_missed", "behind"),
    *("not_measurable", "not_comparable", "not_judged"),
)
#: Met, on figures that are not official or not sure.
MET_FOR_NOW: tuple[Achievement, ...] = ("met_preliminary", "met_estimate", "met_unsure")

_MET: dict[str, Achievement] = {"official": "met", "preliminary": "met_preliminary", "estimate": "met_estimate"}
_NOT_MET: dict[str, Achievement] = {
    "official": "missed",
    "preliminary": "missed_preliminary",
    "estimate": "forecast_missed",
}


def achievement(verdict: Verdict, estimated: Verdict | None = None) -> Achievement:
    """What a target is counted as.

    Parameters
    ----------
    verdict : Verdict
    estimated : Verdict, optional
        The verdict on the estimate of the whole period, where there is one: a
        target still open that its own estimate will miss is a forecast miss.
    """
    if verdict.state == "met":
        if _nobody(verdict):
            return "nobody_in_need"
        return "met_unsure" if _unsure(verdict) else _MET[weakest_status(verdict)]
    if verdict.state == "missed":
        return "missed_unsure" if _unsure(verdict) else _NOT_MET[weakest_status(verdict)]
    if estimated is not None and estimated.state == "missed":
        return "forecast_missed"
    return verdict.state


def _nobody(verdict: Verdict) -> bool:
    inner = (*verdict.members.values(), *verdict.years.values())
    return all(_nobody(one) for one in inner) if inner else verdict.reason == "nobody_in_need"


def _unsure(verdict: Verdict) -> bool:
    return verdict.sureness == "unsure" or any(
        one.state == verdict.state and one.sureness == "unsure" for one in verdict.members.values()
    )


def weakest_status(verdict: Verdict) -> str:
    """The least firm status of the results that a verdict of met or missed rests on."""
    decisive = [status for one in _parts(verdict) if one.state == verdict.state for status in _statuses(one)]
    return min(decisive or ["official"], key=STATUSES.index)


def _parts(verdict: Verdict) -> Iterator[Verdict]:
    """The verdict of each unit or year where there are several, else the verdict itself."""
    if verdict.members:
        yield from verdict.members.values()
    elif verdict.years and verdict.state == "met":
        yield from verdict.years.values()
    else:
        yield verdict


def _statuses(verdict: Verdict) -> list[str]:
    return [verdict.result.status] if verdict.result is not None else []


def shortfall(verdict: Verdict) -> Fraction:
    """What is lacking of what was asked, 0 to 1; the widest of several units, 1 where nobody can tell."""
    if verdict.members:
        return max(shortfall(one) for one in verdict.members.values() if one.state == verdict.state)
    part = verdict.part_of_plan()
    return max(1 - part, Fraction(0)) if part is not None else Fraction(1)
