"""The structured form of a section, and what a notebook holds."""

from __future__ import annotations

from typing import Any

#: JSON objects.
Json = dict[str, Any]

MIME = "application/vnd.poverty-analysis.section+json"
#: The number of a section that is counted within its chapter once the whole report is known.
COUNTED = "#."
