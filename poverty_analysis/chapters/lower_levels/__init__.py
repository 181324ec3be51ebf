"""Chapters about the units below."""
