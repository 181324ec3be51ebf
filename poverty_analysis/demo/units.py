"""The units of a made-up country: how many of each level, their codes and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from string import ascii_uppercase

from poverty_analysis.demo.texts import texts

# Letters under which codes of provinces and of the units below them stand: a real code has digits only.
_PROVINCES, _BELOW = ascii_uppercase[:13], ascii_uppercase[13:]
_DIGITS = {"province": 1, "district": 2, "commune": 4}


@dataclass(frozen=True)
class Era:
    """A country before or after the middle level of government ended (1 July 2025).

    ``first_year`` is the first of the reviews up to ``year``; ``lines`` are the
    lines of its plans, each with the kinds of capital of its money; ``source``
    is the budget the money comes from.
    """

    below: str
    provinces: int
    units: int
    year: int
    programme: str
    source: str
    lines: Mapping[str, tuple[str, ...]]
    first_year: int
    valid_from: str = ""

    @property
    def offices(self) -> Mapping[str, str]:
        """Names of offices by what they do."""
        return texts()["offices"]["after" if self.valid_from else "before"]  # type: ignore[no-any-return]


BEFORE_2025 = Era(
    below="district",
    provinces=63,
    units=696,
    year=2023,
    programme="GNBV-2021",
    source="central",
    lines={
        "DA1": ("investment", "recurrent"),
        "DA2": ("recurrent",),
        "DA3.1": ("recurrent",),
        "DA4.1": ("investment", "recurrent"),
        "DA4.3": ("recurrent",),
        "DA5": ("recurrent",),
        "DA6.2": ("recurrent",),
        "DA7.2": ("recurrent",),
    },
    first_year=2020,
)
AFTER_2025 = Era(
    below="commune",
    provinces=34,
    units=3321,
    year=2026,
    programme="local",
    source="province",
    lines={"NHA-O": ("recurrent",), "SINH-KE": ("recurrent",), "DAO-TAO": ("recurrent",)},
    first_year=2025,
    valid_from="2025-07-01",
)


@dataclass(frozen=True)
class MadeUp:
    """A made-up unit; ``above`` is the province it lies in, None for a province."""

    code: str
    name: str
    level: str
    above: MadeUp | None = None

    @property
    def province(self) -> str:
        """Code of the province it is or lies in."""
        return self.above.code if self.above else self.code

    @property
    def short_name(self) -> str:
        """The name without the type of unit ("Mẫu An Ba")."""
        return self.name.partition(" ")[2]


def provinces(era: Era) -> tuple[MadeUp, ...]:
    """All provinces of a country."""
    return tuple(_unit("province", number, None) for number in range(era.provinces))


def units_below(era: Era, above: tuple[MadeUp, ...]) -> tuple[MadeUp, ...]:
    """All units below ``above``, as evenly as can be, those of one province together."""
    placed = (above[number * len(above) // era.units] for number in range(era.units))
    return tuple(_unit(era.below, number, province) for number, province in enumerate(placed))


def _unit(level: str, number: int, above: MadeUp | None) -> MadeUp:
    letters, digits = _PROVINCES if level == "province" else _BELOW, _DIGITS[level]
    code = f"{letters[number % len(letters)]}{number // len(letters):0{digits}d}"
    return MadeUp(code, f"{texts()['types'][level]} {_name(level, number)}", level, above)


def _name(level: str, number: int) -> str:
    """The name of a number, never twice in a country."""
    words = texts()
    seconds = {"province": ("third",), "district": ("second",), "commune": ("second", "third")}[level]
    chosen = [*product(words["first"], *(words[name] for name in seconds))]
    # Steps of a prime: neighbours do not share their first word.
    return f"Mẫu {' '.join(chosen[number * 151 % len(chosen)])}"
