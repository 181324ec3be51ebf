"""Two ledgers of random projects in which each of 20 situations is planted, with the truth beside them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from poverty_analysis.budget.reconcile import Comparison, LeastCounterpart, UnitNorm, compare

KEYS = ("unit", "spending_unit", "line", "source", "source_year", "capital")
TOLERANCE = 999
NORM_VND, HOUSES = 40_000_000, 3
COUNTERPART = LeastCounterpart(Fraction(3, 100), local=("district",))
ROUND = (20_000_000, 50_000_000, 100_000_000, 150_000_000, 250_000_000, 1_200_000_000)

Row = dict[str, object]


@dataclass
class Planted:
    """The ledgers as lists of rows, what is carried, declared and true of each project."""

    random: random.Random
    left: list[Row] = field(default_factory=list)
    right: list[Row] = field(default_factory=list)
    carried: list[Row] = field(default_factory=list)
    alias: dict[str, str] = field(default_factory=dict)
    norms: list[UnitNorm] = field(default_factory=list)
    truth: list[tuple[str, str, int]] = field(default_factory=list)
    project: str = ""
    unit: str = ""

    def amount(self) -> int:
        """A round amount that other projects have too, or one to the đồng."""
        if self.random.random() < 0.5:
            return self.random.choice(ROUND)
        return self.random.randrange(5_000_000, 900_000_000) * 10 + 1

    def odd(self) -> int:
        """An amount hardly any other row has."""
        return self.random.randrange(10**9, 10**12) * 7 + 3

    def row(self, amount: int, **changed: str) -> Row:
        base: Row = dict(zip(KEYS, ("999", self.unit, self.project, "central", "2023", "recurrent"), strict=True))
        return base | changed | {"amount_vnd": amount}

    def plan(self, amount: int, **changed: str) -> None:
        self.left.append(self.row(amount, **changed))

    def pay(self, amount: int, **changed: str) -> None:
        number = changed.pop("document", f"CT-{len(self.right):06d}")
        self.right.append(self.row(amount, **changed) | {"document": number, "date": "2023-10-05"})

    def parts(self, amount: int, count: int) -> list[int]:
        """``count`` different amounts that add up to ``amount``, no smaller set of which does."""
        cuts = sorted(self.random.sample(range(amount // 7, amount - amount // 7), count - 1))
        ends = [0, *cuts, amount]
        return [b - a for a, b in pairwise(ends)]


def exact(p: Planted) -> int:
    amount = p.amount()
    p.plan(amount)
    p.pay(amount)
    return 0


def rounding(p: Planted) -> int:
    amount, gap = p.amount(), p.random.choice((-1, 1)) * p.random.randrange(1, TOLERANCE)
    p.plan(amount)
    p.pay(amount + gap)
    return gap


def one_to_many(p: Planted) -> int:
    amount = p.amount()
    p.plan(amount)
    for part in p.parts(amount, p.random.randrange(2, 6)):
        p.pay(part)
    return 0


def many_to_one(p: Planted) -> int:
    amount = p.amount()
    for part in p.parts(amount, p.random.randrange(2, 6)):
        p.plan(part)
    p.pay(amount)
    return 0


def many_to_many(p: Planted) -> int:
    amount = p.amount()
    for part in p.parts(amount, 2):
        p.plan(part)
    for part in p.parts(amount, 3):
        p.pay(part)
    return 0


def duplicate_voucher(p: Planted) -> int:
    amount = p.amount()
    p.plan(amount)
    first, second = p.parts(amount, 2)
    p.pay(first)
    p.pay(second, document=f"TRUNG-{p.project}")
    p.pay(second, document=f"TRUNG-{p.project}")
    return second


def reversal(p: Planted) -> int:
    amount, wrong = p.amount(), p.odd()
    p.plan(amount)
    p.pay(wrong)
    p.pay(-wrong)
    p.pay(amount)
    return 0


def carry_over(p: Planted) -> int:
    amount, left = p.amount(), 0
    left = p.random.randrange(1, amount)
    p.plan(amount)
    p.pay(amount - left)
    p.carried.append(p.row(left))
    return -left


def counterpart_short(p: Planted) -> int:
    central = p.random.randrange(10**8, 10**9) * 100
    need = central * 3 // 100
    short = p.random.randrange(1, need)
    p.plan(central)
    p.pay(central)
    p.plan(need, source="district")
    p.pay(need - short, source="district")
    return -short


def unit_norm_exceeded(p: Planted) -> int:
    over = p.random.randrange(1, 5_000_000)
    p.norms.append(UnitNorm({"line": p.project}, NORM_VND, HOUSES))
    p.plan(NORM_VND * HOUSES)
    p.pay(NORM_VND)
    p.pay(NORM_VND)
    p.pay(NORM_VND + over)
    return over


def wrong(column: str, value: str) -> Callable[[Planted], int]:
    def plant(p: Planted) -> int:
        p.plan(amount := p.odd())
        p.plan(other := p.amount(), **{column: value})
        p.pay(other, **{column: value})
        p.pay(amount, **{column: value})
        return 0

    return plant


def code_variant(p: Planted) -> int:
    amount, code = p.amount(), f"KB{p.random.randrange(10**8):08d}"
    p.alias[code] = p.project
    p.plan(amount)
    p.pay(amount, line=code)
    return 0


def unit_million_vs_dong(p: Planted) -> int:
    amount = p.random.randrange(100, 90_000) * 1_000_000
    p.plan(amount)
    p.pay(amount // 1_000_000)
    return amount // 1_000_000 - amount


def sign_error(p: Planted) -> int:
    amount = p.amount()
    p.plan(amount)
    p.pay(-amount)
    return -2 * amount


def over_disbursed(p: Planted) -> int:
    amount, over = p.amount(), p.random.randrange(10_000, 3_000_000)
    p.plan(amount)
    p.pay(amount + over)
    return over


def under_disbursed(p: Planted) -> int:
    amount, under = p.amount(), p.random.randrange(10_000, 3_000_000)
    p.plan(amount)
    p.pay(amount - under)
    return -under


def missing_in_treasury(p: Planted) -> int:
    amount = p.odd()
    p.plan(amount)
    return -amount


def not_in_plan(p: Planted) -> int:
    amount = p.odd()
    p.pay(amount)
    return amount


KINDS: dict[str, Callable[[Planted], int]] = {
    "exact": exact,
    "rounding": rounding,
    "one_to_many": one_to_many,
    "many_to_one": many_to_one,
    "many_to_many": many_to_many,
    "duplicate_voucher": duplicate_voucher,
    "reversal": reversal,
    "carry_over": carry_over,
    "counterpart_short": counterpart_short,
    "unit_norm_exceeded": unit_norm_exceeded,
    "wrong_source": wrong("source", "province"),
    "wrong_capital": wrong("capital", "investment"),
    "wrong_year": wrong("source_year", "2022"),
    "code_variant": code_variant,
    "unit_million_vs_dong": unit_million_vs_dong,
    "sign_error": sign_error,
    "over_disbursed": over_disbursed,
    "under_disbursed": under_disbursed,
    "missing_in_treasury": missing_in_treasury,
    "not_in_plan": not_in_plan,
}


def plant(seed: int, projects: int) -> Planted:
    """Ledgers of ``projects`` projects, each with one situation; every situation occurs once 20 projects are asked."""
    made = Planted(random.Random(seed))
    names = list(KINDS)
    for number in range(projects):
        kind = names[number] if number < len(names) else made.random.choice(names)
        made.project, made.unit = f"TDA{number:04d}", f"MAU-{made.random.randrange(1, 40):02d}"
        made.truth.append((made.project, kind, KINDS[kind](made)))
    made.random.shuffle(made.left)
    made.random.shuffle(made.right)
    return made


def compared(made: Planted) -> Comparison:
    """The comparison of planted ledgers, with all that is declared."""
    return compare(
        pd.DataFrame(made.left),
        pd.DataFrame(made.right),
        keys=KEYS,
        alias={"line": made.alias},
        tolerance=TOLERANCE,
        carried=pd.DataFrame(made.carried) if made.carried else None,
        norms=made.norms,
        counterpart=COUNTERPART,
    )
