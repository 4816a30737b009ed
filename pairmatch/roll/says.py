"""What a roll says: a line for each year as it is done, and where the table of all is."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from pairmatch.errors import message
from pairmatch.roll.folder import TABLE, RollFolder
from pairmatch.roll.moved import TAKEOVER
from pairmatch.roll.table import Row
from pairmatch.sweep.table import STATUS


class RollLines:
    """Lines on a console that follow a roll; call it with each year that is done."""

    def __init__(self, console: Console, folder: RollFolder) -> None:
        self._console, self._folder = console, folder
        years = folder.roll.years
        self._say(
            "cli.roll-begins",
            title=folder.roll.base.settings.title,
            first=years[0].year,
            last=years[-1].year,
            count=len(years),
            done=len(folder.kept),
        )
        self._say("cli.roll-forecast", percent=folder.roll.forecast)

    def __call__(self, row: Row) -> None:
        """Say what became of a year."""
        lang, result = self._folder.lang, row.result
        status = STATUS[row.status].say(lang)
        if result is None:
            self._say("cli.roll-refused", year=row.one.year, status=status, reason=row.reason(lang))
            return
        self._say(
            "cli.roll-row",
            year=row.one.year,
            status=status,
            shortfall=f"{result.shortfall:,}",
            value=f"{result.value:,}",
            bound=f"{result.bound:,}",
        )

    def end(self, *, interrupted: bool) -> None:
        """Say how the roll ended."""
        count, done = len(self._folder.roll.years), len(self._folder.kept)
        if interrupted:
            self._say("cli.roll-stopped", done=done, count=count)
        self._say("cli.roll-table", table=self._folder.path / TABLE)

    def _say(self, key: str, **values: object) -> None:
        said = message(key, self._folder.lang, **values)
        self._console.print(said, markup=False, soft_wrap=True)


def roll_json(folder: RollFolder) -> dict[str, Any]:
    """Return what became of every year as JSON values."""
    return {
        "roll": str(folder.path),
        "table": str(folder.path / TABLE),
        "forecast": {TAKEOVER: folder.roll.forecast},
        "years": [row.as_dict(folder.lang) for row in folder.rows],
    }
