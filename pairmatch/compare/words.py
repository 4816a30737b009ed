"""How a comparison says its numbers and changes, the same on the screen, in a workbook and on a page."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pairmatch.compare.comparison import Comparison, Numbers, Verdict
from pairmatch.compare.lines import RowLine
from pairmatch.compare.rows import Kind
from pairmatch.compare.shape import Shape
from pairmatch.errors import Lang, Text

VERDICTS: dict[Verdict, Text] = {
    "": Text("基准", "baseline"),
    "equal": Text("持平", "equal"),
    "better": Text("更好", "better"),
    "worse": Text("更差", "worse"),
    "other": Text("有变化", "changed"),
    "unknown": Text("不可比", "not comparable"),
}
ARROW = " → "
Say = Callable[[Fraction | None], str]


def runs_said(found: Comparison) -> Text:
    """Return which runs are compared with which, in one line."""
    base, *others = [run.name for run in found.runs]
    return Text(
        f"基准：{base}　　对照：{'、'.join(others)}",
        f"baseline: {base}    against it: {', '.join(others)}",
    )


def judged(numbers: Numbers, say: Say) -> Text:
    """Return one number if all runs have the same, else that of each with its verdict."""
    if not numbers.differs:
        said = say(numbers.values[0])
        return Text(said, said)
    told = [
        (say(value), VERDICTS[verdict] if verdict in ("better", "worse") else None)
        for value, verdict in zip(numbers.values, numbers.verdicts, strict=True)
    ]
    return Text(
        ARROW.join(said + (f"（{verdict.zh}）" if verdict else "") for said, verdict in told),
        ARROW.join(said + (f" ({verdict.en})" if verdict else "") for said, verdict in told),
    )


def kind_said(shape: Shape, kind: Kind) -> Text:
    """Return what kind of change it is, in the words of its programme."""
    if kind == "partner" and shape.partner is not None:
        header = shape.partner.header
        return Text(f"换{header.zh}", f"another {header.en.lower()}")
    return {
        "added": Text("新增", "added"),
        "removed": Text("取消", "removed"),
        "person": Text("换人", "another person"),
        "other": Text("其他变化", "another change"),
    }[kind]


def more_said(line: RowLine) -> Text:
    """Return what else changed in a row, in one line."""
    return Text(
        "；".join(
            f"{x.header.zh}：{x.before.zh or '—'}{ARROW}{x.after.zh or '—'}" for x in line.more
        ),
        "; ".join(
            f"{x.header.en}: {x.before.en or '—'}{ARROW}{x.after.en or '—'}" for x in line.more
        ),
    )


def change_said(line: RowLine, lang: Lang) -> str:
    """Return a changed row in one line: school, post, who served it, who does now."""
    sides = [
        " ".join(filter(None, (side.school, side.person))) or "✓"
        for side in (line.before, line.after)
        if side is not None
    ]
    post = " ".join(filter(None, (x.say(lang) for x in line.post)))
    place = f"{line.place.full} {post}".strip()
    return Text(f"{place}：", f"{place}: ").say(lang) + ARROW.join(dict.fromkeys(sides))
