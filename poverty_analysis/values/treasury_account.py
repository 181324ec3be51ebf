"""The treasury's account string: 12 segments, 43 characters.

Source: Circular 77/2017/TT-BTC, articles 28-42 (segments and their widths;
the sum of the widths is ours).  The code lists behind the segments are the
user's data: which programme or source a code stands for is declared in
``data/aliases`` or in the column map of an export, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from itertools import accumulate
from typing import Final, Literal

from poverty_analysis.values.text import nfc

Fault = Literal["segments", "length", "digits", "level"]

# Name and width, in the order of the string.
SEGMENTS: Final[tuple[tuple[str, int], ...]] = (
    ("fund", 2),
    ("account", 4),
    ("economic", 4),
    ("level", 1),
    ("budget_unit", 7),
    ("area", 5),
    ("chapter", 3),
    ("sector", 3),
    ("programme", 5),
    ("treasury", 4),
    ("source", 2),
    ("reserve", 3),
)
WIDTH: Final = sum(width for _, width in SEGMENTS)
LEVELS: Final = ("central", "province", "district", "commune")
NO_PROGRAMME: Final = "00000"

_SEPARATED: Final = re.compile(r"\s*[.\-–]\s*|\s+")
_DIGITS: Final = re.compile("[0-9]+")
# "HH" after three digits of the area is a district's total, "TTT" after two a province's.
_AREA: Final = re.compile("[0-9]{5}|[0-9]{3}HH|[0-9]{2}TTT")


class NotAnAccount(ValueError):
    """A text that is no account string.

    ``fault`` says what is wrong: ``segments`` (not 12 of them), ``length`` (of
    the string or of the segment), ``digits``, ``level`` (not 1 to 4).
    ``segment`` names the segment, "" for the whole; ``expected`` is its width
    or the number of segments.
    """

    def __init__(self, fault: Fault, segment: str = "", expected: int = WIDTH) -> None:
        super().__init__(f"{fault}: {segment}" if segment else fault)
        self.fault: Fault = fault
        self.segment = segment
        self.expected = expected


@dataclass(frozen=True)
class AccountString:
    """The segments, each as text with its leading zeros, in the order of the string.

    ``economic`` is the item or sub-item (mục, tiểu mục), ``budget_unit`` the
    code of the spending unit (ĐVQHNS), ``sector`` the khoản, ``programme`` the
    programme, project or detail code, ``source`` the kind of money.
    """

    fund: str
    account: str
    economic: str
    level: str
    budget_unit: str
    area: str
    chapter: str
    sector: str
    programme: str
    treasury: str
    source: str
    reserve: str

    def solid(self) -> str:
        """Return the 43 characters without separators."""
        return "".join(self._parts())

    def dotted(self) -> str:
        """Return the segments with dots between them, as printed forms do."""
        return ".".join(self._parts())

    @property
    def level_name(self) -> str:
        """Level of the budget: ``central``, ``province``, ``district`` or ``commune``."""
        return LEVELS[int(self.level) - 1]

    @property
    def programme_code(self) -> str:
        """The 4-digit programme code; "" when the segment holds none.

        The segment is 0 and the code; 00000 stands for no programme, and a
        segment that begins with 9 is a detail code, not a programme.
        """
        is_programme = self.programme.startswith("0") and self.programme != NO_PROGRAMME
        return self.programme[1:] if is_programme else ""

    def _parts(self) -> list[str]:
        return [getattr(self, field.name) for field in fields(self)]


def parse_account_string(text: str) -> AccountString:
    """Read an account string written solid or with dots, dashes or spaces between its segments.

    Parameters
    ----------
    text : str
        43 characters, or 12 segments with a separator between each two.

    Returns
    -------
    AccountString

    Raises
    ------
    NotAnAccount
        A :class:`ValueError` that names the fault and the segment.

    Notes
    -----
    Source: Circular 77/2017/TT-BTC, articles 28-42.
    """
    parts = _SEPARATED.split(nfc(text))
    if len(parts) == 1:
        parts = _cut(parts[0])
    if len(parts) != len(SEGMENTS):
        raise NotAnAccount("segments", expected=len(SEGMENTS))
    for (name, width), part in zip(SEGMENTS, parts, strict=True):
        _check(name, width, part)
    return AccountString(*parts)


def _cut(solid: str) -> list[str]:
    if len(solid) != WIDTH:
        raise NotAnAccount("length")
    ends = list(accumulate(width for _, width in SEGMENTS))
    return [solid[end - width : end] for end, (_, width) in zip(ends, SEGMENTS, strict=True)]


def _check(name: str, width: int, part: str) -> None:
    if len(part) != width:
        raise NotAnAccount("length", name, width)
    if not (_AREA if name == "area" else _DIGITS).fullmatch(part):
        raise NotAnAccount("digits", name, width)
    if name == "level" and not 1 <= int(part) <= len(LEVELS):
        raise NotAnAccount("level", name, width)
