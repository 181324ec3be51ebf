"""What a release hides of communes, needs, peoples and children is in no byte of the chapters that show them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product import make_workspace, poverty, readable, write_params

REPORT = "2023-year/minh-hoa-999-mau/annual_report.vi"
DAY = "2023-12-31,VN-2022"
UNITS = ("99991", "99992")
POOR, NEAR = (3000017, 2000003), (1500021, 1400007)
# By commune; of the class all but one or two, or long numbers that may stay.
DEPRIVED = {"d1": (3000015, 1111117), "d2": (2700013, 1800047), "d3": (1737563, 987651), "d4": (2222227, 1444441)}
CAUSES = {"cause1": (3000016, 1200041), "cause2": (1700023, 900019), "cause3": (2600011, 1900033)}
SERVED = {"d1": (2100031, 800011), "d2": (2700011, 600043), "d3": (1737562, 400009)}
PEOPLES = {"kinh": (1300027, 700001), "thai": (1699988, 1300002), "lao": (2, 0)}
CHILDREN = {"children": (4000037, 3000061), "children_uninsured": (4000036, 1000099)}
# No hidden number shorter than this is looked for: it may occur by chance.
LONG = 100_000


def both(values: tuple[int, int]) -> tuple[int, int, int]:
    return (*values, sum(values))


def table(head: str, *rows: str) -> str:
    return "\n".join((head, *rows)) + "\n"


def wide(head: str, name: str, columns: dict[str, tuple[int, int]]) -> str:
    """One row a unit and the district last; ``name`` stands between the day and the counts."""
    rows = zip((*UNITS, "999"), zip(*(both(v) for v in columns.values()), strict=True), strict=True)
    lines = [f"{unit},{DAY},{name}{','.join(map(str, counts))}" for unit, counts in rows]
    return table(f"unit,as_of,standard,{head}{','.join(columns)}", *lines)


def forms() -> dict[str, str]:
    total = {"households": POOR, "total": tuple(sum(v[i] for v in DEPRIVED.values()) for i in (0, 1))}
    needs = [("all", POOR, (0, 0)), *((name, DEPRIVED[name], served) for name, served in SERVED.items())]
    lines = [
        f"{unit},{DAY},poor,{name},{both(count)[i]},{both(served)[i] if name != 'all' else ''},"
        for name, count, served in needs
        for i, unit in enumerate((*UNITS, "999"))
    ]
    peoples = {
        "all": POOR,
        "kinh": PEOPLES["kinh"],
        "minority": tuple(PEOPLES["thai"][i] + PEOPLES["lao"][i] for i in (0, 1)),
    }
    listed = [
        f"{unit},{DAY},poor,{name},{both(count)[i]}"
        for name, count in {**peoples, "thai": PEOPLES["thai"], "lao": PEOPLES["lao"]}.items()
        for i, unit in enumerate((*UNITS, "999"))
    ]
    results = {
        "households": (9000011, 8000009),
        "persons": (36000041, 32000039),
        "poor": POOR,
        "near_poor": NEAR,
        "poor_persons": (13000027, 9000031),
        "near_poor_persons": (6000091, 5000087),
    }
    return {
        "form_results": wide("", "", results),
        "form_poor_deprivations": wide("", "", total | DEPRIVED),
        "form_causes": wide("class,", "poor,", {"households": POOR, **CAUSES}),
        "form_children": wide("class,", "poor,", CHILDREN),
        "form_ethnicity": table("unit,as_of,standard,class,people,households", *listed),
        "needs": table("unit,as_of,standard,class,indicator,deprived,served,registered", *lines),
    }


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("chapters"))
    place = folder / "data" / "forms" / "huyen-mau-2023"
    for old in place.iterdir():
        old.unlink()
    shutil.rmtree(folder / "data" / "releases")
    for name, text in forms().items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    made = poverty(folder, "release", "--json")
    assert made.code == 0, made.err
    return folder


def cells(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every count of a form by the words of its row and its column."""
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            key = tuple(line.get(name, "") for name in ("unit", "class", "indicator", "people"))
            yield from (((path.stem, *key, name), value) for name, value in line.items())


def hidden(workspace: Path) -> tuple[set[str], set[str]]:
    """Long numbers that the release hides, and those that it shows."""
    (release,) = (workspace / "data" / "releases").glob("999-*")
    exact = {k: v for p in (workspace / "data" / "forms" / "huyen-mau-2023").glob("*.csv") for k, v in cells(p)}
    told = {k: v for p in release.glob("*.csv") for k, v in cells(p)}
    shown = {v for v in told.values() if v.isdigit()}
    secret = {exact[k] for k, v in told.items() if v == "*" and exact[k].isdigit() and int(exact[k]) >= LONG}
    assert {key[0] for key, value in told.items() if value == "*"} >= {"form_poor_deprivations", "form_causes", "needs"}
    return secret - shown, {value for value in shown if int(value) >= LONG}


def found(folder: Path, numbers: set[str]) -> set[str]:
    ways = {w: n for n in numbers for w in (n, f"{int(n):,}", f"{int(n):,}".replace(",", "."))}
    texts = [text for path in folder.rglob("*") if path.is_file() for text in readable(path)]
    return {number for way, number in ways.items() if any(way in text for text in texts)}


def ids(folder: Path) -> set[str]:
    (path,) = folder.glob("*figures.json")
    return {figure["id"] for figure in json.loads(path.read_text(encoding="utf-8"))["figures"]}


def test_hidden_counts_are_in_no_byte_of_the_shared_chapters(workspace: Path) -> None:
    secret, shown = hidden(workspace)
    assert {"3000015", "3000016"} <= secret and len(secret) >= 8, sorted(secret)
    write_params(workspace, formats="[html, pdf, xlsx]", langs="[vi]")
    ran = poverty(workspace, "run")
    assert ran.code == 0, ran.err
    folder = workspace / "outputs" / "shared" / REPORT
    assert not found(folder, secret)
    assert len(found(folder, shown)) >= 8, "the search can find numbers"
    assert not {"deprivation.99991.d1", "causes.99991.cause1"} & ids(folder)
    page = next(folder.glob("*.html")).read_text(encoding="utf-8")
    assert "ẩn để bảo mật" in page


def test_the_submission_has_them(workspace: Path) -> None:
    secret, _ = hidden(workspace)
    write_params(workspace, formats="[html]", langs="[vi]", edition="submission")
    assert poverty(workspace, "run").code == 0
    folder = workspace / "outputs" / "submission" / REPORT
    assert len(found(folder, secret)) >= len(secret) // 2
    assert {"deprivation.99991.d1", "causes.99991.cause1"} <= ids(folder)
