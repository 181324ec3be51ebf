"""Columns of a household table as small integer arrays, with what is missing and what cannot be.

A text is judged once for each different text of a batch; numbers are judged
as arrays.  No value of a cell leaves these functions but as a number or a
position in a list of known words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poverty_analysis.inputs.grid import clean

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow

    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]

_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """Values of a column (anything where ``missing`` or ``bad``); a mask is None where it would be all False."""

    values: Array
    missing: Mask | None
    bad: Mask | None


def numbers(column: pyarrow.Array, low: int, high: int) -> Typed:
    """Whole numbers from ``low`` to ``high``; others, fractions and words are bad, empty cells missing."""
    import numpy as np
    from pyarrow import types

    kind = column.type
    if types.is_boolean(kind):
        column = column.cast("int8")
    if types.is_integer(column.type):
        missing = _nulls(column)
        values = (column.fill_null(0) if column.null_count else column).to_numpy(zero_copy_only=False)
        return Typed(values, missing, _outside(values, low, high, missing))
    if types.is_floating(kind):
        return _of_floats(column.to_numpy(zero_copy_only=False).astype(np.float64), low, high)
    if not _is_text(kind):
        return Typed(np.zeros(len(column), np.int8), None, np.ones(len(column), np.bool_))
    places, texts = _encoded(column)
    parsed = np.array([_number(text) for text in texts] + [math.nan])
    bad = _any(np.array([text is not None and not _WHOLE.fullmatch(text) for text in texts] + [False])[places])
    found = _of_floats(parsed[places], low, high)
    return Typed(found.values, _and_not(found.missing, bad), _either(found.bad, bad))


def words(column: pyarrow.Array, known: Mapping[str, int]) -> Typed:
    """Positions of texts in ``known``; a text outside it is bad."""
    import numpy as np

    if not _is_text(column.type):
        return Typed(np.zeros(len(column), np.int8), None, np.ones(len(column), np.bool_))
    places, texts = _encoded(column)
    of_texts = np.array([-1 if text is None else known.get(text, -2) for text in texts] + [-1], np.int32)
    codes = of_texts[places]
    if of_texts[:-1].min(initial=0) >= 0 and not column.null_count:
        return Typed(codes, None, None)
    return Typed(codes, _any(codes == -1), _any(codes == -2))


def hashes(column: pyarrow.Array) -> Typed:
    """A 64-bit number for each text or whole number of a column of names; equal ones have equal numbers."""
    import numpy as np
    import pandas as pd
    from pyarrow import types

    if types.is_integer(column.type):
        column = column.cast("string")
    if not _is_text(column.type):
        return Typed(np.zeros(len(column), np.uint64), None, np.ones(len(column), np.bool_))
    places, texts = _encoded(column)
    made = pd.util.hash_array(np.array(["" if text is None else text for text in texts] + [""], dtype=object))
    no_text = np.array([text is None for text in texts] + [True])
    some = column.null_count or no_text[:-1].any()
    return Typed(made[places], _any(no_text[places]) if some else None, None)


def _encoded(column: pyarrow.Array) -> tuple[Array, list[str | None]]:
    """Place of each cell's text in the list of different texts, cleaned; -1 where the cell is empty."""
    import numpy as np
    from pyarrow import types

    encoded = column if types.is_dictionary(column.type) else column.dictionary_encode()
    texts = [None if text is None else clean(text) for text in encoded.dictionary.to_pylist()]
    indices = encoded.indices
    places = (indices.fill_null(-1) if indices.null_count else indices).to_numpy(zero_copy_only=False)
    return places.astype(np.intp, copy=False), texts


def _is_text(kind: pyarrow.DataType) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind))


def _number(text: str | None) -> float:
    # Fifteen digits are exact in a float.
    return float(text) if text is not None and _WHOLE.fullmatch(text) else math.nan


def _of_floats(values: Array, low: int, high: int) -> Typed:
    import numpy as np

    missing = _any(np.isnan(values))
    filled = np.where(missing, 0, values) if missing is not None else values
    bad = _either(_any(filled != np.trunc(filled)), _outside(filled, low, high, missing))
    safe = filled if bad is None else np.where(bad, 0, filled)
    return Typed(safe.astype(np.int64), missing, bad)


def _outside(values: Array, low: int, high: int, missing: Mask | None) -> Mask | None:
    if not len(values) or (missing is None and values.min() >= low and values.max() <= high):
        return None
    return _and_not(_any((values < low) | (values > high)), missing)


def _nulls(column: pyarrow.Array) -> Mask | None:
    return column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None


def _any(mask: Mask) -> Mask | None:
    return mask if mask.any() else None


def _either(one: Mask | None, other: Mask | None) -> Mask | None:
    return other if one is None else one if other is None else one | other


def _and_not(mask: Mask | None, other: Mask | None) -> Mask | None:
    return mask if mask is None or other is None else _any(mask & ~other)
