"""The counts are the same, byte by byte, in any blocks, threads and partitions; only what must agree is refused."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterator

import dask
import dask.dataframe
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from poverty_analysis.census.count import Counted, count_block, count_households, count_partitions, together
from poverty_analysis.census.synthetic.draw import batches
from poverty_analysis.census.synthetic.totals import typical
from poverty_analysis.law import read_law
from poverty_analysis.law.calendar import standard
from poverty_analysis.values.in_order import in_order
from tests.some import some

RULE = standard(read_law(), "VN-2022", dt.date(2023, 12, 31))
UNITS = tuple(f"{90_000 + place}" for place in range(7))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Some thousand made-up households of six communes; the seventh has none."""
    drawn = batches((typical(unit, 400, RULE, 3) for unit in UNITS[:-1]), RULE, 3)
    return pd.concat([batch.to_pandas() for batch in drawn], ignore_index=True)


def same(one: Counted, other: Counted) -> bool:
    assert one.units == other.units and one.columns == other.columns
    assert list(one.tables) == list(other.tables)
    return all(
        table.dtype == other.tables[name].dtype and table.tobytes() == other.tables[name].tobytes()
        for name, table in one.tables.items()
    )


def pieces(table: pd.DataFrame, rows: int) -> Iterator[pd.DataFrame]:
    return (table.iloc[start : start + rows] for start in range(0, len(table), rows))


def test_blocks_of_any_size_and_order(table: pd.DataFrame) -> None:
    whole = count_households([table], RULE, UNITS)
    mixed = table.sample(frac=1, random_state=5)
    for rows in (1_000, 137):
        assert same(count_households(pieces(table, rows), RULE, UNITS), whole)
        assert same(count_households(pieces(mixed, rows), RULE, UNITS), whole)
    parts = [count_block(piece, RULE, UNITS) for piece in pieces(table, 500)]
    # What a worker of a cluster gives back may come in any order, and as a copy.
    assert same(together(pickle.loads(pickle.dumps(parts[::-1])), UNITS), whole)


def test_the_counts_have_every_household_once(table: pd.DataFrame) -> None:
    counted = count_households([table], RULE, UNITS)
    here = table[table["left"] == 0]
    by_unit = here.groupby("unit", observed=True)
    for name, expected in (("households", by_unit.size()), ("persons", by_unit["persons"].sum())):
        scores = counted.tables[f"scores/{name}"].sum(axis=(1, 2, 3, 4))
        assert scores[:-1].tolist() == expected.loc[list(UNITS[:-1])].tolist()
        assert not scores[-1]
        assert (counted.tables[name].sum(axis=1) == scores).all()
    minority = here[here["minority"] == 1].groupby("unit", observed=True)["persons"].sum()
    assert counted.tables["all_minority/persons"][:-1].tolist() == minority.loc[list(UNITS[:-1])].tolist()


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_partitions_of_dask_give_the_same_bytes(table: pd.DataFrame, scheduler: str) -> None:
    whole = count_households([table], RULE, UNITS)
    frame = dask.dataframe.from_pandas(table, npartitions=5)
    with dask.config.set(scheduler=scheduler):
        assert same(count_partitions(frame, RULE, UNITS), whole)
        delayed = [dask.delayed(piece) for piece in pieces(table, 700)]
        assert same(count_partitions(delayed, RULE, UNITS), whole)


def test_a_cluster_gives_the_same_bytes(table: pd.DataFrame) -> None:
    frame = dask.dataframe.from_pandas(table, npartitions=3)
    quiet = {"dashboard_address": None, "processes": False, "n_workers": 2, "threads_per_worker": 1}
    with LocalCluster(**quiet) as cluster, Client(cluster):
        assert same(count_partitions(frame, RULE, UNITS), count_households([table], RULE, UNITS))


def test_blocks_with_other_columns_are_refused(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="same columns"):
        count_households([table, table.drop(columns="minority")], RULE, UNITS)


def test_a_commune_that_is_not_among_the_units_is_refused(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="not among the units"):
        count_households([table], RULE, UNITS[1:])
    with dask.config.set(scheduler="synchronous"), pytest.raises(ValueError, match="not among the units"):
        count_partitions(dask.dataframe.from_pandas(table, npartitions=2), RULE, UNITS[1:])


def test_no_blocks_and_empty_blocks(table: pd.DataFrame) -> None:
    assert count_households([], RULE, UNITS).tables == {}
    empty = count_households([table[:0]], RULE, UNITS)
    assert not any(counts.any() for counts in some(empty.tables.values()))
    assert same(count_households([table[:0], table], RULE, UNITS), count_households([table], RULE, UNITS))


def test_work_in_threads_keeps_the_order_and_the_first_error() -> None:
    assert list(in_order(lambda n: n * n, range(50))) == [n * n for n in range(50)]

    def broken(number: int) -> np.float64:
        if number == 3:
            raise ValueError("three")
        return np.float64(number)

    made = in_order(broken, range(10))
    assert [next(made) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(made)
