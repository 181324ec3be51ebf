"""All law data of one reading, as one value."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_analysis.law.answers import Answer, NewlyEscaped
from poverty_analysis.law.carrying import CarryOverRule
from poverty_analysis.law.deadlines import Deadline
from poverty_analysis.law.measures import Measure
from poverty_analysis.law.model import (
    Agency,
    Citation,
    CounterpartRatio,
    HousingNorm,
    Issuer,
    Programme,
    ProvinceClass,
)
from poverty_analysis.law.standards import ReviewYears, Standard


@dataclass(frozen=True)
class Law:
    """All law data of one reading; ``report_form`` names the acts that set the form of every report."""

    citations: tuple[Citation, ...]
    report_form: tuple[str, ...]
    programmes: tuple[Programme, ...]
    counterpart_ratios: tuple[CounterpartRatio, ...]
    province_classes: tuple[ProvinceClass, ...]
    housing: tuple[HousingNorm, ...]
    agencies: tuple[Agency, ...]
    issuers: tuple[Issuer, ...]
    standards: tuple[Standard, ...]
    carry_over: tuple[CarryOverRule, ...]
    deadlines: tuple[Deadline, ...]
    measures: tuple[Measure, ...]
    reviews: tuple[ReviewYears, ...]
    answers: tuple[Answer, ...]
    newly_escaped: tuple[NewlyEscaped, ...]
