"""Chapters about targets and where each stands."""
