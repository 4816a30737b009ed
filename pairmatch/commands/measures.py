"""The command `metrics`: what is measured and how, or what a run measured."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--lang", type=click.Choice(["zh", "en", "both"]), default="both", help="语言 · Language."
)
def metrics(lang: str) -> None:
    """列出全部指标 · Print every metric."""
    from pairmatch.metrics import METRICS

    for metric in METRICS:
        click.echo(f"{metric.code} {metric.name.zh} {metric.name.en}")
