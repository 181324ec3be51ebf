"""Stream one XML part of a package through expat, refusing what could grow.

The part is never held as a whole: 64 KB are unpacked, parsed and let go.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from poverty_analysis.inputs.grid import MAX_TEXT
from poverty_analysis.inputs.xlsx.package import DAMAGED, refuse

Attributes = dict[str, str]
Handler = Callable[[Attributes], None]
Lookup = Callable[[str], Handler | None]

CHUNK = 64 * 1024
# Room for 32,767 characters, the most a cell may hold, each written as a reference of 9 bytes.
# A longer token also makes older expat read it again and again, in quadratic time.
MAX_SILENT_CHUNKS = 8
MAX_DEPTH = 64
MAX_NAMES = 1_000
MAX_ELEMENTS = 12_000_000


def local(tag: str) -> str:
    """Return the element name without its namespace prefix."""
    return tag.rpartition(":")[2]


def scan(
    package: zipfile.ZipFile,
    part: str,
    file: str,
    budget: int,
    prepare: Callable[[expat.XMLParserType], Lookup] | None = None,
) -> int:
    """Parse ``part`` and return its number of elements.

    Parameters
    ----------
    package, part, file
        The open archive, the part to read, and what problems call the file.
    budget : int
        Elements the part may have.
    prepare : callable, optional
        Gets the parser and returns a function from an element's name, as it
        is written, to what is called with its attributes each time.

    Raises
    ------
    DataProblems
        PA-124 damaged archive, PA-127 document type, PA-128 not UTF-8 XML or
        too deep, PA-130 endless text, PA-131 more than ``budget`` elements.
    """
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    _refuse_doctypes(parser, part, file)
    counted = _count_starts(parser, prepare(parser) if prepare else _nothing)
    try:
        with package.open(part) as stream:
            _feed(parser, stream, counted, budget, (file, part))
    except DAMAGED:
        raise refuse("PA-124", file, part=part) from None
    except expat.ExpatError:
        raise refuse("PA-128", file, part=part) from None
    return counted()


def _feed(
    parser: expat.XMLParserType,
    stream: IO[bytes],
    counted: Callable[[], int],
    budget: int,
    where: tuple[str, str],
) -> None:
    file, part = where
    seen = closed = silent = 0
    # A method of a C type as handler costs half of a Python function; the list never outgrows a chunk.
    ends: list[str] = []
    parser.EndElementHandler = ends.append
    while chunk := stream.read(CHUNK):
        # expat would follow UTF-16 whatever encoding it is told; the reader may not.
        if b"\0" in chunk:
            raise refuse("PA-128", file, part=part)
        parser.Parse(chunk)
        closed += len(ends)
        ends.clear()
        if counted() > budget:
            raise refuse("PA-131", file, part=part, limit=str(budget))
        if counted() - closed > MAX_DEPTH:
            raise refuse("PA-128", file, part=part)
        silent = silent + 1 if counted() == seen else 0
        if silent > MAX_SILENT_CHUNKS:
            raise refuse("PA-130", file, limit=str(MAX_TEXT))
        seen = counted()
    parser.Parse(b"", True)


def _count_starts(parser: expat.XMLParserType, lookup: Lookup) -> Callable[[], int]:
    count = 0
    handlers: dict[str, Handler | None] = {}

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal count
        count += 1
        try:
            handler = handlers[tag]
        except KeyError:
            handler = lookup(tag)
            # Names made up by an attacker are not kept without end.
            if len(handlers) < MAX_NAMES:
                handlers[tag] = handler
        if handler is not None:
            handler(attributes)

    parser.StartElementHandler = opened
    return lambda: count


def _nothing(_tag: str) -> None:
    return None


def _refuse_doctypes(parser: expat.XMLParserType, part: str, file: str) -> None:
    def doctype(*_: object) -> None:
        raise refuse("PA-127", file, part=part)

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise refuse("PA-128", file, part=part)

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declaration
