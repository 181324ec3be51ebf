"""The engine: a warm process that forks a child for each report, and the cells of a notebook run in it."""
