"""What a reader learns who masks again every table that fits a release, or who has two releases of one day."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release.mask import mask_forms
from poverty_analysis.release.protect import Limits
from tests.attacks import Masking, commune, pair, random_commune, replay
from tests.disclosure import STANDARD, added

LIMITS = Limits(cells=1_000, searches=1_000, nodes=100)
PARENTS = {"x1": "d", "x2": "d", "x3": "d"}


def masking(rows: Sequence[FormRow], earlier: Sequence[FormRow] = ()) -> Sequence[FormRow]:
    """Mask as the command does; a household with three deprivations is poor."""
    return mask_forms(rows, PARENTS, threshold=5, least={STANDARD: 3}, limits=LIMITS, earlier=earlier).rows


def leaky(rows: Sequence[FormRow]) -> Sequence[FormRow]:
    """What is wrong: the second cell to hide is the smallest of the others, and the sum is shown."""
    (one,) = rows
    deprived = sorted((value, name) for name, value in one.counts.items() if name[0] == "d" and value)
    hidden = frozenset(name for _, name in deprived[:2]) if deprived[0][0] < 5 else frozenset[str]()
    counts = {name: None if name in hidden else value for name, value in one.counts.items()}
    return [FormRow(one.form, one.unit, one.as_of, one.standard, one.counted, counts, "", hidden)]


GIVEN = commune(20, [4, 7, 6, *[10] * 6, 0, 0, 0])


def test_masking_again_leaves_the_given_commune_its_values() -> None:
    """Plain reasoning left twelve values each of two cells, and masking again the two values 4 and 7."""
    found = replay([GIVEN], {}, masking, least=3)
    assert found is not None and {name[3] for name in found.left} == {"d1", "total"}
    (deprived,) = (values for name, values in found.left.items() if name[3] == "d1")
    assert deprived == {1, 2, 3, 4, 5, 15, 16, 17, 18, 19}
    assert not found.under(5)


def test_the_attack_finds_a_mask_that_tells_through_its_choice() -> None:
    found = replay([GIVEN], {}, leaky, least=3)
    assert found is not None and found.under(5)
    assert all(len(left) < found.plain[name] for name, left in found.left.items())


def attacked(seeds: range, masked: Masking) -> Counter[str]:
    """Random communes attacked: hidden cells, and those left fewer values than the threshold."""
    told = Counter[str]()
    for seed in seeds:
        found = replay([random_commune(random.Random(seed))], {}, masked, least=3, enough=5, most=3_000)
        if found is not None:
            told["communes"] += 1
            told["hidden"] += len(found.left)
            told["under"] += len(found.under(5))
    return told


def test_masking_again_narrows_no_cell_of_random_communes() -> None:
    told = attacked(range(40), masking)
    assert told["communes"] >= 30 and told["hidden"] >= 60
    assert told["under"] == 0


@pytest.mark.long
def test_masking_again_narrows_no_cell_of_312_random_communes() -> None:
    told = attacked(range(400), masking)
    assert told["communes"] >= 312 and told["hidden"] >= 600
    assert told["under"] == 0


# Two releases of one day


def district(seed: int) -> list[FormRow]:
    """Three communes and their sum; the second seed corrects one household of the first commune."""
    rng = random.Random(seed)
    communes = [random_commune(rng) for _ in range(3)]
    named = [replace(one, unit=unit) for one, unit in zip(communes, PARENTS, strict=True)]
    return [*named, *added(named, "d")]


def corrected(rows: Sequence[FormRow], seed: int) -> list[FormRow]:
    """One household of x1 has a deprivation more."""
    rng = random.Random(seed)
    (first, *others) = (one for one in rows if one.unit != "d")
    name = rng.choice([n for n, v in first.counts.items() if n[0] == "d" and v < first.known("households")])
    counts = {**first.counts, name: first.known(name) + 1, "total": first.known("total") + 1}
    changed = [FormRow(first.form, first.unit, first.as_of, first.standard, first.counted, counts), *others]
    return [*changed, *added(changed, "d")]


def pairs(seeds: range, second: Callable[[Sequence[FormRow], Sequence[FormRow]], Sequence[FormRow]]) -> Counter[str]:
    """Pairs of releases, and the cells of other units that one hides and the other shows."""
    told = Counter[str]()
    for seed in seeds:
        before = district(seed)
        old = masking(before)
        after = corrected(before, seed)
        found = pair(old, second(after, old), untouched=("x2", "x3"))
        told["pairs"] += 1
        told["cells"] += len(found)
        told["hidden"] += sum(len(one.masked) for one in old)
    return told


def test_a_second_release_shows_nothing_that_the_first_one_hid() -> None:
    told = pairs(range(8), masking)
    assert told["pairs"] == 8 and told["hidden"] > 20
    assert told["cells"] == 0


@pytest.mark.long
def test_no_pair_of_76_releases_shows_what_either_hides() -> None:
    told = pairs(range(76), masking)
    apart = pairs(range(76), lambda rows, _: masking(rows))
    assert told["pairs"] == 76 and told["hidden"] > 200
    assert told["cells"] == 0 and apart["cells"] > 0, "made apart, they do expose each other"
