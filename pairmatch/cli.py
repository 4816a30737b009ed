"""The command line, a function a command: it reads, calls, prints and sets the exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import click
from rich.console import Console

from pairmatch.commands import COMMANDS
from pairmatch.commands.named import named_in
from pairmatch.commands.options import Numbers, executor_option, json_option, lang_option
from pairmatch.commands.ready import ready
from pairmatch.errors import BadInput, Issue, Lang, message
from pairmatch.refusal import (
    BREAKS_RULES,
    DEFECT,
    DONE,
    HARD_CLASH,
    INTERRUPTED,
    NO_PLAN,
    Place,
    answers,
    faults_option,
    tell,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pairmatch")
def main() -> None:
    """结对帮扶规划：学校结对、组团支教、跟岗学习。

    Plans school pairs, support teams and shadow placements, and proves how good the plan is.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console may speak another code page; Chinese must not break the run.
            stream.reconfigure(encoding="utf-8", errors="replace")


def _rows_of(table: Any, raw: Any, count: int, lang: Lang) -> str:
    """Return how many rows a table has, and the file that they come from if it is one."""
    parts = raw.tables[table.name]
    if len(parts) > 1 or parts[0].sheet:
        return message("ledger.table", lang, title=table.title, rows=count, parts=len(parts))
    return f"{table.title.say(lang)} {parts[0].file}: {count}"


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--for",
    "party",
    type=click.Choice(["county", "province"]),
    help="县（市、区）填的表，或全省填的表；默认全部 · "
    "The sheets of a county or of the province; default: all.",
)
@lang_option
@json_option
@answers
def template(
    file: Path, party: Literal["county", "province"] | None, lang: Lang | None, as_json: bool
) -> None:
    """写出供填报的空白工作簿 · Write the workbook to fill in."""
    from pairmatch.io.declared import Declared
    from pairmatch.io.template import Template, write_template
    from pairmatch.programmes import ROOMS

    write_template(file, Template(Declared.of(ROOMS), lang or "zh", party))
    if as_json:
        click.echo(json.dumps({"exit": DONE, "template": str(file)}, ensure_ascii=False))
    else:
        click.echo(message("cli.template", lang or "zh", path=file))


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@faults_option
@lang_option
@json_option
@answers
def check(scenario: Path, faults: Path | None, lang: Lang | None, as_json: bool) -> None:
    """核对输入，一次列出全部问题 · Check the input and list every fault at once."""
    from pairmatch import console as screen
    from pairmatch.counting import count
    from pairmatch.io.intake.says import ledger_lines
    from pairmatch.io.read import read_input

    reading = read_input(ready(scenario, lang, as_json))
    found = reading.checked()
    counts = {t.name: len(found.rows(t.model)) for t in found.tables if found.rows(t.model)}
    said: Lang = lang or found.settings.language
    place = Place(scenario, faults) if faults else None
    if as_json:
        answer = {"exit": DONE, "input_hash": found.input_hash, "rows": counts}
        told = tell(reading.warnings, reading, said, place, as_json=True)
        answer |= {"warnings": told["issues"], "list": told["list"]}
        answer["ledger"] = [entry.as_dict() for entry in reading.ledger]
        click.echo(json.dumps({**answer, "counting": count(found).as_dict()}))
        return
    click.echo(message("cli.input-good", said, title=found.settings.title))
    for table in found.tables:
        if table.name in counts:
            click.echo(f"  {_rows_of(table, reading.raw, counts[table.name], said)}")
    for line in ledger_lines(reading.ledger, said):
        click.echo(f"  {line}")
    tell(reading.warnings, reading, said, place, as_json=False)
    screen.show_counting(Console(highlight=False), found, count(found), said)


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="结果文件夹，默认 runs/<方案>-<时间> · Run folder.",
)
@click.option("--time-limit", type=click.IntRange(1, 86_400), help="求解时限（秒）· Seconds.")
@click.option(
    "--per-county",
    is_flag=True,
    help="另写一本分县工作簿，每个受援县一张表 · Also write a workbook with a sheet a county.",
)
@click.option(
    "--from",
    "earlier",
    metavar="RUN",
    type=click.Path(path_type=Path),
    help="沿用这次运行中没有变化的部分 · Keep what has not changed since this run.",
)
@executor_option
@faults_option
@lang_option
@json_option
@answers
def solve(
    scenario: Path,
    out: Path | None,
    time_limit: int | None,
    per_county: bool,
    earlier: Path | None,
    executor: str | None,
    faults: Path | None,
    lang: Lang | None,
    as_json: bool,
) -> None:
    """求解、核验并写出工作簿 · Plan a scenario, verify the plan and write the workbook."""
    from dataclasses import replace

    from pairmatch import console as screen
    from pairmatch.counting import count
    from pairmatch.io.read import read_input
    from pairmatch.io.runfolder import COUNTIES, WORKBOOK, state_of, write_run
    from pairmatch.planner import solve as plan_it
    from pairmatch.programmes import ROOMS
    from pairmatch.progress import ProgressLine
    from pairmatch.solve.executor import hands_of, refuse_malformed
    from pairmatch.store import find

    refuse_malformed(executor)
    earlier = None if earlier is None else find(str(earlier))
    source = ready(scenario, lang, as_json)
    with hands_of(executor) as hands:
        hands.begin()
        reading = read_input(source)
        found = reading.checked()
        said: Lang = lang or found.settings.language
        folder = out or Path("runs") / f"{found.settings.name}-{datetime.now():%Y%m%d-%H%M%S}"
        if folder.exists():
            raise BadInput([Issue("E-RUN-EXISTS", str(folder))])
        place = Place(scenario, faults) if faults else None
        warnings = tell(reading.warnings, reading, said, place, as_json=as_json)["issues"]
        del reading  # the cells of ten provinces are half a gigabyte
        if time_limit is not None:
            found = found.with_settings(replace(found.settings, time_limit_s=time_limit))
        state = None if earlier is None else state_of(earlier, ROOMS)
        console = Console(highlight=False)
        if not as_json:
            screen.show_counting(console, found, count(found), said, screen.COUNTED)
        with ProgressLine(console, said, quiet=as_json) as line, named_in(found):
            solved = plan_it(found, workers=hands, watch=line, earlier=state)
    write_run(
        folder,
        scenario=found,
        plan=solved.plan,
        result=solved.result,
        verification=solved.verification,
        rooms=ROOMS,
        lang=said,
        log=solved.log,
        state=solved.state,
        source=str(source),
        per_county=per_county,
    )
    workbook = folder / WORKBOOK.say(said)
    if as_json:
        answer = _solved_json(solved, folder, workbook)
        answer["warnings"] = warnings
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    if solved.interrupted:
        console.print(message("cli.interrupted", said), soft_wrap=True)
    if earlier is not None and state is not None:
        console.print(_reused(solved, earlier, state.versions, said), soft_wrap=True)
    screen.show_summary(console, found, solved, ROOMS, said)
    console.print(message("cli.workbook", said, workbook=workbook), soft_wrap=True)
    if per_county:
        counties = folder / COUNTIES.say(said)
        console.print(message("cli.counties", said, workbook=counties), soft_wrap=True)


