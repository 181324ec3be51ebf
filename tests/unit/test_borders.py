"""The reform of 2025 and its traps: codes that change hands, districts that do not nest, series across a break."""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.inputs.country import (
    commune_files,
    group_members,
    links_near,
    read_communes,
    units_near,
)
from poverty_analysis.inputs.rows.units import CROSSWALK, GROUP_COUNTS, GROUPS
from poverty_analysis.inputs.workspace import Workspace, read_rows, read_units, read_units_near
from poverty_analysis.units.borders import Observation, as_it_was, in_borders_of, same_ground
from poverty_analysis.units.units import (
    Link,
    LinkKind,
    Unit,
    check_units,
    children,
    family,
    parents,
    predecessors,
    successors,
    territory,
    unit,
)
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.values.validity import in_force
from tests.some import some
from tests.tree import ROOT

OLD, NEW = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
HERE = Workspace(ROOT)


def near(*codes: str) -> tuple[tuple[Unit, ...], tuple[Link, ...]]:
    units = read_units(HERE)
    return units_near(ROOT, units, *codes), links_near(ROOT, units, *codes)


@pytest.fixture(scope="module")
def country() -> tuple[Unit, ...]:
    files = sorted((ROOT / "data/units/communes").glob("*.csv"))
    return (*read_units(HERE), *(one for path in files for one in read_communes(ROOT, path.stem)))


# The lists


@pytest.mark.parametrize(
    ("on", "counts"),
    [  # provinces, districts, communes; the state's lists of 2021-2023 and of 2025, and the reform
        (dt.date(2022, 6, 1), (63, 705, 10_599)),
        (OLD, (63, 696, 10_036)),
        (NEW, (34, 0, 3_321)),
    ],
)
def test_the_country_on_a_day(country: tuple[Unit, ...], on: dt.date, counts: tuple[int, int, int]) -> None:
    """10,036 is one above the official 10,035: 18448 Bình Lộc stands in one of two lists (SOURCE.md 1)."""
    live = [one for one in country if in_force(one, on) and not one.synthetic]
    levels = ("province", "district", "commune")
    assert tuple(sum(one.level == level for one in live) for level in levels) == counts


def test_the_whole_list_holds(country: tuple[Unit, ...]) -> None:
    assert check_units(country, "data/units") == ()


def test_every_link_joins_units_of_its_days(country: tuple[Unit, ...]) -> None:
    rows = read_rows(HERE, CROSSWALK)
    assert rows.problems == ()
    links = rows.records
    last = {one.code for one in country if in_force(one, OLD)}
    first = {one.code for one in country if in_force(one, NEW)}
    reform = [link for link in links if link.effective == NEW]
    assert {link.old for link in reform} <= last and {link.new for link in reform} <= first
    divided = {link.old for link in reform if link.kind == "split"}
    assert len(divided) == 441
    assert all(link.kind == "split" for link in some(one for one in reform if one.old in divided))
    # Every commune of the last day went somewhere, and every one of the first came from somewhere.
    communes = {one.code for one in country if one.level == "commune" and in_force(one, OLD) and not one.synthetic}
    assert communes - {link.old for link in reform} == {"18448"}
    fresh = {one.code for one in country if one.level == "commune" and in_force(one, NEW) and not one.synthetic}
    assert fresh == {link.new for link in reform if len(link.new) == 5}


def test_groups_hold_and_name_units_of_their_days() -> None:
    rows = read_rows(HERE, GROUPS)
    assert rows.problems == ()
    units = read_units(HERE)
    for member in some(rows.records):
        assert unit(units, member.unit, max(member.valid_from, dt.date(2022, 1, 1))) is not None
    exits = {member.unit for member in rows.records if member.group == "poor-districts-exit-2022"}
    assert exits == {"099", "386", "396", "085"}


def test_membership_has_days() -> None:
    """Thanh Hóa's plan of 2016 speaks of 7 poor districts; the list ends in 2018 and a shorter one is known of 2022."""
    thanh_hoa = {one.code for one in children(read_units(HERE), "38", dt.date(2016, 10, 21))}
    of_2016 = set(group_members(ROOT, "poor-districts-30a", dt.date(2016, 10, 21)))
    assert len(of_2016 & thanh_hoa) == 7 and of_2016 - thanh_hoa == {"083", "084", "085"}
    assert group_members(ROOT, "poor-districts-30a", dt.date(2018, 3, 7)) == ()
    assert group_members(ROOT, "poor-districts-2022", dt.date(2025, 6, 30)) == ("085", "099", "386", "396")
    assert group_members(ROOT, "poor-districts-2022", NEW) == ()


