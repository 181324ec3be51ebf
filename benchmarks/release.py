"""The release of a district of made-up communes of few poor households: every form of crossings but the needs.

python -m benchmarks.release             20, 100 and 400 communes
python -m benchmarks.release 20 100      other numbers of communes

Every count comes from households drawn one by one, so that all forms agree.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.measuring import Measured, measure
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release.mask import Mask, mask_forms
from poverty_analysis.release.protect import Limits

DAY, STANDARD, LEAST, THRESHOLD, SEED = dt.date(2023, 12, 31), "VN-2022", 3, 5, 7
SIZES = (20, 100, 400)
DISTRICT = "000"
LIMITS = Limits(60_000, 200_000, 1_000)
# How much more of the processor's time a commune may take in the largest run than in the smallest; seconds of a run.
MOST_GROWTH, MOST_SECONDS = 1.3, 60
PEOPLES = ("thai", "muong", "hmong", "dao")
_NEEDS, _CAUSES = tuple(f"d{i}" for i in range(1, 13)), tuple(f"cause{i}" for i in range(1, 9))

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Forms:
    """Rows of all levels, and which unit lies in which."""

    rows: tuple[FormRow, ...]
    parents: dict[str, str]


def prepare(communes: int) -> Forms:
    """Draw a district of so many communes."""
    rng = random.Random(SEED)
    counts: dict[Key, Counter[str]] = {}
    parents = {f"{DISTRICT}{number:03d}": DISTRICT for number in range(communes)}
    for commune in parents:
        for key, found in _commune(rng):
            for unit in (commune, DISTRICT):
                form, counted, item = key
                counts.setdefault((form, unit, counted, item), Counter()).update(found)
    columns: dict[str, list[str]] = {}
    for (form, *_), found in counts.items():
        columns.setdefault(form, []).extend(name for name in found if name not in columns.get(form, ()))
    rows = (
        FormRow(form, unit, DAY, STANDARD, counted, {name: found[name] for name in columns[form]}, item=item)
        for (form, unit, counted, item), found in counts.items()
    )
    return Forms(tuple(rows), parents)


def _commune(rng: random.Random) -> Iterator[tuple[tuple[str, str, str], dict[str, int]]]:
    """Counts of each form of one commune, household by household."""
    often = [rng.choice((0.02, 0.1, 0.3, 0.6)) for _ in range(20)]
    usual = rng.choice(PEOPLES)
    for _ in range(rng.randint(200, 600)):
        kind = rng.choices(("poor", "near_poor", "other"), (2, 2, 30))[0]
        people = rng.choices((usual, rng.choice(PEOPLES), "kinh"), (5, 1, 4))[0]
        size = rng.randint(1, 6)
        minority, no_labour = people != "kinh", rng.random() < 0.1
        yield (
            ("form_results", "households", ""),
            {
                **{
                    "households": 1,
                    "persons": size,
                    "poor": 0,
                    "poor_persons": 0,
                    "near_poor": 0,
                    "near_poor_persons": 0,
                },
                **({} if kind == "other" else {kind: 1, f"{kind}_persons": size}),
            },
        )
        for counted, n in (("households", 1), ("persons", size)):
            group = {"households": n, "minority": n * minority}
            for name in ("poor", "near_poor"):
                own = n * (kind == name)
                group |= {name: own, f"minority_{name}": own * minority, f"no_labour_{name}": own * no_labour}
            yield ("form_groups", counted, ""), group
        if kind != "other":
            yield from _listed(rng, kind, people, size, often)


def _listed(
    rng: random.Random, kind: str, people: str, size: int, often: list[float]
) -> Iterator[tuple[tuple[str, str, str], dict[str, int]]]:
    lacking = rng.choices(_NEEDS, often[:12], k=9 if kind == "poor" else 2)
    lacks = set(lacking) if kind == "near_poor" else {*lacking, *rng.sample(_NEEDS, 3)}
    causes = set(rng.choices(_CAUSES, often[12:], k=2))
    form = "form_poor_deprivations" if kind == "poor" else "form_near_poor_deprivations"
    yield (form, "households", ""), {"households": 1, "total": len(lacks), **{d: int(d in lacks) for d in _NEEDS}}
    yield ("form_causes", kind, ""), {"households": 1, **{cause: int(cause in causes) for cause in _CAUSES}}
    items = ("all", "kinh", "minority", *PEOPLES)
    own = {"all", people} | ({"minority"} if people != "kinh" else set())
    for item in items:
        yield ("form_ethnicity", kind, item), {"households": int(item in own)}
    children = min(size - 1, rng.randint(0, 3))
    uninsured = sum(rng.random() < 0.1 for _ in range(children))
    yield ("form_children", kind, ""), {"children": children, "children_uninsured": uninsured}


def release(forms: object) -> Mask:
    """Mask the forms as the command does."""
    assert isinstance(forms, Forms)
    return mask_forms(forms.rows, forms.parents, threshold=THRESHOLD, least={STANDARD: LEAST}, limits=LIMITS)


def main(arguments: list[str]) -> int:
    """Print the table; 1 where the largest run takes too long, or too long for each commune."""
    sizes = tuple(int(one) for one in arguments) or SIZES
    print("| communes | cells | hidden | units left out | processor, s | a commune, s | peak MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    taken: list[float] = []
    for size in sizes:
        mask = release(prepare(size))
        found: Measured = measure(prepare, release, size)
        taken.append(found.processor)
        cells, hidden = (sum(of) for of in zip(*((b.cells, b.audit.hidden) for b in mask.blocks), strict=True))
        dropped = len({unit for block in mask.blocks for unit in block.dropped})
        print(
            f"| {size} | {cells:,} | {hidden:,} | {dropped} | {found.processor:.1f} | {found.processor / size:.2f}"
            f" | {found.peak_mib:.0f} |"
        )
    return int(taken[-1] / sizes[-1] > MOST_GROWTH * taken[0] / sizes[0] or taken[-1] > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
