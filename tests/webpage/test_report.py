"""What a report says: the numbers of the run folders, in either language, and nothing that can run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from pairmatch.errors import Lang
from pairmatch.io.runfolder import read_manifest
from pairmatch.metrics import METRICS
from pairmatch.programmes import ROOMS
from pairmatch.webpage import write_report
from pairmatch.webpage.kept import names_of
from pairmatch.webpage.render import LIBRARY, asset, embedded
from tests.webpage.page import Page
from tests.webpage.runs import ATTACK, tiny_run

ONE = ("decided", "targets", "counties", "flows", "subjects", "spread", "breaches", "proof")
REST = ("metrics", "lists")
CHINESE = re.compile("[\u4e00-\u9fff]")


def text_of(folder: Path, *names: str, lang: Lang | None = None) -> str:
    """Return the report of some runs; the file is taken away again."""
    out = folder.parent / f"{'-'.join(names)}-{lang}.html"
    write_report([folder / name for name in names], ROOMS, lang, out)
    text = out.read_text(encoding="utf-8")
    out.unlink()
    return text


@pytest.fixture(scope="module")
def one(kept: Path) -> Page:
    return Page(text_of(kept, "new"))


@pytest.fixture(scope="module")
def two(kept: Path) -> Page:
    return Page(text_of(kept, "new", "old"))


@pytest.fixture(scope="module")
def english(kept: Path) -> Page:
    return Page(text_of(kept, "new", "old", lang="en"))


def sections(page: Page) -> list[str]:
    return [value for tag, name, value in page.attributes if (tag, name) == ("section", "id")]


def test_one_run_has_no_trend_and_no_comparison(one: Page, two: Page) -> None:
    assert sections(one) == [*ONE, *REST]
    assert sections(two) == [*ONE[:-1], "trend", "compared", ONE[-1], *REST]


def test_runs_of_one_year_have_no_trend(kept: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(kept / "new", tmp_path / name)
    assert "trend" not in sections(Page(text_of(tmp_path, "a", "b")))


def test_tasks_asked_and_done(one: Page) -> None:
    rows = {row[0]: row[1:] for row in one.tables["任务完成情况"]}
    assert rows["学校结对"] == ["对", "1", "2", "100.0%", "0", ""]
    assert rows["派出支教人员"] == ["人", "—", "4", "—", "—", ""]
    assert rows["全部需求岗位"] == ["个", "7", "3", "42.8%", "4", ""]


def test_what_one_place_has_too_much_helps_no_other(kept: Path) -> None:
    """One county of the older run misses its pair, another has one that nobody asked for."""
    for lang, task in (("zh", "学校结对"), ("en", "School pairs")):
        page = Page(text_of(kept, "old", lang=lang))
        [row] = [x for rows in page.tables.values() for x in rows if x[:1] == [task]]
        assert row[2:] == ["1", "1", "0.0%", "1", "乙市丑县 1"]


def test_the_last_year_is_told_in_full(two: Page) -> None:
    """The runs are ordered by year, however they are given; the older one has one pair less."""
    assert two.tables["市与市之间的结对和人员"][1] == ["甲市", "乙市", "2", "4", "4"]
    compared = {row[0]: row[1:] for row in two.tables["各次运行的指标"]}
    assert compared["指标"] == ["old · 2021", "new · 2022"]
    assert compared["学校结对数（对）"] == ["1", "2"]
    assert compared["学校结对任务完成率"] == ["0.0%", "100.0% ▲"]
    assert compared["未达标量（加权）（分）"] == ["10", "0 ▲"]


def test_a_worse_run_is_marked(kept: Path, tmp_path: Path) -> None:
    """Of runs of one year the first one given is the baseline."""
    for name in ("new", "again"):
        shutil.copytree(kept / "new", tmp_path / name)
    shutil.copytree(kept / "old", tmp_path / "worse")
    page = Page(text_of(tmp_path, "worse", "new", "again"))
    compared = {row[0]: row[1:] for row in page.tables["各次运行的指标"]}
    assert compared["学校结对任务完成率"] == ["0.0%", "100.0% ▲", "100.0% ▲"]
    assert ("td", "class", "n better") in page.attributes
    assert ("td", "class", "n worse") not in page.attributes


def test_the_trend_draws_what_moves_in_the_order_of_years(two: Page) -> None:
    drawn = two.tables["各年指标"]
    assert drawn[0] == ["指标", "2021", "2022"]
    assert ["学校结对任务完成率", "0.0%", "100.0%"] in drawn
    lines = [x for x in two.options if x["series"][0]["type"] == "line"]
    assert [line["series"][0]["name"] for line in lines] == [row[0] for row in drawn[1:]]
    assert lines[0]["series"][0]["data"] == [0.0, 100.0]
    assert "需求满足率（按优先级加权）" not in [row[0] for row in drawn]


def test_counties_that_differ_are_shaded_and_the_others_said(one: Page) -> None:
    head, child, chou, total = one.tables["完成和满足"]
    place = head.index("需求满足率（按优先级加权）")
    assert (child[1], child[place], chou[place]) == ("子县", "33.3%", "88.8%")
    assert total[head.index("支教人员（人）")] == "4"
    assert ("td", "class", "n s8 worst") in one.attributes
    assert "学校结对任务完成率" not in head


def test_exceptions_stand_with_their_reasons(one: Page) -> None:
    [_, row] = one.tables["例外清单"]
    assert row[:4] == ["乙市", "子县", "W2", "990011-2022-01、1、全学年、子县东镇中心小学"]
    assert row[-1].startswith("支教岗位为语文专任教师")
    by_rule = [(*row[:2], *row[3:]) for row in one.tables["没有完全做到的规则"]]
    assert ("例外", "W2", "1", "1") in by_rule
    assert ("未择优", "T3", "4", "4") in by_rule


def test_the_proof_names_bound_gap_and_hashes(kept: Path, one: Page) -> None:
    rows = dict(one.tables["运行与证明"])
    manifest = read_manifest(kept / "new")
    assert rows["得分上限"] == f"{manifest.result.bound:,}"
    assert rows["差距"] == f"{manifest.result.gap_percent}%"
    assert rows["输入摘要"] == manifest.result.input_hash
    whole = hashlib.sha256((kept / "new" / "manifest.json").read_bytes()).hexdigest()
    assert rows["清单摘要"] == whole
    assert dict(one.tables["new：文件摘要"][1:]) == dict(manifest.files)


def test_a_plan_of_nothing_is_told_as_well(tmp_path: Path) -> None:
    """An English run, told in Chinese, so that the words go the other way as well."""
    tiny_run(tmp_path / "empty", lang="en", pairs=0, teams=False)
    page = Page(text_of(tmp_path, "empty", lang="zh"))
    assert sections(page) == [*ONE, *REST]
    assert page.tables["市与市之间的结对和人员"][1:] == [["无"]]
    tasks = {row[0]: row[1:] for row in page.tables["任务完成情况"]}
    assert tasks["支教团队"] == ["个", "2", "0", "0.0%", "2", "乙市子县 1、乙市丑县 1"]
    shortfalls = page.tables["未达标清单"]
    assert {row[2] for row in shortfalls[1:]} >= {"T1", "P6"}
    assert page.tables["支援单位的负担"][1:] == [["无"]]


def test_every_metric_is_explained(one: Page) -> None:
    told = {
        row[0].partition("（")[0] for page in ("汇报指标", "技术指标") for row in one.tables[page]
    }
    assert {metric.name.zh.partition("（")[0] for metric in METRICS} <= told


def test_a_chinese_run_in_english(two: Page, english: Page) -> None:
    """Names of units, schools and the scenario are data and stay; all else is English."""
    assert len(english.tables) == len(two.tables)
    [_, row] = english.tables["Exceptions"]
    assert row[3] == "990011-2022-01, 1, year, 子县东镇中心小学"
    assert not CHINESE.search(row[-1])
    for caption, rows in english.tables.items():
        assert not CHINESE.search(caption)
        assert not any(CHINESE.search(cell) for cell in rows[0]), caption
    for row in english.tables["Tasks asked and done"]:
        assert not CHINESE.search("".join(row)), row


def test_every_chart_has_its_table(two: Page) -> None:
    """The chart's numbers stand in a table, so that nothing is lost without script."""
    cells = {cell for rows in two.tables.values() for row in rows for cell in row}
    for option in two.options:
        for series in option["series"]:
            for value in series["data"]:
                said = {f"{value:,}", f"{value}%", f"{value:,.1f}%"} if value else {"0", "0.0%"}
                assert said & cells or series["name"] in {"现有人员不足", "现有人员尚可满足"}


