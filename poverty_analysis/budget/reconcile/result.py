"""What a comparison of two ledgers gives: matched groups, differences with their reasons, and sums that agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from poverty_analysis.budget.reconcile.rules import Breach

#: Situations in which nothing is missing or too much: the money is on both sides.
MATCHED = ("exact", "one_to_many", "many_to_one", "many_to_many")
#: Reasons of a difference; "unexplained" comes first wherever they are listed, then "ambiguous".
REASONS = (
    "unexplained",
    "ambiguous",
    "unit_million_vs_dong",
    "sign_error",
    "duplicate_voucher",
    "unit_norm_exceeded",
    "counterpart_short",
    "not_in_plan",
    "over_disbursed",
    "missing_in_treasury",
    "under_disbursed",
    "carry_over",
    "wrong_source",
    "wrong_capital",
    "wrong_year",
    "wrong_line",
    "reversal",
    "code_variant",
    "rounding",
)
#: The passes in the order they are tried.
PASSES = (
    "exact_key",
    "alias",
    "voucher",
    "one_to_one",
    "tolerance",
    "covering_set",
    "misposting",
    "component",
    "residual",
)


@dataclass(frozen=True)
class Found:
    """One difference before it is put into the table.

    ``amount_vnd`` is right less left of the rows it names; ``moved_vnd`` the
    amount that stands in another place where the two sides cancel out.
    """

    reason: str
    pass_name: str
    key: int
    amount_vnd: int
    left: tuple[int, ...]
    right: tuple[int, ...]
    moved_vnd: int = 0
    tolerance_vnd: int = 0
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of both sides that belong together, with equal sums."""

    situation: str
    pass_name: str
    key: int
    amount_vnd: int
    left: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """The result of :func:`poverty_analysis.checks.compare`.

    Attributes
    ----------
    differences : DataFrame
        One row a difference: ``reason, amount_vnd`` (right less left),
        ``moved_vnd`` (amount standing in the wrong place), the key columns,
        ``left_rows, right_rows`` (tuples of index labels), ``tolerance_vnd,
        pass, note``; unexplained first, then ambiguous, then by amount.
    groups : DataFrame
        One row a matched group: ``situation, pass``, the key columns,
        ``left_count, right_count, amount_vnd``.
    left_group, right_group : Series
        The row of ``groups`` each row of a side belongs to, -1 for none, on the
        side's own index: every match can be undone.
    by_reason : Series
        Sum of ``amount_vnd`` by reason, in đồng; it adds up to ``difference_vnd``.
    unused_aliases : tuple of (str, str)
        Declared code variants that neither side has, as column and code: a
        variant that matches nothing explains nothing.
    breaches : tuple of Breach
        Every declared rule that the right side breaks, also where both sides
        agree: silence would read as "within the norm".
    """

    differences: pd.DataFrame
    groups: pd.DataFrame
    left_group: pd.Series
    right_group: pd.Series
    by_reason: pd.Series
    left_total_vnd: int
    right_total_vnd: int
    tolerance_vnd: int
    keys: tuple[str, ...]
    passes: Mapping[str, int] = field(default_factory=dict)
    unused_aliases: tuple[tuple[str, str], ...] = ()
    breaches: tuple[Breach, ...] = ()

    @property
    def difference_vnd(self) -> int:
        """Right total less left total, in đồng."""
        return self.right_total_vnd - self.left_total_vnd

    @property
    def unexplained_vnd(self) -> int:
        """What no reason was found for, in đồng."""
        return int(self.by_reason.get("unexplained", 0))

    def left_rows(self, group: int) -> tuple[object, ...]:
        """Index labels of the left rows of a matched group."""
        return tuple(self.left_group.index[self.left_group.to_numpy() == group])

    def right_rows(self, group: int) -> tuple[object, ...]:
        """Index labels of the right rows of a matched group."""
        return tuple(self.right_group.index[self.right_group.to_numpy() == group])
