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
    CounterpartRule,
    HousingNorm,
    Issuer,
    Programme,
    ProvinceClass,
)
from poverty_analysis.law.standards import Census, Standard


@dataclass(frozen=True)
class Law:
    """All law data of one reading."""

    citations: tuple[Citation, ...]
    programmes: tuple[Programme, ...]
    counterpart_rules: tuple[CounterpartRule, ...]
    province_classes: tuple[ProvinceClass, ...]
    housing: tuple[HousingNorm, ...]
    agencies: tuple[Agency, ...]
    issuers: tuple[Issuer, ...]
    standards: tuple[Standard, ...]
    carry_over: tuple[CarryOverRule, ...]
    deadlines: tuple[Deadline, ...]
    measures: tuple[Measure, ...]
    censuses: tuple[Census, ...]
    answers: tuple[Answer, ...]
    newly_escaped: tuple[NewlyEscaped, ...]
