"""Household tables, opened by their header alone and read in blocks; personal columns are never taken."""
