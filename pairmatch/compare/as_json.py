"""The comparison as JSON values, for scripts: numbers exact beside rounded, changes by code and name."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from pairmatch.compare.comparison import Comparison, CountyLine, MetricLine, Numbers
from pairmatch.compare.lines import RowLine, TableChanges
from pairmatch.compare.run import ComparedRun
from pairmatch.compare.shape import Shape
from pairmatch.errors import Lang


def comparison_json(found: Comparison, lang: Lang) -> dict[str, Any]:
    """Return everything that is compared; words in one language."""
    return {
        "runs": [_run(run) for run in found.runs],
        "differs": [
            {
                "part": one.part,
                "code": one.code,
                "what": one.what.say(lang),
                "values": [value.say(lang) for value in one.values],
            }
            for one in found.differs
        ],
        "metrics": {line.metric.code: _metric(line, lang) for line in found.metrics},
        "recipients": [_county(line) for line in found.recipients],
        "supporters": [_county(line) for line in found.supporters],
        "tables": {x.shape.table.name: _table(found, x, lang) for x in found.tables},
    }


def _run(run: ComparedRun) -> dict[str, Any]:
    result = run.manifest.result
    return {
        "name": run.name,
        "folder": str(run.folder),
        "scenario": run.metrics.scenario,
        "round": run.metrics.round,
        "year": run.metrics.year,
        "input_hash": result.input_hash,
        "status": result.status,
    }


def _metric(line: MetricLine, lang: Lang) -> dict[str, Any]:
    return {
        "name": line.metric.name.say(lang),
        "unit": line.metric.unit.say(lang),
        "better": line.metric.better,
        **_numbers(line.numbers),
        "at": [places.say(lang) for places in line.places],
    }


def _numbers(numbers: Numbers) -> dict[str, Any]:
    return {
        "values": [_value(value) for value in numbers.values],
        "verdicts": list(numbers.verdicts),
    }


def _value(value: Fraction | None) -> dict[str, Any]:
    return {
        "value": None if value is None else float(value),
        "exact": None if value is None else str(value),
    }


def _county(line: CountyLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "metrics": {code: _numbers(numbers) for code, numbers in line.metrics.items()},
        "changed": {name: list(counts) for name, counts in line.changed.items()},
    }


def _table(found: Comparison, table: TableChanges, lang: Lang) -> dict[str, Any]:
    return {
        "name": table.shape.sheet.name.say(lang),
        "rows": list(table.rows),
        "counts": [
            {"kept": table.kept(run), **table.counted(run)} for run in range(1, len(found.runs))
        ],
        "changes": [change_json(table.shape, line, lang) for line in table.lines],
    }


def change_json(shape: Shape, line: RowLine, lang: Lang) -> dict[str, Any]:
    """Return a changed row: how it changed, its place and post, who served it and who does."""
    posts = zip(shape.post, line.post, strict=True)
    return {
        "run": line.run,
        "kind": line.kind,
        "place": {"code": line.place_code, **asdict(line.place)},
        "post": {column.name: said.say(lang) for column, said in posts},
        "before": asdict(line.before) if line.before else None,
        "after": asdict(line.after) if line.after else None,
        "more": [
            {
                "what": x.header.say(lang),
                "before": x.before.say(lang),
                "after": x.after.say(lang),
            }
            for x in line.more
        ],
    }
