"""A replan as a run of its own: with its scenario and its change log, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pairmatch.errors import Lang
from pairmatch.io.runfolder import write_run
from pairmatch.replan.log import FILE, log_text, page
from pairmatch.replan.replanned import Replanned
from pairmatch.replan.told_change import page as curve_page
from pairmatch.report import Page


def keep(
    folder: Path,
    found: Replanned,
    lang: Lang,
    books: Mapping[str, Sequence[Page]] | None = None,
) -> Path:
    """Write a replan as a new run folder and return it; the run before stays as it is.

    ``books`` are workbooks that it has beside its own, by the name of their file.
    """
    solved, scenario = found.solved, found.scenario
    pages = [page(scenario, found.log)]
    if found.change is not None and found.change.curve:
        pages.append(curve_page(scenario, found.change))
    return write_run(
        folder,
        scenario=scenario,
        plan=solved.plan,
        result=solved.result,
        verification=solved.verification,
        rooms=found.run.rooms,
        lang=lang,
        log=solved.log,
        state=solved.state,
        source=None,
        more_pages=pages,
        more_files={FILE: log_text(found.log)},
        more_books=books,
    )
