"""The workbook to fill in, made from the schema: a guide, a sheet a table, settings, dropdown lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

from pairmatch.errors import BadInput, Issue, Lang, message
from pairmatch.io.declared import Declared
from pairmatch.io.template.choices import Choices
from pairmatch.io.template.forms import forms_of
from pairmatch.io.template.guide import write_guide
from pairmatch.io.template.look import new_book
from pairmatch.io.template.policy import Setting, blank_settings, write_settings
from pairmatch.io.template.sheet import TableSheet
from pairmatch.schema import Row

Party = Literal["county", "province"]
PARTIES: tuple[Party, ...] = get_args(Party)

COUNTY = ("schools", "staff", "needs", "teachers", "commitments", "locks", "history")
"""The tables that counties fill in; the others and the settings are the province's."""

ENDING = ".xlsx"
_LARGE = 50_000
"""With more rows than this, a workbook is written through files instead of in memory."""


class Template:
    """The workbook for one party in one language; None for a whole scenario in one workbook.

    It is laid out once and can be written many times, blank or filled in.
    """

    def __init__(self, declared: Declared, lang: Lang, party: Party | None = None) -> None:
        """Take the tables and numbers that the programmes declare."""
        self.lang: Lang = lang
        self._numbers = declared.numbers if party != "county" else None
        self._sheets = [
            (table, forms_of(table, declared.tables))
            for table in declared.tables
            if party is None or (table.name in COUNTY) == (party == "county")
        ]

    def write(
        self,
        path: Path,
        unit: str = "",
        rows: Mapping[type[Row], Sequence[Row]] | None = None,
        settings: Sequence[Setting] | None = None,
    ) -> None:
        """Write a workbook: ``unit`` fills it in with ``rows``, by model, and ``settings``.

        Without settings every key stands there with its default. Raises OSError where the file cannot
        be written.
        """
        lang, numbers = self.lang, self._numbers
        large = sum(map(len, (rows or {}).values())) > _LARGE
        title = message("template.guide-title", lang)
        with new_book(path, title, large=large) as (book, formats):
            write_guide(book, formats, self._sheets, lang)
            choices = Choices((form for _, forms in self._sheets for form in forms), lang)
            for table, forms in self._sheets:
                sheet = TableSheet(table, forms, formats, lang)
                sheet.write(book, choices, unit, (rows or {}).get(table.model, ()))
            if numbers is not None:
                given = blank_settings(numbers) if settings is None else settings
                write_settings(book, formats, given, numbers, lang)
            choices.write(book)


def write_template(path: Path, template: Template) -> None:
    """Write a blank workbook to fill in; an existing file, somebody's work, is never replaced.

    Raises :class:`BadInput` where there is a file already, it has another ending than a workbook of
    this kind, or it cannot be written; nothing is left half written.
    """
    if path.suffix.lower() != ENDING:
        raise BadInput([Issue("E-TEMPLATE-ENDING", str(path), value=path.suffix)])
    if path.exists():
        raise BadInput([Issue("E-TEMPLATE-EXISTS", str(path))])
    new = path.with_name(f".{path.name}.new")
    try:
        template.write(new)
        new.rename(path)
    except OSError as error:
        reason = error.strerror or error
        raise BadInput([Issue("E-TEMPLATE-WRITE", str(path), values={"reason": reason})]) from None
    finally:
        # A file above the new one fails to be there as well as to be removed.
        if new.exists():
            new.unlink()
