"""What the command line says: one screen of summary, breaches, the list of rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from pairmatch.approvals import COLUMNS
from pairmatch.counting import Counting, lines
from pairmatch.errors import Lang, Text
from pairmatch.plan import Plan
from pairmatch.programmes import RULES
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule, Term, Violation, order_of
from pairmatch.report.names import clause_of, name_of, names_of
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.structure import CODE as STRUCTURE_CODE
from pairmatch.structure import SAYS as STRUCTURE_SAYS
from pairmatch.verify import Verification
from pairmatch.vocabulary import LANGS, label

if TYPE_CHECKING:
    from pairmatch.planner import Solved

FEW = 5
"""Breaches of a rule shown on the screen; all of them stand in the workbook."""
COUNTED = 8
"""Lines of counting shown before solving; `check` shows all of them."""


def show_summary(
    console: Console, scenario: Scenario, solved: Solved, rooms: Sequence[Room], lang: Lang
) -> None:
    """Print what is planned, what falls short and what is proved, on one screen."""
    plan, result, verification = solved.plan, solved.result, solved.verification
    console.print(
        f"{scenario.settings.title} · {scenario.settings.year}–{scenario.settings.year + 1}",
        style="bold",
    )
    console.print(_tasks(scenario, plan, rooms, lang))
    show_breaches(
        console,
        scenario,
        verification.shortfalls,
        lang,
        Text("未达标（尽量满足的规则）", "Shortfalls (relaxable rules)"),
    )
    show_breaches(
        console,
        scenario,
        verification.exceptions,
        lang,
        Text("例外（原则上的规则）", "Exceptions (principles)"),
    )
    show_approved(console, scenario, verification, lang)
    console.print(proof_line(result, lang))


def _tasks(scenario: Scenario, plan: Plan, rooms: Sequence[Room], lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False)
    for header, side in (
        (Text("任务", "Task"), "left"),
        (Text("应完成", "Asked"), "right"),
        (Text("已完成", "Done"), "right"),
        (Text("单位", "Unit"), "left"),
    ):
        table.add_column(header.say(lang), justify=side, overflow="fold")  # type: ignore[arg-type]
    for room in rooms:
        for task in room.tasks(scenario, plan) if room.tasks else ():
            asked = str(task.asked) if task.asked else "—"
            table.add_row(task.name.say(lang), asked, str(task.done), task.unit.say(lang))
    return table


def proof_line(result: Result, lang: Lang) -> str:
    """Return what is proved about a plan, with its value and bound, in one line."""
    words = Text("得分 {value}，上界 {bound}，{said}", "{value} points, bound {bound}: {said}")
    return words.say(lang).format(value=result.value, bound=result.bound, said=result.said(lang))


def show_breaches(
    console: Console,
    scenario: Scenario,
    breaches: Sequence[Violation],
    lang: Lang,
    heading: Text,
    *,
    few: int = FEW,
) -> None:
    """Print each rule's sentence with its first breaches, names instead of codes."""
    if not breaches:
        return
    console.print(f"{heading.say(lang)}: {len(breaches)}", style="bold")
    sentences = {rule.code: rule.says.say(lang) for rule in RULES}
    sentences[STRUCTURE_CODE] = STRUCTURE_SAYS.say(lang)
    for code in dict.fromkeys(breach.rule for breach in breaches):
        mine = [breach for breach in breaches if breach.rule == code]
        console.print(f"  {code} {sentences.get(code, '')}", markup=False)
        for breach in mine[:few]:
            said = breach.detail(lang, lambda one: name_of(scenario, one, lang))
            console.print(f"    {said}", markup=False, soft_wrap=True)
        if len(mine) > few:
            rest = Text("    ……另有 {n} 条，见工作簿", "    … and {n} more, in the workbook")
            console.print(rest.say(lang).format(n=len(mine) - few))


