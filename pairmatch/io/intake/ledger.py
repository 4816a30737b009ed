"""The ledger of an input: where each row of each file and sheet went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pairmatch.errors import Issue
from pairmatch.io.cells import Part, TypedTable
from pairmatch.io.raw import Change, RawTable, column_letter
from pairmatch.io.shown import shown


@dataclass(frozen=True)
class PassedSheet:
    """A sheet that holds no table that is read: why, and how many rows it has."""

    file: str
    sheet: str
    rows: int
    reason: str

    def entry(self) -> Entry:
        """Return the sheet as an entry of the ledger; rows that cannot be read are rejected."""
        lost = self.reason in ("unknown", "hidden data")
        skipped = {} if lost else {self.reason: self.rows}
        return Entry("", self.file, self.sheet, 0, self.rows if lost else 0, skipped)


@dataclass(frozen=True)
class Entry:
    """Where the rows of one table in one file or sheet went.

    ``used`` are read without fault, ``rejected`` have a fault in a cell of theirs, in their header or
    in what stands before them; ``skipped`` are no data, by reason. ``table`` is '' for a sheet that
    holds none. ``raw`` is the table as written, ``changes`` what was read as something else.
    """

    table: str
    file: str
    sheet: str
    used: int
    rejected: int
    skipped: Mapping[str, int]
    raw: RawTable | None = None
    changes: tuple[Change, ...] = ()
    private: frozenset[int] = field(default_factory=frozenset)

    @property
    def rows(self) -> int:
        """All filled rows of the sheet, and the blank ones that a text file has."""
        return self.used + self.rejected + sum(self.skipped.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the whole entry for scripts: every row that was skipped, every change."""
        found: dict[str, Any] = {
            "table": self.table,
            "file": self.file,
            "sheet": self.sheet,
            "rows": self.rows,
            "used": self.used,
            "rejected": self.rejected,
            "skipped": dict(self.skipped),
        }
        if self.raw is not None:
            raw = self.raw
            found |= {"encoding": raw.encoding, "separator": raw.separator} if raw.encoding else {}
            found["skipped_rows"] = [
                {"row": line, "reason": reason, "begins": text}
                for line, reason, text in sorted(raw.skipped)
            ]
            found["changes"] = [self._change(change) for change in self.changes]
        return found

    def _change(self, change: Change) -> dict[str, Any]:
        hidden = change.place in self.private
        header = self.raw.header[change.place] if self.raw else ""
        return {
            "kind": change.kind,
            "row": change.line,
            "letter": column_letter(change.place + 1),
            "field": shown(header),
            "before": _masked(change.before) if hidden else shown(change.before),
            "after": _masked(change.after) if hidden else shown(change.after),
        }


def entries(typed: Mapping[str, TypedTable], issues: Iterable[Issue]) -> Iterator[Entry]:
    """Yield the entry of each file and sheet of each table."""
    lines: dict[tuple[str, str], set[int]] = defaultdict(set)
    for issue in issues:
        if issue.level == "error" and issue.line is not None:
            lines[issue.file, issue.sheet].add(issue.line)
    for name, table in typed.items():
        for part in table.parts:
            yield _entry(name, part, lines[part.raw.file, part.raw.sheet])


def _entry(name: str, part: Part, lines: set[int]) -> Entry:
    raw = part.raw
    faulty = sum(line in lines for line, _ in raw.rows) if lines else 0
    rejected = faulty if part.readable else len(raw.rows)
    return Entry(
        name,
        raw.file,
        raw.sheet,
        len(raw.rows) - rejected,
        rejected + raw.unread,
        dict(Counter(reason for _, reason, _ in raw.skipped)),
        raw,
        (*raw.filled, *part.tidied.changes),
        _private(part),
    )


def _private(part: Part) -> frozenset[int]:
    """Return the columns that say who a person is."""
    if "person_id" not in part.columns:
        return frozenset()
    return frozenset(x.index for x in part.columns.values() if x.name in ("name", "person_id"))


def _masked(text: str) -> str:
    bare = text.strip()
    return f"{bare[:1]}*" if bare else ""
