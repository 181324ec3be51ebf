"""Treasury and accounting spreadsheets, read as they come through a declared column map.

A map says where the data stand, what each column is, and which amounts become
which postings of the ledger.  Nothing is matched by likeness: what a map does
not declare is a problem, with the nearest declared name.
"""
