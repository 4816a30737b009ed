"""Reading keys of a TOML file or a sheet one by one: type, range and spelling, each fault with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from pairmatch.errors import Issue, both
from pairmatch.io.shown import hint, listed, shown

T = TypeVar("T")
Path = tuple[str, ...]
_ABSENT = object()


class Wrong(Exception):
    """A value is not what it should be; ``code`` and ``values`` make the message."""

    def __init__(self, code: str, **values: object) -> None:
        """Take the code of the message and its fields."""
        self.code, self.values = code, values
        super().__init__(code)


class Keys:
    """The keys of one TOML file or of a sheet, and the faults found while reading them."""

    def __init__(
        self,
        file: str,
        data: Mapping[str, Any],
        lines: Mapping[str, int],
        sheet: str = "",
        places: Mapping[str, tuple[str, str, int]] | None = None,
    ) -> None:
        """Take the data of a file and the line of each dotted key; ``places`` if it is of several."""
        self.file, self.data, self._lines = file, data, lines
        self.sheet, self._places = sheet, places or {}
        self.issues: list[Issue] = []

    def fault(
        self, code: str, path: Path, value: object = "", values: dict[str, object] | None = None
    ) -> None:
        """Add a fault of one key."""
        written = written_as(value) if value != "" else ""
        self._add(code, path, written, values or {})

    def _add(self, code: str, path: Path, value: str, values: dict[str, object]) -> None:
        column = ".".join(shown(part) for part in path)
        parts = (".".join(path[:length]) for length in range(len(path), 0, -1))
        place = next((self._places[part] for part in parts if part in self._places), None)
        file, sheet, line = place or (self.file, self.sheet, self.line(path))
        self.issues.append(Issue(code, file, line, column, value, values, sheet))

    def line(self, path: Path) -> int | None:
        """Return the line of a key, or of the nearest section around it that has one."""
        # A key inside an inline table stands on the line of the table.
        for length in range(len(path), 0, -1):
            line = self._lines.get(".".join(path[:length]))
            if line is not None:
                return line
        return None

    def _find(self, path: Path) -> object:
        found: object = self.data
        for part in path:
            if not isinstance(found, Mapping) or part not in found:
                return _ABSENT
            found = found[part]
        return found

    def read(self, path: str | Path, parse: Callable[[object], T], default: T) -> T:
        """Return a parsed value; the default where the key is absent or wrong."""
        where = (path,) if isinstance(path, str) else path
        found = self._find(where)
        return default if found is _ABSENT else self.parsed(where, found, parse, default)

    def parsed(self, path: Path, value: object, parse: Callable[[object], T], default: T) -> T:
        """Return a parsed value, or the default after adding a fault."""
        try:
            return parse(value)
        except Wrong as wrong:
            self.fault(wrong.code, path, value, wrong.values)
            return default

    def require(self, names: Iterable[str]) -> None:
        """Report the keys that are not there."""
        for name in names:
            if name not in self.data:
                code = "E-SETTING-MISSING" if self.sheet else "E-KEY-MISSING"
                self.issues.append(Issue(code, self.file, column=name, sheet=self.sheet))

    def table(self, path: Path) -> Mapping[str, Any]:
        """Return a section, empty after a fault if it is something else."""
        found = self._find(path)
        if found is _ABSENT:
            return {}
        if isinstance(found, dict):
            return found
        self.fault("E-KEY-TYPE", path, found, {"expected": both("expected.section")})
        return {}

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a top section."""
        return self.table((name,))

    def refuse_unknown(self, path: Path, table: Mapping[str, Any], known: Collection[str]) -> None:
        """Report every key of a section that means nothing."""
        for name in table:
            if name not in known:
                self.unknown("E-KEY-UNKNOWN", (*path, name), known)

    def unknown(self, code: str, path: Path, known: Collection[str]) -> None:
        """Report one key that means nothing, with the nearest that does."""
        self._add(code, path, shown(path[-1]), {"hint": hint(path[-1], known)})


def numbered(found: object) -> object:
    """Return a list of tables as a table by number, counted from 1, so that keys have a path."""
    if isinstance(found, list):
        return {str(i): each for i, each in enumerate(found, start=1)}
    return {} if found is None else found


def written_as(value: object) -> str:
    """Return a value as it stands in TOML, for a message."""
    if isinstance(value, str | Decimal):
        return shown(value)
    try:
        return shown(json.dumps(value, ensure_ascii=False, default=str))
    except (ValueError, RecursionError):
        return "…"


def whole(low: int, high: int) -> Callable[[object], int]:
    """Return a parser of whole numbers in a range."""

    def parse(value: object) -> int:
        expected = both("expected.whole-range", low=low, high=high)
        if type(value) is not int:
            raise Wrong("E-KEY-TYPE", expected=expected)
        if not low <= value <= high:
            raise Wrong("E-KEY-RANGE", expected=expected)
        return value

    return parse


def number(low: int, high: int) -> Callable[[object], float]:
    """Return a parser of numbers in a range, with decimals or without."""

    def parse(value: object) -> float:
        expected = both("expected.number-range", low=low, high=high)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong("E-KEY-TYPE", expected=expected)
        if not low <= value <= high:
            raise Wrong("E-KEY-RANGE", expected=expected)
        return float(value)

    return parse


def words(longest: int) -> Callable[[object], str]:
    """Return a parser of texts that are not blank."""

    def parse(value: object) -> str:
        if not isinstance(value, str):
            raise Wrong("E-KEY-TYPE", expected=both("expected.text", longest=longest))
        if not 1 <= len(value.strip()) <= longest or not value.isprintable():
            raise Wrong("E-KEY-RANGE", expected=both("expected.text", longest=longest))
        return value.strip()

    return parse


def one_of(*choices: str) -> Callable[[object], Any]:
    """Return a parser of one of a few words."""

    def parse(value: object) -> str:
        if value not in choices:
            raise Wrong("E-KEY-WORD", expected=listed(choices), hint=hint(str(value), choices))
        return str(value)

    return parse


def truth(value: object) -> bool:
    """Parse true or false."""
    if not isinstance(value, bool):
        raise Wrong("E-KEY-TYPE", expected=both("expected.truth"))
    return value
