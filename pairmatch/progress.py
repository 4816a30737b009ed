"""Progress: the line on a terminal that says how far a run has come and how good its plan is."""

from __future__ import annotations

import math
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pairmatch.errors import Lang, message
from pairmatch.solve.standing import Standing


class ProgressLine:
    """A line that follows a run; call it with each standing. Quiet in a pipe.

    It shows the components proved, the shortfall, the value, its bound and gap, and the time left.
    """

    def __init__(self, console: Console, lang: Lang, *, quiet: bool) -> None:
        self._lang = lang
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(
            *columns,
            TextColumn("{task.fields[standing]}"),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._bar.add_task(message("cli.solving", lang), total=None, standing="")

    def __enter__(self) -> ProgressLine:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, standing: Standing) -> None:
        """Show a standing."""
        said = standing_line(standing, self._lang)
        self._bar.update(self._task, completed=standing.done, total=standing.of, standing=said)


def standing_line(standing: Standing, lang: Lang) -> str:
    """Return in words how good the plan is so far and how much time is left."""
    left = f"{math.ceil(standing.left_s):,}"
    if standing.value is None or standing.gap is None:
        return message("cli.standing-none", lang, left=left)
    return message(
        "cli.standing",
        lang,
        shortfall=f"{standing.shortfall:,}",
        value=f"{standing.value:,}",
        bound=f"{standing.bound:,}",
        gap=f"{float(standing.gap) * 100:.3f}",
        left=left,
    )
