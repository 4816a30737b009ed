"""The command `diagnose`: what cannot be, why, and what would mend it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from pairmatch.commands.options import json_option, lang_option
from pairmatch.commands.ready import ready
from pairmatch.errors import Lang
from pairmatch.refusal import DONE, HARD_CLASH, Place, answers, faults_option, tell


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--time-limit", type=click.IntRange(1, 86_400), help="时限（秒）· Seconds.")
@faults_option
@lang_option
@json_option
@answers
def diagnose(
    scenario: Path, time_limit: int | None, faults: Path | None, lang: Lang | None, as_json: bool
) -> None:
    """查明哪些要求不能同时满足、为什么、怎样调整 · Say what cannot be, why, and what would mend it."""
    from pairmatch.diagnose import diagnose as find
    from pairmatch.diagnose.says import Words
    from pairmatch.diagnose.shown import as_dict
    from pairmatch.io.read import read_input
    from pairmatch.programmes import RULES

    reading = read_input(ready(scenario, lang, as_json))
    source = reading.checked()
    said: Lang = lang or source.settings.language
    place = Place(scenario, faults) if faults else None
    warnings = tell(reading.warnings, reading, said, place, as_json=as_json)["issues"]
    del reading
    found = find(source, limit_s=time_limit)
    words = Words(source, RULES, said)
    hard = any(source.force(demand.code) == "hard" for demand in found.given)
    code = HARD_CLASH if hard else DONE
    if as_json:
        answer = {"exit": code, **as_dict(found, words), "warnings": warnings}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for line in words.lines(found):
            click.echo(line)
    sys.exit(code)
