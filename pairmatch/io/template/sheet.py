"""One sheet of a workbook to fill in: title, unit line, header, example row, rows, and what they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pairmatch.errors import Defect, Lang, message
from pairmatch.io.export import sheet_name
from pairmatch.io.layout import display_width, row_height
from pairmatch.io.template.choices import Choices
from pairmatch.io.template.forms import Form, Value, example_of
from pairmatch.io.template.look import set_paper
from pairmatch.schema import Row, Table

DEPTH = 20_000
"""Down to this row of a sheet, dropdown lists and checks are there."""
HEADER = 2
"""The row of the header, counted from 0: title and unit line stand above it."""
_TITLE_POINTS, _LINE_POINTS, _HEADER_POINTS = 30.0, 22.0, 32.0
_PORTRAIT, _LINE_WIDTH = 100, 90
"""How wide a table may be to stand upright on A4, and how wide the unit line wants it."""
_MOST_STRETCHED = 2.2
_LONGEST_SAID, _LONGEST_TITLE = 250, 32
"""Excel refuses a longer explanation of a check."""


class TableSheet:
    """Writes one table of a workbook; :meth:`write` puts everything in its place."""

    def __init__(
        self,
        table: Table,
        forms: Sequence[Form],
        formats: Mapping[str, Any],
        lang: Lang,
    ) -> None:
        """Take the table, its columns, and the formats of the workbook."""
        self.table, self.forms, self.formats = table, forms, formats
        self.lang: Lang = lang

    def write(self, book: Any, choices: Choices, unit: str = "", rows: Iterable[Row] = ()) -> None:
        """Add the sheet to a workbook; ``unit`` is who fills it in."""
        lang = self.lang
        sheet = book.add_worksheet(sheet_name(self.table.title, lang))
        example = example_of(self.table, self.forms, lang)
        widths = self._widths(example)
        set_paper(sheet, lang, header=HEADER, upright=sum(widths) <= _PORTRAIT)
        sheet.freeze_panes(HEADER + 1, self._kept_in_sight())
        for place, form in enumerate(self.forms):
            text = form.kind in ("code", "text", "word")
            style = self.formats["text" if text else "number"]
            sheet.set_column(place, place, widths[place], style)
        self._head(sheet, unit, widths)
        if example:
            self._cells(sheet, HEADER + 1, example, "example ")
        first = HEADER + 1 + bool(example)
        last = self._rows(sheet, first, rows)
        self._checks(sheet, choices, first, max(last, DEPTH))

    def _widths(self, example: Sequence[Value]) -> list[int]:
        """Return the width of each column; a narrow table is stretched to hold the unit line."""
        widths = [form.width(self.lang) for form in self.forms]
        widths[0] = max(widths[0], display_width(str(example[0])) + 2 if example else 0)
        stretched = min(_MOST_STRETCHED, max(1.0, _LINE_WIDTH / sum(widths)))
        return [round(width * stretched) for width in widths]

    def _kept_in_sight(self) -> int:
        """Return how many columns on the left stay: up to the name, or the first one."""
        return 2 if any(form.long for form in self.forms[:2]) else 1

    def _head(self, sheet: Any, unit: str, widths: Sequence[int]) -> None:
        lang = self.lang
        # Beside the table, title and unit line would look like columns of it.
        last, width = len(widths) - 1, sum(widths)
        title = message("template.title", lang, title=self.table.title)
        line = message("template.unit-line", lang, unit=unit or message("template.blank", lang))
        for row, text, style, height in (
            (0, title, "title", _TITLE_POINTS),
            (1, line, "line", _LINE_POINTS),
        ):
            sheet.set_row(row, max(height, row_height([(text, width)]) or 0))
            if last:
                sheet.merge_range(row, 0, row, last, text, self.formats[style])
            else:
                sheet.write_string(row, 0, text, self.formats[style])
        sheet.set_row(HEADER, _HEADER_POINTS)
        for place, form in enumerate(self.forms):
            style = "required" if form.required else "header"
            sheet.write_string(HEADER, place, form.heading(lang), self.formats[style])

    def _cells(self, sheet: Any, line: int, values: Sequence[Value], style: str) -> None:
        for place, value in enumerate(values):
            text = isinstance(value, str) or value is None
            made = self.formats[style + ("text" if text else "number")]
            if value is None:
                sheet.write_blank(line, place, None, made)
            elif isinstance(value, str):
                sheet.write_string(line, place, value, made)
            else:
                sheet.write_number(line, place, value, made)

    def _rows(self, sheet: Any, line: int, rows: Iterable[Row]) -> int:
        """Write rows from a line on and return the line after the last."""
        said: list[dict[object, Value]] = [{} for _ in self.forms]
        columns = [(i, x, x.name, said[i]) for i, x in enumerate(self.forms) if x.kept]
        text, number = sheet.write_string, sheet.write_number
        for row in rows:
            for place, form, name, known in columns:
                value = getattr(row, name)
                if value is None:
                    continue
                if form.words:
                    if value not in known:
                        known[value] = form.written(row, self.lang)
                    value = known[value]
                refused = (text if isinstance(value, str) else number)(line, place, value)
                if refused:
                    raise Defect(f"{self.table.name}: line {line + 1}, {name} does not fit")
            line += 1
        return line

    def _checks(self, sheet: Any, choices: Choices, first: int, last: int) -> None:
        """Set what each column takes, and show filled rows with lines and missing cells in red."""
        for place, form in enumerate(self.forms):
            check = self._check(form, choices)
            if check:
                sheet.data_validation(first, place, last, place, check)
        area = (first, 0, last, len(self.forms) - 1)
        end = xl_col_to_name(area[3])
        filled = f"COUNTA($A{first + 1}:${end}{first + 1})>0"
        for place, form in enumerate(self.forms):
            column = (first, place, last, place)
            cell = f"{xl_col_to_name(place)}{first + 1}"
            if form.unique:
                twice = {"type": "duplicate", "format": self.formats["twice"]}
                sheet.conditional_format(*column, twice)
            if form.required:
                missing = f"=AND({filled},LEN(TRIM({cell}))=0)"
                rule = {"type": "formula", "criteria": missing, "format": self.formats["missing"]}
                sheet.conditional_format(*column, rule)
        lines = {"type": "formula", "criteria": f"={filled}", "format": self.formats["filled"]}
        sheet.conditional_format(*area, lines)

    def _check(self, form: Form, choices: Choices) -> dict[str, Any]:
        """Return the validation of a column; empty if anything may stand there."""
        lang = self.lang
        said = message("template.wrong", lang, takes=form.takes)
        if len(said) > _LONGEST_SAID:
            said = said[: _LONGEST_SAID - 1] + "…"
        told = {"error_title": form.header.say(lang)[:_LONGEST_TITLE], "error_message": said}
        if form.kind == "word":
            return {"validate": "list", "source": choices.area(form), **told}
        if form.kind == "flag":
            return {"validate": "list", "source": ["1", "0"], **told}
        if form.low is None or form.high is None:
            return {}
        kind = "integer" if form.kind == "whole" else "decimal"
        limits = {"criteria": "between", "minimum": form.low, "maximum": form.high}
        return {"validate": kind, **limits, **told}
