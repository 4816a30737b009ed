"""Counting in words: one line for each thing that no plan can reach, with its numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pairmatch.counting.bounds import Counting, JointBound, NoPartner, PairBound, TeamBound
from pairmatch.errors import Lang, Text
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import LANGS, STAGES_OF, label

NOTHING = Text(
    "单凭数量，没有发现达不到的任务。", "Counting alone finds no task that cannot be done."
)

TEAMS, PAIRS = Text("支教团队", "Teams are"), Text("结对", "Pairs are")


def lines(scenario: Scenario, counting: Counting) -> list[Text]:
    """Return what cannot be done, team by team and pair by pair, then stages without a partner.

    Where nothing is out of reach the first line says so. Of whom nothing is said comes last.
    """
    short = [
        *(_teams(scenario, x) for x in counting.teams if x.missing),
        *(_together(scenario, x) for x in counting.together if x.rule == "T1"),
        *(_pairs(scenario, x) for x in counting.pairs if x.missing),
        *(_together(scenario, x) for x in counting.together if x.rule != "T1"),
    ]
    return [
        *(short or [NOTHING]),
        *_without_partner(scenario, counting.without_partner),
        *_untold(scenario, TEAMS, counting.teams_untold),
        *_untold(scenario, PAIRS, counting.pairs_untold),
    ]


def _untold(scenario: Scenario, what: Text, units: Sequence[str]) -> Iterator[Text]:
    """Yield one line with the units of which nothing is said for an approved exception."""
    if units:
        names = [scenario.unit_name(unit) for unit in units]
        zh, en = "、".join(names), ", ".join(names)
        yield Text(
            f"所在结对片有批准的例外，未按数核算{what.zh}：{zh}",
            f"{what.en} not counted where an exception is approved: {en}",
        )


def _teams(scenario: Scenario, x: TeamBound) -> Text:
    name = scenario.unit_name(x.county)
    return Text(
        f"{name}：应有支教团队 {x.asked} 个，至多能组 {x.possible} 个，至少差 {x.missing} 个"
        f"（可驻点学校 {x.sites} 所；支援单位学段相符的可派人员 {x.people} 人，"
        f"按学校派出上限和单位限额至多派出 {x.released} 人）",
        f"{name}: {x.asked} teams asked, {x.possible} possible at most, {x.missing} short "
        f"(schools that may host: {x.sites}; people of their stages in supporting units: {x.people}, "
        f"within the limits of schools and units: {x.released})",
    )


def _pairs(scenario: Scenario, x: PairBound) -> Text:
    named = _of(scenario, x.unit, x.stage)
    who = {
        "P6": Text("名额下限", "the quota asks for"),
        "P2-min": Text("各校结对下限合计", "its schools ask for"),
    }[x.rule]
    return Text(
        f"{named.zh}：{who.zh} {x.asked} 对，至多能结 {x.possible} 对，至少差 {x.missing} 对"
        f"（可结对学校 {x.schools} 所；结对关系内学段相同的对方学校 {x.partners} 所，"
        f"至多接受 {x.places} 对）",
        f"{named.en}: {who.en} {x.asked} pairs, {x.possible} possible at most, {x.missing} short "
        f"(schools that may be paired: {x.schools}; schools across the link that share a stage: "
        f"{x.partners}, with room for {x.places} pairs)",
    )


def _together(scenario: Scenario, x: JointBound) -> Text:
    named = [_of(scenario, unit, stage) for unit, stage in x.members]
    zh, en = "、".join(n.zh for n in named), ", ".join(n.en for n in named)
    what = Text("支教团队 {} 个", "{} teams") if x.rule == "T1" else Text("结对 {} 对", "{} pairs")
    asked, unit = what.zh.format(x.asked), "个" if x.rule == "T1" else "对"
    return Text(
        f"{zh}合计：应有{asked}，因共用对方学校或人员，至多 {x.possible} {unit}，"
        f"至少差 {x.missing} {unit}",
        f"{en} together: {what.en.format(x.asked)} asked, {x.possible} possible at most, "
        f"{x.missing} short, because they share people or schools across the link",
    )


def _without_partner(scenario: Scenario, found: tuple[NoPartner, ...]) -> Iterator[Text]:
    """Yield one line a stage with the units whose schools of that stage have no partner."""
    by_stage: dict[str, list[NoPartner]] = defaultdict(list)
    for x in found:
        by_stage[x.stage].append(x)
    for stage in (stage for stage in STAGES_OF if stage in by_stage):
        mine = by_stage[stage]
        schools = sum(x.schools for x in mine)
        zh = "、".join(f"{scenario.unit_name(x.unit)} {x.schools} 所" for x in mine)
        en = ", ".join(f"{scenario.unit_name(x.unit)} {x.schools}" for x in mine)
        yield Text(
            f"{label('school_stage', stage, 'zh')} {schools} 所，"
            f"结对关系内没有可与之结对的同学段支援学校：{zh}",
            f"{label('school_stage', stage, 'en')}: {schools} recipient schools, for which the link "
            f"has no supporting school of their stages to pair with: {en}",
        )


def _of(scenario: Scenario, unit: str, stage: str | None) -> Text:
    """Return a unit with its stage, if any."""
    name = scenario.unit_name(unit)

    def said(lang: Lang) -> str:
        return f"{name}{'' if lang == 'zh' else ' '}{label('school_stage', stage, lang)}".strip()

    return Text(*(said(lang) for lang in LANGS))
