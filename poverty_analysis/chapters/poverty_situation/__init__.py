"""Chapters about households: rates over time, the yearly review, deprivation, causes, groups, needs."""
