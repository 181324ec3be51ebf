"""What a measure was given, as arrays; anything it cannot use is refused by name and count."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def numbers(name: str, values: npt.ArrayLike, length: int | None = None) -> Floats:
    """``values`` as one row of finite floats.

    Raises
    ------
    TypeError
        Not numbers.
    ValueError
        Not one-dimensional, of another length, missing or infinite; with the count.
    """
    given = _flat(name, values, length)
    if given.dtype.kind not in "biuf":
        given = _converted(name, values)
    found = given.astype(np.float64, copy=False)
    # A finite sum says that all are finite, without a second array.
    with np.errstate(over="ignore", invalid="ignore"):
        finite = np.isfinite(found.sum())
    if not finite:
        _refuse(name, "missing", int(np.isnan(found).sum()))
        _refuse(name, "infinite", int(np.isinf(found).sum()))
    return found


def weights(name: str, values: npt.ArrayLike, length: int | None = None) -> Floats:
    """Weights: finite, none negative; zeros stay."""
    found = numbers(name, values, length)
    if len(found) and found.min() < 0:
        _refuse(name, "negative", int((found < 0).sum()))
    return found


def labels(name: str, values: npt.ArrayLike, length: int | None = None) -> pd.Series:
    """Labels of rows by position; none missing."""
    _flat(name, values, length)
    found = pd.Series(values, copy=False).reset_index(drop=True)
    # Plain whole numbers cannot be missing: no second look at every row.
    if isinstance(found.dtype, np.dtype) and found.dtype.kind in "biu":
        return found
    _refuse(name, "missing", int(found.isna().sum()))
    return found


def column_of(name: str, values: npt.ArrayLike | None, frame: pd.DataFrame) -> npt.ArrayLike | None:
    """``values``, or the column of ``frame`` that it names.

    Raises
    ------
    ValueError
        A name that is no column, or one of several.
    """
    if not isinstance(values, str):
        return values
    if list(frame.columns).count(values) != 1:
        raise ValueError(f"{name}: one column {values!r} was expected; there are {', '.join(map(str, frame.columns))}")
    found: pd.Series = frame[values]
    return found


def same_rows(name: str, values: object, index: pd.Index | None, of: str) -> None:
    """Refuse a Series whose index is not that of ``of``: rows are matched by position."""
    if index is not None and isinstance(values, pd.Series) and not values.index.equals(index):
        raise ValueError(
            f"{name}: its index is not that of {of}; rows are matched by position, "
            f"so bring both into one order and pass {name}.to_numpy()"
        )


def _flat(name: str, values: npt.ArrayLike, length: int | None) -> npt.NDArray[np.generic]:
    found = np.asarray(values)
    if found.ndim != 1:
        raise ValueError(f"{name}: one value a row was expected, got {type(values).__name__}")
    if length is not None and len(found) != length:
        raise ValueError(f"{name}: {length} values were expected, got {len(found)}")
    return found


def _converted(name: str, values: npt.ArrayLike) -> npt.NDArray[np.generic]:
    """Nullable and object numbers; text is not read as a number."""
    series = pd.Series(values)
    if series.map(lambda value: isinstance(value, str | bytes)).any():
        raise TypeError(f"{name}: numbers were expected, got text")
    try:
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name}: numbers were expected, got {series.dtype}") from error


def _refuse(name: str, what: str, count: int) -> None:
    if count:
        raise ValueError(f"{name}: {count} {what} values; drop or correct these rows first")
