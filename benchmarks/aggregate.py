"""The aggregate step over a made-up country: against decoding the same columns, and against plain pandas.

python -m benchmarks.aggregate             27,000,000 households x 22 columns of Parquet, and 1,000,000
python -m benchmarks.aggregate 3000000     another number of households
python -m benchmarks.aggregate 3000000 DIR the tables are written to DIR and stay there for the next call

The command is timed as users call it, from the header to the written forms,
without the start of the interpreter.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow
from pyarrow import parquet

from benchmarks.measuring import Measured, in_turns, measure
from poverty_analysis.census.synthetic.draw import batches
from poverty_analysis.census.synthetic.totals import Commune, typical
from poverty_analysis.cli.aggregating import run_aggregate
from poverty_analysis.inputs.census.folder import INFO
from poverty_analysis.inputs.writing import write_households
from poverty_analysis.law import read_law
from poverty_analysis.law.calendar import standard
from poverty_analysis.law.standards import Standard

FLAGS = tuple(f"d{number}" for number in range(1, 13))
COLUMNS = (
    *("unit", "village", "household", "area", "persons", "income"),
    *FLAGS,
    *("farm", "last_class", "minority", "registered"),
)
DAY, STANDARD, SEED = dt.date(2023, 12, 31), "VN-2022", 7
PROVINCE, DISTRICTS, COMMUNES = "00", 63, 630
SMALL, TIMES = 1_000_000, 3
MOST_DECODE, MOST_MIB, MOST_GROWTH = 2.2, 500, 1.3

_UNITS = "level,code,name,type,parent,valid_from,valid_to,synthetic,source"
_CENSUS = """unit: "{unit}"
as_of: {day}
standard: {standard}
synthetic: "yes"
source: made up for a benchmark
"""


@dataclass(frozen=True)
class Country:
    """A workspace with one census of the fictional province."""

    root: Path

    @property
    def census(self) -> Path:
        return self.root / "data" / "census" / "mau"

    @property
    def table(self) -> Path:
        return self.census / "households.parquet"

    @property
    def forms(self) -> Path:
        return next((self.root / "data" / "forms").iterdir())


def rule() -> Standard:
    return standard(read_law(), STANDARD, DAY)


def communes(households: int) -> Iterator[Commune]:
    """Made-up communes with so many households together, besides the few that left within the year."""
    for place in range(COMMUNES):
        first, last = (households * p // COMMUNES for p in (place, place + 1))
        yield typical(f"{90_000 + place}", last - first, rule(), SEED)


def country(folder: Path, households: int) -> Country:
    """Write the workspace, unless it is there."""
    made = Country(folder / str(households))
    if made.table.exists():
        return made
    for part in (made.census, made.root / "data" / "units", made.root / "notebooks"):
        part.mkdir(parents=True, exist_ok=True)
    (made.root / "data" / "units" / "units.csv").write_text("\n".join(_unit_lines()) + "\n", encoding="utf-8")
    told = _CENSUS.format(unit=PROVINCE, day=DAY, standard=STANDARD)
    (made.census / INFO).write_text(told, encoding="utf-8")
    drawn = (batch.select(list(COLUMNS)) for batch in batches(communes(households), rule(), SEED))
    write_households(made.table, drawn)
    return made


def _unit_lines() -> Iterator[str]:
    yield _UNITS
    yield f"province,{PROVINCE},Tỉnh Mẫu,Tỉnh,,,,yes,made up"
    for place in range(DISTRICTS):
        yield f"district,{900 + place},Huyện Mẫu {place},Huyện,{PROVINCE},,,yes,made up"
    for place in range(COMMUNES):
        yield f"commune,{90_000 + place},Xã Mẫu {place},Xã,{900 + place * DISTRICTS // COMMUNES},,,yes,made up"


def opened(folder: Path, households: int) -> Country:
    """The workspace for a measurement; everything that a command imports is there, and two threads decode."""
    pyarrow.set_cpu_count(2)
    made = country(folder, households)
    aggregated(country(folder, min(households, COMMUNES)))
    return made


def decoded(inputs: object) -> int:
    """Let pyarrow decode all columns, as quick as it does with two threads."""
    with parquet.ParquetFile(_given(inputs).table) as file:
        return sum(batch.num_rows for batch in file.iter_batches(128 * 1024, columns=list(COLUMNS), use_threads=True))


def aggregated(inputs: object) -> str:
    """Run the command, with no forms there yet, and return what it says."""
    shutil.rmtree(_given(inputs).root / "data" / "forms", ignore_errors=True)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = run_aggregate("en", _given(inputs).root, None, force=True, as_json=True)
    assert code == 0, said.getvalue()
    return said.getvalue()


def in_pandas(inputs: object) -> dict[str, pd.DataFrame]:
    """Count about the same with plain pandas, the whole table in memory."""
    table = pd.read_parquet(_given(inputs).table).drop_duplicates(["unit", "village", "household"])
    lines = {area: getattr(rule().income[0].up_to, area) for area in ("urban", "rural")}
    low = table["income"] <= table["area"].map(lines)
    many = table[list(FLAGS)].sum(axis=1) >= rule().threshold
    table["class"] = "none"
    table.loc[low & many, "class"] = "poor"
    table.loc[low & ~many, "class"] = "near_poor"
    listed = table[table["class"] != "none"]
    return {
        "persons": table.groupby(["unit", "class"])["persons"].agg(["count", "sum"]),
        "flags": listed.groupby(["unit", "class"])[[*FLAGS, "minority", "registered"]].sum(),
        "minority": table[table["minority"] == 1].groupby("unit")["persons"].agg(["count", "sum"]),
        "moves": table.groupby(["unit", "class", "last_class"], dropna=False).size().to_frame(),
    }


def _given(inputs: object) -> Country:
    assert isinstance(inputs, Country)
    return inputs


def exact(made: Country, households: int) -> bool:
    """Whether the forms have the numbers that the households were drawn from, in every commune and in all."""
    with (made.forms / "form_results.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["unit"]: row for row in csv.DictReader(stream)}
    drawn = {one.unit: one for one in communes(households)}
    poor = all(int(rows[unit]["poor"]) == one.groups["poor"].households for unit, one in drawn.items() if unit in rows)
    with parquet.ParquetFile(made.table) as file:
        return poor and int(rows[PROVINCE]["households"]) == int(file.metadata.num_rows)


def digest(made: Country) -> str:
    """SHA-256 of every file of the forms."""
    files = sorted(made.forms.iterdir())
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def told(name: str, rows: int, found: Measured, base: Measured) -> str:
    per_row, ratio = found.seconds / rows * 1e9, found.seconds / base.seconds
    return (
        f"| {name:<22} | {rows:>10,} | {found.seconds:7.2f} | {per_row:6.0f} | {ratio:6.2f} | {found.peak_mib:6.0f} |"
    )


def main(households: int, folder: Path) -> int:
    """Measure, print the table, and say whether the limits hold."""
    small, large = country(folder, min(SMALL, households)), country(folder, households)
    print("| way | households | seconds | ns a row | times the decoding | peak MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    found = {}
    for rows in dict.fromkeys((int(small.root.name), households)):
        base, ours = in_turns(partial(opened, folder), (decoded, aggregated), rows, TIMES)
        found[rows] = (base, ours)
        print(told("pyarrow decodes", rows, base, base))
        print(told("aggregate", rows, ours, base))
    rows = int(small.root.name)
    again, pandas = in_turns(partial(opened, folder), (aggregated, in_pandas), rows, 1)
    print(told("plain pandas", rows, pandas, found[rows][0]))
    alone = measure(partial(opened, folder), aggregated, households)
    (base, ours), growth = found[households], _growth(found)
    first = digest(large)
    aggregated(large)
    right, same = exact(large, households), first == digest(large)
    print(f"times quicker than plain pandas: {pandas.seconds / again.seconds:.1f}")
    print(f"most memory of a process that aggregates only: {alone.peak_mib:.0f} MiB")
    print(f"time a row, large against small: {growth:.2f}; exact: {right}; same bytes: {same}")
    quick = ours.seconds < MOST_DECODE * base.seconds and growth < MOST_GROWTH
    return 0 if quick and right and same and alone.peak_mib < MOST_MIB else 1


def _growth(found: dict[int, tuple[Measured, Measured]]) -> float:
    first, last = min(found), max(found)
    return (found[last][1].seconds / last) / (found[first][1].seconds / first)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 27_000_000
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(size, Path(sys.argv[2] if len(sys.argv) > 2 else temporary)))