def test_sizes_of_groups_are_kept_apart_from_lists_of_names() -> None:
    rows = read_rows(HERE, GROUP_COUNTS)
    assert rows.problems == ()
    sizes = {(row.group, row.unit): row.members for row in rows.records}
    assert sizes["communes-poor-50", "10"] == 44 and sizes["poor-districts-30a", "38"] == 7
    listed = {member.group for member in read_rows(HERE, GROUPS).records}
    assert "communes-poor-50" not in listed
    # The two that a plan prints: line 57 of Lào Cai, line 217 of Thanh Hóa.
    for plan, line, words in (("lao-cai-2018", 57, "44 xã"), ("thanh-hoa-2016-2020", 217, "7 huyện nghèo")):
        text = (ROOT / "data/plans" / plan / "source" / f"{plan}.txt").read_text(encoding="utf-8")
        assert words in text.split("\n")[line - 1]


# Codes that change hands


def test_code_15_is_yen_bai_then_lao_cai_and_lao_cai_was_10() -> None:
    units, links = near("15")
    names = [one.name for on in (OLD, NEW) for one in (unit(units, "15", on),) if one]
    assert names == ["Tỉnh Yên Bái", "Tỉnh Lào Cai"]
    assert [part.code for part in predecessors(links, "15", NEW, OLD)] == ["10", "15"]
    assert [(part.code, part.kind) for part in successors(units, links, "10", OLD, NEW)] == [("15", "shared")]
    assert len(children(units, "15", NEW)) == 99


def test_37_ninh_binh_triples() -> None:
    units, links = near("37")
    assert [part.code for part in predecessors(links, "37", NEW, OLD)] == ["35", "36", "37"]
    assert not same_ground(units, links, "37", OLD, NEW)
    assert len(children(units, "37", NEW)) == 129


@pytest.mark.parametrize("code", ["11", "38", "42"])
def test_provinces_the_reform_left_alone(code: str) -> None:
    units, links = near(code)
    assert same_ground(units, links, code, OLD, NEW)
    assert [(part.code, part.kind) for part in predecessors(links, code, NEW, OLD)] == [(code, "exact")]


def test_thach_ha_has_31_then_22_then_23_communes() -> None:
    units, links = near("445")
    days = [dt.date(2019, 12, 31), dt.date(2020, 1, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 1)]
    assert [len(territory(units, "445", day)) for day in days] == [31, 22, 22, 23]
    # Communes joined inside the district leave it as it was; the exchange with the city does not.
    assert same_ground(units, links, "445", days[0], days[2])
    assert not same_ground(units, links, "445", days[2], days[3])


def test_the_communes_of_tuan_giao_go_to_8_new_ones_3_of_them_shared() -> None:
    units, links = near("099")
    found = successors(units, links, "099", OLD, NEW)
    assert len(found) == 8
    assert [part.code for part in found if part.kind == "shared"] == ["03217", "03244", "03301"]
    assert [part.kind for part in found].count("exact") == 5


def test_the_23_communes_of_thach_ha_go_to_8_new_ones_all_inside() -> None:
    units, links = near("445")
    found = [part for part in successors(units, links, "445", OLD, NEW) if part.code != "18448"]
    assert len(found) == 8 and {(part.kind, part.share) for part in found} == {("exact", Fraction(1))}


def test_a_new_unit_is_split_only_where_the_old_territory_was_divided() -> None:
    """00001 went whole into 00009, which also has a part of 00002; 00002 went in parts into 00008 and 00009."""

    def link(old: str, new: str, kind: LinkKind) -> Link:
        return Link(old, new, NEW, kind, Fraction(1) if kind == "exact" else None, "")

    links = (link("00001", "00009", "exact"), link("00002", "00009", "split"), link("00002", "00008", "split"))
    units = tuple(
        Unit("commune", code, code, "Xã", "", *days, True, "")
        for code, *days in (("00001", None, NEW), ("00002", None, NEW), ("00008", NEW, None), ("00009", NEW, None))
    )
    kinds = {old: [(p.code, p.kind) for p in successors(units, links, old, OLD, NEW)] for old in ("00001", "00002")}
    assert kinds == {"00001": [("00009", "shared")], "00002": [("00008", "exact"), ("00009", "split")]}


def test_a_commune_of_2026_lies_under_its_province() -> None:
    units = read_units_near(HERE, "03253")
    found = unit(units, "03253", dt.date(2026, 12, 31))
    assert found is not None and found.name == "Xã Tuần Giáo"
    assert [one.name for one in parents(units, "03253", dt.date(2026, 12, 31))] == ["Tỉnh Điện Biên"]
    assert [one.level for one in parents(units, "03253", OLD)] == ["district", "province"]


def test_an_unknown_code_adds_no_file() -> None:
    assert read_units_near(HERE, "00000", "") == read_units(HERE)
    assert "03253" in commune_files(ROOT)


