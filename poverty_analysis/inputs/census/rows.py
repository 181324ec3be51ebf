"""Read household tables in blocks: typed, plausible, each household once; what is left out is counted and told.

No message quotes a cell: a shifted column may hold a person's data.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from poverty_analysis.inputs.census.file import TABLE, HouseholdFile
from poverty_analysis.inputs.census.plausibility import income_sizes
from poverty_analysis.inputs.census.typing import Typed, hashes, numbers, words
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.values.in_order import in_order
from poverty_analysis.values.problems import Place, Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow

    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]
    # Keys of the block's rows, keys that stand twice, and the rows known of those.
    _Given = tuple[Array, Array, dict[int, tuple[object, ...]]]

# The least and the most that is plausible; flags are 0 or 1.
PLAUSIBLE: Mapping[str, tuple[int, int]] = {
    "persons": (1, 60),
    "income": (0, 1_000_000_000),
    "b1": (0, 1_000),
    "b2": (0, 120),
    **dict.fromkeys(("children", "children_uninsured", "children_undernourished", "children_out_of_school"), (0, 30)),
}
_FLAG = (0, 1)
_NAMES = ("village", "household")
# Mixes three numbers into one; odd, so that no bit is lost.
_MIX = 0x9E37_79B9_7F4A_7C15
# Keys are kept apart by so many ranges of communes: equal ones are of one commune.
_RANGES = 64


@dataclass(frozen=True)
class Notes:
    """What was met while reading; filled by :func:`blocks`.

    ``faults`` maps code and column to the number of rows and the first of
    them, ``keys`` has numbers for the households by range of communes,
    ``counts`` the rows read (``rows``), left out for a fault (``faulty``) and
    repeated (``repeated``); ``sizes`` the incomes of each block by their digits.
    """

    faults: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    keys: dict[int, array[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"rows": 0, "faulty": 0, "repeated": 0})
    sizes: list[Array] = field(default_factory=list)

    def fault(self, code: str, column: str, rows: int, first: int) -> None:
        """Count rows with one fault; the first row of all is kept."""
        before, earliest = self.faults.get((code, column), (0, first))
        self.faults[code, column] = (before + rows, earliest)

    def part(self, part: _TypedBlock, at: int) -> None:
        """Count the rows of one block that begins at row ``at``, with its faults."""
        for code, column, rows, first in part.faults:
            self.fault(code, column, rows, at + first)
        self.counts["rows"] += len(part.frame)
        if part.sizes is not None:
            self.sizes[:] = [sum(self.sizes, part.sizes)]
        self.counts["faulty"] += 0 if part.keep is None else int((~part.keep).sum())


@dataclass(frozen=True)
class _TypedBlock:
    """A block typed: its rows, those without a fault (None: all), the faults, and the keys by range of communes.

    A fault has code, column, number of rows and the place of the first;
    ``sizes`` counts incomes by their digits, None without such a column.
    """

    frame: pd.DataFrame
    keep: Mask | None
    faults: tuple[tuple[str, str, int, int], ...]
    keys: Array | None
    ranges: Mapping[int, Array]
    sizes: Array | None


def blocks(
    file: HouseholdFile, units: tuple[str, ...], notes: Notes, doubled: Array | None = None
) -> Iterator[pd.DataFrame]:
    """Give the table's households in blocks, with the columns of the contract but village and number.

    Parameters
    ----------
    file : HouseholdFile
        The opened table.
    units : tuple of str
        The communes the table may name.
    notes : Notes
        Takes what is met.
    doubled : sorted array of uint64, optional
        Keys that stand for more than one row (:func:`doubled_keys` of a first
        reading).  With it, of such rows the first is given; an equal one is
        left out and counted, a different one is PA-808.

    Yields
    ------
    pandas.DataFrame
        ``unit`` and the words as categories, numbers as small integers (as
        nullable ones where some are missing).  Rows with a fault are left out.
    """
    known: dict[int, tuple[object, ...]] = {}
    at = file.first_row
    columns = {name: _Words.of(name, units) for name in file.columns}
    for part in in_order(partial(_part, columns, keyed=doubled is None), file.batches(file.columns)):
        notes.part(part, at)
        keep = part.keep
        if part.keys is not None and doubled is not None:
            keep = _once(part.frame, (part.keys, doubled, known), keep, notes, at)
        for place, keys in part.ranges.items():
            # One growing piece of memory for each range leaves none in between that nothing can use.
            notes.keys.setdefault(place, array("Q")).frombytes(keys.tobytes())
        at += len(part.frame)
        yield part.frame if keep is None else part.frame[keep].reset_index(drop=True)


def doubled_keys(notes: Notes) -> Array | None:
    """Keys that stand for more than one row of a whole reading, sorted; None when every household stands once.

    Uses up the keys.
    """
    import numpy as np

    found = [one for one in in_order(_twice, (notes.keys.pop(place) for place in sorted(notes.keys))) if len(one)]
    return np.unique(np.concatenate(found)) if found else None


def _twice(keys: array[int]) -> Array:
    import numpy as np

    every = np.frombuffer(keys, dtype=np.uint64)
    every.sort()
    found: Array = every[1:][every[1:] == every[:-1]]
    return found


def told(file: HouseholdFile, notes: Notes) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Problems and warnings of a whole reading: one for each kind of fault and column."""
    problems = [
        Problem(code, Place(file.name, row=first, column=column), values=_words(column, rows))
        for (code, column), (rows, first) in notes.faults.items()
    ]
    warnings = list(header_warnings(file))
    if notes.counts["repeated"]:
        warnings.append(Problem("PA-807", Place(file.name), values={"count": str(notes.counts["repeated"])}))
    return tuple(sorted(problems, key=lambda p: (p.code, p.place.key()))), tuple(warnings)


