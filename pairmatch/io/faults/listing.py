"""The workbook of faults: how many of which kind in which file, and each with a link to its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairmatch.errors import Lang, Text, message
from pairmatch.io.faults.book import Book, on_paper, opened
from pairmatch.io.faults.finding import Finding
from pairmatch.io.layout import row_height

MOST = 50_000
"""Faults listed: a sheet can hold 65,530 links, and nobody reads more."""
LEVELS = {"error": Text("错误", "error"), "warning": Text("请核对", "look")}
COUNTS, FAULTS = Text("汇总", "Summary"), Text("错误清单", "Faults")
COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("级别", "Level"), 8),
    (Text("错误码", "Code"), 18),
    (Text("文件", "File"), 20),
    (Text("工作表", "Sheet"), 12),
    (Text("行", "Row"), 7),
    (Text("列", "Column"), 6),
    (Text("字段", "Field"), 16),
    (Text("填写值", "Value"), 18),
    (Text("问题", "Problem"), 46),
    (Text("怎么改", "What to do"), 42),
)
_FILES: tuple[tuple[Text, int], ...] = (
    (Text("文件", "File"), 30),
    (Text("错误", "Faults"), 10),
    (Text("请核对", "To look at"), 10),
    (Text("退回改正的文件", "Handed back as"), 44),
)
"""The last column of the kinds is wider: both tables stand on one sheet, the wider sets the width."""
_KINDS: tuple[Text, ...] = (
    Text("错误码", "Code"),
    Text("处数", "Faults"),
    Text("文件数", "Files"),
    Text("例如", "For example"),
    Text("怎么改", "What to do"),
)
_FILE = 2
"""The place of the file among the columns; it is the link."""
_REMEDY_WIDTH = 60
_IN_ADDRESSES = {ord(c): f"%{ord(c):02x}" for c in '%# "<>[]^`{}'}
"""What cannot stand in the address of a file as it is."""


@dataclass(frozen=True)
class Back:
    """What is handed back: by file the path from the list to its workbook; files that are kept."""

    links: Mapping[str, str]
    kept: Collection[str] = ()


def write_list(
    path: Path, findings: Sequence[Finding], places: Mapping[str, str], back: Back, lang: Lang
) -> None:
    """Write the list of faults; ``places`` leads from its folder to each file that exists."""
    with opened(path, message("faults.title", lang)) as book:
        _CountWriter(book, findings, back, lang).write()
        _write_faults(book, findings, places, lang)


class _CountWriter:
    """Writes the first sheet, from top to bottom; ``row`` is the next free one."""

    def __init__(self, book: Book, findings: Sequence[Finding], back: Back, lang: Lang) -> None:
        self.book, self.findings, self.back, self.lang = book, findings, back, lang
        self.page = book.sheet(COUNTS.say(lang))
        self.widths = [*(width for _, width in _FILES), _REMEDY_WIDTH]
        self.row = 0

    def write(self) -> None:
        """Write what there is in all, by file and by kind."""
        on_paper(self.page, self.lang)
        for place, width in enumerate(self.widths):
            self.page.set_column(place, place, width)
        levels = Counter(finding.level for finding in self.findings)
        counts = {"errors": levels["error"], "warnings": levels["warning"]}
        self._across(message("faults.title", self.lang), "title", 30)
        self._across(message("faults.summary", self.lang, **counts))
        if len(self.findings) > MOST:
            rest = len(self.findings) - MOST
            self._across(message("faults.cut", self.lang, listed=MOST, rest=rest))
        self._across(message("faults.masked", self.lang))
        self._files()
        self._kinds()

    def _files(self) -> None:
        self.row += 1
        self._cells([header.say(self.lang) for header, _ in _FILES], ["header"] * len(_FILES))
        counts = Counter((finding.file, finding.level) for finding in self.findings)
        for file in dict.fromkeys(finding.file for finding in self.findings):
            numbers = [counts[file, "error"], counts[file, "warning"]]
            kept = file in self.back.kept
            last = message("faults.kept", self.lang) if kept else self.back.links.get(file, "")
            styles = ["text", "number", "number", "text" if kept else "link"]
            self._cells([file, *numbers, last], styles)

    def _kinds(self) -> None:
        self.row += 1
        self._cells([header.say(self.lang) for header in _KINDS], ["header"] * len(_KINDS))
        counts = Counter(finding.code for finding in self.findings)
        files = Counter(code for code, _ in {(x.code, x.file) for x in self.findings})
        first = {finding.code: finding for finding in reversed(self.findings)}
        for code, count in sorted(counts.items(), key=lambda x: (-x[1], x[0])):
            said = [first[code].problem, first[code].remedy]
            styles = ["text", "number", "number", "text", "text"]
            self._cells([code, count, files[code], *said], styles)

    def _across(self, text: str, style: str = "line", height: float | None = None) -> None:
        page, last = self.page, len(self.widths) - 1
        page.merge_range(self.row, 0, self.row, last, text, self.book.formats[style])
        _set_height(page, self.row, height or row_height([(text, sum(self.widths))]))
        self.row += 1

    def _cells(self, values: Sequence[str | int], styles: Sequence[str]) -> None:
        texts = [(str(value), width) for value, width in zip(values, self.widths, strict=False)]
        _set_height(self.page, self.row, row_height(texts))
        for place, (value, style) in enumerate(zip(values, styles, strict=True)):
            if style == "link" and value:
                target, name = f"external:{_escaped(str(value))}", Path(str(value)).name
                self.page.write_url(self.row, place, target, self.book.formats[style], name)
            else:
                _write(self.page, self.row, place, value, self.book.formats[style])
        self.row += 1


def _set_height(page: Any, row: int, height: float | None) -> None:
    if height is not None:
        page.set_row(row, height)


def _write(page: Any, row: int, place: int, value: str | int | None, made: Any) -> None:
    if isinstance(value, int):
        page.write_number(row, place, value, made)
    elif value:
        page.write_string(row, place, value, made)
    else:
        page.write_blank(row, place, None, made)


def _escaped(path: str) -> str:
    return path.translate(_IN_ADDRESSES)


def _write_faults(
    book: Book, findings: Sequence[Finding], places: Mapping[str, str], lang: Lang
) -> None:
    """Write a row for each fault, under a header that stays in sight."""
    page = book.sheet(FAULTS.say(lang))
    on_paper(page, lang)
    for place, (header, width) in enumerate(COLUMNS):
        page.set_column(place, place, width)
        page.write_string(0, place, header.say(lang), book.formats["header"])
    listed = findings[:MOST]
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, len(listed), len(COLUMNS) - 1)
    for row, finding in enumerate(listed, 1):
        level = LEVELS[finding.level].say(lang)
        where = (finding.file, finding.sheet, finding.row, finding.letter)
        said = (finding.field, finding.value, finding.problem, finding.remedy)
        values = (level, finding.code, *where, *said)
        widths = [
            (str(value or ""), width) for value, (_, width) in zip(values, COLUMNS, strict=True)
        ]
        _set_height(page, row, row_height(widths))
        styles = (finding.level, "text", "text", "text", "number", "word", *["text"] * len(said))
        for column, (value, style) in enumerate(zip(values, styles, strict=True)):
            _write(page, row, column, value, book.formats[style])
        if finding.file in places:
            target = _target(places[finding.file], finding)
            page.write_url(row, _FILE, target, book.formats["link"], finding.file)


def _target(place: str, finding: Finding) -> str:
    """Return the link to the cell of a fault, to the file alone where it has no sheets."""
    target = f"external:{_escaped(place)}"
    if not finding.sheet:
        return target
    sheet = finding.sheet.replace("'", "''")
    return f"{target}#'{sheet}'!{finding.letter or 'A'}{finding.row or 1}"
