"""Make reports: plan them, skip what is up to date, run the rest, publish whole folders."""
