"""Where the rows of a sheet go, however they were read: placed, counted and sent."""

from __future__ import annotations

from collections.abc import Iterable, Set

from pairmatch.io.office.limits import MERGES
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.refused import Refused, too_large


class SheetTarget:
    """Takes the rows of one sheet and what is said of the sheet as a whole.

    ``struck_styles`` are the styles that strike a cell out; a row's number is ``row``.
    """

    def __init__(
        self, name: str, out: Outbox, struck_styles: Set[object] = frozenset(), *, hidden: bool
    ) -> None:
        self.name = name
        self.row = 0
        self.formulas = 0
        self.hidden_columns: set[int] = set()
        self._out = out
        self._struck_styles = struck_styles
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: list[int] = []
        self._struck: list[int] = []
        self._row_hidden = False
        self._filled: dict[int, int] = {}
        self._styles: dict[int, object] = {}
        out.begin(name, hidden=hidden)

    @property
    def knows_struck(self) -> bool:
        """Whether any style strikes out; where none does, styles need not be known."""
        return bool(self._struck_styles)

    def begin_row(self, row: int, *, hidden: bool) -> None:
        """Begin a row, counted from 1."""
        self.row, self._row_hidden = row, hidden
        self._filled.clear()
        self._styles.clear()

    def place(self, column: int, style: object, number: int) -> None:
        """Put a cell in the row, by its number in the outbox."""
        if not number:
            return
        if column in self._filled:
            raise self.at(Refused("E-OFFICE-TWICE"), column)
        self._filled[column] = number
        self._styles[column] = style

    def end_row(self) -> None:
        """Send the cells that were placed."""
        if self._filled:
            numbers = [0] * max(self._filled)
            for column, number in self._filled.items():
                numbers[column - 1] = number
            self.send(numbers, [self._styles.get(at + 1) for at in range(len(numbers))])

    def send(self, numbers: list[int], styles: Iterable[object]) -> None:
        """Send the cells of the row from column A, unless all are blank."""
        while numbers and not numbers[-1]:
            numbers.pop()
        if not numbers:
            return
        self._out.row(self.row, numbers)
        if self._row_hidden:
            self._hidden_rows.append(self.row)
        if self._struck_styles and all(
            style in self._struck_styles
            for style, number in zip(styles, numbers, strict=False)
            if number
        ):
            self._struck.append(self.row)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Take a merged area, both ends included."""
        self._merges.append((top, left, bottom, right))
        if len(self._merges) > MERGES:
            raise too_large("merges", MERGES)

    def at(self, refused: Refused, column: int) -> Refused:
        """Return a refusal with its place: a column of the row that is being read."""
        refused.sheet, refused.row, refused.column = self.name, self.row, column
        return refused

    def end(self) -> None:
        """End the sheet."""
        self._out.end(
            merges=self._merges,
            hidden_rows=self._hidden_rows,
            hidden_columns=sorted(self.hidden_columns),
            struck=self._struck,
            formulas=self.formulas,
        )