def header_warnings(file: HouseholdFile) -> Iterator[Problem]:
    """PA-801 names the personal columns, PA-802 the others that were not read."""
    for code, names in (("PA-801", file.personal), ("PA-802", file.unused)):
        if names:
            yield Problem(code, Place(file.name, row=1), values={"count": str(len(names)), "names": ", ".join(names)})


def missing_columns(file: HouseholdFile) -> Iterator[Problem]:
    """PA-201 for every column that each table of households has."""
    for column in read_contract().tables[TABLE].columns:
        if column.required and column.name not in file.columns:
            yield Problem("PA-201", Place(file.name, row=1, column=column.name), values={"table": TABLE})


@dataclass(frozen=True)
class _Words:
    """What a column may hold: places of the words it knows (none: numbers), with their type in a frame."""

    places: Mapping[str, int]
    dtype: pd.CategoricalDtype | None

    @classmethod
    def of(cls, name: str, units: tuple[str, ...]) -> _Words:
        import pandas as pd

        known = _known(name, units)
        return cls(_spelled(name, known), pd.CategoricalDtype(list(known)) if known else None)


def _part(columns: Mapping[str, _Words], batch: pyarrow.RecordBatch, *, keyed: bool) -> _TypedBlock:
    """Type one batch, whose columns are those of ``columns``; ``keyed`` if the keys are to be kept by range."""
    pairs = zip(columns.items(), batch.columns, strict=True)
    typed = {name: _typed(name, column, known) for (name, known), column in pairs}
    keep, faults = _judged(typed, batch.num_rows)
    keys = _keys(typed) if {"unit", *_NAMES} <= typed.keys() else None
    ranges: Mapping[int, Array] = {}
    if keyed and keys is not None:
        unit = typed["unit"].values
        ranges = (
            _ranges(keys, unit, len(columns["unit"].places))
            if keep is None
            else _ranges(keys[keep], unit[keep], len(columns["unit"].places))
        )
    sizes = income_sizes(typed["income"]) if "income" in typed else None
    return _TypedBlock(_frame(typed, columns, batch.num_rows), keep, faults, keys if not keyed else None, ranges, sizes)


