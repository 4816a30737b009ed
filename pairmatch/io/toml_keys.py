"""A TOML text as data, with the line of every key: what tomllib knows but does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

_SECTION = re.compile(r"^\s*(?P<open>\[\[?)(?P<path>[^\]]+)\]")
_KEY = re.compile(r"^\s*(?P<path>(?:[A-Za-z0-9_\-.\s]|\"[^\"]*\"|'[^']*')+?)\s*=")
_AT_LINE = re.compile(r"at line (\d+)")


class BadToml(Exception):
    """The text is no TOML; ``line`` is where reading stopped."""

    def __init__(self, line: int) -> None:
        """Take the line, counted from 1."""
        self.line = line
        super().__init__(f"line {line}")


def parse(text: str, decimals: Callable[[str], Any] = float) -> dict[str, Any]:
    """Return the data of a TOML text; ``decimals`` makes the numbers that have a point."""
    try:
        return tomllib.loads(text, parse_float=decimals)
    except (ValueError, RecursionError) as error:
        found = _AT_LINE.search(str(error))
        raise BadToml(int(found.group(1)) if found else text.count("\n") + 1) from None


def key_lines(text: str) -> dict[str, int]:
    """Return the line of each dotted key, as far as a scan of the text can tell.

    The second ``[[variant]]`` stands under ``variant.2``, its keys under ``variant.2.name`` and so on.
    """
    lines: dict[str, int] = {}
    lists: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _SECTION.match(line)
        if header:
            section = _plain(header.group("path"))
            lines.setdefault(section, number)
            if header.group("open") == "[[":
                lists[section] = lists.get(section, 0) + 1
            first, dot, rest = section.partition(".")
            if first in lists:
                section = f"{first}.{lists[first]}{dot}{rest}"
                lines.setdefault(section, number)
            continue
        key = _KEY.match(line)
        if key:
            path = _plain(key.group("path"))
            lines.setdefault(f"{section}.{path}" if section else path, number)
    return lines


def _plain(path: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in path.split("."))
