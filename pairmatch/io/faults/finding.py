"""Finding: one fault as it is shown everywhere, in one language and without personal data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from pairmatch.errors import Issue, Lang, message
from pairmatch.io.faults.masking import masked, private
from pairmatch.io.faults.names import asking_for_codes
from pairmatch.io.faults.sheets import WrittenSheet
from pairmatch.io.raw import column_letter
from pairmatch.io.shown import Near, shown
from pairmatch.schema import Row, column_personal, table_called


@dataclass(frozen=True)
class Finding:
    """One fault, ready to be printed: ``place`` is where it is within its sheet.

    ``row`` and ``letter`` are those of the spreadsheet, ``field`` the header as the file spells it;
    ``suggestion`` is what was probably meant. ``problem`` and ``remedy`` are whole sentences.
    """

    level: Literal["error", "warning"]
    code: str
    file: str
    sheet: str
    row: int | None
    letter: str
    field: str
    value: str
    problem: str
    remedy: str
    suggestion: str
    place: str

    def as_dict(self) -> dict[str, str | int | None]:
        """Return what scripts are given of it."""
        return {key: value for key, value in vars(self).items() if key != "place"}


def findings(
    issues: Iterable[Issue], sheets: Sequence[WrittenSheet], lang: Lang
) -> tuple[Finding, ...]:
    """Return faults as they are shown, in their order; ``sheets`` are those they are found in."""
    asked = asking_for_codes(issues, sheets)
    return tuple(_found(asked, {sheet.place: sheet for sheet in sheets}, lang))


def _found(
    issues: Iterable[Issue], sheets: Mapping[tuple[str, str], WrittenSheet], lang: Lang
) -> Iterator[Finding]:
    letters = {place: _letters(sheet) for place, sheet in sheets.items()}
    personal = {place: _personal_headers(sheet) for place, sheet in sheets.items()}
    for issue in issues:
        place = issue.file, issue.sheet
        safe = private(issue, person=issue.column in personal.get(place, ()))
        if not safe.letter:
            safe = replace(safe, letter=letters.get(place, {}).get(issue.column, ""))
        values = dict(safe.values)
        if isinstance(target := values.get("target"), str):
            values["target"] = table_called(target)
        near = values.get("hint")
        yield Finding(
            level=safe.level,
            code=safe.code,
            file=safe.file,
            sheet=safe.sheet,
            row=safe.line,
            letter=safe.letter,
            field=safe.column,
            value=safe.value,
            problem=message(f"{safe.code}.problem", lang, value=safe.value, **values),
            remedy=message(f"{safe.code}.remedy", lang, value=safe.value, **values),
            suggestion=masked(near.word) if isinstance(near, Near) else "",
            place=replace(safe, file="", sheet="").place(lang),
        )


@cache
def _personal(model: type[Row]) -> frozenset[str]:
    """Return the fields of a table that hold the names of people."""
    return frozenset(name for name, field in model.model_fields.items() if column_personal(field))


def _personal_headers(sheet: WrittenSheet) -> set[str]:
    fields = _personal(sheet.table.model) if sheet.table else frozenset()
    return {shown(sheet.raw.header[at]) for name, at in sheet.places().items() if name in fields}


def _letters(sheet: WrittenSheet) -> dict[str, str]:
    """Return the letter of each column by its header as faults name it; the first of two alike."""
    found: dict[str, str] = {}
    for number, header in enumerate(sheet.raw.header, 1):
        found.setdefault(shown(header), column_letter(number))
    found.pop("", None)
    return found
