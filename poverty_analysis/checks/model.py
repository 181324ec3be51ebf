"""What the rules look at, and what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from poverty_analysis.budget.keys import PostingKey
from poverty_analysis.budget.ledger import NOT_STATED, Entry
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.plan import LineRow
from poverty_analysis.plan.claim_tables import ClaimTable
from poverty_analysis.plan.claims import CitedDocument, Claim
from poverty_analysis.plan.tasks import Task
from poverty_analysis.units.roll_up import Count, Handed, TargetNumber
from poverty_analysis.values.faults import Fault
from poverty_analysis.values.money import Convention
from poverty_analysis.values.problems import Finding, Severity
from poverty_analysis.wording.line_names import NO_NAMES, LineNames

#: A value of a sentence with its kind: numbers, words as they stand, and keys that are put into words.
Said = (
    tuple[Literal["vnd", "million", "share", "ratio", "number", "count"], int | Fraction]
    | tuple[Literal["text", "words", "source", "capital", "phase", "table"], str]
    # A noun that a plan counts by, with its number.
    | tuple[Literal["noun"], tuple[str, int]]
    | tuple[Literal["date"], dt.date]
    # Table and column; households, persons or a class, with the people or need of a row; Vietnamese and English.
    | tuple[Literal["column", "counted", "titles"], tuple[str, str]]
    | tuple[Literal["posting"], PostingKey]
    # A programme line, or several.
    | tuple[Literal["line"], str]
    | tuple[Literal["lines"], tuple[str, ...]]
)
#: What a statement is about, part by part; it is printed in one piece and never taken apart again.
Subject = tuple[str, ...]

# Stands for every source together where a sentence names a source.
ALL_SOURCES = "all"


@dataclass(frozen=True)
class LineRule:
    """What the programme says of a line: capital it permits, capital its purpose implies."""

    code: str
    permitted_capital: tuple[str, ...]
    citation: str


@dataclass(frozen=True)
class Norm:
    """A legal norm for one unit of a line, in whole đồng."""

    line: str
    kind: str
    source: str
    amount_vnd: int
    bound: str
    citation: str


@dataclass(frozen=True)
class LegalCounterpart:
    """The minimum share of local money, and whether the province's class is known."""

    ratio: Fraction
    citation: str
    class_verified: bool


@dataclass(frozen=True)
class CarryGround:
    """What the law lets be carried of one budget year's money of one kind of capital.

    It may be used from ``first_year`` to ``last_year`` under the act
    ``citation``; where it lapses, the last year comes before the first.
    """

    source_year: int
    capital: str
    first_year: int
    last_year: int
    pay_until: dt.date
    citation: str


class ResultKey(NamedTuple):
    """A number of the results of policies: indicator, day, column (``numerator``, ``amount_vnd``) and group."""

    indicator: str
    day: dt.date
    part: str
    group: str


@dataclass(frozen=True)
class Below:
    """What the units below planned, were given and delivered, beside what the unit did.

    ``plans`` maps a unit below that has a plan to its planned money (none where
    it states no money); ``assigned`` are postings of the units below decided at
    the unit's level; ``targets`` and ``measured`` are those of the unit and of
    the units below, ``titles`` the words of their indicators ("vi", "en");
    ``handed`` is how far the results of the review are; ``names`` are those of
    the lines that their plans have set up.
    """

    plans: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    assigned: tuple[Entry, ...] = ()
    targets: tuple[TargetNumber, ...] = ()
    measured: tuple[Count[ResultKey], ...] = ()
    titles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    handed: tuple[Handed, ...] = ()
    names: LineNames = field(default_factory=lambda: NO_NAMES)


