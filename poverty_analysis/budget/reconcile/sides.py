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
    plain = [_coded(frame, names) for frame in (left, right)]
    numbers, table = _number(plain[0], plain[1], variants)
    parts = [
        _side(frame, side, number, _changed(columns, variants, len(frame)))
        for frame, side, number, columns in zip((left, right), ("left", "right"), numbers, plain, strict=True)
    ]
    return Sides(parts[0], parts[1], table, names, _unused(plain, variants))


@dataclass(frozen=True)
class CodedColumn:
    """A key column as numbers of its different values; one code stored in two Unicode forms is the same text.

    Each different value becomes text once, not each row.
    """

    numbers: Codes
    texts: tuple[str, ...]


Coded = Mapping[str, CodedColumn]


def _coded(frame: pd.DataFrame, keys: tuple[str, ...]) -> Coded:
    made = {}
    for name in keys:
        numbers, values = pd.factorize(frame[name])
        made[name] = CodedColumn(numbers.astype(np.int64), tuple(nfc(str(value)) for value in values))
    return made


def _changed(columns: Coded, alias: Mapping[str, Mapping[str, str]], size: int) -> npt.NDArray[np.bool_]:
    """Rows that an alias gives another key; asked of the values, for an alias that changes nothing is no variant."""
    changed = np.zeros(size, dtype=bool)
    for name, variants in alias.items():
        other = np.array([variants.get(text, text) != text for text in columns[name].texts], dtype=bool)
        changed |= other[columns[name].numbers]
    return changed


def _unused(sides: Sequence[Coded], alias: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    seen = {column: {text for side in sides for text in side[column].texts} for column in alias}
    return tuple((column, code) for column, codes in alias.items() for code in codes if code not in seen[column])


def _number(
    left: Coded, right: Coded, alias: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[Codes, Codes], pd.DataFrame]:
    """Number the keys in order of first appearance, column by column in mixed radix; the table has their texts."""
    shared = {name: _shared(left[name], right[name], alias.get(name, {})) for name in left}
    whole = np.zeros(len(next(iter(shared.values()))[0]), dtype=np.int64)
    for numbers, texts in shared.values():
        # Renumbered after each column: products of many columns cannot overflow.
        whole = pd.factorize(whole * max(1, len(texts)) + numbers)[0].astype(np.int64)
    _, earliest = np.unique(whole, return_index=True)
    table = pd.DataFrame({name: texts[numbers[earliest]] for name, (numbers, texts) in shared.items()}, dtype=object)
    size = len(next(iter(left.values())).numbers)
    return (whole[:size], whole[size:]), table


def _shared(
    left: CodedColumn, right: CodedColumn, variants: Mapping[str, str]
) -> tuple[Codes, npt.NDArray[np.object_]]:
    """Both sides of a column, one below the other, under one numbering of their texts; variants as what they mean."""
    known: dict[str, int] = {}
    parts = []
    for side in (left, right):
        new = np.array([known.setdefault(variants.get(t, t), len(known)) for t in side.texts], dtype=np.int64)
        parts.append(new[side.numbers])
    return np.concatenate(parts), np.array([*known], dtype=object)


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
    rows = _rows(_coded(carried, sides.keys))
    # A tuple is one label here: pandas would make a level of each of its parts.
    again = pd.Index(rows, dtype=object, tupleize_cols=False).duplicated()
    if again.any():
        raise ValueError(f"carried: a key stands twice (rows {first(carried.index[again])})")
    # Keys that stand on neither side are left out: nothing of theirs can be missing here.
    numbers = {key: number for number, key in enumerate(sides.table.itertuples(index=False, name=None))}
    amounts = carried[AMOUNT].tolist()
    return {numbers[key]: int(amount) for key, amount in zip(rows, amounts, strict=True) if key in numbers}


def _rows(columns: Coded) -> tuple[tuple[str, ...], ...]:
    texts = ([column.texts[number] for number in column.numbers.tolist()] for column in columns.values())
    return tuple(zip(*texts, strict=True))
