"""The command `replan`: what people changed in a run's workbook stands, the rest is planned again."""

from __future__ import annotations

import getpass
import json
from datetime import datetime
from pathlib import Path

import click

from pairmatch.commands.named import named_in
from pairmatch.commands.options import executor_option, json_option, lang_option, root_option
from pairmatch.commands.slow import warn_slow
from pairmatch.errors import BadInput, Issue, Lang, message
from pairmatch.refusal import DONE, answers


@click.command()
@click.argument("run")
@click.argument("workbook", required=False, type=click.Path(path_type=Path))
@click.option(
    "--undo",
    "numbers",
    type=click.IntRange(1),
    multiple=True,
    help="撤销变更记录中的这一项，可重复 · Plan as if this change had not been made; may repeat.",
)
@click.option(
    "--withdraw",
    metavar="ID,…",
    default="",
    help="退出的人员、学校，或终止的结对关系（支援单位-受援单位）· People, schools or links that are gone.",
)
@click.option(
    "--max-changes",
    "most",
    type=click.IntRange(0, 99_999),
    default=None,
    help="至多改动几行已公布的安排，默认有人退出时尽量少 · Published rows moved, most.",
)
@click.option(
    "--curve",
    is_flag=True,
    help="另列多改几行能换来什么 · Say what each further row moved would bring.",
)
@click.option("--by", "who", default=None, help="经办人，默认为登录名 · Who changed it.")
@click.option("--reason", "why", default="", help="理由 · Why, where a row says none itself.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="新结果文件夹，默认 runs/<方案>-<时间> · Folder of the new run.",
)
@root_option
@executor_option
@lang_option
@json_option
@answers
def replan(
    run: str,
    workbook: Path | None,
    numbers: tuple[int, ...],
    withdraw: str,
    most: int | None,
    curve: bool,
    who: str | None,
    why: str,
    out: Path | None,
    root: Path,
    executor: str | None,
    lang: Lang | None,
    as_json: bool,
) -> None:
    """采纳手工改动，其余重新优化 · Keep what people changed by hand; plan the rest again."""
    from pairmatch.programmes import ROOMS
    from pairmatch.replan.kept import keep
    from pairmatch.replan.least import Wanted
    from pairmatch.replan.replanned import Asked, Change, changed, undone
    from pairmatch.replan.replanned import replan as plan_again
    from pairmatch.replan.says import replan_json, replan_lines
    from pairmatch.solve.executor import hands_of, refuse_malformed
    from pairmatch.store import find
    from pairmatch.whatif.opened import open_run

    refuse_malformed(executor)
    gone = tuple(filter(None, (x.strip() for x in withdraw.replace("，", ",").split(","))))
    few = Wanted(most, curve) if most is not None or curve else None
    if (workbook and numbers) or not (workbook or numbers or gone or few):
        raise BadInput([Issue("E-EDIT-CALL")])
    opened = open_run(find(run, root), ROOMS)
    said: Lang = lang or opened.manifest.lang
    warn_slow(opened, said)
    now = datetime.now().astimezone()
    folder = out or root / f"{opened.scenario.settings.name}-{now:%Y%m%d-%H%M%S}"
    if folder.exists():
        raise BadInput([Issue("E-RUN-EXISTS", str(folder))])
    change = Change(gone, few)
    asked = Asked(who or getpass.getuser(), now.isoformat(timespec="seconds"), why)
    with hands_of(executor) as hands, named_in(opened.scenario):
        if workbook is not None:
            found = plan_again(opened, workbook, asked, hands, change)
        elif numbers:
            found = undone(opened, numbers, asked, hands, change)
        else:
            found = changed(opened, asked, change, hands)
    keep(folder, found, said)
    if as_json:
        answer = {"exit": DONE, "run": str(folder), **replan_json(found, said)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for line in replan_lines(found, said):
        click.echo(line)
    click.echo(message("replan.run", said, run=folder))
