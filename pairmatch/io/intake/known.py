"""What the sheets of a workbook may be called and headed, and the words of rows that are no data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pairmatch.io.headers import field_of, header_words, squeezed
from pairmatch.schema import Table

_AROUND = re.compile(
    r"附件|附表|\(.*?\)|\[.*?\]|[\d\s._\-—、．.:：#]+|情况表|信息表|明细表|一览表|表$"
)
SETTINGS_SHEETS = frozenset({"参数", "settings", "参数设置", "方案参数"})
GUIDES = frozenset({"填表说明", "说明", "howtofillin", "选项", "choices"})
"""Sheets of the template that hold no data."""
_EXAMPLE = re.compile(r"[(\[【]?(?:示例|样例|例如|example)(?:[)\]】:：]|行|$|\b)", re.IGNORECASE)
_TOTAL = re.compile(
    r".{0,12}(?:合计|小计|总计|共计|总数|累计)[:：]?|(?:sub)?total:?", re.IGNORECASE
)
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|填表说明|填表人|填报人|制表人?|审核人?|经办人|负责人|单位负责人|分管领导"
    r"|联系人|联系电话|电话|填表日期|填报日期|日期|填报单位|填表单位|单位\(盖章\)|单位|以下空白"
    r"|note|notes|remarks?|filledinby|date)\d?(?:[:：、.(].*|$)|以下空白|本页以下",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Known:
    """The tables that sheets may hold, by the names and headers under which they are found."""

    tables: tuple[Table, ...]
    names: Mapping[str, Table]
    headers: frozenset[str]

    @classmethod
    def of(cls, tables: Iterable[Table]) -> Known:
        """Collect the names and headers of tables."""
        every = tuple(tables)
        names = {
            sheet_key(name): table
            for table in every
            for name in (table.name, table.title.zh, table.title.en)
        }
        headers = frozenset(x for table in every for x in header_words(table))
        return cls(every, names, headers)

    def named(self, sheet: str) -> Table | None:
        """Return the table that a sheet or file is called after, if it is."""
        return self.names.get(sheet_key(sheet))


def sheet_key(name: str) -> str:
    """Return the name of a sheet for comparison, without numbers, brackets and the word 表."""
    return _AROUND.sub("", squeezed(name).casefold()) or squeezed(name).casefold()


def headers_in(cells: Sequence[str], table: Table) -> int:
    """Return how many columns of a table the cells of a row name."""
    known = header_words(table)
    return len({field_of(cell, known) for cell in cells if cell} - {None})


def passed_over(first: str) -> Literal["example", "total", "note"] | None:
    """Return why a row is no data, by its first filled cell; None if it may be data."""
    said = squeezed(first)
    if _EXAMPLE.match(said):
        return "example"
    if _TOTAL.fullmatch(said):
        return "total"
    return "note" if _NOTE.match(said) else None
