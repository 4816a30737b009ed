"""The catalogue: both languages say the same things, and everything the code says is in it."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pairmatch
from pairmatch.errors import Issue, Text, catalogue, message

SOURCE = Path(pairmatch.__file__).parent
CODE = re.compile(r'"([EW]-[A-Z]+(?:-[A-Z]+)*)"')


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def codes_in_source() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    return {code for text in texts for code in CODE.findall(text)}


def test_both_languages_have_the_same_keys_and_fields() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys()
    assert {key: fields(zh[key]) for key in zh} == {key: fields(en[key]) for key in en}


def test_every_code_has_a_problem_and_a_remedy_and_none_is_left_over() -> None:
    wanted = {f"{code}.{part}" for code in codes_in_source() for part in ("problem", "remedy")}
    assert wanted == {key for key in catalogue("zh") if key.startswith(("E-", "W-"))}


def test_chinese_messages_are_chinese() -> None:
    for key, text in catalogue("zh").items():
        if key.endswith((".problem", ".remedy")):
            assert re.search("[一-鿿]", text), key
            assert "," not in re.sub(r"\{\{.*?\}\}", "", text), key


def test_a_fault_says_place_problem_remedy_and_code() -> None:
    issue = Issue("E-SUBJECT-MISSING", "staff.csv", 7, "学科")
    assert issue.say("zh") == (
        "staff.csv 第 7 行 “学科”：专任教师没有填学科，学科必填。请填上学科。 [E-SUBJECT-MISSING]"
    )
    assert issue.say("en").startswith('staff.csv line 7 "学科": ')


def test_a_text_among_the_fields_is_said_in_the_language() -> None:
    near = {"near": Text("数学", "mathematics")}
    assert "数学" in message("hint.near", "zh", **near)
    assert "mathematics" in message("hint.near", "en", **near)


def test_braces_in_a_value_are_shown_as_they_are() -> None:
    issue = Issue("E-CELL-WORD", "units.csv", 2, "level", "{oops}", {"expected": "x", "hint": ""})
    assert "{oops}" in issue.say("zh")
