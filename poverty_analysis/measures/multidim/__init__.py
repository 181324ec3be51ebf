"""Multidimensional poverty after Alkire and Foster, with exact scores and design-based standard errors."""

from __future__ import annotations

from poverty_analysis.measures.multidim.measures import alkire_foster, deprivation_scores
from poverty_analysis.measures.multidim.robust import redundancy, robustness

__all__ = ["alkire_foster", "deprivation_scores", "redundancy", "robustness"]
