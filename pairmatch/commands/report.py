"""The command `report`: runs told on one page that opens anywhere, without a network."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.errors import Lang, message
from pairmatch.refusal import DONE, answers


@click.command()
@click.argument("runs", metavar="RUN…", nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="写出的文件（.html），默认在运行旁边 · File to write; default: beside the run.",
)
@root_option
@lang_option
@json_option
@answers
def report(
    runs: tuple[str, ...], out: Path | None, root: Path, lang: Lang | None, as_json: bool
) -> None:
    """把一次或几次运行写成一页报告 · Tell one run or several on one page of HTML."""
    from pairmatch.programmes import ROOMS
    from pairmatch.store import find
    from pairmatch.webpage import write_report

    folders = [find(run, root) for run in runs]
    path, view = write_report(folders, ROOMS, lang, out)
    if as_json:
        names = [str(run.folder) for run in view.runs]
        click.echo(
            json.dumps({"exit": DONE, "report": str(path), "runs": names}, ensure_ascii=False)
        )
    else:
        click.echo(message("cli.report", view.lang, path=path, size=path.stat().st_size / 1e6))
