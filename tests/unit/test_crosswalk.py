"""The map of the reform of 2025, over the whole country: no commune goes where only its namesake went."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.some import some
from tests.tree import ROOT
from tools.crosswalk_rules import (
    Correction,
    Link,
    across_provinces,
    corrected,
    miscounted,
    of_namesakes,
    read_corrections,
)
from tools.make_units import KEPT, PROVINCES, REFORM, Lists, Row, doubtful, joined, read_kept, read_kept_links

UNITS = ROOT / "data" / "units"
LAST_OLD_DAY = "2025-06-30"
CORRECTIONS = read_corrections(KEPT / "corrections.csv")


def rows_of(*patterns: str) -> Iterator[dict[str, str]]:
    for path in sorted(path for pattern in patterns for path in UNITS.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


@pytest.fixture(scope="module")
def links() -> tuple[Link, ...]:
    found = [row for row in rows_of("crosswalk/*.csv") if row["effective"] == REFORM and len(row["new"]) == 5]
    return tuple((row["old"], row["new"], row["kind"]) for row in found)


@pytest.fixture(scope="module")
def listed(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """The map as its package lists it, before the corrections."""
    return corrected(links, [replace(row, listed=row.kind, kind=row.listed) for row in CORRECTIONS])


@pytest.fixture(scope="module")
def old_units() -> tuple[Row, ...]:
    found = (Row(**row) for row in rows_of("units.csv", "communes/*.csv"))
    return tuple(row for row in found if row.valid_from <= LAST_OLD_DAY and (row.valid_to or REFORM) >= REFORM)


@pytest.fixture(scope="module")
def name(old_units: tuple[Row, ...]) -> dict[str, str]:
    return {row.code: row.name for row in old_units if row.level != "province"}


@pytest.fixture(scope="module")
def province(old_units: tuple[Row, ...]) -> dict[str, str]:
    above = {row.code: row.parent for row in old_units if row.level == "district"}
    return {row.code: above.get(row.parent, row.parent) for row in old_units if row.level != "province"}


def test_no_link_of_the_country_is_doubtful(links: tuple[Link, ...], old_units: tuple[Row, ...]) -> None:
    assert len(links) > 10_000
    assert doubtful(links, old_units) == []


def test_the_listed_map_fails_the_rule_on_old_provinces(listed: tuple[Link, ...], province: dict[str, str]) -> None:
    found = across_provinces(listed, province)
    assert len(found) == 28
    assert {link[:2] for link in found} < {(row.old, row.new) for row in CORRECTIONS if not row.kind}


def test_the_listed_map_fails_the_rule_on_namesakes(listed: tuple[Link, ...], name: dict[str, str]) -> None:
    found = {link[:2] for link in of_namesakes(listed, name)}
    wrong = {(row.old, row.new) for row in CORRECTIONS if not row.kind}
    # The town of Thủ Thừa has no namesake there: only the act shows that it did not go to Nhựt Tảo.
    assert len(wrong) == 32 and wrong - found == {("28036", "28087")}


def test_a_map_with_doubtful_links_is_told_in_words(listed: tuple[Link, ...], old_units: tuple[Row, ...]) -> None:
    told = doubtful(listed, old_units)
    assert "28252 Phường 4 -> 29869 split" in told and "06079 Xã Hồng Phong -> 06184 split" in told


def test_every_correction_names_its_act_and_the_namesake(links: tuple[Link, ...], name: dict[str, str]) -> None:
    assert len(CORRECTIONS) == 63
    pairs = {link[:2] for link in links}
    for row in some(CORRECTIONS):
        assert re.fullmatch(r"NQ 16\d\d/NQ-UBTVQH15 1\.\d+", row.source)
        assert row.ground in {"named", "neighbours", "absent"}
        assert bool(row.meant) == (not row.kind and row.ground != "absent")
        if row.meant:
            assert name[row.meant] == name[row.old] and (row.meant, row.new) in pairs


@pytest.mark.parametrize(
    ("old", "new"),
    [  # read in the acts: resolution, clause
        ("28252", {"28249": "exact"}),  # 1663, 84: Phường 4 và Phường 5 (thành phố Mỹ Tho)
        ("29872", {"29869": "exact"}),  # 1663, 95: Phường 4 (thành phố Cao Lãnh)
        ("29908", {"29905": "exact"}),  # 1663, 98: Phường 4 (thành phố Sa Đéc)
        ("27691", {"27694": "exact"}),  # 1682, 84: Phường 4 beside Phường 1 và Phường 3 (thành phố Tân An)
        ("25462", {"25459": "exact"}),  # 1682, 87: Phường IV beside those of Tây Ninh
        ("28036", {"28036": "exact"}),  # 1682, 20: thị trấn Thủ Thừa, whole
        ("28924", {"28921": "exact"}),  # 1687, 68: Hòa Lộc beside Tân Bình (huyện Mỏ Cày Bắc)
        ("29734", {"29734": "exact"}),  # 1687, 20: Hòa Lộc beside Hòa Thạnh và Hòa Hiệp
        ("31741", {"31741": "exact"}),  # 1668, 85: Thạnh Tân, Long Bình và Tân Long
        ("31438", {"31408": "exact"}),  # 1668, 64: Long Thạnh, Tân Long và Thạnh Hòa
        ("06079", {"06079": "exact"}),  # 1672, 10: Hồng Phong (huyện Bình Gia)
        ("11890", {"11911": "exact"}),  # 1669, 63: Trấn Dương, Hòa Bình và Lý Học
        ("10798", {"10804": "split", "10843": "split"}),  # 1669, 112 and 79: the rest, and a part
        ("10639", {"10645": "split", "10705": "split", "10756": "split"}),  # 1669, 75, 70 and 110, as listed
        ("09013", {"08980": "split", "08995": "split", "09022": "split", "09817": "split"}),  # 1656, 107 and 118-120
    ],
)
def test_communes_go_where_the_act_sends_them(links: tuple[Link, ...], old: str, new: dict[str, str]) -> None:
    assert {link[1]: link[2] for link in links if link[0] == old} == new


# The rules by themselves


def test_two_old_provinces_without_a_whole_commune_are_both_doubted() -> None:
    parts = (("a", "n", "split"), ("b", "n", "split"), ("c", "m", "split"))
    assert across_provinces(parts, {"a": "1", "b": "2", "c": "2"}) == parts[:2]
    assert across_provinces((*parts, ("d", "n", "exact")), {"a": "1", "b": "2", "c": "2", "d": "1"}) == parts[1:2]


def test_namesakes_are_doubted_in_one_new_commune_only() -> None:
    parts = (("a", "n", "split"), ("b", "n", "exact"), ("c", "m", "exact"))
    assert of_namesakes(parts, {"a": "Phường 4", "b": "Phường 4", "c": "Phường 4"}) == parts[:2]
    assert of_namesakes(parts, {"a": "Phường 4", "b": "Xã 4", "c": "Phường 4"}) == ()


def test_a_part_alone_and_a_whole_twice_are_miscounted() -> None:
    right: tuple[Link, ...] = (("a", "n", "exact"), ("b", "n", "split"), ("b", "m", "split"))
    wrong: tuple[Link, ...] = (("c", "n", "split"), ("d", "n", "exact"), ("d", "m", "exact"))
    assert miscounted((*right, *wrong)) == wrong


@pytest.mark.parametrize("row", [("a", "m", "split", ""), ("a", "n", "exact", ""), ("a", "n", "", "split")])
def test_a_correction_of_what_is_not_listed_is_refused(row: tuple[str, str, str, str]) -> None:
    with pytest.raises(ValueError, match="the map does not list a to"):
        corrected([("a", "n", "split")], [Correction(*row, "", "named", "NQ")])


def test_a_fictional_province_that_took_another_in_keeps_two_rows() -> None:
    made = joined(Lists((), (), (), ()), read_kept(), read_kept_links()[PROVINCES])
    assert [(row.valid_from, row.valid_to) for row in made if row.code == "98"] == [("", REFORM), (REFORM, "")]
    assert [row.valid_to for row in joined(Lists((), (), (), ()), read_kept(), ()) if row.code == "98"] == [""]
