"""Run a page of the documentation as a reader would: its commands, edits and files, in order.

In a page, ``sh`` blocks are run and ``console`` blocks are not.  A ``text`` block right
after a run must stand in its output line by line, ``…`` being anything.  A comment before
a block says what else it is: ``<!-- write: PATH -->``, ``<!-- append: PATH -->`` and
``<!-- edit: PATH -->`` (a diff) name a file, ``<!-- exit: 3 -->`` the exit code of the last
command of the block.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.programs import HANGS_AFTER_SECONDS

BLOCK = re.compile(r"(?:^<!-- (\w+): (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the comment before it."""

    lang: str
    body: str
    order: str
    about: str


def blocks(page: str) -> Iterator[Block]:
    for order, about, lang, body in BLOCK.findall(page):
        yield Block(lang, body, order, about)


class Reader:
    """Someone at a terminal in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        own = {name: value for name, value in os.environ.items() if not name.startswith("POVERTY_ANALYSIS_")}
        self.environment = own | {"PATH": os.pathsep.join((str(Path(sys.executable).parent), own.get("PATH", "")))}
        self.output = ""

    def follow(self, page: str) -> None:
        for block in blocks(page):
            if block.order in ("write", "append"):
                self.write(block)
            elif block.order == "edit":
                self.edit(block)
            elif block.lang == "sh":
                self.run(block)
            elif block.lang == "text" and self.output:
                self.compare(block.body)

    def write(self, block: Block) -> None:
        path = self.folder / block.about
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if block.order == "append" else "w", encoding="utf-8", newline="\n") as file:
            file.write(block.body)

    def edit(self, block: Block) -> None:
        path = self.folder / block.about
        lines = block.body.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[0] == sign) for sign in "-+")
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{block.about} does not hold this once:\n{old}"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")

    def run(self, block: Block) -> None:
        self.output, code = "", 0
        for line in block.body.splitlines():
            words = shlex.split(line)
            if words[0] == "cd":
                self.folder /= words[1]
            elif words[0] == "export":
                self.environment.update([words[1].split("=", 1)])
            else:
                code = self.call(words)
        expected = int(block.about) if block.order == "exit" else 0
        assert code == expected, f"{block.body}exit code {code}\n{self.output}"

    def call(self, words: list[str]) -> int:
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=HANGS_AFTER_SECONDS,
            check=False,
        )
        self.output += done.stdout
        return done.returncode

    def compare(self, expected: str) -> None:
        for line in filter(None, map(str.strip, expected.splitlines())):
            pattern = ".*".join(map(re.escape, re.split(r"\s*…\s*", line)))
            assert re.search(pattern, self.output), f"not in the output: {line}\n{self.output}"
