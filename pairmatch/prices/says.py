"""Prices on a screen: what is worth most first, what costs nothing in one line, what was not tried last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console

from pairmatch.errors import Lang, Text
from pairmatch.explain.words import clash_said, term_said
from pairmatch.prices.asked import Priced
from pairmatch.prices.priced import Prices
from pairmatch.prices.words import about_said, broken_said, change_said, price_said
from pairmatch.programmes import rules_of
from pairmatch.programmes.rule import Rule
from pairmatch.report.names import listed

UNITS = Text("多一个单位值多少", "What one more unit is worth")
RULES = Text("去掉一条规则，其余目标能好多少", "What the others gain when a rule is dropped")
LOCKS = Text("取消一项已议定事项，能好多少", "What is gained when a decision is taken back")
SHARED = Text("全省协调所用的价格", "Prices that the province was coordinated with")
SURE = Text(
    "每项都重新求解并经核验；除注明者外，已证明正好相差这么多。",
    "Each was planned again and verified; unless said otherwise it is proved to be just this.",
)
NOTHING = Text("已证明没有好处：", "Proved to gain nothing: ")
NO_BETTER = Text(
    "没有得到更好的方案，但未完全证明{0}：", "No better plan was found, not wholly proved {0}: "
)
FIRM = Text(
    "不能去掉（没有这条规则，方案就不成其为方案）：",
    "Cannot be dropped (without it no plan means anything): ",
)
WIDE = Text(
    "没有问（去掉后全省连成一体，无法整体求解）：",
    "Not asked (without it the whole province is one, too large to solve): ",
)
LATE = Text("时限内没有得到方案：", "No plan in time: ")
NO_TIME = Text(
    "时限已到，没有问（可加大 --time-limit）", "Not asked, the time was over (see --time-limit)"
)
RULE_CODES = Text("规则：", "rules: ")
MORE = Text(
    "另有 {} 项没有试（估计不比上列各项更值钱），可加大 --top。",
    "{} more were not tried (estimated to be worth no more than these); see --top.",
)
NONE_TRIED = Text("{} 项都没有试，试几项由 --top 指定。", "None of {} was tried; see --top.")
SEMICOLON = Text("；", "; ")
FEW = 5
"""What there was no time for, of which each is named on a screen; JSON has all."""
CLASH = Text("硬性规则不能同时满足，至少须突破：", "hard rules clash; at the least: ")


def show_prices(console: Console, found: Prices, lang: Lang) -> None:
    """Print all prices."""
    scenario, result = found.start.scenario, found.start.result
    head = f"{scenario.settings.title} · {scenario.settings.year}–{scenario.settings.year + 1}"
    console.print(head, style="bold", markup=False, soft_wrap=True)
    whole = Text(
        f"原方案：未达标量 {result.shortfall}，得分 {result.value:,}（{result.said('zh')}）。",
        f"The plan: shortfall {result.shortfall}, value {result.value:,} ({result.said('en')}).",
    )
    _line(console, whole.say(lang), 0)
    _line(console, SURE.say(lang), 0)
    _section(console, found, UNITS, found.units, lang, more=found.more_units)
    if found.shared:
        rules = {rule.code: rule for rule in rules_of(found.start.rooms)}
        console.print(SHARED.say(lang), style="bold")
        for price in found.shared:
            _line(console, price_said(scenario, price, rules, lang), 1)
    _section(console, found, RULES, found.rules, lang)
    _section(console, found, LOCKS, found.locks, lang, more=found.more_locks)
    _untried(console, found, lang)


def _untried(console: Console, found: Prices, lang: Lang) -> None:
    """Print what there was no time for: rules by their codes, of all else the first ones in words."""
    if not found.untried:
        return
    console.print(NO_TIME.say(lang), style="bold", markup=False, soft_wrap=True)
    codes = [x.code for x in found.untried if isinstance(x, Rule)]
    if codes:
        _line(console, RULE_CODES.say(lang) + SEMICOLON.say(lang).join(codes), 1)
    others = [x for x in found.untried if not isinstance(x, Rule)]
    for about in others[:FEW]:
        _line(console, about_said(found.start.scenario, about).say(lang), 1)
    if len(others) > FEW:
        count = len(others) - FEW
        _line(console, Text(f"……另有 {count} 项", f"… and {count} more").say(lang), 1)


def _section(
    console: Console,
    found: Prices,
    heading: Text,
    some: Sequence[Priced],
    lang: Lang,
    more: int = 0,
) -> None:
    """Print the answers to one kind of question; ``more`` of them were not asked for."""
    if not some and not more:
        return
    console.print(heading.say(lang), style="bold")
    scenario = found.start.scenario
    open_ = [x for x in some if x.difference is not None and not x.is_free]
    dear = [x for x in open_ if _rank(x) != (0, 0)]
    for one in sorted(dear, key=_rank):
        _show(console, found, one, lang)
    for one in some:
        if one.how == "clash":
            clashes = listed(lang, (clash_said(scenario, x, lang) for x in one.clashes))
            said = about_said(scenario, one.about).say(lang)
            _line(console, f"{said}  {CLASH.say(lang)}{clashes}", 1)
    _together(console, found, NOTHING, (x for x in some if x.is_free), lang)
    even = [x for x in open_ if x not in dear]
    most = [x.difference.most for x in even if x.difference and x.difference.most is not None]
    limit = (
        Text(f"（至多好 {max(most)} 分）", f"(at most {max(most)} points)")
        if most
        else Text("", "")
    )
    words = Text(NO_BETTER.zh.format(limit.zh), NO_BETTER.en.format(limit.en))
    _together(console, found, words, even, lang)
    for how, words in (("firm", FIRM), ("wide", WIDE), ("late", LATE)):
        _together(console, found, words, (x for x in some if x.how == how), lang)
    if more:
        _line(console, (MORE if some else NONE_TRIED).say(lang).format(more), 1)


def _rank(one: Priced) -> tuple[int, int]:
    """Return the sort key: what gains most first."""
    found = one.difference
    return (0, 0) if found is None else (found.shortfall, -found.value)


def _show(console: Console, found: Prices, one: Priced, lang: Lang) -> None:
    if one.difference is None:
        return
    said = about_said(found.start.scenario, one.about).say(lang)
    _line(console, f"{said}  {change_said(one.difference).say(lang)}", 1)
    for change in one.difference.terms:
        _line(console, term_said(change, lang), 2)
    broken = broken_said(one)
    if broken is not None:
        _line(console, broken.say(lang), 2)


def _together(
    console: Console, found: Prices, words: Text, some: Iterable[Priced], lang: Lang
) -> None:
    """Print what has the same answer: rules in one line by their codes, all else a line each."""
    every = list(some)
    codes = [x.about.code for x in every if isinstance(x.about, Rule)]
    others = [x.about for x in every if not isinstance(x.about, Rule)]
    if every:
        _line(console, words.say(lang) + SEMICOLON.say(lang).join(codes), 1)
    for about in others:
        _line(console, about_said(found.start.scenario, about).say(lang), 2)


def _line(console: Console, text: str, depth: int) -> None:
    console.print("  " * depth + text, markup=False, soft_wrap=True)
