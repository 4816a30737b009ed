"""The proof: what is proved of each run, with which versions, and the hashes that vouch for it."""

from __future__ import annotations

from pairmatch.webpage.content import Cell, Grid, Part, Section
from pairmatch.webpage.kept import KeptRun
from pairmatch.webpage.numbers import count
from pairmatch.webpage.sections.cells import counted, counts, said, words
from pairmatch.webpage.view import View


def proof(view: View) -> Section:
    """Return the section with bound, gap, status, versions and hashes of every run."""
    words_ = view.say(
        "求解先使未达标量最小，再使得分最高。得分上限是证明过的：任何方案的得分都不会更高。"
        "清单（manifest.json）记有全部文件的摘要，制作本报告时逐一核对无误。",
        "The shortfall is made as small as can be, then the value as high as can be. The bound is "
        "proved: no plan is worth more. The manifest has the hash of every file; all of them were "
        "checked when this report was made.",
    )
    rows = tuple(_line(label, cells) for label, cells in _facts(view))
    heads = (
        *said(view.say("项目", "Item")),
        *said(*(run.name for run in view.runs)),
    )
    caption = view.say("运行与证明", "Runs and proof")
    part = Part(words=(words_,), grids=(Grid(caption, heads, rows), _terms(view)))
    return Section("proof", view.say("证明", "Proof"), (part,))


def _line(label: str, cells: list[str]) -> tuple[Cell, ...]:
    return words(label, *cells)


def _facts(view: View) -> list[tuple[str, list[str]]]:
    runs = view.runs
    results = [run.manifest.result for run in runs]
    versions = list(dict.fromkeys(name for x in results for name, _ in x.versions))
    return [
        (view.say("方案", "Scenario"), [run.metrics.title for run in runs]),
        (view.say("轮次", "Round"), [run.metrics.round for run in runs]),
        (view.say("学年", "School year"), [run.years for run in runs]),
        (view.say("结论", "Conclusion"), [x.said(view.lang) for x in results]),
        (view.say("未达标量", "Shortfall"), [count(x.shortfall) for x in results]),
        (view.say("未达标量下限", "Least shortfall"), [count(x.shortfall_bound) for x in results]),
        (view.say("得分", "Value"), [count(x.value) for x in results]),
        (view.say("得分上限", "Bound"), [count(x.bound) for x in results]),
        (view.say("差距", "Gap"), [f"{x.gap_percent}%" for x in results]),
        (view.say("独立部分", "Components"), [_components(view, run) for run in runs]),
        (view.say("随机种子", "Seed"), [str(x.seed) for x in results]),
        (view.say("输入摘要", "Input hash"), [x.input_hash for x in results]),
        (view.say("清单摘要", "Hash of the manifest"), [run.digest for run in runs]),
        *((name, [dict(x.versions).get(name, "—") for x in results]) for name in versions),
    ]


def _components(view: View, run: KeptRun) -> str:
    parts = run.manifest.result.components
    proved = sum(part.status == "proved" for part in parts)
    certified = sum(part.certified for part in parts)
    return view.say(
        f"{len(parts)} 个，其中 {proved} 个已证明最优，{certified} 个有整数验算的证书",
        f"{len(parts)}, {proved} of them proved optimal, {certified} with a certificate in integers",
    )


def _terms(view: View) -> Grid:
    terms = view.main.manifest.result.terms
    rows = tuple(
        (*words(x.code, x.says.say(view.lang)), *counts(x.amount, x.weight, x.points))
        for x in terms
    )
    total = (*words(view.say("合计", "Total"), "", "", ""), *counts(sum(x.points for x in terms)))
    heads = (
        *said(view.say("代码", "Code"), view.say("内容", "What it is")),
        *counted(
            view.say("数量", "Amount"), view.say("权重", "Weight"), view.say("得分", "Points")
        ),
    )
    caption = view.say(f"{view.main.name}：目标得分", f"{view.main.name}: points by term")
    return Grid(caption, heads, rows, total, dense=True)


def files(view: View) -> Part:
    """Return the part with the hash of every file of the main run."""
    heads = said(view.say("文件", "File"), "SHA-256")
    rows = tuple(words(*pair) for pair in view.main.manifest.files.items())
    caption = view.say(f"{view.main.name}：文件摘要", f"{view.main.name}: hashes of its files")
    return Part(caption, grids=(Grid(caption, heads, rows, dense=True),))
