"""The command `consult`: one workbook for each recipient county, to agree or to say what else."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pairmatch.commands.opening import open_named
from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.commands.slow import warn_slow
from pairmatch.errors import Lang, message
from pairmatch.refusal import DONE, answers

if TYPE_CHECKING:
    from pairmatch.consult.form import Form
    from pairmatch.whatif.opened import OpenedRun


@click.command()
@click.argument("run")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="写出的文件夹，默认在运行旁边 · Folder to write; default: beside the run.",
)
@click.option(
    "--time-limit",
    "limit",
    type=click.IntRange(1, 86_400),
    default=None,
    help="逐一求解备选，至多多少秒；不写则只排序 · Solve the alternatives, seconds at most.",
)
@root_option
@lang_option
@json_option
@answers
def consult(
    run: str,
    out: Path | None,
    limit: int | None,
    root: Path,
    lang: Lang | None,
    as_json: bool,
) -> None:
    """分县生成征求意见表 · Write a workbook for each county to comment on what is proposed."""
    from pairmatch.consult.sent import NAME, refuse_existing, send

    opened = open_named(run, root)
    said: Lang = lang or opened.manifest.lang
    folder = out or opened.folder.with_name(f"{opened.folder.name}-{NAME.say(said)}")
    told = None
    if limit is not None:
        refuse_existing(folder)
        told = _solved(opened, folder, limit, said)
    sent = send(opened, folder, said, None if told is None else told.forms)
    counts = {form.sheet.name: len(form.proposed) for form in sent.forms}
    if as_json:
        answer = {
            "exit": DONE,
            "folder": str(sent.folder),
            "files": list(sent.files),
            "rows": {name.say(said): count for name, count in counts.items()},
            "nothing": [unit.unit_code for unit in sent.nothing],
            **({} if told is None else told.as_json),
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    rows = [f"{name.say(said)} {count}" for name, count in counts.items()]
    what = message("consult.join", said).join(rows)
    click.echo(message("consult.sent", said, folder=sent.folder, count=len(sent.files), rows=what))
    if told is not None:
        click.echo(message("consult.costs", said, **told.as_json))
    if sent.nothing:
        names = [opened.scenario.unit_name(unit.unit_code) for unit in sent.nothing]
        click.echo(
            message("consult.nothing", said, names=message("consult.join", said).join(names))
        )


@dataclass(frozen=True)
class _Told:
    """The forms with what came of their alternatives, and where the province reads what these cost."""

    forms: tuple[Form, ...]
    as_json: dict[str, Any]


def _solved(run: OpenedRun, folder: Path, limit: int, lang: Lang) -> _Told:
    """Solve the alternatives, and write what they cost beside the folder that goes out."""
    from pairmatch.consult.form import forms_of
    from pairmatch.consult.sent import refuse_existing
    from pairmatch.consult.tested import NAME, page, solve_alternatives, told
    from pairmatch.io.export import write_workbook
    from pairmatch.solve.workers import Workers

    costs = folder.with_name(f"{folder.name}-{NAME.say(lang)}.xlsx")
    refuse_existing(costs)
    warn_slow(run, lang)
    forms = forms_of(run.scenario, run.plan, run.rooms)
    with Workers(os.cpu_count() or 1) as workers:
        found = solve_alternatives(run, workers, forms, limit)
    costs.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(costs, [page(run, forms, found)], lang, run.scenario.settings.year)
    counts = {"solved": len(found.answers), "untried": len(found.untried)}
    return _Told(told(run, forms, found), {**counts, "costs": str(costs)})
