"""How explanations and candidates are said: rows, terms, differences and what is proved of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pairmatch.compare.lines import RowLine, row_lines
from pairmatch.compare.shape import Shape
from pairmatch.compare.words import change_said, kind_said, more_said
from pairmatch.errors import Breach, Lang, Text
from pairmatch.explain.asked import Answer
from pairmatch.explain.refusals import Refusal, lock_said
from pairmatch.explain.suggest import Candidate, Suggestion
from pairmatch.plan import Assignment
from pairmatch.programmes.rule import Clash
from pairmatch.report.names import clause_of, name_of
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import WORDS, label
from pairmatch.whatif.difference import Difference
from pairmatch.whatif.moved import Moved, names_in
from pairmatch.whatif.tally import TermChange


def signed(number: int) -> str:
    """Return a change with its sign."""
    return f"{number:+d}".replace("-", "−") if number else "0"


def row_said(scenario: Scenario, shape: Shape, row: Assignment, lang: Lang) -> str:
    """Return a row in one line: school, post, who serves it, and whatever else the row says."""
    (line,) = row_lines(shape, 1, [], [row], names_in(scenario))
    more = [
        f"{column.header.say(lang)} {value}"
        for column in shape.more
        if (value := _cell(column.words, getattr(row, column.name), lang))
    ]
    said = Text("，", ", ").say(lang).join(more)
    return change_said(line, lang) + (f" · {said}" if said else "")


def _cell(words: str, value: object, lang: Lang) -> str:
    if value is None:
        return ""
    return WORDS[words][str(value)].label.say(lang) if words else str(value)


def term_said(change: TermChange, lang: Lang) -> str:
    """Return what changes under a term: from what to what, what that is worth, and the clause."""
    clause = clause_of(change.clause)
    clause = clause if isinstance(clause, str) else clause.say(lang)
    amounts = f"{change.before} → {change.after}"
    if change.shortfall:
        worth = Text(
            f"未达标量 {signed(change.shortfall)}", f"shortfall {signed(change.shortfall)}"
        )
    else:
        worth = Text(f"{signed(change.points)} 分", f"{signed(change.points)} points")
    return Text(
        f"{change.code} {change.says.zh}：{amounts} {change.unit.zh}，{worth.zh}（{clause}）",
        f"{change.code} {change.says.en}: {amounts} {change.unit.en}, {worth.en} ({clause})",
    ).say(lang)


def difference_said(found: Difference) -> Text:
    """Return what a plan costs in all, and how far that is proved."""
    value, shortfall = signed(found.value), signed(found.shortfall)
    zh, en = f"得分 {value}", f"value {value}"
    if found.shortfall:
        zh, en = f"未达标量 {shortfall}，{zh}", f"shortfall {shortfall}, {en}"
    sure = certainty_said(found)
    return Text(f"{zh}；{sure.zh}", f"{en}; {sure.en}")


def cost_said(found: Difference) -> Text:
    """Return what a plan costs in all, briefly, as it stands in a column of many."""
    value, shortfall = signed(found.value), signed(found.shortfall)
    zh, en = f"得分 {value}", f"value {value}"
    if found.shortfall:
        zh, en = f"未达标量 {shortfall}，{zh}", f"shortfall {shortfall}, {en}"
    if found.proved:
        return Text(f"{zh}（已证明）", f"{en} (proved)")
    if found.least is None or found.most is None:
        return Text(
            f"{zh}（未达标量是否最少尚未证明）", f"{en} (shortfall not proved to be the least)"
        )
    least, most = signed(found.least), signed(found.most)
    return Text(f"{zh}（证明在 {least} 至 {most} 之间）", f"{en} (proved: {least} to {most})")


def certainty_said(found: Difference) -> Text:
    """Return what is proved of a difference, in words that claim no more."""
    if found.proved:
        return Text(
            "已证明，两个最好方案正好相差这么多", "proved: the two best plans differ by just this"
        )
    if found.least is None or found.most is None:
        return Text(
            "这是所得两个方案之差；未达标量是否最少尚未证明",
            "this is between the plans found; the shortfalls are not proved to be the least",
        )
    least, most = signed(found.least), signed(found.most)
    return Text(
        f"这是所得两个方案之差；证明尚有差距，两个最好方案的得分之差在 {least} 到 {most} 之间",
        f"this is between the plans found; with the gaps that are left, the values of the two best "
        f"plans differ by something from {least} to {most}",
    )


def refusal_said(found: Refusal, lang: Lang) -> str:
    """Return a rule, its sentence and clause, and the numbers that speak against something."""
    why = found.why.say(lang)
    if found.rule is None:
        return why
    clause = clause_of(found.rule.clause)
    clause = clause if isinstance(clause, str) else clause.say(lang)
    says = found.rule.says.say(lang)
    return Text(
        f"{found.rule.code} {says}（{clause}）：{why}",
        f"{found.rule.code} {says} ({clause}): {why}",
    ).say(lang)


def clash_said(scenario: Scenario, breach: Breach, lang: Lang) -> str:
    """Return by how little a hard rule would have to give way, with names."""
    if isinstance(breach, Clash):
        return breach.say(lang, lambda one: name_of(scenario, one, lang))
    return breach.say(lang)


def moved_said(moved: Sequence[Moved], lang: Lang) -> Iterator[str]:
    """Yield every row that moves: its programme, in what way, from whom to whom."""
    for table in moved:
        name = table.shape.sheet.name.say(lang)
        for line in table.lines:
            yield f"{name} {kind_said(table.shape, line.kind).say(lang)}  {_line(line, lang)}"


def _line(line: RowLine, lang: Lang) -> str:
    more = more_said(line).say(lang)
    return change_said(line, lang) + (f" · {more}" if more else "")


def asked_said(scenario: Scenario, answer: Answer) -> Text:
    """Return the decision that was put in, in words; nothing where there is none."""
    return Text("", "") if answer.lock is None else lock_said(scenario, answer.lock)


FITS = (
    Text("", ""),
    Text("，岗位学科为其第二学科", ", whose second subject it is"),
    Text("，学科不同", ", another subject"),
)


def candidate_said(scenario: Scenario, x: Candidate, lang: Lang) -> str:
    """Return a group of people in one line: school, post, how many are free, who of them by name."""
    group, school = x.group, names_in(scenario).schools[x.group.school_code].full
    post = "".join(
        label(words, value or None, lang) + sep
        for words, value, sep in (
            ("person_stage", group.stage, " "),
            ("subject", group.subject, " "),
            ("role", group.role, ""),
        )
    )
    names = [scenario.people[one].name or one for one in x.people]
    named = Text("：" + "、".join(names), ": " + ", ".join(names)).say(lang) if names else ""
    free = Text(f"（可派 {x.free} 人{named}）", f" ({x.free} free{named})").say(lang)
    return f"{school} {post}{FITS[x.fits].say(lang)}{free}"


def direct_said(x: Candidate) -> Text:
    """Return what changes if somebody takes the seat and nothing else is changed."""
    zh, en = f"得分 {signed(x.value)}", f"value {signed(x.value)}"
    if x.shortfall:
        missed = signed(x.shortfall)
        zh, en = f"未达标量 {missed}，{zh}", f"shortfall {missed}, {en}"
    return Text(zh, en)


def rest_said(found: Suggestion) -> Text:
    """Return how many kinds of people were left out, and why."""
    return Text(
        f"另有 {found.full} 类人员按现方案已无余量（派出上限等硬性规则），{found.left} 类没有逐一核算。",
        f"{found.full} more kinds of people have no room left as the plan is (hard rules such as the "
        f"release limit); {found.left} were not judged.",
    )
