"""The law as dated, cited data: programmes, ratios, norms, agencies, standards.

``read_law()`` gives everything; the other functions find one value by id and
date.  No value with legal force stands in code.
"""

from __future__ import annotations

from poverty_analysis.law.answers import Answer, NewlyEscaped
from poverty_analysis.law.calendar import (
    census,
    governs,
    least_deprivations,
    local_standards,
    standard,
    standard_of_list,
    standard_problem,
    standards_of_census,
)
from poverty_analysis.law.carrying import CarryOverRule
from poverty_analysis.law.deadlines import Deadline
from poverty_analysis.law.law import Law
from poverty_analysis.law.lookup import (
    agency,
    answers_in,
    carry_over_rules,
    citation,
    counterpart,
    deadlines_in,
    first_year_carried,
    housing_norms,
    issuer,
    issuer_name,
    measure,
    newly_escaped,
    programme,
    review_day,
)
from poverty_analysis.law.measures import Measure
from poverty_analysis.law.model import (
    Agency,
    Citation,
    Counterpart,
    CounterpartRatio,
    HousingNorm,
    Issuer,
    Programme,
    ProgrammeLine,
    ProvinceClass,
)
from poverty_analysis.law.reader import read_law, read_law_folder
from poverty_analysis.law.reading import HOW, How, Reading
from poverty_analysis.law.standards import Bracket, ClassRule, Indicator, ReviewYears, Standard

__all__ = [
    "HOW",
    "Agency",
    "Answer",
    "Bracket",
    "CarryOverRule",
    "Citation",
    "ClassRule",
    "Counterpart",
    "CounterpartRatio",
    "Deadline",
    "HousingNorm",
    "How",
    "Indicator",
    "Issuer",
    "Law",
    "Measure",
    "NewlyEscaped",
    "Programme",
    "ProgrammeLine",
    "ProvinceClass",
    "Reading",
    "ReviewYears",
    "Standard",
    "agency",
    "answers_in",
    "carry_over_rules",
    "census",
    "citation",
    "counterpart",
    "deadlines_in",
    "first_year_carried",
    "governs",
    "housing_norms",
    "issuer",
    "issuer_name",
    "least_deprivations",
    "local_standards",
    "measure",
    "newly_escaped",
    "programme",
    "read_law",
    "read_law_folder",
    "review_day",
    "standard",
    "standard_of_list",
    "standard_problem",
    "standards_of_census",
]
