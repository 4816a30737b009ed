"""How prices are said: what was asked, what it changes, and how far that is proved."""

from __future__ import annotations

from pairmatch.errors import Lang, Text
from pairmatch.explain.refusals import lock_said
from pairmatch.explain.words import signed
from pairmatch.prices.asked import About, Priced
from pairmatch.prices.binding import Unit
from pairmatch.programmes.rule import Rule
from pairmatch.report.names import clause_of, names_of
from pairmatch.result import Price
from pairmatch.scenario import Scenario
from pairmatch.whatif.difference import Difference


def about_said(scenario: Scenario, about: About) -> Text:
    """Return what was asked about: an edit, a rule with its clause, or a decision."""
    if isinstance(about, Unit):
        return about.repair.says(1)
    if isinstance(about, Rule):
        return rule_said(about)
    return lock_said(scenario, about)


def rule_said(rule: Rule) -> Text:
    """Return a rule's code, sentence and clause."""
    clause = clause_of(rule.clause)
    zh, en = (clause, clause) if isinstance(clause, str) else (clause.zh, clause.en)
    return Text(f"{rule.code} {rule.says.zh}（{zh}）", f"{rule.code} {rule.says.en} ({en})")


def change_said(found: Difference) -> Text:
    """Return the change of shortfall and value; what is proved is said only where it is not all."""
    zh, en = f"得分 {signed(found.value)}", f"value {signed(found.value)}"
    if found.shortfall:
        missed = signed(found.shortfall)
        zh, en = f"未达标量 {missed}，{zh}", f"shortfall {missed}, {en}"
    if found.proved:
        return Text(zh, en)
    if found.least is None or found.most is None:
        return Text(f"{zh}（未证明）", f"{en} (not proved)")
    least, most = signed(found.least), signed(found.most)
    return Text(
        f"{zh}（已证明在 {least} 到 {most} 之间）", f"{en} (proved between {least} and {most})"
    )


def broken_said(one: Priced) -> Text | None:
    """Return by how much the plans miss a dropped rule, None where neither does."""
    if not isinstance(one.about, Rule) or one.broken == (0, 0):
        return None
    before, after = one.broken
    unit = one.about.unit
    return Text(
        f"这条规则本身：未做到 {before} → {after} {unit.zh}（不计分）",
        f"the rule itself is missed by {before} → {after} {unit.en} (not counted)",
    )


def price_said(scenario: Scenario, price: Price, rules: dict[str, Rule], lang: Lang) -> str:
    """Return the price that a row of the province was coordinated with."""
    rule, points = rules[price.rule], f"{float(price.points):g}"
    where = names_of(scenario, price.ids, lang)
    return Text(
        f"{rule_said(rule).zh}：{where}，上下限 {price.side}，每{rule.unit.zh} {points} 分",
        f"{rule_said(rule).en}: {where}, side {price.side}, {points} points a unit ({rule.unit.en})",
    ).say(lang)
