"""The command line: results on standard output, talk on standard error."""

from __future__ import annotations

from poverty_analysis.cli.program import main

__all__ = ["main"]