def _reused(solved: Any, earlier: Path, versions: Any, lang: Lang) -> str:
    if versions != solved.state.versions:
        return message("cli.not-reused", lang, run=earlier)
    parts = solved.result.components
    same = sum(part.reused for part in parts)
    return message("cli.reused", lang, run=earlier, same=same, all=len(parts))


def _solved_json(solved: Any, folder: Path, workbook: Path) -> dict[str, Any]:
    result = solved.result
    return {
        "exit": DONE,
        "status": result.status,
        "shortfall": result.shortfall,
        "shortfall_bound": result.shortfall_bound,
        "value": result.value,
        "bound": result.bound,
        "gap": float(result.gap),
        "terms": {term.code: term.amount for term in result.terms},
        "run": str(folder),
        "workbook": str(workbook),
        "seconds": dict(result.seconds),
    }


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="结果文件夹，默认 runs/<文件名> · Folder; default: runs/<name of the file>.",
)
@executor_option
@lang_option
@json_option
@answers
def sweep(
    file: Path, out: Path | None, executor: str | None, lang: Lang | None, as_json: bool
) -> None:
    """逐个求解同一方案的多个备选 · Plan many variants of a scenario, side by side."""
    from pairmatch.solve.executor import refuse_malformed
    from pairmatch.sweep.crew import crew_of
    from pairmatch.sweep.definition import read_definition
    from pairmatch.sweep.folder import SweepFolder
    from pairmatch.sweep.run import run
    from pairmatch.sweep.says import SweepLines, sweep_json
    from pairmatch.sweep.variants import read_sweep

    refuse_malformed(executor)
    definition = read_definition(file)
    found = read_sweep(definition, ready(definition.scenario, lang, as_json))
    said: Lang = lang or found.base.settings.language
    folder = SweepFolder(out or Path("runs") / file.stem, found, said)
    lines = SweepLines(Console(highlight=False, quiet=as_json), folder)
    interrupted = False
    with crew_of(executor) as crew:
        try:
            run(folder, crew, lines)
        except KeyboardInterrupt:
            interrupted = True
    code = INTERRUPTED if interrupted else _worst(row.status for row in folder.rows)
    if as_json:
        answer = {"exit": code, **sweep_json(folder)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    lines.end(interrupted=interrupted)
    sys.exit(code)


def _worst(statuses: Iterable[str]) -> int:
    """Return the exit code of a sweep: that of its gravest variant, a defect before all others."""
    codes = {"clash": HARD_CLASH, "late": NO_PLAN, "died": NO_PLAN, "defect": DEFECT}
    return min((codes[status] for status in statuses if status in codes), default=DONE)


@main.command()
@click.argument("run_or_workbook", type=click.Path(path_type=Path))
@click.option(
    "--scenario",
    type=click.Path(path_type=Path),
    help="方案文件夹，默认为求解时所用 · Scenario; default: the one it was made from.",
)
@lang_option
@json_option
@answers
def verify(run_or_workbook: Path, scenario: Path | None, lang: Lang | None, as_json: bool) -> None:
    """不用求解器，逐条核验方案 · Judge a plan, or a workbook read back, without any solver."""
    from pairmatch import console as screen
    from pairmatch.io.runfolder import verification_dict
    from pairmatch.judge import judge
    from pairmatch.store import find

    if not run_or_workbook.exists():
        run_or_workbook = find(str(run_or_workbook))
    source = None if scenario is None else ready(scenario, lang, as_json)
    verdict = judge(run_or_workbook, source)
    said: Lang = lang or verdict.scenario.settings.language
    code = DONE if verdict.accepted else BREAKS_RULES
    if as_json:
        found = {"exit": code, **verification_dict(verdict.verification)}
        found["differs"] = [x.say(said) for x in verdict.differs]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        console = Console(highlight=False)
        screen.show_verdict(console, verdict.scenario, verdict.verification, said)
        for text in verdict.differs:
            console.print(text.say(said), soft_wrap=True)
    sys.exit(code)


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="写入的文件夹，默认 generated/<方案> · Folder to write; default: generated/<scenario>.",
)
@click.option("--seed", type=click.IntRange(0), help="随机种子，默认按方案 · Seed.")
@click.option(
    "--provinces",
    type=Numbers(20),
    default="1",
    help="省份数，可写几个，每个数一个文件夹 · Copies of the province in one scenario; "
    "several numbers make a folder each.",
)
@click.option(
    "--workbook",
    type=click.Choice(["counties", "one"]),
    is_flag=False,
    flag_value="counties",
    help="写成工作簿：每个受援县一本，支援方每市一本，全省一本；one 为全部写成一本 · "
    "As workbooks: one a county, as they are sent in; one: all in one.",
)
@lang_option
@json_option
@answers
def generate(
    source: Path,
    out: Path | None,
    seed: int | None,
    provinces: tuple[int, ...],
    workbook: Literal["counties", "one"] | None,
    lang: Lang | None,
    as_json: bool,
) -> None:
    """由公开资料生成一个虚构的全省方案 · Make a synthetic scenario from public facts."""
    from pairmatch.generate import generate as make
    from pairmatch.generate.folder import refuse_foreign

    said: Lang = lang or "zh"
    if not (source / "facts").is_dir():
        raise BadInput([Issue("E-GENERATE-SOURCE", str(source))])
    targets = _targets(source, out, provinces, workbook)
    for target in targets.values():
        try:
            refuse_foreign(target)
        except FileExistsError:
            raise BadInput([Issue("E-GENERATE-FOREIGN", str(target))]) from None
    for number, target in targets.items():
        made = make(source, target, seed, number, workbook)
        if as_json:
            found = {"exit": DONE, "folder": str(target), "provinces": number}
            found |= {"input_hash": made.hash, "counts": dict(made.counts)}
            click.echo(json.dumps(found, ensure_ascii=False))
        else:
            click.echo(message("cli.generated", said, folder=target, hash=made.hash[:12]))


def _targets(
    source: Path, out: Path | None, provinces: tuple[int, ...], workbook: str | None
) -> dict[int, Path]:
    """Return the folder for each number of provinces: the one named, or one of its own."""
    if out is not None and len(provinces) == 1:
        return {provinces[0]: out}
    kind = {None: "", "counties": "-workbooks", "one": "-workbook"}[workbook]
    first = out or Path("generated") / f"{source.resolve().name}{kind}"
    return {x: first if x == 1 else first.with_name(f"{first.name}-{x}") for x in provinces}


@main.command()
@click.option(
    "--lang", type=click.Choice(["zh", "en", "both"]), default="both", help="语言 · Language."
)
def rules(lang: str) -> None:
    """列出全部规则和目标 · Print every rule and objective term."""
    from pairmatch.console import rule_lines
    from pairmatch.programmes import RULES, TERMS

    langs: list[Lang] = ["zh", "en"] if lang == "both" else [lang]  # type: ignore[list-item]
    click.echo(rule_lines(RULES, TERMS, langs))


for _command in COMMANDS:
    main.add_command(_command)
