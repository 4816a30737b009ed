"""What a sweep says: a line for each variant as it is done, and where the table of all is."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from pairmatch.errors import message
from pairmatch.sweep.folder import TABLE, SweepFolder
from pairmatch.sweep.table import STATUS, Row


class SweepLines:
    """Lines on a console that follow a sweep; call it with each variant that is done."""

    def __init__(self, console: Console, folder: SweepFolder) -> None:
        self._console, self._folder = console, folder
        count, left = len(folder.sweep.variants), len(folder.waiting)
        title = folder.sweep.base.settings.title
        self._say("cli.sweep-begins", title=title, count=count, done=count - left)

    def __call__(self, row: Row) -> None:
        """Say what became of a variant."""
        lang, result = self._folder.lang, row.result
        name, status = row.variant.name, STATUS[row.status]
        if result is None:
            self._say("cli.sweep-refused", name=name, status=status, reason=row.reason(lang))
        else:
            numbers = {
                "shortfall": f"{result.shortfall:,}",
                "value": f"{result.value:,}",
                "bound": f"{result.bound:,}",
            }
            self._say("cli.sweep-row", name=name, status=status, **numbers)

    def end(self, *, interrupted: bool) -> None:
        """Say how the sweep ended."""
        if interrupted:
            count, left = len(self._folder.sweep.variants), len(self._folder.waiting)
            self._say("cli.sweep-stopped", done=count - left, count=count)
        self._say("cli.sweep-table", table=self._folder.path / TABLE)

    def _say(self, key: str, **values: object) -> None:
        said = message(key, self._folder.lang, **values)
        self._console.print(said, markup=False, soft_wrap=True)


def sweep_json(folder: SweepFolder) -> dict[str, Any]:
    """Return what became of every variant as JSON values."""
    return {
        "sweep": str(folder.path),
        "table": str(folder.path / TABLE),
        "variants": [row.as_dict(folder.lang) for row in folder.rows],
    }
