"""Disclosure as a stage: small cells of the official forms are masked once, for all levels and tables together."""
