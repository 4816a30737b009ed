"""The command `explain`: why the plan says what it says, and why not something else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from pairmatch.commands.opening import open_named
from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.commands.slow import warn_slow
from pairmatch.errors import BadInput, Issue, Lang
from pairmatch.refusal import DONE, answers


@click.command()
@click.argument("run")
@click.option("--school", metavar="CODE", help="学校代码或名称 · A school, by code or name.")
@click.option("--person", metavar="ID", help="人员编号或姓名 · A person, by id or name.")
@click.option(
    "--pair",
    nargs=2,
    metavar="RECIPIENT SUPPORTING",
    help="受援学校和支援学校，方案中有或没有 · Two schools, paired in the plan or not.",
)
@root_option
@lang_option
@json_option
@answers
def explain(
    run: str,
    school: str | None,
    person: str | None,
    pair: tuple[str, str] | None,
    root: Path,
    lang: Lang | None,
    as_json: bool,
) -> None:
    """说明为什么这样安排、为什么不那样 · Say why this, and why not that."""
    from rich.console import Console

    from pairmatch.explain.as_json import explanation_json
    from pairmatch.explain.asked import Asker
    from pairmatch.explain.explained import explain_pair, explain_person, explain_school
    from pairmatch.explain.find import find_person, find_school
    from pairmatch.explain.says import show_explanation
    from pairmatch.solve.workers import Workers

    count = sum(x is not None for x in (school, person, pair))
    if count != 1:
        raise BadInput([Issue("E-EXPLAIN-ONE", values={"count": count})])
    opened = open_named(run, root)
    scenario, said = opened.scenario, lang or opened.manifest.lang
    warn_slow(opened, said)
    with Workers(os.cpu_count() or 1) as workers:
        asker = Asker(opened, workers)
        if school is not None:
            found = explain_school(asker, find_school(scenario, school))
        elif person is not None:
            found = explain_person(asker, find_person(scenario, person))
        else:
            one, other = (find_school(scenario, x) for x in pair or ())
            found = explain_pair(asker, one, other)
    if as_json:
        answer = {"exit": DONE, **explanation_json(scenario, found, said)}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        show_explanation(Console(highlight=False), scenario, found, said)
