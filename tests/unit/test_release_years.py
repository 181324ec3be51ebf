"""Two years of one commune by hand: what the release of one asks of the other's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from poverty_analysis.inputs.releases import ReleaseFiles
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release.crossed import blocks
from poverty_analysis.release.joint import Narrowed, OtherYear, narrowed
from poverty_analysis.release.mask import Mask, mask_forms
from poverty_analysis.release.protect import Limits
from poverty_analysis.release.stored import Family
from poverty_analysis.release.system import System, build
from poverty_analysis.release.years import OtherYears, of_other_years
from tests.disclosure import row

LIMITS = Limits(cells=1_000, searches=1_000, nodes=100)
FIRST, SECOND = dt.date(2022, 12, 31), dt.date(2023, 12, 31)
THRESHOLD = 5
OUT = ("to_near_poor", "beyond", "other_out")
IN = ("from_near_poor", "relapsed", "new", "other_in")


def year(day: dt.date, poor: Mapping[str, int], **moved: int) -> Family:
    """One commune of 100 households, the poor of whom are of these peoples; how many moved since the year before."""
    size = sum(poor.values())
    minority = size - poor["kinh"]
    lines = {"all": size, "minority": minority, **poor}
    rows = [
        row("form_results", "x1", households=100, poor=size, near_poor=0, poor_persons=4 * size, near_poor_persons=0),
        *(replace(row("form_ethnicity", "x1", "poor", households=n), item=people) for people, n in lines.items()),
    ]
    if moved:
        rows.append(row("form_poor_movements", "x1", **dict.fromkeys((*OUT, *IN), 0) | moved))
    return Family("x1", day, "VN-2022", tuple(replace(one, as_of=day, standard="VN-2022") for one in rows))


def masked(family: Family, years: OtherYears = OtherYears()) -> Mask:  # noqa: B008
    return mask_forms(family.rows, {}, threshold=THRESHOLD, least={}, limits=LIMITS, years=years)


def files(family: Family, mask: Mask) -> ReleaseFiles:
    """A release as it is read again."""
    dropped = {block.name: frozenset(block.dropped) for block in mask.blocks}
    return ReleaseFiles(f"r{family.as_of}", "x1", family.as_of, "VN-2022", THRESHOLD, mask.rows, dropped, ())


def hidden(mask: Mask) -> set[str]:
    return {one.item for one in mask.rows if one.masked}


def both(first: Family, second: Family) -> tuple[Mask, Mask]:
    """The release of a year, and that of the next one which starts from it."""
    one = masked(first)
    years = of_other_years(second, [files(first, one)], (*first.rows, *second.rows), THRESHOLD)
    return one, masked(second, years)


def told(mask: Mask) -> set[str]:
    return {cell.item for block in mask.blocks for cell in block.told}


def test_what_was_hidden_stays_hidden_where_few_left() -> None:
    """Three poor households of which nothing is shown; 17 come, nobody leaves: no Thái now is no Thái then."""
    first = year(FIRST, {"kinh": 3, "thai": 0})
    second = year(SECOND, {"kinh": 20, "thai": 0}, new=17)
    assert hidden(masked(second)) == set(), "by itself there is nothing to hide"
    one, two = both(first, second)
    assert hidden(one) == hidden(two) == {"kinh", "minority", "thai"}
    assert told(two) == set()


def test_what_many_left_says_nothing_of_them() -> None:
    """All four are gone: any of them may have been Thái."""
    first = year(FIRST, {"kinh": 4, "thai": 0})
    second = year(SECOND, {"kinh": 20, "thai": 0}, new=20, beyond=4)
    assert hidden(both(first, second)[1]) == set()


@pytest.mark.parametrize(("left", "stays"), [(3, True), (4, False)])
def test_so_many_leave_that_the_threshold_is_kept(left: int, stays: bool) -> None:
    """None of 20 now is 0 to ``left`` of them before: from four on these are five values."""
    first = year(FIRST, {"kinh": 5, "thai": 0})
    second = year(SECOND, {"kinh": 5 - left + 20, "thai": 0}, new=20, beyond=left)
    assert bool(hidden(both(first, second)[1])) is stays


def test_what_the_year_before_shows_is_told() -> None:
    """All six were Kinh, three left and nobody came: the three that are left are Kinh, whatever is hidden."""
    first = year(FIRST, {"kinh": 6, "thai": 0})
    second = year(SECOND, {"kinh": 3, "thai": 0}, beyond=3)
    one, two = both(first, second)
    assert hidden(one) == set() and hidden(two) == {"kinh", "minority", "thai"}
    assert told(two) == {"kinh", "minority", "thai"}


def test_a_release_of_the_year_before_that_comes_later_looks_at_the_next() -> None:
    """Of the earlier year those that came in between count: none did, so no Thái then is no Thái now."""
    first = year(FIRST, {"kinh": 20, "thai": 0})
    second = year(SECOND, {"kinh": 3, "thai": 0}, beyond=17)
    late = masked(second)
    years = of_other_years(first, [files(second, late)], (*first.rows, *second.rows), THRESHOLD)
    assert hidden(late) == hidden(masked(first, years)) == {"kinh", "minority", "thai"}


def test_without_movements_nothing_ties_two_years() -> None:
    first, second = year(FIRST, {"kinh": 3, "thai": 0}), year(SECOND, {"kinh": 20, "thai": 0})
    years = of_other_years(second, [files(first, masked(first))], (*first.rows, *second.rows), THRESHOLD)
    assert years == OtherYears()
    assert hidden(masked(second, years)) == set()


def test_two_years_in_between_are_added_up() -> None:
    """Two and two left in the two years since: five values, so nothing stays hidden."""
    first = year(FIRST, {"kinh": 5, "thai": 0})
    between = year(dt.date(2023, 12, 31), {"kinh": 13, "thai": 0}, beyond=2, new=10)
    last = year(dt.date(2024, 12, 31), {"kinh": 21, "thai": 0}, beyond=2, new=10)

    def after(rows: Iterable[FormRow]) -> set[str]:
        return hidden(masked(last, of_other_years(last, [files(first, masked(first))], rows, THRESHOLD)))

    assert after((*first.rows, *between.rows, *last.rows)) == set()
    assert after((*first.rows, *last.rows)) == {"kinh", "minority", "thai"}, "two of which nobody knows count as none"


def with_rows(family: Family, *rows: FormRow, without: str = "") -> Family:
    """A year with other rows of the same day, and without one of its forms."""
    kept = (one for one in family.rows if one.form != without)
    return replace(family, rows=(*kept, *(replace(one, as_of=family.as_of) for one in rows)))


def test_a_unit_that_counts_no_people_has_nothing_that_two_years_tie() -> None:
    """x2 says how many are poor and how many moved; what x1 asks is asked as without it."""
    first = year(FIRST, {"kinh": 3, "thai": 0})
    second = year(SECOND, {"kinh": 20, "thai": 0}, new=17)
    plain = [replace(one, unit="x2") for one in second.rows if one.form != "form_ethnicity"]
    mask = both(first, with_rows(second, *plain))[1]
    assert hidden(mask) == {"kinh", "minority", "thai"} and told(mask) == set()


@pytest.mark.parametrize("first_has_it", [True, False])
def test_a_count_of_one_year_alone_is_tied_to_nothing(first_has_it: bool) -> None:
    """One year counts poor households of minorities, 2 of 20, and the other those without labour."""
    counts = {"minority_poor": 2}, {"no_labour_poor": 3}
    one, other = counts if first_has_it else counts[::-1]
    first = with_rows(year(FIRST, {"kinh": 20}), row("form_groups", "x1", poor=20, **one), without="form_ethnicity")
    second = with_rows(
        year(SECOND, {"kinh": 20}, new=1, beyond=1),
        row("form_groups", "x1", poor=20, **other),
        without="form_ethnicity",
    )
    (found,) = (one for one in both(first, second)[1].rows if one.form == "form_groups")
    assert found.masked == other.keys()


def test_peoples_that_nothing_bounds_are_left_out_whatever_other_years_ask() -> None:
    """Without the form of results nobody knows how many poor households there are."""
    first = year(FIRST, {"kinh": 3, "thai": 0})
    second = year(SECOND, {"kinh": 20, "thai": 0}, new=17)
    years = of_other_years(second, [files(first, masked(first))], (*first.rows, *second.rows), THRESHOLD)
    mask = masked(with_rows(second, without="form_results"), years)
    assert mask.blocks[0].dropped == ("x1",) and not any(one.form == "form_ethnicity" for one in mask.rows)


@pytest.mark.parametrize(("shown", "units"), [((), set()), (("thai",), {"x1"})])
def test_moves_that_one_people_uses_up_tell_of_another(shown: tuple[str, ...], units: set[str]) -> None:
    """Four left and none came.  Kinh were 10, so 6 to 10 are left; that two of the four were Thái leaves 8 to 10."""
    before = system(year(FIRST, {"kinh": 10, "thai": 8, "dao": 9}))
    now = system(year(SECOND, {"kinh": 10, "thai": 6, "dao": 7}))
    flows = {("poor", "x1", name): 4 if name == "beyond" else 0 for name in (*OUT, *IN)}
    other = OtherYear(before, frozenset(range(len(before.cells))), flows, single=True, earlier=True)
    open_ = frozenset(i for i, cell in enumerate(now.cells) if cell.item in shown)
    assert narrowed(now, open_, other, THRESHOLD) == Narrowed(frozenset(units), ())


def test_a_unit_is_hidden_whole_where_two_years_tell_together() -> None:
    """Three of the seven Thái left with one more; Mông are shown as many as before, so that Kinh would be 9 or 10."""
    first = year(FIRST, {"kinh": 10, "thai": 7, "hmong": 9, "dao": 12})
    second = year(SECOND, {"kinh": 9, "thai": 4, "hmong": 9, "dao": 12}, beyond=4)
    one, two = both(first, second)
    assert hidden(one) == set() and hidden(masked(second)) < hidden(two) == {"kinh", "minority", "thai", "hmong", "dao"}
    assert told(two) == set(), "each may have lost none to four"


def system(family: Family) -> System:
    return build(blocks(family.rows)["form_ethnicity"], {}, {})
