"""Compare two ledgers row by row and name the reason of every difference.

The passes run in a fixed order, each on what the ones before it left: equal
sums of a key; declared code variants; repeated vouchers; one row to one;
tolerance; exact covering sets; slips of the unit of money; the same amount
under one other column; vouchers over several keys; and the residual, which is
named and never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from poverty_analysis.budget.reconcile.components import match_components
from poverty_analysis.budget.reconcile.key_slips import match_key_slips
from poverty_analysis.budget.reconcile.key_sums import KeySums, key_sums, rows_by_key
from poverty_analysis.budget.reconcile.refusals import check_tolerance
from poverty_analysis.budget.reconcile.report import make_comparison
from poverty_analysis.budget.reconcile.residual import settle
from poverty_analysis.budget.reconcile.result import Comparison, Found, Group
from poverty_analysis.budget.reconcile.rules import Breach, LeastCounterpart, Rules, UnitNorm, make_rules
from poverty_analysis.budget.reconcile.same_key import Case, match_same_key
from poverty_analysis.budget.reconcile.sides import Side, Sides, carried_by_key, make_sides
from poverty_analysis.values.text import nfc

__all__ = ["Breach", "Comparison", "LeastCounterpart", "UnitNorm", "compare"]

_NONE: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def compare(
    left: pd.DataFrame,
    right: pd.DataFrame,
    *,
    keys: Sequence[str],
    alias: Mapping[str, Mapping[str, str]] | None = None,
    tolerance: int = 0,
    carried: pd.DataFrame | None = None,
    norms: Sequence[UnitNorm] = (),
    counterpart: LeastCounterpart | None = None,
) -> Comparison:
    """Compare what should be (``left``) with what was booked (``right``).

    Parameters
    ----------
    left, right : DataFrame
        One row a posting; the key columns and ``amount_vnd`` in whole đồng
        (int64).  ``document`` and ``date`` of the right side, where there,
        identify a voucher.  The index labels name the rows in the result.
    keys : sequence of str
        Columns that identify what money is for, for example ``unit,
        spending_unit, line, source, source_year, capital``; their values are
        text or whole numbers.  Several rows a key are normal on both sides.
    alias : mapping of column to mapping, optional
        Declared code variants, ``{"line": {"0477": "DA1"}}``, written in NFC
        and without blanks around like the codes themselves, case as given.
        Nothing is matched by likeness; what matches nothing is told in
        ``unused_aliases``.
    tolerance : int
        Đồng by which two amounts may differ and still be the same payment; it
        is printed with every difference it absorbed.
    carried : DataFrame, optional
        What was carried to the next year, key columns and ``amount_vnd``, one
        row a key: a second row a key is refused, for it would count twice.
    norms, counterpart : optional
        Declared rules that name a difference ``unit_norm_exceeded`` or
        ``counterpart_short`` instead of too much or too little.  Norms for the
        same key values add up.  What is booked is judged by them also where
        both sides agree: ``breaches`` has every one that is broken.

    Returns
    -------
    Comparison
        Every row of both sides stands in one group or one difference, and the
        reasons add up to the difference of the totals in whole đồng.

    Raises
    ------
    ValueError
        For frames that cannot be compared exactly; see :func:`make_sides`.
    TypeError
        For a side or a rule of another type.
    """
    most = check_tolerance(tolerance)
    sides = make_sides(left, right, keys, alias if alias is not None else _NONE)
    sums = key_sums(sides)
    rules = make_rules(sides, sums, carried_by_key(carried, sides), norms, counterpart)
    groups, found = _unbalanced(sides, sums, rules, most)
    return replace(make_comparison(sides, sums, groups, found, most), breaches=rules.breaches)


def _unbalanced(
    sides: Sides, sums: KeySums, rules: Rules, tolerance: int
) -> tuple[tuple[Group, ...], tuple[Found, ...]]:
    """All passes after the first, over the keys whose sides differ."""
    cases = _cases(sides, sums)
    vouchers = _vouchers(sides.right, cases)
    # What a key can explain itself is taken out first: across keys only what is really left may look for a partner.
    for case in cases.values():
        match_same_key(case, vouchers, tolerance)
    across = match_key_slips(cases, sides)
    # After misposting: a voucher that fits one other key to the đồng says more than keys that only cancel out.
    components = tuple(match_components(cases, vouchers))
    rest = [one for case in cases.values() for one in settle(case, sums, rules, vouchers)]
    groups = [group for case in cases.values() for group in case.groups]
    groups += [one for one in rest if isinstance(one, Group)]
    found = [one for case in cases.values() for one in case.found]
    found += [*across, *components, *(one for one in rest if isinstance(one, Found))]
    return tuple(_named(group, sums) for group in groups), tuple(found)


def _named(group: Group, sums: KeySums) -> Group:
    """A group of a key that only an alias brought together says so."""
    return replace(group, pass_name="alias") if sums.aliased[group.key] else group


def _cases(sides: Sides, sums: KeySums) -> dict[int, Case]:
    # Balanced keys never become cases: of a million rows only those that differ are looked at one by one.
    open_keys = np.flatnonzero(~sums.balanced)
    left, right = (rows_by_key(side, open_keys) for side in (sides.left, sides.right))
    return {
        int(key): Case(
            int(key),
            {row: int(sides.left.amounts[row]) for row in left.get(int(key), ())},
            {row: int(sides.right.amounts[row]) for row in right.get(int(key), ())},
        )
        for key in open_keys
    }


def _vouchers(side: Side, cases: Mapping[int, Case]) -> dict[int, tuple[str, str]]:
    """Number and date of the vouchers under work, as text; a row without a number is none."""
    if side.documents is None:
        return {}
    dates = side.dates
    rows = (row for case in cases.values() for row in case.right)
    return {
        row: (number, "" if dates is None else _text(dates[row]))
        for row in rows
        if (number := _text(side.documents[row]))
    }


def _text(value: object) -> str:
    """A voucher number or a date as text; empty where it is missing."""
    if isinstance(value, str):
        return nfc(value)
    # pandas has four ways to say nothing, and two of them are not equal to themselves.
    missing = value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)
    return "" if missing else str(value)
