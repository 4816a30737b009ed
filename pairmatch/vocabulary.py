"""The closed lists of the data contract: roles, stages, subjects, kinds, terms and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pairmatch.errors import Lang, Text

Role = Literal["leader", "middle", "teacher"]
PersonStage = Literal["kindergarten", "primary", "junior", "senior", "special"]
SchoolStage = Literal[
    "kindergarten",
    "primary",
    "junior",
    "nine_year",
    "senior",
    "combined",
    "twelve_year",
    "special",
]
Subject = Literal[
    "chinese",
    "mathematics",
    "english",
    "politics",
    "history",
    "geography",
    "physics",
    "chemistry",
    "biology",
    "science",
    "information",
    "physical",
    "music",
    "art",
    "labour",
    "psychology",
    "special_needs",
    "preschool",
]
Kind = Literal[
    "township_boarding", "township_central", "county_high", "county_seat", "small_rural", "urban"
]
Term = Literal["autumn", "spring", "year"]
Side = Literal["supporting", "recipient"]
UnitLevel = Literal["city", "county", "town"]

TOWNSHIP_KINDS: frozenset[str] = frozenset({"township_boarding", "township_central"})
PERSON_STAGES: tuple[PersonStage, ...] = (
    "kindergarten",
    "primary",
    "junior",
    "senior",
    "special",
)
STAGES_OF: dict[SchoolStage, frozenset[PersonStage]] = {
    "kindergarten": frozenset({"kindergarten"}),
    "primary": frozenset({"primary"}),
    "junior": frozenset({"junior"}),
    "nine_year": frozenset({"primary", "junior"}),
    "senior": frozenset({"senior"}),
    "combined": frozenset({"junior", "senior"}),
    "twelve_year": frozenset({"primary", "junior", "senior"}),
    "special": frozenset({"special"}),
}
"""The stages of teaching that a school of each stage has."""

_SCHOOL = frozenset[PersonStage]({"primary", "junior", "senior"})
_SECONDARY = frozenset[PersonStage]({"junior", "senior"})
SUBJECT_STAGES: dict[Subject, frozenset[PersonStage]] = {
    "chinese": _SCHOOL | {"special"},
    "mathematics": _SCHOOL | {"special"},
    "english": _SCHOOL,
    "politics": _SCHOOL,
    "history": _SECONDARY,
    "geography": _SECONDARY,
    "physics": _SECONDARY,
    "chemistry": _SECONDARY,
    "biology": _SECONDARY,
    "science": frozenset({"primary"}),
    "information": _SCHOOL,
    "physical": _SCHOOL | {"special"},
    "music": _SCHOOL | {"special"},
    "art": _SCHOOL | {"special"},
    "labour": _SCHOOL | {"special"},
    "psychology": _SCHOOL | {"special"},
    "special_needs": frozenset({"special"}),
    "preschool": frozenset({"kindergarten"}),
}
"""The stages at which each subject is taught."""

HALF_TERMS: dict[Term, tuple[Term, ...]] = {
    "autumn": ("autumn",),
    "spring": ("spring",),
    "year": ("autumn", "spring"),
}
"""The terms of the school calendar that a stay of each length takes up."""


LANGS: tuple[Lang, Lang] = ("zh", "en")


@dataclass(frozen=True)
class Word:
    """One value of a closed list: its name in each language and what else people write for it."""

    label: Text
    aliases: tuple[str, ...] = ()


def _word(zh: str, en: str, *aliases: str) -> Word:
    return Word(Text(zh, en), aliases)


WORDS: dict[str, dict[str, Word]] = {
    "role": {
        "leader": _word("学校领导", "leader", "校领导", "校长", "副校长"),
        "middle": _word("中层干部", "middle cadre", "中层"),
        "teacher": _word("专任教师", "teacher", "教师"),
    },
    "school_stage": {
        "kindergarten": _word("幼儿园", "kindergarten"),
        "primary": _word("小学", "primary"),
        "junior": _word("初级中学", "junior high", "初中"),
        "nine_year": _word("九年一贯制学校", "nine-year", "九年一贯制", "九年制"),
        "senior": _word("高级中学", "senior high", "高中", "普通高中"),
        "combined": _word("完全中学", "combined high", "完中"),
        "twelve_year": _word("十二年一贯制学校", "twelve-year", "十二年一贯制"),
        "special": _word("特殊教育学校", "special education", "特教", "特殊教育"),
    },
    "person_stage": {
        "kindergarten": _word("学前", "kindergarten", "幼儿园"),
        "primary": _word("小学", "primary"),
        "junior": _word("初中", "junior high"),
        "senior": _word("高中", "senior high", "普通高中"),
        "special": _word("特教", "special education", "特殊教育"),
    },
    "subject": {
        "chinese": _word("语文", "Chinese"),
        "mathematics": _word("数学", "mathematics"),
        "english": _word("英语", "English"),
        "politics": _word("政治", "politics", "道德与法治", "思想政治", "政治(道德与法治)"),
        "history": _word("历史", "history"),
        "geography": _word("地理", "geography"),
        "physics": _word("物理", "physics"),
        "chemistry": _word("化学", "chemistry"),
        "biology": _word("生物", "biology", "生物学"),
        "science": _word("科学", "science"),
        "information": _word("信息科技", "information technology", "信息技术"),
        "physical": _word("体育", "physical education", "体育与健康"),
        "music": _word("音乐", "music"),
        "art": _word("美术", "art"),
        "labour": _word("劳动", "labour"),
        "psychology": _word("心理健康", "psychology", "心理"),
        "special_needs": _word("特殊教育", "special needs", "特教"),
        "preschool": _word("学前", "preschool", "学前教育"),
    },
    "kind": {
        "township_boarding": _word("乡镇寄宿制学校", "township boarding", "乡镇寄宿制"),
        "township_central": _word("乡镇中心学校", "township central", "中心学校", "乡镇中心"),
        "county_high": _word("县域高中", "county high", "县域普通高中", "县中"),
        "county_seat": _word("县城学校", "county seat", "县城"),
        "small_rural": _word("乡村小规模学校", "small rural", "教学点", "小规模学校"),
        "urban": _word("城区学校", "urban", "城区"),
    },
    "term": {
        "autumn": _word("秋季学期", "autumn", "上学期", "秋季"),
        "spring": _word("春季学期", "spring", "下学期", "春季"),
        "year": _word("全学年", "year", "学年"),
    },
    "side": {
        "supporting": _word("支援方", "supporting", "支援", "帮扶方"),
        "recipient": _word("受援方", "recipient", "受援", "受帮扶方"),
    },
    "level": {
        "city": _word("市", "city", "市级"),
        "county": _word("县", "county", "县级", "区", "县(市、区)"),
        "town": _word("镇街", "town", "镇", "街道"),
    },
    "origin": {
        "official": _word("官方", "official", "正式"),
        "sourced": _word("有公开来源", "sourced", "公开来源"),
        "proposed": _word("拟定", "proposed"),
        "illustrative": _word("示例", "illustrative"),
    },
    "programme": {
        "pairs": _word("结对", "pairs", "结对学校"),
        "teams": _word("支教", "teams", "支教团队"),
        "placements": _word("跟岗", "placements"),
    },
    "run_by": {"county": _word("县属", "county"), "city": _word("市属", "city", "市直")},
    "lock": {
        "pair": _word("结对", "pair"),
        "site": _word("支教学校", "site"),
        "seat": _word("支教岗位", "seat"),
        "placement": _word("跟岗", "placement"),
    },
    "force": {
        "require": _word("必须", "require", "锁定"),
        "forbid": _word("禁止", "forbid"),
    },
    "mark": {
        "lock": _word("锁定", "lock"),
        "forbid": _word("禁止", "forbid"),
    },
    "reply": {
        "agree": _word("同意", "agree"),
        "adjust": _word("调整", "adjust"),
        "refuse": _word("不同意", "refuse"),
    },
    "alternative": {
        "first": _word("备选一", "alternative 1", "备选1", "1"),
        "second": _word("备选二", "alternative 2", "备选2", "2"),
    },
    "outcome": {
        "taken": _word("采纳", "taken up"),
        "undecided": _word("待定", "undecided"),
        "declined": _word("未采纳", "not taken up"),
        "silent": _word("未答复", "no answer"),
    },
    "commitment": {
        "release": _word("派出", "release"),
        "host": _word("接收", "host"),
    },
    "limit": {
        "away": _word("派出人数", "people away"),
        "hosted": _word("接收人数", "people hosted"),
        "money": _word("经费（半年人数）", "money (people and half-years)"),
    },
    "total": {
        "province": _word("全省", "the province"),
        "supporting": _word("支援方合计", "all supporting units"),
        "recipient": _word("受援方合计", "all recipient units"),
    },
    "status": {
        "planned": _word("计划", "planned"),
        "actual": _word("实际", "actual"),
        "left": _word("中途离开", "left early", "提前离开", "中途返回"),
        "confirmed": _word("已接手", "taken over", "已接替"),
        "ended": _word("结束", "ended", "终止", "解除"),
    },
    "rule_force": {
        "hard": _word("必须满足", "hard"),
        "relaxable": _word("尽量满足", "relaxable"),
        "principle": _word("原则上", "principle"),
        "preference": _word("择优", "preference"),
    },
}
"""Every closed list by name; the keys are the values used inside the program."""


def label(words: str, value: str | None, lang: Lang) -> str:
    """Return the word people use for one value of a closed list; '' for None."""
    return "" if value is None else WORDS[words][value].label.say(lang)


def canonical(words: str, written: str) -> str | None:
    """Return the value that a written word stands for, or None if it is in no list."""
    for value, word in WORDS[words].items():
        if written in (value, word.label.zh, word.label.en, *word.aliases):
            return value
    return None
