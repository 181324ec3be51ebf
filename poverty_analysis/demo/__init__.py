"""A made-up country to practise on: units nobody lives in, with plans, ledgers and results of each."""
