"""A word of warning before a question to a run of other programs, of which nothing can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pairmatch.errors import Lang, message

if TYPE_CHECKING:
    from pairmatch.whatif.opened import OpenedRun


def warn_slow(run: OpenedRun, lang: Lang) -> None:
    """Say on the error stream that every question is solved from the beginning, if it is."""
    if not run.usable:
        click.echo(message("cli.whatif-slow", lang, run=run.folder), err=True)
