"""Days that can be meant: a year typed wrongly is still a date."""

from __future__ import annotations

import datetime as dt
from typing import Final

# The programmes began in 1998; what reaches a century ahead is a slip of a digit.
PLAUSIBLE_YEARS: Final = range(1990, 2100)


#: The first and last plausible year, as a message about another one names them.
YEAR_SPAN: Final = {"least": str(PLAUSIBLE_YEARS[0]), "most": str(PLAUSIBLE_YEARS[-1])}


def is_plausible_day(day: dt.date) -> bool:
    """Whether a document, posting or count of this subject can be of ``day``: from 1990 to 2099."""
    return day.year in PLAUSIBLE_YEARS