@dataclass(frozen=True)
class Facts:
    """Everything the rules may look at: rows, claims, and the law values that apply.

    ``entries`` are the plan's rows of phase ``planned``;
    ``known`` every posting of the unit known on the day, ``booked`` those of
    them that no later sum stands in place of, ``level`` the level it stands at;
    ``children`` maps the units directly below ``unit`` to their names, ``child_forms`` are their headline counts of
    every year and ``below`` what else is known of them;
    ``closed`` tells whether the year is over (before, money not yet paid is no difference);
    ``tasks`` the plan's own, over its ``years`` (empty: ``year``), ``signed`` its date;
    ``counted`` how many there are of what a text counts (``cause``, ``access``);
    ``narrative`` the paragraphs that people wrote for the report;
    ``convention`` how the plan writes its numbers, ``tables`` those of its document that were typed;
    ``own_lines`` are the names of the lines that the plan itself has set up.
    """

    year: int
    entries: tuple[Entry, ...]
    claims: tuple[Claim, ...] = ()
    documents: tuple[CitedDocument, ...] = ()
    lines: Mapping[str, LineRule] = field(default_factory=dict)
    norms: tuple[Norm, ...] = ()
    counterpart: LegalCounterpart | None = None
    other_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: tuple[Entry, ...] = ()
    booked: tuple[Entry, ...] = ()
    level: str = "district"
    carry_grounds: tuple[CarryGround, ...] = ()
    tasks: tuple[Task, ...] = ()
    years: tuple[int, ...] = ()
    signed: dt.date | None = None
    forms: tuple[FormRow, ...] = ()
    least_deprivations: Mapping[str, int] = field(default_factory=dict)
    closed: bool = True
    unit: str = ""
    children: Mapping[str, str] = field(default_factory=dict)
    child_forms: tuple[FormRow, ...] = ()
    below: Below = field(default_factory=Below)
    counted: Mapping[str, int] = field(default_factory=dict)
    narrative: tuple[str, ...] = ()
    convention: Convention = "vi"
    tables: tuple[ClaimTable, ...] = ()
    own_lines: tuple[LineRow, ...] = ()

    @property
    def line_names(self) -> LineNames:
        """Names of lines that no programme names: those of the plan before those of the units below."""
        return {**self.below.names, **{row.line: row.titles for row in self.own_lines}}


@dataclass(frozen=True)
class Statement:
    """What a rule found, before it is put into words."""

    severity: Severity
    subject: Subject
    reason: str
    expected: int | Fraction | None = None
    actual: int | Fraction | None = None
    tolerance: int = 0
    values: Mapping[str, Said] = field(default_factory=dict)
    source: str = ""

    def difference(self) -> int | Fraction | None:
        """``actual - expected``, exact; None when either is unknown."""
        if self.expected is None or self.actual is None:
            return None
        return self.actual - self.expected


def source_year_words(year: str) -> Said:
    """The source year of money inside a sentence, where the document may name none."""
    return ("words", "undefined_short") if year == NOT_STATED else ("text", year)


@dataclass(frozen=True)
class Held:
    """The mark of a thing that was looked at and of which there is nothing to say."""

    subject: Subject


Verdict = Statement | Held


@dataclass(frozen=True)
class CheckRule:
    """A check with a stable code, the function that makes it, and every reason the function may give.

    The function yields one verdict or more for each thing it looks at, and none
    for a thing that it cannot judge: what was checked is what it yields.
    ``separator`` stands between the parts of a subject where it is printed.
    """

    code: str
    check: Callable[[Facts], Iterator[Verdict]]
    reasons: tuple[str, ...]
    separator: str = "/"


@dataclass(frozen=True)
class Outcome:
    """Result of one rule: how many things were checked, failed or only noted, and the findings.

    A note is neither a pass nor a failure: the document leaves something open.
    With a ``fault`` the rule came to no end: nothing was checked, and that has to be told.
    """

    rule: str
    checked: int
    failed: int
    noted: int
    findings: tuple[Finding, ...]
    fault: Fault | None = None

    @property
    def passed(self) -> int:
        return self.checked - self.failed - self.noted
