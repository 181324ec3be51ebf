"""Check the two sides of a comparison and give every key a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.int64]
AMOUNT = "amount_vnd"
_SHOWN = 5
# Sums of amounts must fit into 64 bits: so many rows times so large an amount.
_LARGEST = int(np.iinfo(np.int64).max) // 2


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
    """Both ledgers under one numbering of keys; ``table`` has one row a key."""

    left: Side
    right: Side
    table: pd.DataFrame
    keys: tuple[str, ...]

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
        For a missing column, a row without a key value, amounts that are not
        whole numbers, a repeated index label, an alias of no key column; the
        message names the side, the column and the first rows.
    """
    names = tuple(keys)
    _check_names(names, alias)
    for frame, side in ((left, "left"), (right, "right")):
        _check_frame(frame, side, names)
    plain = [frame[list(names)].astype("string").reset_index(drop=True) for frame in (left, right)]
    named = [_aliased(frame, alias) for frame in plain]
    changed = [(a != b).any(axis=1).to_numpy(dtype=bool) for a, b in zip(plain, named, strict=True)]
    numbers, table = _number(named[0], named[1], names)
    parts = [
        _side(frame, side, number, mark)
        for frame, side, number, mark in zip((left, right), ("left", "right"), numbers, changed, strict=True)
    ]
    return Sides(parts[0], parts[1], table, names)


def _check_names(keys: tuple[str, ...], alias: Mapping[str, Mapping[str, str]]) -> None:
    if not keys or len(set(keys)) != len(keys):
        raise ValueError("keys: expected one or more different column names")
    for column in alias:
        if column not in keys:
            raise ValueError(f"alias: {column!r} is not one of the keys {', '.join(keys)}")


def _check_frame(frame: pd.DataFrame, side: str, keys: tuple[str, ...]) -> None:
    lacking = [name for name in (*keys, AMOUNT) if name not in frame.columns]
    if lacking:
        raise ValueError(f"{side}: missing column {', '.join(lacking)}; it has {', '.join(map(str, frame.columns))}")
    if not frame.index.is_unique:
        again = frame.index[frame.index.duplicated()]
        raise ValueError(f"{side}: index labels stand twice ({_first(again)}); rows could not be told apart")
    for name in keys:
        empty = frame[name].isna() | (frame[name].astype("string") == "")
        if empty.any():
            raise ValueError(
                f"{side}: column {name} is empty in rows {_first(frame.index[empty.to_numpy(dtype=bool)])}"
            )
    if not pd.api.types.is_integer_dtype(frame[AMOUNT]) or frame[AMOUNT].isna().any():
        raise ValueError(f"{side}: {AMOUNT} must be whole đồng (int64), not {frame[AMOUNT].dtype}")
    if len(frame) and int(frame[AMOUNT].abs().max()) > _LARGEST // len(frame):
        raise ValueError(f"{side}: amounts are too large to be added up exactly in 64 bits")


def _first(labels: pd.Index) -> str:
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(str(label) for label in labels[:_SHOWN]) + more


def _aliased(frame: pd.DataFrame, alias: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    changed = frame.copy(deep=False)
    for column, variants in alias.items():
        numbers, names = pd.factorize(frame[column])
        names_of = pd.Index([variants.get(str(name), str(name)) for name in names], dtype="string")
        changed[column] = names_of.take(numbers).array
    return changed


def _number(left: pd.DataFrame, right: pd.DataFrame, keys: tuple[str, ...]) -> tuple[tuple[Codes, Codes], pd.DataFrame]:
    """Number the keys in order of first appearance, column by column in mixed radix."""
    size = len(left)
    whole = np.zeros(size + len(right), dtype=np.int64)
    for name in keys:
        column = pd.concat([left[name], right[name]], ignore_index=True)
        numbers, names = pd.factorize(column)
        # Renumbered after each column: products of many columns cannot overflow.
        whole = pd.factorize(whole * max(1, len(names)) + numbers)[0].astype(np.int64)
    _, first = np.unique(whole, return_index=True)
    both = pd.concat([left, right], ignore_index=True)
    table = both.iloc[first].reset_index(drop=True)
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
    _check_frame(carried, "carried", sides.keys)
    names = list(sides.keys)
    again = carried.duplicated(names)
    if again.any():
        raise ValueError(f"carried: a key stands twice (rows {_first(carried.index[again.to_numpy(dtype=bool)])})")
    numbers = {key: number for number, key in enumerate(sides.table.itertuples(index=False, name=None))}
    rows = carried[names].astype("string").itertuples(index=False, name=None)
    amounts = carried[AMOUNT].tolist()
    return {numbers[key]: int(amount) for key, amount in zip(rows, amounts, strict=True) if key in numbers}
