"""The first screen of each kind of report."""
