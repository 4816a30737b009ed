"""In what the runs that are compared differ before any plan: year, input, versions, numbers, weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pairmatch.compare.run import BASIS, ComparedRun
from pairmatch.errors import Text
from pairmatch.programmes import NUMBERS, RULES, TERMS
from pairmatch.result import Result

Part = Literal["run", "numbers", "limits", "weights", "forces"]
PARTS: dict[Part, Text] = {
    "run": Text("运行", "Run"),
    "numbers": Text("政策参数", "Policy number"),
    "limits": Text("人数和经费上限", "Limit"),
    "weights": Text("权重", "Weight"),
    "forces": Text("规则性质", "Force"),
}
_SHORT = 12
_NONE = Text("—", "—")
_TITLES = {
    **{number.name: number.title for number in NUMBERS},
    **{rule.code: rule.says for rule in RULES},
    **{term.code: term.says for term in TERMS},
}


@dataclass(frozen=True)
class Difference:
    """Something that is not the same in all runs: what it is, and what it is in each of them.

    ``code`` is that of a policy number, rule or term, or of the fact about the run.
    """

    part: Part
    code: str
    what: Text
    values: tuple[Text, ...]


def differences(runs: Sequence[ComparedRun]) -> tuple[Difference, ...]:
    """Return what is not the same in all runs, in the order of the page of proof."""
    found = (*_facts(runs), *_basis(runs))
    return tuple(x for x in found if len(set(x.values)) > 1)


def _facts(runs: Sequence[ComparedRun]) -> Iterator[Difference]:
    measured = [run.metrics for run in runs]
    results = [run.manifest.result for run in runs]
    versions = [dict(result.versions) for result in results]
    facts: list[tuple[str, Text, list[str]]] = [
        ("scenario", Text("情景", "Scenario"), [x.scenario for x in measured]),
        ("title", Text("名称", "Title"), [x.title for x in measured]),
        ("round", Text("轮次", "Round"), [x.round for x in measured]),
        ("year", Text("学年", "School year"), [f"{x.year}–{x.year + 1}" for x in measured]),
        ("input", Text("输入摘要", "Input hash"), [x.input_hash[:_SHORT] for x in results]),
        ("seed", Text("随机种子", "Seed"), [str(x.seed) for x in results]),
        *(
            (name, Text(name, name), [one.get(name, "") for one in versions])
            for name in dict.fromkeys(name for one in versions for name in one)
        ),
    ]
    for code, what, values in facts:
        yield Difference("run", code, what, tuple(Text(x, x) if x else _NONE for x in values))
    yield Difference("run", "proof", Text("结论", "Conclusion"), tuple(map(_proved, results)))


def _proved(result: Result) -> Text:
    return Text(result.said("zh"), result.said("en"))


def _basis(runs: Sequence[ComparedRun]) -> Iterator[Difference]:
    for part in PARTS:
        if part not in BASIS:
            continue
        tables = [run.basis[part] for run in runs]
        for code in dict.fromkeys(code for table in tables for code in table):
            written = next(table[code][0] for table in tables if code in table)
            said = [table[code][1] if code in table else (_NONE,) for table in tables]
            yield Difference(part, code, _TITLES.get(code, written), tuple(map(_joined, said)))


def _joined(parts: Sequence[Text]) -> Text:
    return Text("，".join(x.zh for x in parts), ", ".join(x.en for x in parts))
