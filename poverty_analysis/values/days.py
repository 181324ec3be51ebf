"""Days that can be meant: a year typed wrongly is still a date."""

from __future__ import annotations

import datetime as dt
from typing import Final

# The programmes began in 1998; what reaches a century ahead is a slip of a digit.
PLAUSIBLE_YEARS: Final = range(1990, 2100)


def is_plausible_day(day: dt.date) -> bool:
    """Whether a document, posting or count of this subject can be of ``day``: from 1990 to 2099."""
    return day.year in PLAUSIBLE_YEARS
