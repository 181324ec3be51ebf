"""What chooses a plan among others and says whether it can be used, without its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from poverty_analysis.inputs.dataset import Dataset, InputFile
from poverty_analysis.inputs.plan.rereading import reread
from poverty_analysis.inputs.rows.plan import PlanKeys
from poverty_analysis.values.problems import DataProblems, Problem


@dataclass(frozen=True)
class PlanHead:
    """The keys of a plan and its problems, as in :class:`poverty_analysis.inputs.dataset.Dataset`.

    ``reread`` are the problems of words that do not say what the figure beside
    them does; ``content`` has for every file a checksum of what a report takes
    of it.
    """

    name: str
    path: str
    keys: PlanKeys | None
    given: Mapping[str, str]
    problems: tuple[Problem, ...]
    reread: tuple[Problem, ...]
    content: tuple[InputFile, ...]

    @property
    def plan(self) -> PlanKeys:
        """The keys of a plan that could be read; DataProblems, those of the plan, when it could not."""
        if self.keys is None:
            raise DataProblems(self.problems)
        return self.keys


def head_of(dataset: Dataset, content: tuple[InputFile, ...] = ()) -> PlanHead:
    """The head of a plan that was read."""
    return PlanHead(
        dataset.name,
        dataset.path,
        dataset.keys,
        dict(dataset.given),
        dataset.problems,
        tuple(reread(dataset)),
        content or dataset.files,
    )


def heads_by_unit(plans: Iterable[PlanHead]) -> dict[str, tuple[PlanHead, ...]]:
    """The heads of plans by their unit; those that name none under ""."""
    found: dict[str, list[PlanHead]] = {}
    for one in plans:
        found.setdefault(one.keys.unit if one.keys else "", []).append(one)
    return {unit: tuple(own) for unit, own in found.items()}
