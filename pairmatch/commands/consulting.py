"""The command `consult`: one workbook for each recipient county, to agree or to say what else."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pairmatch.commands.opening import open_named
from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.errors import Lang, message
from pairmatch.refusal import DONE, answers


@click.command()
@click.argument("run")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="写出的文件夹，默认在运行旁边 · Folder to write; default: beside the run.",
)
@root_option
@lang_option
@json_option
@answers
def consult(run: str, out: Path | None, root: Path, lang: Lang | None, as_json: bool) -> None:
    """分县生成征求意见表 · Write a workbook for each county to comment on what is proposed."""
    from pairmatch.consult.sent import NAME, send

    opened = open_named(run, root)
    said: Lang = lang or opened.manifest.lang
    beside = opened.folder.with_name(f"{opened.folder.name}-{NAME.say(said)}")
    sent = send(opened, out or beside, said)
    counts = {form.sheet.name: len(form.proposed) for form in sent.forms}
    if as_json:
        answer = {
            "exit": DONE,
            "folder": str(sent.folder),
            "files": list(sent.files),
            "rows": {name.say(said): count for name, count in counts.items()},
            "nothing": [unit.unit_code for unit in sent.nothing],
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    rows = [f"{name.say(said)} {count}" for name, count in counts.items()]
    what = message("consult.join", said).join(rows)
    click.echo(message("consult.sent", said, folder=sent.folder, count=len(sent.files), rows=what))
    if sent.nothing:
        names = [opened.scenario.unit_name(unit.unit_code) for unit in sent.nothing]
        click.echo(
            message("consult.nothing", said, names=message("consult.join", said).join(names))
        )
