"""Monetary poverty and inequality of a survey, with design-based standard errors.

No function knows a poverty line: it is an argument.
"""

from __future__ import annotations

from poverty_analysis.measures.monetary.fgt import fgt
from poverty_analysis.measures.monetary.inequality import gini, lorenz, quintile_shares

__all__ = ["fgt", "gini", "lorenz", "quintile_shares"]