def test_a_file_of_communes_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data/units/communes"
    folder.mkdir(parents=True)
    (folder / "11.csv").write_text("code,name\n03253,x\n", encoding="utf-8")
    with pytest.raises(DataProblems) as told:
        read_communes(tmp_path, "11")
    assert {problem.code for problem in told.value.problems} == {"PA-201"}


# Series across a break

END_2023, END_2024, END_2025 = (dt.date(year, 12, 31) for year in (2023, 2024, 2025))


def seen(*rows: tuple[str, dt.date, int]) -> tuple[Observation, ...]:
    return tuple(Observation(code, day, value) for code, day, value in rows)


def test_as_it_was_marks_the_break() -> None:
    units, links = near("37")
    points = as_it_was(seen(("37", END_2023, 1), ("37", END_2024, 2), ("37", END_2025, 9)), units, links, "37")
    assert [(point.value, point.quality, point.moved) for point in points] == [
        (1, "published", False),
        (2, "published", False),
        (9, "published", True),
    ]


def test_as_it_was_refuses_a_day_without_the_unit() -> None:
    units, links = near("10")
    points = as_it_was(seen(("10", END_2024, 5), ("10", END_2025, 5)), units, links, "10")
    assert [(point.quality, point.reason) for point in points] == [("published", ""), ("refused", "no_unit")]


def test_in_todays_borders_a_province_is_the_sum_of_the_old_ones() -> None:
    units, links = near("15")
    rows = seen(("10", END_2024, 100), ("15", END_2024, 30), ("15", END_2025, 125), ("15", END_2023, 40))
    points = in_borders_of(rows, units, links, "15", END_2025)
    assert [(p.as_of.year, p.value, p.quality, p.parts) for p in points] == [
        (2023, None, "refused", ("10", "15")),
        (2024, 130, "rebuilt", ("10", "15")),
        (2025, 125, "published", ("15",)),
    ]
    assert (points[0].reason, points[0].missing) == ("no_data", ("10",))


def test_an_unchanged_province_is_published_throughout() -> None:
    units, links = near("11")
    points = in_borders_of(seen(("11", END_2024, 7), ("11", END_2025, 6)), units, links, "11", END_2025)
    assert [(p.value, p.quality) for p in points] == [(7, "published"), (6, "published")]


def test_an_old_district_cannot_be_summed_from_shared_communes() -> None:
    units, links = near("099")
    codes = [part.code for part in successors(units, links, "099", OLD, NEW)]
    rows = seen(("099", END_2024, 50), *((code, END_2025, 1) for code in codes))
    points = in_borders_of(rows, units, links, "099", OLD)
    assert [(p.quality, p.reason, p.missing) for p in points] == [
        ("published", "", ()),
        ("refused", "shared", ("03217", "03244", "03301")),
    ]


def made(code: str, start: dt.date | None, end: dt.date | None) -> Unit:
    return Unit("commune", code, f"Xã {code}", "Xã", "", start, end, True, "test")


def divided(share: Fraction | None) -> tuple[tuple[Unit, ...], tuple[Link, ...]]:
    """Two old communes; the second is divided between two new ones."""
    units = (made("00001", None, NEW), made("00002", None, NEW), made("00003", NEW, None), made("00004", NEW, None))
    rest = None if share is None else 1 - share
    links = (
        Link("00001", "00003", NEW, "exact", None, "test"),
        Link("00002", "00003", NEW, "split", share, "test"),
        Link("00002", "00004", NEW, "split", rest, "test"),
    )
    return units, links


def test_a_divided_unit_is_refused_without_a_share_and_estimated_with_one() -> None:
    rows = seen(("00001", END_2024, 60), ("00002", END_2024, 100))
    (refused,) = in_borders_of(rows, *divided(None), "00003", END_2025)
    assert (refused.value, refused.reason, refused.missing) == (None, "no_share", ("00002",))
    (point,) = in_borders_of(rows, *divided(Fraction(2, 5)), "00003", END_2025)
    assert (point.value, point.quality, point.estimated) == (100, "estimated", Fraction(2, 5))


@given(st.fractions(0, 1), st.integers(0, 10**6), st.integers(0, 10**6))
def test_shares_lose_nothing(share: Fraction, first: int, second: int) -> None:
    rows = seen(("00001", END_2024, first), ("00002", END_2024, second))
    parts = [in_borders_of(rows, *divided(share), code, END_2025)[0].value for code in ("00003", "00004")]
    assert sum(part or 0 for part in parts) == first + second


def test_a_unit_must_exist_on_the_day_of_the_borders() -> None:
    units, links = near("10")
    with pytest.raises(ValueError, match="no unit carries '10'"):
        in_borders_of((), units, links, "10", END_2025)


