"""The legal values as small tables that an official can read and compare with the acts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

import pytest

from poverty_analysis.law import Law, Reading, programme, read_law, standard, standard_of_list, standards_of_census
from tests.some import some

# QĐ 90/QĐ-TTg: line, part of, and the kinds of capital met on it (đt: investment, sn: recurrent)
LINES_2021 = """
DA1    -    đt sn
DA1.1  DA1  đt sn
DA1.2  DA1  đt sn
DA2    -    sn
DA3.1  DA3  sn
DA3.2  DA3  sn
DA4.1  DA4  đt sn
DA4.2  DA4  sn
DA4.3  DA4  đt sn
DA5    -    sn
DA6.1  DA6  sn
DA6.2  DA6  sn
DA7.1  DA7  sn
DA7.2  DA7  sn
"""

# QĐ 02/2022/QĐ-TTg: class of locality and least share of the central money supporting the programme
RATIOS = """
at-least-70    3/100
from-50-to-70  10/100
under-50       15/100
"""

# TT 46/2022/TT-BTC and NQ 10/2022/NQ-HĐND Điện Biên: đồng a household
HOUSING = """
-   new     central           max    40000000
-   repair  central           max    20000000
11  new     all               exact  50000000
11  new     central           exact  40000000
11  new     local_and_social  exact  10000000
"""

WORDS = {"investment": "đt", "recurrent": "sn"}


class Noted(Protocol):
    """Any value with its mark and notes."""

    @property
    def reading(self) -> Reading: ...
    @property
    def note_vi(self) -> str: ...
    @property
    def note_en(self) -> str: ...


@pytest.fixture(scope="module")
def law() -> Law:
    return read_law()


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def test_lines_of_2021_2025(law: Law) -> None:
    found = [
        [line.code, line.parent or "-", *(WORDS[capital] for capital in line.permitted_capital)]
        for line in programme(law, "GNBV-2021").lines
    ]
    assert found == rows(LINES_2021)


def test_seven_projects_and_five_projects(law: Law) -> None:
    for id, count in [("GNBV-2021", 7), ("GNBV-2016", 5), ("CT-2026", 0)]:
        of = programme(law, id)
        assert len({line.parent or line.code for line in of.lines}) == count, id


def test_the_merged_programme_has_no_old_codes_and_is_not_verified(law: Law) -> None:
    merged = programme(law, "CT-2026")
    assert (merged.lines, merged.headings, merged.reading.how) == ((), (), "copy_of_act")


def test_only_the_title_of_da1_implies_investment(law: Law) -> None:
    implied = [line.code for line in programme(law, "GNBV-2021").lines if line.purpose_capital]
    assert implied == ["DA1", "DA1.1"]


def test_counterpart_ratios(law: Law) -> None:
    found = [(rule.province_class, rule.ratio) for rule in law.counterpart_ratios]
    assert found == [(name, Fraction(ratio)) for name, ratio in rows(RATIOS)]


def test_named_provinces(law: Law) -> None:
    found = {p.province: (p.name_vi, p.province_class, p.reading.how) for p in law.province_classes}
    assert found == {
        "00": ("Tỉnh Mẫu", "at-least-70", "none"),
        "11": ("Tỉnh Điện Biên", "at-least-70", "none"),
        "49": ("Tỉnh Quảng Nam", "under-50", "authority"),
        "51": ("Tỉnh Quảng Ngãi", "under-50", "authority"),
    }


def test_housing_norms(law: Law) -> None:
    found = [[n.province or "-", n.kind, n.source, n.bound, str(n.amount_vnd)] for n in law.housing]
    assert found == rows(HOUSING)


def test_the_parts_of_the_dien_bien_house_make_the_whole(law: Law) -> None:
    amounts = {n.source: n.amount_vnd for n in law.housing if n.province == "11"}
    assert amounts["central"] + amounts["local_and_social"] == amounts["all"]


def test_every_value_not_read_in_an_act_or_at_an_authority_says_where_it_comes_from(law: Law) -> None:
    lines = [line for of in law.programmes for line in of.headings + of.lines]
    groups: list[Sequence[Noted]] = [law.programmes, lines, law.counterpart_ratios, law.province_classes]
    groups += [law.housing, law.agencies, law.issuers, law.standards, law.reviews, law.answers, law.newly_escaped]
    groups += [of.income + of.points for of in law.standards] + [of.indicator_list for of in law.standards]
    silent = [
        value for group in groups for value in group if value.reading.weak and not (value.note_vi and value.note_en)
    ]
    assert silent == []


# Income lines, đồng a person a month: class, urban, rural; and from how many deprivations on (0: income only)
LINES = """
VN-2011  0  poor           500000   400000
VN-2011  0  near_poor      650000   520000
VN-2016  3  near_poor     1300000  1000000
VN-2016  3  average_farm  1950000  1500000
VN-2022  3  poor          2000000  1500000
VN-2022  3  average_farm  3000000  2250000
VN-2027  3  poor          2800000  2200000
DN-2022  2  poor          2500000  2000000
DN-2022  2  average_farm  3750000  3000000
"""

# Review at the end of a year: standard of its results, standard of the list for the next year
CALENDAR = """
2014  VN-2011  VN-2011
2015  VN-2011  VN-2016
2016  VN-2016  VN-2016
2020  VN-2016  VN-2016
2021  VN-2016  VN-2022
2022  VN-2022  VN-2022
2025  VN-2022  VN-2022
2026  VN-2022  VN-2027
2027  VN-2027  VN-2027
"""


def test_income_lines(law: Law) -> None:
    for id, threshold, name, urban, rural in some(rows(LINES)):
        of = standard(law, id)
        found = (of.threshold, of.ceiling("urban", name), of.ceiling("rural", name))  # type: ignore[arg-type]
        assert found == (int(threshold), int(urban), int(rural)), (id, name)


def test_under_the_standard_of_2016_the_low_line_needs_no_deprivation(law: Law) -> None:
    low = standard(law, "VN-2016").income[0]
    assert (low.up_to.urban, low.up_to.rural) == (900_000, 700_000)


def test_calendar(law: Law) -> None:
    for year, result, listed in some(rows(CALENDAR)):
        ids = [one.id for one in standards_of_census(law, int(year))]
        assert ids == list(dict.fromkeys((result, listed))), year
        assert standard_of_list(law, int(year) + 1).id == listed, year


def test_the_opening_stock_of_2022_has_two_vintages(law: Law) -> None:
    assert {one.id: len(one.vintages) for one in law.reviews if one.vintages} == {"census-2021": 2}