def _ranges(keys: Array, unit: Array, units: int) -> dict[int, Array]:
    """Keys by the range of their commune; where communes follow each other a block has few ranges."""
    import numpy as np

    places = (unit.astype(np.int64) * _RANGES // max(units, 1)).astype(np.int8)
    return {int(place): keys[places == place] for place in np.flatnonzero(np.bincount(places, minlength=1))}


def _typed(name: str, column: pyarrow.Array, known: _Words) -> Typed:
    if name in _NAMES:
        return hashes(column)
    return words(column, known.places) if known.places else numbers(column, *_range(name))


def _spelled(name: str, known: tuple[str, ...]) -> dict[str, int]:
    """Places of the words of a column; a people may stand under its Vietnamese name, as offices export it."""
    places = {word: at for at, word in enumerate(known)}
    titles = read_contract().domains["people"] if name == "people" else {}
    return places | {titles[word]["vi"]: places[word] for word in titles}


def _known(name: str, units: tuple[str, ...]) -> tuple[str, ...]:
    if name == "unit":
        return units
    column = read_contract().tables[TABLE].column(name)
    return tuple(read_contract().domains[column.domain]) if column.domain else ()


def _range(name: str) -> tuple[int, int]:
    return PLAUSIBLE.get(name, _FLAG)


def _judged(typed: Mapping[str, Typed], rows: int) -> tuple[Mask | None, tuple[tuple[str, str, int, int], ...]]:
    """Rows without a fault, None when that is all of them, and the faults."""
    import numpy as np

    wrong = np.zeros(rows, np.bool_)
    faults = []
    for name, column in typed.items():
        required = read_contract().tables[TABLE].column(name).required
        code = "PA-806" if name == "unit" else "PA-804"
        for found, mask in ((code, column.bad), ("PA-805", column.missing if required else None)):
            if mask is not None:
                faults.append((found, name, int(mask.sum()), int(mask.argmax())))
                wrong |= mask
    return (~wrong if faults else None), tuple(faults)


def _keys(typed: Mapping[str, Typed]) -> Array:
    import numpy as np

    made = typed["unit"].values.astype(np.uint64)
    for name in _NAMES:
        made *= np.uint64(_MIX)
        made += typed[name].values
    made ^= made >> np.uint64(31)
    return made


def _once(frame: pd.DataFrame, given: _Given, keep: Mask | None, notes: Notes, at: int) -> Mask:
    """Rows to keep when each household may stand once; repeats and contradictions are noted."""
    import numpy as np

    keys, doubled, known = given
    kept = np.ones(len(keys), np.bool_) if keep is None else keep.copy()
    places = np.flatnonzero(np.isin(keys, doubled) & kept)
    contents = frame.iloc[places].astype(object).where(lambda part: part.notna(), None).itertuples(index=False)
    for place, content in zip(places.tolist(), map(tuple, contents), strict=True):
        key = int(keys[place])
        if key not in known:
            known[key] = content
            continue
        kept[place] = False
        if known[key] == content:
            notes.counts["repeated"] += 1
        else:
            notes.counts["faulty"] += 1
            notes.fault("PA-808", "household", 1, at + place)
    return kept


def _frame(typed: Mapping[str, Typed], columns: Mapping[str, _Words], rows: int) -> pd.DataFrame:
    import pandas as pd

    made = {name: _column(one, columns[name].dtype) for name, one in typed.items() if name not in _NAMES}
    return pd.DataFrame(made, index=pd.RangeIndex(rows), copy=False)


def _column(typed: Typed, words: pd.CategoricalDtype | None) -> Array | pd.api.extensions.ExtensionArray:
    import numpy as np
    import pandas as pd

    if words is not None:
        codes = typed.values if typed.bad is None else np.where(typed.bad, -1, typed.values)
        return pd.Categorical.from_codes(codes, dtype=words)
    return typed.values if typed.missing is None else pd.arrays.IntegerArray(typed.values, typed.missing)


def _words(column: str, rows: int) -> dict[str, str]:
    low, high = _range(column)
    spec = read_contract().tables[TABLE]
    domain = spec.column(column).domain if column in spec.names() else ""
    allowed = ", ".join(read_contract().domains[domain]) if domain else f"{low} - {high}"
    return {"count": str(rows), "column": column, "allowed": allowed}
