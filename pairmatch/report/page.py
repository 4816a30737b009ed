"""Page: one sheet of the workbook filled in, as plain data that any writer can print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pairmatch.errors import Lang, Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Cell, Sheet, SheetColumn
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import label

NO_TEXT = Text("", "")


@dataclass(frozen=True)
class Block:
    """One table of a page: what stands above it, its columns and its rows.

    On paper a new page begins where the cell ``parted`` changes.
    """

    key: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[Mapping[str, Cell], ...]
    heading: Text = NO_TEXT
    counted: Text = NO_TEXT
    parted: str = ""

    @property
    def printed(self) -> int:
        """How many of the columns, the first ones, stand on paper."""
        return sum(not column.aside for column in self.columns)

    def cell(self, row: Mapping[str, Cell], column: SheetColumn, lang: Lang) -> str | int | None:
        """Return what is printed in one cell; None for a blank one."""
        value = row.get(column.key)
        if isinstance(value, Text):
            return value.say(lang) or None
        if column.words and value is not None:
            return label(column.words, str(value), lang)
        return value if value != "" else None

    def sums(self) -> dict[str, int]:
        """Return the sum of each column that is added up, by key; empty if none is."""
        return {
            column.key: sum(v for row in self.rows if isinstance(v := row.get(column.key), int))
            for column in self.columns
            if column.total
        }


@dataclass(frozen=True)
class Page:
    """One sheet of the workbook: title, line below it, remarks and one table or several.

    ``annex`` numbers the pages that are handed out as attachments, 0 for the others; such a page
    ends with a line to sign. A page ``upright`` stands on paper in portrait. Of one that is ``guarded``
    only the columns to fill in can be written in, until somebody lifts that.
    """

    key: str
    name: Text
    title: Text
    line: Text
    blocks: tuple[Block, ...]
    remarks: tuple[Text, ...] = ()
    annex: int = 0
    upright: bool = False
    guarded: bool = False

    @property
    def printed(self) -> int:
        """How many columns stand on paper, that of the numbering left out."""
        return max(block.printed for block in self.blocks)


def year_line(scenario: Scenario, unit: Text = NO_TEXT) -> Text:
    """Return the line below a title: the unit of the numbers and the school year."""
    first = scenario.settings.year
    year = Text(f"学年：{first}–{first + 1}", f"School year: {first}–{first + 1}")
    return Text(
        "　　".join(filter(None, (unit.zh, year.zh))), "    ".join(filter(None, (unit.en, year.en)))
    )


def room_page(sheet: Sheet, scenario: Scenario, plan: Plan, annex: int = 0) -> Page:
    """Fill in one sheet that a room declares."""
    rows = tuple(sheet.rows(scenario, plan))
    return Page(
        key=sheet.key,
        name=sheet.name,
        title=sheet.title,
        line=year_line(scenario, sheet.unit),
        blocks=(Block(sheet.key, sheet.columns, rows, counted=sheet.counted, parted=sheet.parted),),
        annex=annex,
        upright=sheet.upright,
    )