def test_a_gap_in_the_lists_is_refused_and_not_bridged() -> None:
    units = (made("00001", dt.date(2025, 3, 1), NEW), made("00003", NEW, None))
    links = (Link("00001", "00003", NEW, "exact", None, "test"),)
    (point,) = in_borders_of(seen(("00001", END_2023, 5)), units, links, "00003", END_2025)
    assert (point.quality, point.reason, point.missing) == ("refused", "no_link", ("00001",))


def test_the_shipped_files_are_plain_csv_with_the_same_columns() -> None:
    heads = set()
    for path in sorted((ROOT / "data/units/communes").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            heads.add(tuple(next(csv.reader(lines))))
    assert len(heads) == 1


@pytest.mark.parametrize("on", [dt.date(2021, 12, 31), dt.date(2023, 12, 31)])
def test_a_district_whose_ground_stayed_is_published_on_every_day(on: dt.date) -> None:
    units, links = near("099")
    seen = [Observation("099", dt.date(year, 12, 31), year) for year in (2021, 2022, 2023)]
    points = in_borders_of(seen, units, links, "099", on)
    assert [(p.value, p.quality) for p in points] == [(year, "published") for year in (2021, 2022, 2023)]


# At the edges


def test_a_unit_that_is_not_there_on_one_of_the_days_covers_no_ground() -> None:
    units, links = near("10")
    assert not same_ground(units, links, "10", OLD, NEW)
    assert same_ground(units, links, "10", dt.date(2020, 1, 1), OLD)
    new = (made("00003", NEW, None),)
    assert not same_ground(new, (), "00003", OLD, NEW)


def district(code: str) -> Unit:
    return Unit("district", code, f"Huyện {code}", "Huyện", "", None, None, True, "test")


def of(parent: str, code: str, start: dt.date | None, end: dt.date | None) -> Unit:
    return Unit("commune", code, f"Xã {code}", "Xã", parent, start, end, True, "test")


def test_a_district_that_takes_in_a_commune_from_elsewhere_covers_other_ground() -> None:
    """Its communes have the codes they had by then, and one of them is larger."""
    units = (
        *(district("901"), district("902"), of("901", "90001", None, None), of("901", "90002", None, NEW)),
        *(of("902", "90003", None, NEW), of("901", "90004", NEW, None)),
    )
    links = tuple(Link(old, "90004", NEW, "exact", None, "test") for old in ("90002", "90003"))
    assert not same_ground(units, links, "901", OLD, NEW)
    assert same_ground(units, links[:1], "901", OLD, NEW)


def test_a_district_without_a_number_is_the_sum_of_its_communes_of_the_day() -> None:
    units = (district("901"), of("901", "90001", None, None), of("901", "90002", None, None))
    (point,) = in_borders_of(seen(("90001", OLD, 3), ("90002", OLD, 4)), units, (), "901", OLD)
    assert (point.as_of, point.value, point.quality, point.estimated, point.moved) == (OLD, 7, "rebuilt", 0, False)


def province(start: dt.date | None, end: dt.date | None, name: str) -> Unit:
    return Unit("province", "91", name, "Tỉnh", "", start, end, True, "test")


def test_a_unit_alone_without_its_number_lacks_data_or_a_link() -> None:
    rows = seen(("92", OLD, 3), ("91", END_2025, 5))
    one = (province(None, None, "A"),)
    assert [(p.as_of, p.reason, p.missing) for p in in_borders_of(rows, one, (), "91", END_2025)] == [
        (OLD, "no_data", ("91",)),
        (END_2025, "", ()),
    ]
    two = (province(None, NEW, "A"), province(NEW, None, "B"))
    earlier, later = (in_borders_of(rows, two, (), "91", day) for day in (END_2025, OLD))
    assert (earlier[0].as_of, earlier[0].reason) == (OLD, "no_link")
    assert (later[1].as_of, later[1].reason) == (END_2025, "no_link")


def test_of_nothing_no_part_is_estimated() -> None:
    rows = seen(("00001", END_2024, 0), ("00002", END_2024, 0))
    (point,) = in_borders_of(rows, *divided(Fraction(2, 5)), "00003", END_2025)
    assert (point.value, point.quality, point.estimated) == (0, "estimated", 0)
    assert in_borders_of(seen(("00003", END_2025, 1)), *divided(None), "00003", END_2025)[0].estimated == 0


def test_the_family_of_a_unit_is_all_that_links_lead_to_both_ways() -> None:
    links = tuple(
        Link(old, new, NEW, "exact", None, "test") for old, new in (("1", "3"), ("2", "3"), ("2", "4"), ("5", "6"))
    )
    assert family(links, "1") == ("1", "2", "3", "4")
    assert family(links, "6") == ("5", "6")
    assert family(links, "9") == ("9",)
