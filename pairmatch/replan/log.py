"""The change log of a run: who changed what, when and why, carried from run to run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pairmatch.errors import BadInput, Issue, Text
from pairmatch.io.manifest import NOT_AS_WRITTEN
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.replan.patch import Patch, put_on
from pairmatch.report import Block, Page
from pairmatch.report.page import year_line
from pairmatch.scenario import Scenario
from pairmatch.schema import Table

FILE = "changes.json"
Status = Literal["stands", "undone"]
STATUS: dict[Status, Text] = {
    "stands": Text("有效", "stands"),
    "undone": Text("已撤销", "undone"),
}


@dataclass(frozen=True)
class Entry:
    """One change: who made it, when (ISO time), why, what about, from what to what.

    ``wants`` is what it asks of the scenario, ``did`` what that came to after those before it.
    """

    number: int
    who: str
    when: str
    why: str
    what: Text
    before: Text
    after: Text
    wants: Patch
    did: Patch = field(default_factory=lambda: Patch({}, {}))
    status: Status = "stands"
    undone: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as JSON values."""
        texts = {"what": self.what, "before": self.before, "after": self.after}
        return {
            **{name: getattr(self, name) for name in ("number", "who", "when", "why")},
            **{name: {"zh": text.zh, "en": text.en} for name, text in texts.items()},
            "wants": self.wants.to_dict(),
            "did": self.did.to_dict(),
            "status": self.status,
            "undone": self.undone,
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any], tables: Sequence[Table]) -> Entry:
        """Return the entry that :meth:`to_dict` wrote; raises one of many errors if it is none."""
        texts = {name: Text(**found[name]) for name in ("what", "before", "after")}
        patches = {name: Patch.from_dict(found[name], tables) for name in ("wants", "did")}
        return cls(**{**found, **texts, **patches})


Log = tuple[Entry, ...]


def read_log(folder: Path, tables: Sequence[Table]) -> Log:
    """Return the change log of a run folder, () if it was never changed by hand.

    Raises :class:`BadInput` if it is not as this program writes it.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Entry.from_dict(entry, tables) for entry in found)
    except NOT_AS_WRITTEN as error:
        raise BadInput([Issue("E-EDIT-LOG", str(path))]) from error


def log_text(log: Log) -> str:
    """Return a change log as it is kept."""
    return json.dumps([entry.to_dict() for entry in log], ensure_ascii=False, indent=1) + "\n"


def put_all(scenario: Scenario, log: Log, more: Iterable[Entry]) -> tuple[Scenario, Log]:
    """Return a scenario with more entries on it, and the log with what they did."""
    found = list(log)
    for entry in more:
        scenario, did = put_on(scenario, entry.wants)
        found.append(replace(entry, did=did))
    return scenario, tuple(found)


def without(
    scenario: Scenario, log: Log, numbers: Sequence[int], said: str
) -> tuple[Scenario, Log]:
    """Return a scenario as if some entries of its log had never been, and the log with that in it.

    All entries are taken off, the last first, and the others put on again. ``said`` is who undid them,
    when and why. Raises :class:`BadInput` for a number that no standing entry has.
    """
    standing = [entry for entry in log if entry.status == "stands"]
    known = {entry.number for entry in standing}
    issues = [
        Issue("E-EDIT-UNDO", value=str(number), values={"known": _numbers(known)})
        for number in numbers
        if number not in known
    ]
    if issues:
        raise BadInput(issues)
    for entry in reversed(standing):
        scenario, _ = put_on(scenario, entry.did.back)
    found: list[Entry] = []
    for entry in log:
        if entry.number in numbers:
            entry = replace(entry, status="undone", undone=said, did=Patch({}, {}))
        elif entry.status == "stands":
            scenario, did = put_on(scenario, entry.wants)
            entry = replace(entry, did=did)
        found.append(entry)
    return scenario, tuple(found)


def _numbers(known: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(known))) or "—"


def page(scenario: Scenario, log: Log) -> Page:
    """Return the page 变更记录 of the workbook."""
    columns = (
        SheetColumn("number", Text("编号", "Change"), kind="number"),
        SheetColumn("when", Text("时间", "When")),
        SheetColumn("who", Text("经办人", "By")),
        SheetColumn("what", Text("事项", "What")),
        SheetColumn("before", Text("变更前", "Before")),
        SheetColumn("after", Text("变更后", "After")),
        SheetColumn("why", Text("理由", "Why")),
        SheetColumn("status", Text("状态", "Status")),
        SheetColumn("undone", Text("撤销情况", "Undone")),
    )
    rows: list[Mapping[str, Cell]] = [
        {
            **{name: getattr(entry, name) for name in ("number", "when", "who", "what")},
            **{name: getattr(entry, name) for name in ("before", "after", "why", "undone")},
            "status": STATUS[entry.status],
        }
        for entry in log
    ]
    return Page(
        key="changes",
        name=Text("变更记录", "Changes"),
        title=Text("变更记录", "Changes made by hand"),
        line=year_line(scenario, Text("单位：项", "Unit: changes")),
        blocks=(Block("changes", columns, tuple(rows)),),
    )
