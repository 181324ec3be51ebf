"""Refuse what cannot be compared exactly, before anything is matched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral

import numpy as np
import pandas as pd

from poverty_analysis.values.text import nfc

AMOUNT = "amount_vnd"
_RESERVED = (
    *(AMOUNT, "reason", "moved_vnd", "left_rows", "right_rows", "tolerance_vnd", "pass", "note"),
    *("situation", "left_count", "right_count"),
)
_SHOWN = 5
# Kinds of values that mean the same as text.  A float does not: 2023.0 would be another year than 2023.
_TEXTLIKE = ("string", "integer", "mixed-integer", "date", "datetime", "datetime64", "empty")
# Sums of amounts must fit into 64 bits: so many rows times so large an amount.
_LARGEST = int(np.iinfo(np.int64).max) // 2


def check_keys(keys: Sequence[str]) -> tuple[str, ...]:
    """The key columns; ValueError for none, one twice, one of the result's, or no list of names."""
    if isinstance(keys, str) or not isinstance(keys, Iterable) or not all(isinstance(name, str) for name in keys):
        raise ValueError(f"keys: expected a list of column names, got {keys!r}")
    names = tuple(keys)
    if not names or len(set(names)) != len(names):
        raise ValueError("keys: expected one or more different column names")
    for name in names:
        if name in _RESERVED:
            raise ValueError(f"keys: {name} is a column of the result; rename it")
    return names


def check_tolerance(tolerance: object) -> int:
    """Whole đồng, 0 or more, of any integer type; ValueError for anything else."""
    if isinstance(tolerance, bool) or not isinstance(tolerance, Integral) or int(tolerance) < 0:
        raise ValueError("tolerance: expected whole đồng, 0 or more")
    return int(tolerance)


def checked_alias(alias: Mapping[str, Mapping[str, str]], keys: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The declared variants, written as the codes they stand for are.

    ValueError for a column that is no key, for a code that stands for nothing
    or for another variant, and for one declared twice with different meanings.
    """
    made: dict[str, dict[str, str]] = {}
    if not isinstance(alias, Mapping):
        raise ValueError(f"alias: expected a mapping of column to codes, got {alias!r}")
    for column, variants in alias.items():
        if column not in keys:
            raise ValueError(f"alias: {column!r} is not one of the keys {', '.join(keys)}")
        if not isinstance(variants, Mapping):
            raise ValueError(f"alias: {column}: expected a mapping of code to code, got {variants!r}")
        made[column] = _normal(column, variants)
        for code, name in made[column].items():
            if made[column].get(name, name) != name:
                raise ValueError(
                    f"alias: {column}: {name!r} is a variant of {made[column][name]!r} and what {code!r} stands for"
                )
    return made


def _normal(column: str, variants: Mapping[str, str]) -> dict[str, str]:
    """Codes and names in the form in which the key columns are compared: NFC, without blanks around, case as given."""
    made: dict[str, str] = {}
    for code, name in variants.items():
        if not isinstance(name, str) or not nfc(name):
            raise ValueError(f"alias: {column}: {code!r} stands for {name!r}, expected a text")
        if made.setdefault(nfc(str(code)), nfc(name)) != nfc(name):
            raise ValueError(f"alias: {column}: {code!r} stands for {made[nfc(str(code))]!r} and for {name!r}")
    return made


def check_frame(frame: pd.DataFrame, side: str, keys: tuple[str, ...]) -> None:
    """ValueError for a missing, repeated or empty key column, a repeated index label, or amounts that are not exact."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"{side}: expected a DataFrame, got {type(frame).__name__}")
    for name in (*keys, AMOUNT):
        if list(frame.columns).count(name) > 1:
            raise ValueError(f"{side}: column {name} stands twice")
    lacking = [name for name in (*keys, AMOUNT) if name not in frame.columns]
    if lacking:
        raise ValueError(f"{side}: missing column {', '.join(lacking)}; it has {', '.join(map(str, frame.columns))}")
    if not frame.index.is_unique:
        again = frame.index[frame.index.duplicated()]
        raise ValueError(f"{side}: index labels stand twice ({first(again)}); rows could not be told apart")
    for name in keys:
        _check_values(frame[name], side)
    if len(frame):
        _check_amounts(frame[AMOUNT], side)


def _check_values(column: pd.Series, side: str) -> None:
    values = pd.Series(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else column
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind not in _TEXTLIKE and not column.isna().all():
        raise ValueError(f"{side}: column {column.name} holds {kind} values, expected text or whole numbers")
    numbers, names = pd.factorize(column)
    blank = np.array([not str(name).strip() for name in names] + [True], dtype=bool)[numbers]
    if blank.any():
        raise ValueError(f"{side}: column {column.name} is empty in rows {first(column.index[blank])}")


def _check_amounts(amounts: pd.Series, side: str) -> None:
    if not pd.api.types.is_integer_dtype(amounts) or amounts.isna().any():
        raise ValueError(f"{side}: {AMOUNT} must be whole đồng (int64), not {amounts.dtype}")
    if max(int(amounts.max()), -int(amounts.min())) > _LARGEST // len(amounts):
        raise ValueError(f"{side}: amounts are too large to be added up exactly in 64 bits")


def first(labels: pd.Index) -> str:
    """The first few labels, and how many there are more."""
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(str(label) for label in labels[:_SHOWN]) + more
