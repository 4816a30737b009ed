"""How a command of this program ends when it cannot go on: what it says, writes and returns."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pairmatch.errors import (
    BadInput,
    Defect,
    ExecutorLost,
    HardRulesClash,
    Issue,
    Lang,
    NoPlanInTime,
    Text,
    both,
    message,
)

if TYPE_CHECKING:
    from pairmatch.io.faults.folder import Written
    from pairmatch.io.faults.sheets import WrittenSheet
    from pairmatch.io.read import Reading

DONE, DEFECT, BAD_INPUT, HARD_CLASH, NO_PLAN, BREAKS_RULES = range(6)
"""Exit codes: 0 verified plan, shortfalls included; 1 defect; 2 bad input; 3 a hard rule cannot be
met; 4 no plan in time; 5 the plan breaks rules or misses its acceptance."""

INTERRUPTED = 130

faults_option = click.option(
    "--faults",
    type=click.Path(path_type=Path),
    help="有问题时错误清单写入的文件夹，默认在当前文件夹 · Folder for the list of faults, if any.",
)


def answers(command: Callable[..., None]) -> Callable[..., None]:
    """Turn the errors of this program into messages, the list of faults and exit codes.

    A command with ``faults_option`` and an argument ``scenario`` has its faults written as well.
    """

    @wraps(command)
    def wrapped(lang: Lang | None, as_json: bool, **arguments: Any) -> None:
        said: Lang = lang or "zh"
        listed = "faults" in arguments
        folder: Path | None = arguments.get("faults")
        try:
            if folder is not None and folder.exists():
                listed = False
                raise BadInput([Issue("E-FAULTS-EXISTS", str(folder))])
            command(lang=lang, as_json=as_json, **arguments)
        except BadInput as bad:
            source = arguments["scenario"] if listed else None
            _refuse(bad, said, as_json, source, folder)
        except HardRulesClash as clash:
            heading = Text(
                "以下硬性规则和已议定事项不能同时满足，至少须突破：",
                "These hard rules and decisions cannot all hold; at the least:",
            )
            _fail(HARD_CLASH, heading, [x.say(said) for x in clash.breaches], said, as_json)
        except NoPlanInTime as late:
            heading = Text(
                "在时限内没有得到方案，请加大 time_limit_s：",
                "No plan in time; raise time_limit_s:",
            )
            _fail(NO_PLAN, heading, [str(late)], said, as_json)
        except ExecutorLost as lost:
            heading = both("cli.executor-lost", address=lost)
            _fail(NO_PLAN, heading, [], said, as_json)
        except Defect as defect:
            heading = Text(
                "程序自检不通过，未写出任何结果，请报告此问题：",
                "The program's own check failed; nothing was written. Please report:",
            )
            _fail(DEFECT, heading, [str(defect)], said, as_json)
        except KeyboardInterrupt:
            heading = Text("已中断，未写出任何结果。", "Interrupted; nothing was written.")
            _fail(INTERRUPTED, heading, [], said, as_json)

    return wrapped


def _refuse(
    bad: BadInput, lang: Lang, as_json: bool, source: Path | None, folder: Path | None
) -> NoReturn:
    from pairmatch.io.intake.says import ledger_lines
    from pairmatch.io.read import Refused

    # Faults of an input are written down; a wrong option is not.
    reading = bad.reading if isinstance(bad, Refused) else None
    ledger = reading.ledger if reading else ()
    place = None
    if source is not None and reading is not None and (folder is not None or not as_json):
        place = Place(source, folder)
    told = tell(bad.issues, reading, lang, place, as_json=as_json)
    if as_json:
        answer = {"exit": BAD_INPUT, **told, "ledger": [entry.as_dict() for entry in ledger]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    for line in ledger_lines(ledger, lang) if ledger and not as_json else ():
        click.echo(f"  {line}", err=True)
    sys.exit(BAD_INPUT)


@dataclass(frozen=True)
class Place:
    """Where a list of faults goes: a folder, else a new one named after the input ``source``."""

    source: Path
    folder: Path | None


def tell(
    issues: Sequence[Issue],
    reading: Reading | None,
    lang: Lang,
    place: Place | None,
    *,
    as_json: bool,
) -> dict[str, Any]:
    """Print faults and warnings, write the list of them to a place, and return both for scripts."""
    from pairmatch.io.declared import Declared
    from pairmatch.io.faults.finding import findings
    from pairmatch.io.faults.folder import default_folder, write_faults
    from pairmatch.io.faults.lines import fault_lines, heading
    from pairmatch.io.faults.sheets import written_sheets
    from pairmatch.programmes import ROOMS

    sheets: tuple[WrittenSheet, ...] = ()
    if reading is not None:
        raw = reading.raw
        sheets = written_sheets(raw.tables, Declared.of(ROOMS).tables, raw.settings_sheets)
    found = findings(issues, sheets, lang)
    if found and not as_json:
        click.echo(heading(issues, lang), err=True)
        for line in fault_lines(found, lang):
            click.echo(line, err=True)
    written, reason = None, ""
    if found and place is not None:
        try:
            folder = place.folder or default_folder(place.source, lang)
            written = write_faults(folder, place.source, found, sheets, lang)
        except OSError as error:
            reason = message("faults.unlisted", lang, reason=error.strerror or error)
    if not as_json:
        for line in _places(written, reason, lang):
            click.echo(line, err=True)
    said = {
        "errors": sum(x.level == "error" for x in found),
        "warnings": sum(x.level == "warning" for x in found),
        "list": str(written.list) if written else None,
        "issues": [x.as_dict() for x in found],
    }
    return {**said, "unlisted": reason} if reason else said


def _places(written: Written | None, reason: str, lang: Lang) -> Iterator[str]:
    """Say where the list is, or why it is not."""
    if written is not None:
        yield message("faults.listed", lang, path=written.list)
        if written.returned:
            path, count = written.returned[0].parent, len(written.returned)
            yield message("faults.returned", lang, path=path, count=count)
    elif reason:
        yield reason


def _fail(code: int, heading: Text, lines: list[str], lang: Lang, as_json: bool) -> NoReturn:
    said = heading.say(lang)
    if as_json:
        click.echo(json.dumps({"exit": code, "error": said, "details": lines}, ensure_ascii=False))
    else:
        click.echo(said, err=True)
        for line in lines:
            click.echo(f"  {line}", err=True)
    sys.exit(code)
