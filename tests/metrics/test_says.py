"""How metrics are said: digits, units, names, the list that explains them, the command."""

from __future__ import annotations

import contextlib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from click.testing import CliRunner, Result

from pairmatch.cli import main
from pairmatch.errors import Lang, Text
from pairmatch.metrics import METRICS
from pairmatch.metrics.kept import RunMetrics
from pairmatch.metrics.says import metric_dict, metric_lines, part_name, shown, with_unit
from pairmatch.programmes.metric import Measured, Metric
from tests.metrics.test_kept import folder
from tests.metrics.tiny_plan import tiny

__all__ = ["folder"]

Better = Literal["higher", "lower", ""]


def metric(better: Better, decimals: int, unit: str = "%") -> Metric:
    return Metric(
        "x",
        Text("名", "name"),
        Text("式", "formula"),
        Text(unit, unit),
        better,
        "pairmatch",
        "people",
        lambda scenario, plan: Measured(None),
        decimals=decimals,
        percent=unit == "%",
    )


@pytest.mark.parametrize(
    ("value", "better", "decimals", "unit", "said"),
    [
        ("999/1000", "higher", 1, "%", "99.9"),
        ("9999/10000", "higher", 1, "%", "99.9"),
        ("1", "higher", 1, "%", "100.0"),
        ("1/100000", "lower", 4, "%", "0.0010"),
        ("1/10000001", "lower", 4, "%", "0.0001"),
        ("2/3", "higher", 1, "%", "66.6"),
        ("2/3", "lower", 1, "%", "66.7"),
        ("2/3", "", 1, "%", "66.7"),
        ("1/3", "", 1, "%", "33.3"),
        ("0", "lower", 0, "处", "0"),
        ("5/22", "lower", 3, "", "0.228"),
        ("7/1000", "", 3, "", "0.007"),
        ("1234567", "", 0, "元", "1,234,567"),
        ("1234567/10", "", 1, "元", "123,456.7"),
        ("-5/2", "", 1, "分", "-2.5"),
        ("-1/4", "", 1, "分", "-0.2"),
    ],
)
def test_a_value_never_looks_better_than_it_is(
    value: str, better: Better, decimals: int, unit: str, said: str
) -> None:
    assert shown(metric(better, decimals, unit), Fraction(value)) == said


def test_units_stand_as_people_write_them() -> None:
    percent, yuan, plain = metric("", 1), metric("", 0, "元"), metric("", 1, "")
    assert with_unit(percent, Fraction(1, 2), "zh") == "50.0%"
    assert with_unit(percent, Fraction(1, 2), "en") == "50.0 %"
    assert with_unit(yuan, Fraction(5), "zh") == "5 元"
    assert with_unit(plain, Fraction(5), "zh") == "5.0"
    assert with_unit(percent, None, "zh") == with_unit(yuan, None, "en") == "—"


@pytest.mark.parametrize(
    ("key", "lang", "name"),
    [
        ("990011", "zh", "乙市子县"),
        ("9900000011", "en", "子县东镇中心小学"),
        ("leader", "zh", "学校领导"),
        ("english", "en", "English"),
        ("0-50", "zh", "0-50"),
        ("P6", "en", "P6"),
    ],
)
def test_parts_have_names(key: str, lang: Lang, name: str) -> None:
    at = {"x": Measured(None, {}, ("9900000011",))}
    assert part_name(RunMetrics.of(tiny(), at), key, lang) == name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_explains_every_metric(lang: Lang) -> None:
    head, rule, *rows = metric_lines(METRICS, [lang]).splitlines()
    assert rule == "| --- | --- | --- | --- | --- | --- | --- |"
    assert head.count("|") == 8
    for row, each in zip(rows, METRICS, strict=True):
        assert row.replace("\\|", "").count("|") == 8
        assert row.startswith(f"| `{each.code}` | ")
        for text in (each.name, each.formula):
            assert text.say(lang).replace("|", "\\|") in row
    assert ("本项目自定" if lang == "zh" else "the project's own") in rows[-1]


def test_the_list_in_both_languages_says_both() -> None:
    row = metric_lines(METRICS, ["zh", "en"]).splitlines()[2]
    assert "学校结对任务完成率 / Pairs: share of the task done" in row
    assert "| GD-2-1§1 |" in row


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["metrics", *map(str, arguments)], catch_exceptions=False)


def test_the_command_prints_the_list() -> None:
    assert call().output.strip() == metric_lines(METRICS, ["zh", "en"])
    assert call("--lang", "both").output == call().output
    assert call("--lang", "en").output.strip() == metric_lines(METRICS, ["en"])


def test_the_command_explains_for_scripts() -> None:
    found = json.loads(call("--json").output)
    assert found["exit"] == 0
    assert found["metrics"] == [metric_dict(each) for each in METRICS]
    assert found["metrics"][0]["name"] == {
        "zh": "学校结对任务完成率",
        "en": "Pairs: share of the task done",
    }


def test_the_command_prints_what_a_run_measured(folder: Path) -> None:
    said = call(folder).output
    pages = said.index("汇报指标") < said.index("任务完成") < said.index("技术指标")
    assert pages
    worst = next(line for line in said.splitlines() if "最差县" in line)
    assert worst.split()[-2:] == ["33.3%", "乙市子县"]
    english = call(folder, "--lang", "en").output
    assert "For those who judge" in english
    assert "33.3 %" in english
    with contextlib.chdir(folder.parent.parent):
        assert call("ti", "--runs", folder.parent.name).output == said


def test_the_command_gives_scripts_the_whole_file(folder: Path) -> None:
    found: dict[str, Any] = json.loads(call(folder, "--json").output)
    kept = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert found == {"exit": 0, "run": str(folder), **kept}


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_an_unknown_run_is_bad_input(lang: str, tmp_path: Path) -> None:
    done = call("nowhere", "--lang", lang, "--runs", tmp_path)
    assert done.exit_code == 2
    assert "E-STORE-UNKNOWN" in done.stderr


def test_many_places_are_counted_and_not_all_named() -> None:
    from pairmatch.metrics.places import FEW, places

    run = RunMetrics.of(tiny(), {})
    at = tuple(f"x{number}" for number in range(FEW + 2))
    assert places(run, at[:FEW]).zh == "、".join(at[:FEW])
    assert places(run, at).zh == "、".join(at[:FEW]) + f" 等 {FEW + 2} 个"
    assert places(run, at).en.endswith(f", … ({FEW + 2})")
