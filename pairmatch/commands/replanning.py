"""The command `replan`: what people changed or answered stands, the rest is planned again."""

from __future__ import annotations

import getpass
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from pairmatch.commands.named import named_in
from pairmatch.commands.opening import open_named
from pairmatch.commands.options import executor_option, json_option, lang_option, root_option
from pairmatch.commands.slow import warn_slow
from pairmatch.errors import BadInput, Issue, Lang, message
from pairmatch.refusal import DONE, answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pairmatch.replan.replanned import Asked, Change
    from pairmatch.solve.hands import Hands
    from pairmatch.whatif.opened import OpenedRun

Told: TypeAlias = "tuple[dict[str, Any], Iterator[str]]"
"""What is said to a script, and to people."""


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
    help="退出的人员、学校，或终止的结对关系（支援单位-受援单位），写编号或全称"
    " · People, schools or links that are gone, by code or name.",
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
    """采纳手工改动或各县意见，其余重新优化 · Keep what people changed by hand, or what counties answered.

    WORKBOOK 是改过的结果工作簿，或各县报回的征求意见表所在的文件夹 · an edited workbook of the run, or
    a folder of the forms of `consult` that came back.
    """
    from pairmatch.io.faults.masking import masked
    from pairmatch.replan.least import Wanted
    from pairmatch.replan.replanned import Asked, Change
    from pairmatch.solve.executor import hands_of, refuse_malformed

    refuse_malformed(executor)
    gone = tuple(filter(None, (x.strip() for x in withdraw.replace("，", ",").split(","))))
    few = Wanted(most, curve) if most is not None or curve else None
    if (workbook and numbers) or not (workbook or numbers or gone or few):
        raise BadInput([Issue("E-EDIT-CALL")])
    opened = open_named(run, root)
    said: Lang = lang or opened.manifest.lang
    warn_slow(opened, said)
    now = datetime.now().astimezone()
    folder = out or root / f"{opened.scenario.settings.name}-{now:%Y%m%d-%H%M%S}"
    if folder.exists():
        raise BadInput([Issue("E-RUN-EXISTS", str(folder))])
    change = Change(gone, few)
    when = now.isoformat(timespec="seconds")
    asked = Asked(masked(who or getpass.getuser()), when, masked(why))
    with hands_of(executor) as hands, named_in(opened.scenario):
        if workbook is not None and workbook.is_dir():
            told, lines = _answered(opened, workbook, asked, change, folder, said, hands)
        else:
            told, lines = _edited(opened, workbook, numbers, asked, change, folder, said, hands)
    if as_json:
        answer = {"exit": DONE, "run": str(folder), **told}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for line in lines:
        click.echo(line)
    click.echo(message("replan.run", said, run=folder))


def _edited(
    run: OpenedRun,
    workbook: Path | None,
    numbers: tuple[int, ...],
    asked: Asked,
    change: Change,
    folder: Path,
    lang: Lang,
    hands: Hands,
) -> Told:
    """Plan again with an edited workbook, or without some changes, and keep that as a run."""
    from pairmatch.replan.kept import keep
    from pairmatch.replan.replanned import changed, undone
    from pairmatch.replan.replanned import replan as plan_again
    from pairmatch.replan.says import replan_json, replan_lines

    if workbook is not None:
        found = plan_again(run, workbook, asked, hands, change)
    elif numbers:
        found = undone(run, numbers, asked, hands, change)
    else:
        found = changed(run, asked, change, hands)
    keep(folder, found, lang)
    return replan_json(found, lang), replan_lines(found, lang)


def _answered(
    run: OpenedRun,
    answers: Path,
    asked: Asked,
    change: Change,
    folder: Path,
    lang: Lang,
    hands: Hands,
) -> Told:
    """Plan again with the answers of counties, and keep that as a run, with what became of each."""
    from pairmatch.consult.page import NAME, pages
    from pairmatch.consult.says import settled_json, settled_lines
    from pairmatch.consult.settled import settle
    from pairmatch.replan.kept import keep

    found = settle(run, answers, asked, hands, change)
    keep(folder, found.replanned, lang, {f"{NAME.say(lang)}.xlsx": pages(found)})
    return settled_json(found, lang), settled_lines(found, lang)
