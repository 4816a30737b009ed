"""The command `accept`: whether a run keeps the thresholds that its director set."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.errors import Lang
from pairmatch.refusal import BREAKS_RULES, DONE, answers


@click.command()
@click.argument("run")
@click.option(
    "--criteria",
    type=click.Path(path_type=Path),
    default=Path("accept.toml"),
    help="写明验收标准的文件，默认 accept.toml · File of criteria; default: accept.toml.",
)
@click.option(
    "--baseline",
    metavar="RUN",
    help="与之相比的基准运行 · Run that criteria may compare with.",
)
@root_option
@lang_option
@json_option
@answers
def accept(
    run: str, criteria: Path, baseline: str | None, root: Path, lang: Lang | None, as_json: bool
) -> None:
    """按验收标准逐项判定一次运行 · Judge a run by its criteria."""
    from rich.console import Console

    from pairmatch.accept.criteria import read_criteria
    from pairmatch.accept.judged import judged
    from pairmatch.accept.says import conclusion, verdict_json, verdict_lines
    from pairmatch.compare.opened import measured_runs, opened
    from pairmatch.metrics import METRICS
    from pairmatch.store import find

    asked = read_criteria(criteria, METRICS, with_baseline=baseline is not None)
    folders = [find(one, root) for one in (run, *([baseline] if baseline else []))]
    manifests = opened(folders)
    measured = measured_runs(folders)
    found = judged(asked, *measured)
    said: Lang = lang or manifests[0].lang
    passed = all(one.passed for one in found)
    code = DONE if passed else BREAKS_RULES
    if as_json:
        verdicts = list(verdict_json(found, measured[0], said))
        answer = {"exit": code, "passed": passed, "run": str(folders[0]), "criteria": verdicts}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        console = Console(highlight=False)
        for one in found:
            style = None if one.passed else "red"
            for line in verdict_lines(one, measured[0], said):
                console.print(line, style=style, markup=False, soft_wrap=True)
        console.print(conclusion(found, said), style="bold")
    sys.exit(code)
