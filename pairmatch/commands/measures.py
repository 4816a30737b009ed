"""The command `metrics`: what is measured and how, or what a run measured."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pairmatch.commands.options import json_option, root_option
from pairmatch.errors import Lang
from pairmatch.refusal import DONE, answers


def _one(context: click.Context, option: click.Parameter, said: str) -> Lang | None:
    return None if said == "both" else said  # type: ignore[return-value]


@click.command()
@click.argument("run", required=False)
@root_option
@click.option(
    "--lang",
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    callback=_one,
    help="语言 · Language.",
)
@json_option
@answers
def metrics(run: str | None, root: Path, lang: Lang | None, as_json: bool) -> None:
    """说明全部指标，或列出一次运行的指标值 · Explain every metric, or print those of a run."""
    if run is None:
        click.echo(_explained(lang, as_json))
        return
    from pairmatch.commands.values import show_values
    from pairmatch.io.manifest import read_manifest
    from pairmatch.io.metrics import read_metrics
    from pairmatch.store import find

    folder = find(run, root)
    found = read_metrics(folder)
    if as_json:
        answer = {"exit": DONE, "run": str(folder), **found.to_dict()}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    show_values(found, lang or read_manifest(folder).lang)


def _explained(lang: Lang | None, as_json: bool) -> str:
    from pairmatch.metrics import METRICS
    from pairmatch.metrics.says import metric_dict, metric_lines
    from pairmatch.vocabulary import LANGS

    if not as_json:
        return metric_lines(METRICS, [lang] if lang else LANGS)
    listed = {"exit": DONE, "metrics": [metric_dict(metric) for metric in METRICS]}
    return json.dumps(listed, ensure_ascii=False, indent=1)