def show_verdict(
    console: Console, scenario: Scenario, verification: Verification, lang: Lang
) -> None:
    """Print the verdict on a plan: every hard breach, and the recomputed numbers."""
    show_breaches(
        console,
        scenario,
        verification.hard,
        lang,
        Text("违反规则", "Rules broken"),
        few=len(verification.hard),
    )
    if verification.accepted:
        words = Text(
            "符合全部硬性规则；未达标量 {shortfall}，得分 {value}",
            "every hard rule is kept; shortfall {shortfall}, {value} points",
        )
        console.print(
            words.say(lang).format(shortfall=verification.shortfall, value=verification.value)
        )
        show_breaches(
            console,
            scenario,
            verification.shortfalls,
            lang,
            Text("未达标（尽量满足的规则）", "Shortfalls (relaxable rules)"),
        )
        show_breaches(
            console,
            scenario,
            verification.exceptions,
            lang,
            Text("例外（原则上的规则）", "Exceptions (principles)"),
        )
        show_approved(console, scenario, verification, lang)


def show_approved(
    console: Console, scenario: Scenario, verification: Verification, lang: Lang
) -> None:
    """Print every breach that an approval lets be, with who approved it; and approvals without one."""
    found = verification.approved
    heading = Text("批准的例外（不算达标）", "Approved exceptions (not met)")
    show_breaches(console, scenario, found, lang, heading, few=len(found))
    if verification.idle:
        words = Text(
            "没有用到的批准（方案在该处符合规定，或批准的不是这一处）: {n}",
            "Approvals that are not used (the plan keeps the rule there, or another place was meant): {n}",
        )
        console.print(words.say(lang).format(n=len(verification.idle)), style="bold")
        for row in verification.idle:
            named = names_of(scenario, (getattr(row, x) or "" for x in COLUMNS), lang)
            said = " · ".join(filter(None, (named, row.said)))
            console.print(f"  {row.rule} {said}", markup=False, soft_wrap=True)


def rule_lines(rules: Iterable[Rule], terms: Iterable[Term], langs: Sequence[Lang]) -> str:
    """Return the list of rules and terms as a Markdown table, in one language or both."""
    headers = {
        "zh": ("编号", "条款", "规则", "力度", "范围", "缺口单位"),
        "en": ("code", "clause", "rule", "force", "scope", "unit"),
    }
    both = [
        " / ".join(dict.fromkeys(words)) for words in zip(*(headers[x] for x in langs), strict=True)
    ]
    lines = [_row(both), _row(["---"] * len(both))]
    rows = [
        *((rule.code, _rule_cells(rule, langs)) for rule in rules),
        *((term.code, _term_cells(term, langs)) for term in terms),
    ]
    lines += [_row(cells) for _, cells in sorted(rows, key=lambda x: order_of(x[0]))]
    return "\n".join(lines)


def _rule_cells(rule: Rule, langs: Sequence[Lang]) -> list[str]:
    scope = Text("单元", "component") if rule.scope == "component" else Text("全省", "province")
    force = Text(*(label("rule_force", rule.force, x) for x in LANGS))
    code = f"{rule.code} ({rule.term})" if rule.term else rule.code
    return [code, *_said([clause_of(rule.clause), rule.says, force, scope, rule.unit], langs)]


def _term_cells(term: Term, langs: Sequence[Lang]) -> list[str]:
    force = Text("目标", "term")
    scope = Text("单元", "component")
    return [term.code, *_said([clause_of(term.clause), term.says, force, scope, term.unit], langs)]


def _said(texts: Sequence[str | Text], langs: Sequence[Lang]) -> list[str]:
    return [x if isinstance(x, str) else " / ".join(x.say(lang) for lang in langs) for x in texts]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def show_counting(
    console: Console, scenario: Scenario, counting: Counting, lang: Lang, few: int | None = None
) -> None:
    """Print what counting says before solving, ``few`` lines of it or all."""
    console.print(Text("按数可知", "Counted before solving").say(lang), style="bold")
    said = lines(scenario, counting)
    for line in said[:few]:
        console.print(f"  {line.say(lang)}", markup=False, soft_wrap=True)
    if few is not None and len(said) > few:
        rest = Text("  ……另有 {n} 条，见 check", "  … and {n} more; see check")
        console.print(rest.say(lang).format(n=len(said) - few))
