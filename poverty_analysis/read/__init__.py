"""Raw reading: files become tables of untouched cells, with their row numbers.

Nothing is typed, filled or dropped here; that is the checker's work.
"""
