"""Check the two sides of a comparison and give every key a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from poverty_analysis.budget.reconcile.refusals import AMOUNT, check_frame, check_keys, checked_alias, first
from poverty_analysis.values.text import nfc

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Side:
    """One ledger, by position: amounts, key numbers, whether an alias changed the key, voucher numbers."""

    name: str
    labels: pd.Index
    amounts: Codes
    numbers: Codes
    aliased: npt.NDArray[np.bool_]
    documents: npt.NDArray[np.object_] | None
    dates: npt.NDArray[np.object_] | None

    @property
    def total_vnd(self) -> int:
        return int(self.amounts.sum())


@dataclass(frozen=True)
class Sides:
    """Both ledgers under one numbering of keys; ``table`` has one row a key.

    ``unused`` are the declared variants that neither side has, as column and code.
    """

    left: Side
    right: Side
    table: pd.DataFrame
    keys: tuple[str, ...]
    unused: tuple[tuple[str, str], ...] = ()

    def key(self, number: int) -> tuple[str, ...]:
        """The values of key number ``number``."""
        return tuple(self.table.iloc[number])


def make_sides(
    left: pd.DataFrame, right: pd.DataFrame, keys: Sequence[str], alias: Mapping[str, Mapping[str, str]]
) -> Sides:
    """Check both frames and number their keys.

    Raises
    ------
    ValueError
        For a missing column, a row without a key value, key values that are
        neither text nor whole numbers, amounts that are not whole numbers, a
        repeated index label, an alias of no key column; the message names the
        side, the column and the first rows.
    TypeError
        For a side that is no DataFrame.
    """
    names = check_keys(keys)
    variants = checked_alias(alias, names)
    for frame, side in ((left, "left"), (right, "right")):
        check_frame(frame, side, names)
    plain = [_texts(frame, names) for frame in (left, right)]
    named = [_aliased(frame, variants) for frame in plain]
    # Asked of the values, not of the list of aliases: one that changes nothing is no variant.
    changed = [(a != b).any(axis=1).to_numpy(dtype=bool) for a, b in zip(plain, named, strict=True)]
    numbers, table = _number(named[0], named[1], names)
    parts = [
        _side(frame, side, number, mark)
        for frame, side, number, mark in zip((left, right), ("left", "right"), numbers, changed, strict=True)
    ]
    return Sides(parts[0], parts[1], table, names, _unused(plain, variants))


def _texts(frame: pd.DataFrame, keys: tuple[str, ...]) -> pd.DataFrame:
    """The key columns as text; one code stored in two Unicode forms is the same text."""
    columns = {}
    for name in keys:
        # Each different value is normalised once, not each row.
        numbers, values = pd.factorize(frame[name])
        columns[name] = pd.Index([nfc(str(value)) for value in values], dtype="string").take(numbers).array
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))


def _aliased(frame: pd.DataFrame, alias: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    changed = frame.copy(deep=False)
    for column, variants in alias.items():
        numbers, names = pd.factorize(frame[column])
        names_of = pd.Index([variants.get(str(name), str(name)) for name in names], dtype="string")
        changed[column] = names_of.take(numbers).array
    return changed


def _unused(frames: Sequence[pd.DataFrame], alias: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    seen = {column: {code for frame in frames for code in frame[column].unique()} for column in alias}
    return tuple((column, code) for column, codes in alias.items() for code in codes if code not in seen[column])


def _number(left: pd.DataFrame, right: pd.DataFrame, keys: tuple[str, ...]) -> tuple[tuple[Codes, Codes], pd.DataFrame]:
    """Number the keys in order of first appearance, column by column in mixed radix."""
    size = len(left)
    whole = np.zeros(size + len(right), dtype=np.int64)
    for name in keys:
        column = pd.concat([left[name], right[name]], ignore_index=True)
        numbers, names = pd.factorize(column)
        # Renumbered after each column: products of many columns cannot overflow.
        whole = pd.factorize(whole * max(1, len(names)) + numbers)[0].astype(np.int64)
    _, earliest = np.unique(whole, return_index=True)
    both = pd.concat([left, right], ignore_index=True)
    table = both.iloc[earliest].reset_index(drop=True)
    return (whole[:size], whole[size:]), table


def _side(frame: pd.DataFrame, name: str, numbers: Codes, aliased: npt.NDArray[np.bool_]) -> Side:
    def column(title: str) -> npt.NDArray[np.object_] | None:
        return frame[title].to_numpy(dtype=object) if title in frame.columns else None

    amounts = frame[AMOUNT].to_numpy(dtype=np.int64)
    return Side(name, frame.index, amounts, numbers, aliased, column("document"), column("date"))


def carried_by_key(carried: pd.DataFrame | None, sides: Sides) -> dict[int, int]:
    """Amounts carried to the next year by key number; keys of neither side are left out.

    Raises
    ------
    ValueError
        As :func:`make_sides`, and for a key that stands twice.
    """
    if carried is None:
        return {}
    check_frame(carried, "carried", sides.keys)
    named = _texts(carried, sides.keys)
    again = named.duplicated().to_numpy(dtype=bool)
    if again.any():
        raise ValueError(f"carried: a key stands twice (rows {first(carried.index[again])})")
    # Keys that stand on neither side are left out: nothing of theirs can be missing here.
    numbers = {key: number for number, key in enumerate(sides.table.itertuples(index=False, name=None))}
    rows = named.itertuples(index=False, name=None)
    amounts = carried[AMOUNT].tolist()
    return {numbers[key]: int(amount) for key, amount in zip(rows, amounts, strict=True) if key in numbers}
