"""The figures of a made-up unit, drawn from a seed and its code alone: the same whatever else is drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from random import Random
from typing import TypeVar

from poverty_analysis.demo.units import Era, MadeUp

MILLION = 1_000_000


@dataclass(frozen=True)
class Amount:
    """Money of one line and kind of capital, in whole million đồng: what was given, and what was paid of it."""

    line: str
    capital: str
    given: int
    paid: int


@dataclass(frozen=True)
class Review:
    """Households at the end of a year, and of its poor ones how many were new and how many became near-poor."""

    year: int
    households: int
    poor: int
    near_poor: int
    farm: int
    new: int
    to_near_poor: int


@dataclass(frozen=True)
class Results:
    """What the policies of a year reached, in units of each indicator."""

    year: int
    housing: int
    trained: int
    jobs: int
    insured: int


OfYear = TypeVar("OfYear", Review, Results)


@dataclass(frozen=True)
class Figures:
    """Everything about one unit that its files say in figures; years oldest first."""

    unit: MadeUp
    money: tuple[Amount, ...]
    reviews: tuple[Review, ...]
    results: tuple[Results, ...]
    targets: Results


def drawn(era: Era, unit: MadeUp, seed: int) -> Figures:
    """Figures of a unit that has none below it."""
    chance = Random(f"{seed}-{unit.code}")
    reviews = tuple(_reviews(era, chance))
    money = tuple(_amount(chance, line, capital) for line, kinds in era.lines.items() for capital in kinds)
    results = tuple(_results(chance, one) for one in reviews[1:])
    last = results[-1]
    # Some reach their targets and some do not.
    housing, trained, jobs = (
        max(1, n * chance.randint(85, 115) // 100) for n in (last.housing, last.trained, last.jobs)
    )
    return Figures(unit, money, reviews, results, Results(era.year, housing, trained, jobs, 0))


def added(unit: MadeUp, below: tuple[Figures, ...]) -> Figures:
    """Figures of a unit as the sums of those below it."""
    money = tuple(
        Amount(parts[0].line, parts[0].capital, sum(p.given for p in parts), sum(p.paid for p in parts))
        for parts in zip(*(one.money for one in below), strict=True)
    )
    reviews = tuple(_sum(Review, parts) for parts in zip(*(one.reviews for one in below), strict=True))
    results = tuple(_sum(Results, parts) for parts in zip(*(one.results for one in below), strict=True))
    return Figures(unit, money, reviews, results, _sum(Results, tuple(one.targets for one in below)))


def _sum(kind: type[OfYear], parts: tuple[OfYear, ...]) -> OfYear:
    """Parts of one year added up, field by field."""
    names = [field.name for field in fields(kind) if field.name != "year"]
    return kind(year=parts[0].year, **{name: sum(getattr(part, name) for part in parts) for name in names})


def _reviews(era: Era, chance: Random) -> list[Review]:
    households = chance.randint(1_200, 4_500) * (1 if era.valid_from else 5)
    poor, near = chance.uniform(0.10, 0.45), chance.uniform(0.06, 0.15)
    found: list[Review] = []
    for year in range(era.first_year, era.year + 1):
        now = int(households * poor)
        new = now // 30
        out = (found[-1].poor if found else now) + new - now
        found.append(Review(year, households, now, int(households * near), households // 8, new, out * 3 // 5))
        households += chance.randint(5, 90)
        poor, near = poor * chance.uniform(0.70, 0.95), near * chance.uniform(0.85, 1.02)
    return found


def _amount(chance: Random, line: str, capital: str) -> Amount:
    given = chance.randint(4, 90) * (100 if capital == "investment" else 20)
    return Amount(line, capital, given, given * chance.randint(55, 100) // 100)


def _results(chance: Random, review: Review) -> Results:
    share = chance.uniform(0.01, 0.04)
    return Results(
        year=review.year,
        housing=max(5, int(review.poor * share)),
        trained=max(10, int(review.households * share / 2)),
        jobs=max(10, int(review.households * share / 3)),
        insured=(review.poor + review.near_poor) * 4,
    )
