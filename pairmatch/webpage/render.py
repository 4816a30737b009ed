"""Rendering: sections become one HTML text that needs nothing else and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import count

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pairmatch.errors import Lang, Text
from pairmatch.webpage.content import Chart, Section
from pairmatch.webpage.sections import sections_of
from pairmatch.webpage.view import View

LIBRARY = "echarts/echarts.common.min.js"
_HERE = files("pairmatch.webpage")
_DIGITS = "一二三四五六七八九十"


class _Ids:
    """The ids of the charts in the order of the page; the script finds its places by them."""

    def __init__(self) -> None:
        self._numbers = count()

    def next(self) -> str:
        """Return the id of the next chart."""
        return f"chart{next(self._numbers)}"


def asset(name: str) -> str:
    """Return a text file of this package."""
    return _HERE.joinpath(name).read_text(encoding="utf-8")


def render(view: View) -> str:
    """Return the report as HTML; the same runs give the same text."""
    sections = sections_of(view)
    library, script = asset(LIBRARY), asset("page/report.js")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    page = environment.from_string(asset("page/report.html.j2"))
    return page.render(
        policy=policy((library, script)),
        title=_title(view),
        line=_line(view),
        verdict=_verdict(view),
        about=_about(view),
        sections=sections,
        said=_said(view, sections),
        ids=_Ids(),
        style=Markup(asset("page/report.css")),
        options=Markup(embedded([x.options for x in _charts(sections)])),
        library=Markup(library),
        script=Markup(script),
    )


def policy(scripts: Iterable[str]) -> str:
    """Return a Content-Security-Policy under which nothing is loaded and only ``scripts`` run."""
    hashes = (
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    )
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def embedded(value: object) -> str:
    """Return JSON that may stand in a script element: nothing in it can end or open one."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _charts(sections: Sequence[Section]) -> Iterator[Chart]:
    for section in sections:
        for part in section.parts:
            yield from part.charts


def _title(view: View) -> str:
    return view.main.metrics.title or view.main.metrics.scenario


def _line(view: View) -> str:
    run = view.main
    return view.say(
        f"结对帮扶方案报告　　轮次：{run.metrics.round}　　学年：{run.years}",
        f"Report on a support plan    round {run.metrics.round}    school year {run.years}",
    )


def _verdict(view: View) -> str:
    said = view.main.manifest.result.said(view.lang)
    return view.say(f"方案结论：{said}。", f"The plan: {said}.")


def _about(view: View) -> str:
    """Say which of several runs is told in full; '' for one alone."""
    if len(view.runs) == 1:
        return ""
    names = view.say("、", ", ").join(run.name for run in view.runs)
    return view.say(
        f"共 {len(view.runs)} 次运行（{names}）；除趋势、对照和证明外，各部分说的是 {view.main.name}。",
        f"{len(view.runs)} runs ({names}); but for trend, comparison and proof, all parts are about "
        f"{view.main.name}.",
    )


def _said(view: View, sections: Sequence[Section]) -> dict[str, object]:
    return {
        "html_lang": {"zh": "zh-CN", "en": "en"}[view.lang],
        "contents": view.say("目录", "Contents"),
        "nothing": view.say("无", "none"),
        "numbers": [_number(view.lang, at) for at in range(1, len(sections) + 1)],
        "made": view.say(
            "由 pairmatch 根据运行文件夹生成；不联网，不向任何地方发送数据。",
            "Made by pairmatch from run folders; it asks nothing of any network and sends nothing.",
        ),
    }


def _number(lang: Lang, number: int) -> str:
    tens, ones = divmod(number, 10)
    zh = _DIGITS[ones - 1] if not tens else "十" + (_DIGITS[ones - 1] if ones else "")
    return Text(f"{zh}、", f"{number}. ").say(lang)
