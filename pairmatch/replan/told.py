"""Rows of a plan in words, for the change log and for what is printed."""

from __future__ import annotations

from pairmatch.errors import Text
from pairmatch.plan import Assignment, PlanTable
from pairmatch.programmes.room import Room, Sheet
from pairmatch.report.names import name_of
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import LANGS

NOTHING = Text("—", "—")


def row_said(scenario: Scenario, table: PlanTable, row: Assignment | None) -> Text:
    """Return a row in one line: schools, post, person; what only numbers it is left out."""
    if row is None:
        return NOTHING
    said = {}
    for lang in LANGS:
        parts: list[str] = []
        for name in table.model.model_fields:
            value = getattr(row, name)
            if name not in table.numbering and value is not None:
                known = value if name == table.person else name_of(scenario, value, lang)
                parts.append(known)
        said[lang] = " · ".join(parts)
    return Text(said["zh"], said["en"])


def sheet_of(rooms: tuple[Room, ...], table: PlanTable) -> Sheet:
    """Return the sheet in which the rows of a plan table stand."""
    return next(sheet for room in rooms for sheet in room.sheets if sheet.plan_table == table)
