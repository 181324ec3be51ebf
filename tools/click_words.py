"""Write the file from which the command line takes its own words in Vietnamese; run it after click.yaml changed."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "poverty_analysis" / "wording" / "click.yaml"
TARGET = ROOT / "poverty_analysis" / "cli" / "locale" / "vi" / "LC_MESSAGES" / "messages.mo"
HEAD = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"


def catalogue() -> bytes:
    """The words as gettext keeps them: sorted keys, then what they become."""
    entries = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    # Both forms of a plural stand in one entry; Vietnamese has one.
    pairs = {"": HEAD, **{"\0".join(forms): words for *forms, words in entries}}
    keys = sorted(pairs, key=lambda key: key.encode())
    texts = [[key.encode() for key in keys], [pairs[key].encode() for key in keys]]
    start, tables, data = 28 + 16 * len(keys), b"", b""
    for column in texts:
        for text in column:
            tables += struct.pack("<II", len(text), start + len(data))
            data += text + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0) + tables + data


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(catalogue())
    sys.exit(0)
