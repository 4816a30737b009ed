"""A scenario that can be read: as it is named, or generated first where only its facts are given."""

from __future__ import annotations

from pathlib import Path

import click

from pairmatch.errors import BadInput, Issue, Lang, message


def ready(scenario: Path, lang: Lang | None, as_json: bool) -> Path:
    """Return the folder to read; a scenario of which only facts are given is generated first."""
    if not (scenario / "facts").is_dir():
        return scenario
    from pairmatch.generate import GENERATED, ready

    try:
        found = ready(scenario)
    except FileExistsError:
        target = GENERATED / scenario.resolve().name
        raise BadInput([Issue("E-GENERATE-BLOCKED", str(target))]) from None
    if found.hash:
        key = "cli.generated" if found.made else "cli.generated-before"
        said = message(key, lang or "zh", folder=found.folder, hash=found.hash[:12])
        click.echo(said, err=as_json)
    return found.folder
