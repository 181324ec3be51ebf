"""Weight by subgroup and pattern of deprivations: one pass over the rows, all measures follow from it.

A pattern is a whole number whose bit j says that indicator j is deprived.
The table is small (63 subgroups x 4,096 patterns of 12 indicators), and
additive: those of two parts of a population add up to that of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from poverty_analysis.measures.survey.arguments import Floats, Integers
from poverty_analysis.measures.survey.sample import BLOCK, Places, Sample, blocks

Flags = npt.NDArray[np.uint8]

# A table of this many cells is added to directly; a larger one is gathered from the patterns there are.
_DENSE = 4 * 1_000_000
# Bits of a key: subgroup and pattern together.
_BITS = np.iinfo(np.int64).bits - 2
_BYTE = 8
# Rows whose keys stay in a processor's own memory.
_FEW = 1 << 16
# Rows whose weights are added up one after the other: sums of such sums lose less than one long sum.
_RANGE = 4 * BLOCK


@dataclass(frozen=True)
class Tally:
    """Patterns that occur, and their weight: ``table[g, p]`` of subgroup ``g`` (a single row without subgroups)."""

    patterns: Integers
    table: Floats


def read_flags(deprived: pd.DataFrame, indicators: tuple[str, ...]) -> list[Flags]:
    """Columns of 0 and 1 (or booleans), without a copy where they have one byte a row.

    Raises
    ------
    TypeError
        ``deprived`` is no frame, or a column holds text.
    ValueError
        A column that is not there or there twice; missing values, and values
        other than 0 and 1, with the count by column.
    """
    if not isinstance(deprived, pd.DataFrame):
        raise TypeError(f"deprived: a DataFrame of 0 and 1 was expected, got {type(deprived).__name__}")
    absent = [name for name in indicators if (deprived.columns == name).sum() != 1]
    if absent:
        raise ValueError(f"deprived: one column of each indicator was expected; none or several of {_list(absent)}")
    columns = {name: deprived[name] for name in indicators}
    _refuse("missing", {name: int(column.isna().sum()) for name, column in columns.items() if not _is_byte(column)})
    found = {name: _bytes(name, column) for name, column in columns.items()}
    _refuse("neither 0 nor 1", {name: _others(flags) for name, flags in found.items()})
    return list(found.values())


def tally(flags: list[Flags], sample: Sample) -> Tally:
    """Add up the weights by subgroup and pattern, block by block in the order of the rows."""
    groups, bits = max(len(sample.labels), 1), len(flags)
    if groups << bits > _DENSE:
        return _gathered(flags, sample)
    table, part = np.zeros(groups << bits), np.zeros(groups << bits)
    for range_ in blocks(len(sample.weight), _RANGE):
        # A table that is added to directly has far fewer cells than 32 bits can tell apart.
        for rows, keys in _keys(flags, sample.places, range_, np.uint32):
            np.add.at(part, keys, sample.weight[rows])
        table += part
        part[:] = 0
    both = table.reshape(groups, 1 << bits)
    patterns = np.flatnonzero(both.any(axis=0))
    return Tally(patterns, both[:, patterns])


def row_patterns(flags: list[Flags]) -> tuple[Integers, Integers]:
    """Return the patterns that occur and the place of each row's among them."""
    require_bits(len(flags), 1)
    return np.unique(_every_key(flags, None, slice(0, len(flags[0]))), return_inverse=True)


def bits_of(patterns: Integers, count: int) -> Integers:
    """Flags (patterns, count) of whole numbers."""
    return (patterns[:, None] >> np.arange(count)) & 1


def require_bits(indicators: int, groups: int) -> None:
    """Refuse more indicators than a key of 64 bits holds."""
    if indicators + groups.bit_length() > _BITS:
        raise ValueError(f"weights: at most {_BITS - groups.bit_length()} indicators were expected, got {indicators}")


def _gathered(flags: list[Flags], sample: Sample) -> Tally:
    groups, bits = max(len(sample.labels), 1), len(flags)
    require_bits(bits, groups)
    keys, sums = [], []
    for block in blocks(len(sample.weight)):
        found, place = np.unique(_every_key(flags, sample.places, block), return_inverse=True)
        keys.append(found)
        sums.append(np.bincount(place, sample.weight[block], len(found)))
    every = np.concatenate(keys)
    # The low bits of a key are the pattern, those above them the subgroup.
    patterns, place = np.unique(every & ((1 << bits) - 1), return_inverse=True)
    cells = (every >> bits) * len(patterns) + place
    table: Floats = np.zeros(groups * len(patterns))
    table += np.bincount(cells, np.concatenate(sums), len(table))
    return Tally(patterns, table.reshape(groups, len(patterns)))


def _keys(
    flags: list[Flags], subgroups: Places | None, rows: slice, kind: type[np.integer] = np.intp
) -> Iterator[tuple[slice, npt.NDArray[np.intp]]]:
    """Subgroup and pattern of each row as one whole number, for few rows at a time, in memory that is used again.

    ``kind`` is that of whole numbers which hold every key; narrow ones are quicker.
    """
    bytes_, numbers, keys = np.empty(_FEW, np.uint8), np.empty(_FEW, kind), np.empty(_FEW, np.intp)
    for few in blocks(rows.stop - rows.start, _FEW):
        here = slice(rows.start + few.start, rows.start + few.stop)
        byte, part = bytes_[: few.stop - few.start], numbers[: few.stop - few.start]
        part[:] = 0 if subgroups is None else subgroups[here]
        # The last indicators go first and are moved up by those after them: the first one ends in bit 0.
        for start in reversed(range(0, len(flags), _BYTE)):
            *others, last = flags[start : start + _BYTE]
            byte[:] = last[here]
            # Doubling and adding bits are done many bytes at a time by the processor; shifts of bytes are not.
            for column in reversed(others):
                byte += byte
                byte |= column[here]
            part *= 1 << (len(others) + 1)
            part |= byte
        keys[: len(part)] = part
        yield here, keys[: len(part)]


def _every_key(flags: list[Flags], subgroups: Places | None, rows: slice) -> npt.NDArray[np.intp]:
    found = np.empty(rows.stop - rows.start, np.intp)
    for here, keys in _keys(flags, subgroups, rows):
        found[here.start - rows.start : here.stop - rows.start] = keys
    return found


def _is_byte(column: pd.Series) -> bool:
    return column.dtype in (np.dtype(bool), np.dtype(np.int8), np.dtype(np.uint8))


def _bytes(name: str, column: pd.Series) -> Flags:
    if _is_byte(column):
        return column.to_numpy().view(np.uint8)
    if column.dtype.kind not in "biuf" and column.map(lambda value: isinstance(value, str | bytes)).any():
        raise TypeError(f"deprived[{name!r}]: 0 and 1 were expected, got text")
    try:
        numbers = column.to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"deprived[{name!r}]: 0 and 1 were expected, got {column.dtype}") from error
    # Anything else becomes 2, which is counted and refused with the other columns.
    return np.where(numbers == 1, 1, np.where(numbers == 0, 0, 2)).astype(np.uint8)


def _others(flags: Flags) -> int:
    return int((flags > 1).sum()) if len(flags) and flags.max() > 1 else 0


def _refuse(what: str, counts: dict[str, int]) -> None:
    told = [f"{name} {count}" for name, count in counts.items() if count]
    if told:
        raise ValueError(f"deprived: values {what}: {', '.join(told)}; drop or correct these rows first")


def _list(names: list[str]) -> str:
    return ", ".join(map(str, names))
