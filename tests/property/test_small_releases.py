"""Every release of a small district, looked at by a reader who tries out all tables there are.

Two or three communes of at most seven poor households, and why they are poor: the first cause, the second or both.
What a reader knows is written here once more, in as few words as it takes, and nothing of the masking is asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release.mask import Mask, mask_forms
from poverty_analysis.release.protect import Limits
from tests.disclosure import CAUSES, added, row
from tests.some import some

LIMITS = Limits(cells=1_000, searches=1_000, nodes=100)
NAMES = ("cause1", "cause2")
UNITS = ("x1", "x2", "x3")
# Of a commune: its poor households, those with the first cause, those with the second.
Commune = tuple[int, int, int]
Table = Mapping[tuple[str, str], int]


@st.composite
def commune(draw: st.DrawFn) -> Commune:
    """Every household has a cause: the second one has whoever has not the first, and maybe others."""
    size = draw(st.integers(0, 7))
    first = draw(st.integers(0, size))
    return size, first, draw(st.integers(size - first, size))


DISTRICT = st.lists(commune(), min_size=2, max_size=3)


def forms(communes: Sequence[Commune]) -> list[FormRow]:
    rows = [
        row(CAUSES, unit, "poor", households=size, cause1=first, cause2=second)
        for unit, (size, first, second) in zip(UNITS, communes, strict=False)
    ]
    return [*rows, *added(rows, "d")]


def masked(rows: Sequence[FormRow], threshold: int, earlier: Sequence[FormRow] = ()) -> Mask:
    parents = dict.fromkeys(UNITS, "d")
    return mask_forms(rows, parents, threshold=threshold, least={}, limits=LIMITS, earlier=earlier)


def of_commune(one: FormRow) -> Iterator[dict[str, int]]:
    """All that a commune may be: as shown, each cause of no more than all households, and no household without."""
    size = one.known("households")
    for values in itertools.product(range(size + 1), repeat=2):
        made = dict(zip(NAMES, values, strict=True))
        if sum(values) >= size and all(one.counts[name] in (None, made[name]) for name in NAMES):
            yield made


def tables(rows: Sequence[FormRow]) -> Iterator[Table]:
    """All that a release may be of: the district is its communes added up."""
    communes = [one for one in rows if one.unit != "d"]
    (district,) = (one for one in rows if one.unit == "d")
    for parts in itertools.product(*map(of_commune, communes)):
        sums = {name: sum(part[name] for part in parts) for name in NAMES}
        if all(district.counts[name] in (None, sums[name]) for name in NAMES):
            units = zip((*communes, district), (*parts, sums), strict=True)
            yield {(one.unit, name): values[name] for one, values in units for name in NAMES}


def hidden(rows: Sequence[FormRow]) -> set[tuple[str, str]]:
    return {(one.unit, name) for one in rows for name in one.masked}


def shown(rows: Sequence[FormRow]) -> dict[tuple[str, str], int]:
    return {(one.unit, name): value for one in rows for name in NAMES if (value := one.counts.get(name)) is not None}


def left(rows: Sequence[FormRow]) -> dict[tuple[str, str], int]:
    """How many values each hidden cell may have."""
    seen: dict[tuple[str, str], set[int]] = {cell: set() for cell in hidden(rows)}
    # A release without its communes leaves each cell of the district all that its households are.
    if {one.unit for one in rows} - {"d"}:
        for table in some(tables(rows)):
            for cell, values in seen.items():
                values.add(table[cell])
    else:
        seen = {(unit, name): set(range(rows[0].known("households") + 1)) for unit, name in seen}
    return {cell: len(values) for cell, values in seen.items()}


def is_safe(rows: Sequence[FormRow], threshold: int) -> bool:
    """Whether each hidden cell is left as many values as the threshold, or all that its households leave it."""
    sizes = {one.unit: one.known("households") for one in rows}
    return all(n >= min(threshold, sizes[unit] + 1) for (unit, _), n in left(rows).items())


def test_this_reader_finds_what_is_told() -> None:
    """3 of 7 alone is 9 - 6; with the 6 hidden too the two are 2 and 7, 3 and 6, and so on up to 7 and 2."""
    rows = forms([(7, 3, 7), (7, 6, 7)])

    def hiding(*units: str) -> list[FormRow]:
        return [
            FormRow(
                *(one.form, one.unit, one.as_of, one.standard, one.counted),
                {**one.counts, "cause1": None},
                masked=frozenset({"cause1"}),
            )
            if one.unit in units
            else one
            for one in rows
        ]

    assert left(hiding("x1")) == {("x1", "cause1"): 1} and not is_safe(hiding("x1"), 3)
    assert left(hiding("x1", "x2")) == dict.fromkeys([("x1", "cause1"), ("x2", "cause1")], 6)
    assert is_safe(hiding("x1", "x2"), 6) and not is_safe(hiding("x1", "x2"), 7)


@given(DISTRICT, st.integers(2, 5))
def test_every_hidden_cell_keeps_its_values_and_all_others_are_exact(communes: list[Commune], threshold: int) -> None:
    rows = forms(communes)
    mask = masked(rows, threshold)
    true = shown(rows)
    assert shown(mask.rows).items() <= true.items()
    out = {unit for block in mask.blocks for unit in block.dropped}
    assert {one.unit for one in mask.rows} == {one.unit for one in rows} - out
    assert hidden(mask.rows) | shown(mask.rows).keys() == {cell for cell in true if cell[0] not in out}
    assert not mask.rows or is_safe(mask.rows, threshold)
    # Whatever small count is hidden, as long as its unit is shown at all.
    sizes = {one.unit: one.known("households") for one in rows}
    for (unit, name), count in true.items():
        if 1 <= count <= threshold and count < sizes[unit] and unit not in out:
            assert (unit, name) in hidden(mask.rows)


@given(DISTRICT, st.integers(2, 5), commune())
def test_a_second_release_shows_what_the_first_one_did_and_hides_what_it_hid(
    communes: list[Commune], threshold: int, corrected: Commune
) -> None:
    """The first commune is corrected; what it was before is as public as it was."""
    first = masked(forms(communes), threshold)
    rows = forms([corrected, *communes[1:]])
    second = masked(rows, threshold, first.rows)
    still = {cell for cell, value in shown(first.rows).items() if shown(rows)[cell] == value}
    assert not hidden(second.rows) & still
    assert not hidden(first.rows) & shown(second.rows).keys()
    assert not second.rows or is_safe(second.rows, threshold)
