"""Why a file is not read on, as the child says it: a code of the catalogue, its place and its fields."""

from __future__ import annotations


class Refused(Exception):
    """The file cannot be used; ``row`` and ``column`` count from 1, 0 where there is no cell."""

    def __init__(
        self, code: str, *, sheet: str = "", row: int = 0, column: int = 0, **values: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.row = row
        self.column = column
        self.values = values


def damaged(part: str = "") -> Refused:
    """Return the refusal of a file whose bytes are not what its kind demands."""
    return Refused("E-OFFICE-DAMAGED", part=part)


def too_large(what: str, most: int) -> Refused:
    """Return the refusal of a file that holds more than ``most`` of something of :mod:`limits`."""
    return Refused("E-OFFICE-LARGE", what=what, most=most)
