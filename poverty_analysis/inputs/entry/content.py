"""What an entry workbook or a plan folder holds, whether the plan is finished or only begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from poverty_analysis.inputs.contract import TableSpec, read_contract
from poverty_analysis.inputs.dataset import KINDS, Dataset
from poverty_analysis.inputs.plan.attachments import Attachment
from poverty_analysis.inputs.plan_choice import OWN_PROGRAMMES
from poverty_analysis.inputs.rows.kinds import row_cells
from poverty_analysis.inputs.rows.plan import DOCUMENTS, PLAN

Cells = tuple[object, ...]


@dataclass(frozen=True)
class PlanContent:
    """A plan as cells: its keys, the rows of each table, the paragraphs of its text, the files beside it."""

    keys: Mapping[str, object]
    rows: Mapping[str, tuple[Cells, ...]] = field(default_factory=dict)
    narrative: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attached: tuple[Attachment, ...] = ()

    def has_no_money(self) -> bool:
        """Whether the plan says that it states no money, and so has no budget."""
        return self.keys.get("budget_stated") in (False, "no")

    def tables(self) -> Iterator[tuple[TableSpec, tuple[Cells, ...]]]:
        """Tables with rows, and those the entry workbook of the level has for filling in."""
        contract = read_contract()
        for spec in (*contract.belonging("info")[1:], *contract.belonging("plan")):
            rows = self.rows.get(spec.name, ())
            asked = not spec.levels or self.keys.get("level") in spec.levels
            if rows or (asked and spec.name not in self._needless()):
                yield spec, rows

    def _needless(self) -> tuple[str, ...]:
        """Tables that the plan has nothing to say in: its budget, or names of lines that its programme names."""
        named = str(self.keys.get("programme") or "none") not in OWN_PROGRAMMES
        return (*(("budget",) if self.has_no_money() else ()), *(("lines",) if named else ()))


def content_of(dataset: Dataset, attached: tuple[Attachment, ...]) -> PlanContent:
    """The content of a plan that was read; DataProblems when its keys could not be."""
    tables = {kind: dataset.table(kind.table) for kind in KINDS} | {DOCUMENTS: dataset.documents}
    rows = {kind.table: tuple(row_cells(kind.spec, row) for row in found) for kind, found in tables.items()}
    keys = dict(zip(PLAN.spec.names(), row_cells(PLAN.spec, dataset.plan), strict=True))
    return PlanContent(keys, rows, dataset.narrative, attached)
