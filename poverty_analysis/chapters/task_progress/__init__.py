"""Chapters about tasks and solutions."""
