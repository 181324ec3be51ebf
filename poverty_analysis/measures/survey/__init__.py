"""Samples with weights, strata, PSUs and finite populations: estimates with design-based standard errors.

Give a :class:`Design` to the measures of ``multidim``, ``monetary`` and
``dynamics``, or ask here for totals, means, ratios and shares.
"""

from __future__ import annotations

from poverty_analysis.measures.survey.design import Design, SinglePsu
from poverty_analysis.measures.survey.estimates import mean, ratio, share, total

__all__ = ["Design", "SinglePsu", "mean", "ratio", "share", "total"]
