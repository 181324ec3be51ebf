"""Made-up households of a fictional district of few households, followed over years; and a workspace of its reports."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.census import write
from tests.plans import make_workspace

DISTRICT, COMMUNES = "999", ("99991", "99992", "99993", "99994", "99995", "99996")
STANDARD, LEAST, INDICATORS = "VN-2022", 3, 12
CLASSES = ("poor", "near_poor", "none")
PEOPLES = ("kinh", "thai", "hmong", "kho_mu")
# Under the line of the standard in a rural commune, and far above it.
_INCOME = {"poor": 1_000_000, "near_poor": 1_000_000, "none": 5_000_000}
_SIZES = (0, 3, 6, 9, 20, 50, 120, 200)
_STAYS = 0.75
_ALWAYS = (
    *("unit", "village", "household", "area", "persons", "income", "farm", "last_class", "relapsed", "left"),
    *(f"d{n}" for n in range(1, 13)),
)
Home = dict[str, Any]


def panel(rng: random.Random, communes: int, years: Sequence[int]) -> dict[int, list[Home]]:
    """Households of a few communes by year; from year to year most stay what they are, and none changes its people."""
    units = COMMUNES[:communes]
    often = {unit: [rng.choice((0.02, 0.1, 0.4, 0.9)) for _ in range(4)] for unit in units}
    homes = [
        _home(rng, unit, name, often[unit], number)
        for unit in units
        for number, name in enumerate(n for n in CLASSES for _ in range(rng.choice(_SIZES) + (n == "none")))
    ]
    made = {years[0]: homes}
    for before, year in itertools.pairwise(years):
        there = [home for home in made[before] if not home["left"]]
        made[year] = [one for home in there for one in _next(rng, home, often[home["unit"]])]
    return made


def _home(rng: random.Random, unit: str, name: str, often: Sequence[float], number: int) -> Home:
    """One household of a class; ``often`` says how common minorities and other marks are in its commune."""
    people = rng.choice(PEOPLES[1:]) if rng.random() < often[0] else PEOPLES[0]
    who = {"unit": unit, "village": "T", "household": str(number), "area": "rural"}
    return {
        **who,
        "people": people,
        "minority": int(people != PEOPLES[0]),
        **_state(rng, name, often),
        "last_class": "",
    }


def _state(rng: random.Random, name: str, often: Sequence[float]) -> Home:
    """What of a household may change: its class, what it lacks, who lives in it."""
    lacks = rng.sample(
        range(1, INDICATORS + 1), {"poor": rng.randint(LEAST, 6), "near_poor": rng.randint(0, 2)}.get(name, 0)
    )
    causes = rng.sample(range(1, 9), rng.randint(1, 3)) if name != "none" else []
    persons = rng.randint(1, 7)
    children = rng.randint(0, persons - 1)
    marks = {
        mark: int(rng.random() < share)
        for mark, share in zip(("no_labour", "merit", "registered"), often[1:], strict=True)
    }
    lacking = {f"d{n}": int(n in lacks) for n in range(1, INDICATORS + 1)}
    served = {f"served{n}": int(n in lacks and rng.random() < 0.5) for n in range(1, INDICATORS + 1)}
    parts = ("uninsured", "undernourished", "out_of_school")
    of_children = {"children": children, **{f"children_{part}": rng.randint(0, children) for part in parts}}
    family = {"persons": persons, "income": _INCOME[name], "farm": 0, "relapsed": 0, "left": 0, **of_children}
    return {**family, **lacking, **served, **{f"cause{n}": int(n in causes) for n in range(1, 9)}, **marks}


def class_of(home: Mapping[str, Any]) -> str:
    """The class that the law gives a household."""
    if home["income"] > _INCOME["poor"]:
        return "none"
    return "poor" if sum(home[f"d{n}"] for n in range(1, INDICATORS + 1)) >= LEAST else "near_poor"


def _next(rng: random.Random, home: Home, often: Sequence[float]) -> Iterator[Home]:
    before = class_of(home)
    name = before if rng.random() < _STAYS else rng.choice(CLASSES)
    gone = {"left": int(rng.random() < 0.02), "last_class": before}
    # Whoever stays in its class mostly stays what it is.
    yield {**home, **gone} if name == before and rng.random() < _STAYS else {**home, **_state(rng, name, often), **gone}
    if rng.random() < 0.02:
        yield {**_home(rng, home["unit"], rng.choice(CLASSES), often, 0), "household": f"{home['household']}n"}


def only(homes: Mapping[int, Sequence[Home]], *kept: str) -> dict[int, list[Home]]:
    """Households with the columns that every table needs, and those that begin as told."""
    return {
        year: [{k: v for k, v in row.items() if k in _ALWAYS or k.startswith(kept)} for row in rows]
        for year, rows in homes.items()
    }


def workspace(root: Path, homes: Mapping[int, Sequence[Home]]) -> Path:
    """A workspace with the households of each year, and a plan without money for the district and each commune."""
    made = make_workspace(root)
    for year, rows in homes.items():
        folder = made / "data" / "census" / f"huyen-mau-{year}"
        folder.mkdir(parents=True)
        info = {
            "unit": f'"{DISTRICT}"',
            "as_of": f"{year}-12-31",
            "standard": STANDARD,
            "synthetic": '"yes"',
            "source": "Dữ liệu minh họa",
        }
        (folder / "census.yaml").write_text("".join(f"{k}: {v}\n" for k, v in info.items()), encoding="utf-8")
        write(folder / "households.csv", list(rows))
        for unit in (DISTRICT, *sorted({row["unit"] for row in rows})):
            _plan(made / "data" / "plans" / f"ke-hoach-{unit}-{year}", unit, year)
    return made


def _plan(folder: Path, unit: str, year: int) -> None:
    level = "district" if unit == DISTRICT else "commune"
    text = f"""unit: "{unit}"
province: "00"
level: {level}
period: {{kind: year, years: ["{year}"]}}
programme: local
standard: {STANDARD}
number_convention: vi
version: "1"
supersedes: ""
synthetic: "yes"
issuer_parent: "UBND"
issuer_name: "UBND"
place: "Mẫu"
document:
  id: KH
  kind: KH
  number: "01/KH-UBND"
  date: "{year}-02-20"
  issuer: "UBND"
  title: "Kế hoạch giảm nghèo năm {year}"
  source_file: ke-hoach.txt
  note_vi: ""
  note_en: ""
documents: []
"""
    folder.mkdir(parents=True)
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    (folder / "source").mkdir()
    (folder / "source" / "ke-hoach.txt").write_text("Kế hoạch minh họa\n", encoding="utf-8")
    (folder / "budget.csv").write_text(
        "line,source,source_year,capital,phase,amount_vnd,as_printed,document,source_line\n", encoding="utf-8"
    )
