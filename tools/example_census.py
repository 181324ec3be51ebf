"""Draw the households of the fictional district, from which `poverty-analysis aggregate` makes its forms of 2023.

    .venv/bin/python tools/example_census.py     writes data/census/huyen-mau-2023

Nothing here is real: unit 999, its communes and every household are invented.  The totals are those that the
example's results and reports state; what a commune has of a district's total follows from its weight and a seed.
A test compares the file in the repository with what this program draws.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from poverty_analysis.census.synthetic.draw import batches
from poverty_analysis.census.synthetic.totals import CAUSES, ClassTotals, Commune
from poverty_analysis.inputs.writing import write_households
from poverty_analysis.law import read_law
from poverty_analysis.law.calendar import standard

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "data" / "census" / "huyen-mau-2023"
SEED: Final = 2023
DAY: Final = dt.date(2023, 12, 31)
STANDARD: Final = standard(read_law(), "VN-2022", DAY)
COMMUNES: Final = ("99991", "99992", "99993", "99994", "99995", "99996")

# By class: households and persons of each commune, in the order of COMMUNES.
HOUSEHOLDS: Final = {
    "poor": (460, 415, 520, 640, 590, 485),
    "near_poor": (330, 310, 335, 325, 322, 285),
    "average_farm": (430, 390, 380, 350, 345, 315),
    "none": (1900, 1595, 1415, 1165, 1133, 1195),
}
PERSONS: Final = {
    "poor": (2116, 1909, 2392, 2944, 2714, 2231),
    "near_poor": (1485, 1395, 1508, 1462, 1449, 1283),
    "average_farm": (1892, 1716, 1672, 1540, 1518, 1386),
    "none": (7923, 6633, 5823, 4718, 4596, 4904),
}
CHILDREN: Final = {"poor": 5912, "near_poor": 2661, "average_farm": 2480, "none": 8730}
# Of the district: households by flag, served ones by indicator, and marks.
DEPRIVED: Final = {
    "poor": (1120, 905, 760, 540, 1385, 430, 1290, 610, 1015, 1640, 702, 998),
    "near_poor": (310, 205, 160, 190, 420, 60, 240, 140, 225, 267, 255, 318),
    "average_farm": (60, 110, 40, 50, 190, 10, 30, 40, 70, 80, 60, 70),
    "none": (120, 180, 60, 90, 260, 15, 40, 60, 90, 110, 70, 95),
}
CAUSED: Final = {
    "poor": (718, 1284, 531, 809, 1096, 871, 366, 254),
    "near_poor": (372, 806, 214, 468, 641, 502, 241, 133),
}
SERVED: Final = {
    "poor": (310, 64, 118, 540, 92, 344, 100, 37, 402, 388, 281, 405),
    "near_poor": (96, 14, 22, 190, 31, 52, 41, 9, 88, 71, 84, 96),
}
MARKS: Final = {
    "poor": {"no_labour": 214, "merit": 0, "registered": 812},
    "near_poor": {"no_labour": 61, "merit": 15, "registered": 390},
}
# The class a year ago of those who were in another; the others of a class were in it already.
ORIGINS: Final = {
    "poor": {"none": 131, "near_poor": 61, "relapsed": 12, "came": 16},
    "near_poor": {"none": 133, "poor": 640, "relapsed": 8, "came": 13},
    "average_farm": {"poor": 150, "near_poor": 330},
    "none": {"poor": 252, "near_poor": 481},
}
LEFT: Final = {"poor": 28, "near_poor": 19}
# Shares of each commune's households; the rest are Kinh.  More of the poor are of a minority people.
PEOPLES: Final = (
    {"thai": 0.33, "hmong": 0.01},
    {"thai": 0.56, "hmong": 0.04, "kho_mu": 0.01},
    {"thai": 0.42, "kho_mu": 0.12},
    {"hmong": 0.52, "thai": 0.27},
    {"hmong": 0.36, "thai": 0.33, "kho_mu": 0.05},
    {"thai": 0.40, "dao": 0.11, "lao": 0.006},
)
MORE_OF: Final = {"poor": 1.18, "near_poor": 1.1, "average_farm": 1.0, "none": 0.9}
SPREAD: Final = 0.25

INFO: Final = """# Hộ hư cấu, do tools/example_census.py sinh ra; không có hộ thật nào.
unit: "999"
as_of: 2023-12-31
standard: VN-2022
synthetic: "yes"
source: Dữ liệu minh họa, hộ hư cấu do tools/example_census.py sinh ra
"""


def shared(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of a total in proportion to weights, adding up to it (largest remainders)."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(one) for one in exact]
    order = sorted(range(len(parts)), key=lambda k: (parts[k] - exact[k], k))
    for k in order[: total - sum(parts)]:
        parts[k] += 1
    return parts


def uneven(rng: np.random.Generator, total: int, sizes: Sequence[int]) -> list[int]:
    """Shares of a total for communes of these sizes, some above and some below their due."""
    return shared(total, [size * (1 + SPREAD * (2 * rng.random() - 1)) for size in sizes])


def communes() -> Iterator[Commune]:
    """Totals of every commune."""
    rng = np.random.default_rng(SEED)
    groups = {name: list(_groups(rng, name)) for name in HOUSEHOLDS}
    left = {name: uneven(rng, total, HOUSEHOLDS[name]) for name, total in LEFT.items()}
    for place, unit in enumerate(COMMUNES):
        gone = {name: parts[place] for name, parts in left.items()}
        yield Commune(unit, {name: every[place] for name, every in groups.items()}, gone)


def _groups(rng: np.random.Generator, name: str) -> Iterator[ClassTotals]:
    sizes = HOUSEHOLDS[name]
    flags: dict[str, int] = {f"d{k}": total for k, total in enumerate(DEPRIVED[name], start=1)}
    flags |= zip(CAUSES, CAUSED.get(name, ()), strict=False)
    flags |= {f"served{k}": total for k, total in enumerate(SERVED.get(name, ()), start=1)}
    by_flag = {flag: uneven(rng, total, sizes) for flag, total in flags.items()}
    for k in range(1, len(DEPRIVED[name]) + 1):
        # Served are those of a commune that need it, in the same proportion everywhere.
        if f"served{k}" in by_flag:
            by_flag[f"served{k}"] = shared(flags[f"served{k}"], by_flag[f"d{k}"])
    by_flag |= {mark: uneven(rng, total, sizes) for mark, total in MARKS.get(name, {}).items()}
    origins = {origin: uneven(rng, total, sizes) for origin, total in ORIGINS[name].items()}
    if name in LEFT:
        stayed = [size - sum(parts) for size, *parts in zip(sizes, *origins.values(), strict=True)]
        origins = {name: stayed, **origins}
    children = uneven(rng, CHILDREN[name], sizes)
    for place, households in enumerate(sizes):
        yield ClassTotals(
            households,
            PERSONS[name][place],
            children[place],
            _at(by_flag, place),
            {p: round(households * share * MORE_OF[name]) for p, share in PEOPLES[place].items()},
            _at(origins, place),
        )


def _at(parts: Mapping[str, Sequence[int]], place: int) -> dict[str, int]:
    return {name: numbers[place] for name, numbers in parts.items()}


def write(folder: Path) -> None:
    """Write the census folder, in place of what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "census.yaml").write_text(INFO, encoding="utf-8", newline="\n")
    write_households(folder / "households.parquet", batches(communes(), STANDARD, SEED))


if __name__ == "__main__":
    write(FOLDER)