def test_the_same_runs_give_the_same_bytes(kept: Path) -> None:
    assert text_of(kept, "new", "old") == text_of(kept, "old", "new")


def test_names_are_text_and_never_markup(attacks: Path) -> None:
    text = text_of(attacks, "first", "second")
    assert ATTACK not in text
    page = Page(text)
    assert page.tags["img"] == 0
    assert page.tags["script"] == 3
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.tables["市与市之间的结对和人员"][1][:2] == [f"甲市{ATTACK}", f"乙市{ATTACK}"]
    assert page.headings[0] == f"示例{ATTACK}"


def test_only_the_scripts_of_the_page_may_run_and_nothing_is_loaded(one: Page, kept: Path) -> None:
    text = text_of(kept, "new")
    [policy] = [x for tag, name, x in one.attributes if name == "content" and "script-src" in x]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(x.encode()).digest()).decode() for x in scripts]
    assert rules["script-src"] == " ".join(f"'sha256-{digest}'" for digest in hashes)
    assert "unsafe-inline" not in rules["script-src"]
    loads = [x for _, name, x in one.attributes if name in ("src", "href", "action", "data")]
    assert all(x.startswith(("#", "data:")) for x in loads)


@pytest.mark.parametrize("name", ["</script>", "<!--", "]]>", "\u2028\u2029", "&lt;", "\\u003c"])
def test_json_in_a_page_cannot_end_it(name: str) -> None:
    text = embedded({"name": name})
    assert json.loads(text) == {"name": name}
    assert not set(text) & set("<>&\u2028\u2029")


def test_what_is_vendored_is_what_was_published() -> None:
    """ECharts 6.1.0, the `common` build of the npm package echarts; Apache-2.0."""
    digest = hashlib.sha256(asset(LIBRARY).encode()).hexdigest()
    assert digest == "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5"
    assert "Apache License" in asset("echarts/LICENSE")
    assert "Apache ECharts" in asset("echarts/NOTICE")
    assert "</script" not in asset(LIBRARY).lower()


def test_runs_are_told_apart_by_as_little_of_their_path_as_need_be() -> None:
    folders = [Path("/r/2023/run"), Path("/r/2024/run"), Path("/r/other")]
    assert names_of(folders) == ["2023/run", "2024/run", "other"]
