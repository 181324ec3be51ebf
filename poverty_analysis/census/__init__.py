"""Households to classes, counts and official forms, and what the forms support."""
