"""The hidden sheet of a workbook to fill in that its dropdown lists come from."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pairmatch.errors import Lang
from pairmatch.io.template.forms import Form
from pairmatch.io.template.words import CHOICES
from pairmatch.vocabulary import label


class Choices:
    """The closed lists that the columns of some sheets need, each in a column of the hidden sheet."""

    def __init__(self, forms: Iterable[Form], lang: Lang) -> None:
        """Collect the lists; columns with the same words share one."""
        self._lang: Lang = lang
        lists = dict.fromkeys((form.words, form.allowed) for form in forms if form.words)
        self._columns = {one: place for place, one in enumerate(lists)}

    def area(self, form: Form) -> str:
        """Return the cells of a column's list, as a validation names them."""
        letter = xl_col_to_name(self._columns[form.words, form.allowed])
        return f"={CHOICES.say(self._lang)}!${letter}$1:${letter}${len(form.allowed)}"

    def write(self, book: Any) -> None:
        """Add the sheet to a workbook, hidden."""
        sheet = book.add_worksheet(CHOICES.say(self._lang))
        sheet.hide()
        said = [[label(words, x, self._lang) for x in some] for words, some in self._columns]
        for line, row in enumerate(zip_longest(*said, fillvalue="")):
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(line, place, text)
