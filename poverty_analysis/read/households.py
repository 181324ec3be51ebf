"""Read household tables in blocks: typed, plausible, each household once; what is left out is counted and told.

No message quotes a cell: a shifted column may hold a person's data.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from poverty_analysis.contract import read_contract
from poverty_analysis.problems import Place, Problem
from poverty_analysis.read.census_file import TABLE, HouseholdFile
from poverty_analysis.read.census_typing import Typed, hashes, numbers, words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow

    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]
    # Keys of the block's rows, keys that stand twice, and the rows known of those.
    _Given = tuple[Array, Array, dict[int, tuple[Any, ...]]]

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


@dataclass(frozen=True)
class Notes:
    """What was met while reading; filled by :func:`blocks`.

    ``faults`` maps code and column to the number of rows and the first of
    them, ``keys`` has a number for every household, ``counts`` the rows read
    (``rows``), left out for a fault (``faulty``) and repeated (``repeated``).
    """

    faults: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    keys: array[int] = field(default_factory=lambda: array("Q"))
    counts: dict[str, int] = field(default_factory=lambda: {"rows": 0, "faulty": 0, "repeated": 0})

    def fault(self, code: str, column: str, rows: int, first: int) -> None:
        """Count rows with one fault; the first row of all is kept."""
        before, earliest = self.faults.get((code, column), (0, first))
        self.faults[code, column] = (before + rows, earliest)


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
    known: dict[int, tuple[Any, ...]] = {}
    at = file.first_row
    for batch in file.batches(file.columns):
        typed = {name: _typed(name, column, units) for name, column in zip(file.columns, batch.columns, strict=True)}
        keep = _judged(typed, notes, at, batch.num_rows)
        keys = _keys(typed) if {"unit", *_NAMES} <= typed.keys() else None
        frame = _frame(typed, units, batch.num_rows)
        if keys is not None and doubled is not None:
            keep = _once(frame, (keys, doubled, known), keep, notes, at)
        elif keys is not None:
            notes.keys.frombytes((keys if keep is None else keys[keep]).tobytes())
        at += batch.num_rows
        yield frame if keep is None else frame[keep].reset_index(drop=True)


def doubled_keys(notes: Notes) -> Array | None:
    """Keys that stand for more than one row of a whole reading, sorted; None when every household stands once.

    Uses up the list of keys.
    """
    import numpy as np

    if not notes.keys:
        return None
    every = np.frombuffer(notes.keys, dtype=np.uint64)
    every.sort()
    found = np.unique(every[1:][every[1:] == every[:-1]])
    return found if len(found) else None


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


def _typed(name: str, column: pyarrow.Array, units: tuple[str, ...]) -> Typed:
    if name in _NAMES:
        return hashes(column)
    known = _known(name, units)
    return words(column, _spelled(name, known)) if known else numbers(column, *_range(name))


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


def _judged(typed: Mapping[str, Typed], notes: Notes, at: int, rows: int) -> Mask | None:
    """Rows without a fault, None when that is all of them; each fault is noted."""
    import numpy as np

    wrong = np.zeros(rows, np.bool_)
    for name, column in typed.items():
        required = read_contract().tables[TABLE].column(name).required
        code = "PA-806" if name == "unit" else "PA-804"
        for found, mask in ((code, column.bad), ("PA-805", column.missing if required else None)):
            if mask is not None:
                notes.fault(found, name, int(mask.sum()), at + int(mask.argmax()))
                wrong |= mask
    notes.counts["rows"] += rows
    notes.counts["faulty"] += int(wrong.sum())
    return ~wrong if wrong.any() else None


def _keys(typed: Mapping[str, Typed]) -> Array:
    import numpy as np

    made = typed["unit"].values.astype(np.uint64)
    for name in _NAMES:
        made = made * np.uint64(_MIX) + typed[name].values
    return made ^ (made >> np.uint64(31))


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


def _frame(typed: Mapping[str, Typed], units: tuple[str, ...], rows: int) -> pd.DataFrame:
    import pandas as pd

    columns = {name: _column(name, one, units) for name, one in typed.items() if name not in _NAMES}
    return pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False)


def _column(name: str, typed: Typed, units: tuple[str, ...]) -> Any:
    import numpy as np
    import pandas as pd

    known = _known(name, units)
    if known:
        codes = typed.values if typed.bad is None else np.where(typed.bad, -1, typed.values)
        return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(known)))
    return typed.values if typed.missing is None else pd.arrays.IntegerArray(typed.values, typed.missing)


def _words(column: str, rows: int) -> dict[str, str]:
    low, high = _range(column)
    spec = read_contract().tables[TABLE]
    domain = spec.column(column).domain if column in spec.names() else ""
    allowed = ", ".join(read_contract().domains[domain]) if domain else f"{low} - {high}"
    return {"count": str(rows), "column": column, "allowed": allowed}
