"""The documents say what the program does: tables, commands, exit codes, sheets, layers, links.

``python -m tests.test_readme`` writes the tables that stand between markers in both READMEs anew.
"""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from pairmatch import cli, refusal
from pairmatch.console import rule_lines
from pairmatch.errors import Lang, catalogue
from pairmatch.io.declared import Declared
from pairmatch.io.headers import Column, header_key, match_header
from pairmatch.io.lock_facts import LEFT_BLANK, NEEDED
from pairmatch.io.raw import RawTable
from pairmatch.io.read import read_scenario
from pairmatch.io.settings import PLAIN, SECTIONS
from pairmatch.metrics import METRICS
from pairmatch.metrics.says import metric_lines
from pairmatch.plan import Plan
from pairmatch.programmes import NUMBERS, ROOMS, RULES, TABLES, TERMS, plan_tables_of
from pairmatch.programmes.rule import order_of
from pairmatch.programmes.teams.index import team_quota
from pairmatch.report import pages
from pairmatch.report.names import clause_of
from pairmatch.result import Result
from pairmatch.schema import Approval, Lock, Table
from pairmatch.settings import Number
from pairmatch.sweep.definition import CHANGED, read_definition
from pairmatch.sweep.variants import read_sweep
from pairmatch.verify import verify
from pairmatch.vocabulary import PERSON_STAGES, STAGES_OF, SUBJECT_STAGES, WORDS, label
from tests.imports import imports_of

ROOT = Path(__file__).parents[1]
README: dict[Lang, Path] = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
DOCUMENTS = (*README.values(), ROOT / "CHANGELOG.md")
REFRESH = "stale: run `python -m tests.test_readme`"


# -- tables written from the program ------------------------------------------------------------


def _table(*rows: tuple[str, ...]) -> str:
    first, *others = rows
    lines = [first, ("---",) * len(first), *others]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _say(text: object, lang: Lang) -> str:
    return text if isinstance(text, str) else text.say(lang)  # type: ignore[attr-defined]


def _rules(lang: Lang) -> str:
    return rule_lines(RULES, TERMS, [lang])


def _tables(lang: Lang) -> str:
    if lang == "zh":
        return _columns()
    rows = [("table", "one row is", "columns")]
    for table in TABLES:
        named = (
            f"**{header_key(name)}**" if field.is_required() else header_key(name)
            for name, field in table.model.model_fields.items()
        )
        about = (table.model.__doc__ or "").split("\n")[0].rstrip(".")
        file = f"`{table.name}.csv`" + " (required)" * table.required
        rows.append((file, about, ", ".join(named)))
    return _table(*rows)


ALSO = {key[len("note.") :]: x for key, x in catalogue("zh").items() if key.startswith("note.")}
"""What a coordinator should know of a column beside what the program takes in it."""

LOCKS_BELOW = "见“已议定事项怎么填”"
BLANK = {key[len("blank.") :]: x for key, x in catalogue("zh").items() if key.startswith("blank.")}
BLANK |= dict.fromkeys(
    ("locks.supporting_school", "locks.role", "locks.subject"),
    LOCKS_BELOW,
)
"""What a blank says where it says more than 不详."""


def _columns() -> str:
    """Return every table with every column, in Chinese: what the reader of the tables takes."""
    parts = []
    for table in TABLES:
        fields = table.model.model_fields
        keys = RawTable(f"{table.name}.csv", tuple(map(header_key, fields)), ())
        columns, issues = match_header(table, keys)
        assert not issues
        rows = [("列", "必填", "填什么", "空白表示")]
        for name, field in fields.items():
            place = f"{table.name}.{name}"
            takes = _takes(table, columns[name])
            blank = "—" if field.is_required() else BLANK.get(place, "不详")
            rows.append(
                (
                    field.title or name,
                    "是" * field.is_required(),
                    "；".join(filter(None, (takes, ALSO.get(place)))),
                    blank,
                )
            )
        unique = "＋".join(fields[name].title or name for name in table.key)
        heading = f"#### `{table.name}.csv`　{table.title.zh}" + "（必须有）" * table.required
        parts.append(f"{heading}\n\n不得重复：{unique}。\n\n{_table(*rows)}")
    return "\n\n".join(parts)


def _takes(table: Table, column: Column) -> str:
    """Return what a column takes: the words of its list, or its numbers, or the code it names."""
    if column.words == "subject":
        return "学科名，见“学段和学科”"
    if column.words is not None:
        return "、".join(label(column.words, value, "zh") for value in column.allowed)
    if column.name in (table.references or {}):
        target, _, name = (table.references or {})[column.name].partition(".")
        other = next(x for x in TABLES if x.name == target)
        return f"`{target}` 表中的{other.model.model_fields[name or other.key[0]].title}"
    return "文字" if column.expected.zh == "可空" else column.expected.zh


def _locks(lang: Lang) -> str:
    def titles(names: tuple[str, ...]) -> str:
        return "、".join(Lock.model_fields[name].title or name for name in names) or "—"

    free = ("supporting_school", "role", "subject", "term", "person_id")
    rows = [("事项", "必须填", "可填", "必须空")]
    for what, needed in NEEDED.items():
        may = tuple(x for x in free if x not in (*needed, *LEFT_BLANK[what]))
        parts = (("recipient_school", *needed), may, LEFT_BLANK[what])
        rows.append((label("lock", what, lang), *map(titles, parts)))
    return _table(*rows)


def _approvals(lang: Lang) -> str:
    """Return which columns of an approval name a row, and the rules that take just these."""
    rules: dict[str, list[str]] = {}
    for rule in RULES:
        if rule.excepted is not None:
            way = "，或 ".join(_titles(x) for x in rule.excepted.columns)
            rules.setdefault(way, []).append(rule.code)
    head = {"zh": ("要填的列", "规则"), "en": ("columns", "rules")}[lang]
    return _table(head, *((way, "、".join(codes)) for way, codes in rules.items()))


def _titles(names: tuple[str, ...]) -> str:
    return "＋".join(Approval.model_fields[x].title or x for x in names) or "都不填（全省）"


def _stages(lang: Lang) -> str:
    def stages(some: Iterable[str]) -> str:
        return "、".join(label("person_stage", x, lang) for x in PERSON_STAGES if x in set(some))

    schools = [(label("school_stage", x, lang), stages(some)) for x, some in STAGES_OF.items()]
    subjects = [
        (
            label("person_stage", stage, lang),
            "、".join(
                label("subject", x, lang) for x, some in SUBJECT_STAGES.items() if stage in some
            ),
        )
        for stage in PERSON_STAGES
    ]
    return "\n\n".join(
        (
            _table(("学校的学段", "所设的任教学段"), *schools),
            _table(("任教学段", "开设的学科"), *subjects),
        )
    )


def _sheets(lang: Lang) -> str:
    rows = [("工作表", "读回的列", "与代码核对的列", "不看的列")]
    for room in ROOMS:
        for sheet in room.sheets:
            if sheet.plan_table is None:
                continue
            read = [x.header.say(lang) for x in sheet.columns if x.reads]
            names = [x.header.say(lang) for x in sheet.columns if x.names]
            rest = [x.header.say(lang) for x in sheet.columns if not x.reads and not x.names]
            rows.append((sheet.name.say(lang), *("、".join(x) or "—" for x in (read, names, rest))))
    return _table(*rows)


def _numbers(lang: Lang) -> str:
    head = {
        "en": ("name", "default", "range", "clause", "meaning"),
        "zh": ("参数", "默认值", "范围", "条款", "含义"),
    }[lang]
    rows = []
    for number in NUMBERS:
        value = number.default
        written = (
            str(value).lower()
            if isinstance(value, bool)
            else "[" + ", ".join(f'"{term}"' for term in value) + "]"
            if isinstance(value, tuple)
            else '"none"'
            if value is None
            else str(value)
        )
        clause = _say(clause_of(number.clause), lang)
        rows.append(
            (
                f"`{number.name}`",
                f"`{written}`",
                _range(number, lang),
                clause,
                number.title.say(lang),
            )
        )
    return _table(head, *rows)


def _range(number: Number, lang: Lang) -> str:
    if isinstance(number.default, bool):
        return {"en": "`true`, `false`", "zh": "`true`、`false`"}[lang]
    if isinstance(number.default, tuple):
        return {"en": ", ", "zh": "、"}[lang].join(
            word.label.say(lang) for word in WORDS["term"].values()
        )
    return f"{number.low}–{number.high}"


def _weights(lang: Lang) -> str:
    head = {
        "en": ("code", "default weight", "tier", "reason"),
        "zh": ("编号", "默认权重", "层次", "理由"),
    }[lang]
    tiers = {"en": ("shortfall", "points"), "zh": ("未达标量", "得分")}[lang]
    priced = sorted(Declared.of(ROOMS).priced.items(), key=lambda item: order_of(item[0]))
    rows = [
        (
            code,
            str(each.weight),
            tiers[getattr(each, "force", "") != "relaxable"],
            each.why.say(lang),
        )
        for code, each in priced
    ]
    return _table(head, *rows)


def _metrics(lang: Lang) -> str:
    return metric_lines(METRICS, [lang])


WRITTEN: dict[str, Callable[[Lang], str]] = {
    "rules": _rules,
    "metrics": _metrics,
    "tables": _tables,
    "numbers": _numbers,
    "weights": _weights,
}
GUIDE: dict[str, Callable[[Lang], str]] = {
    "locks": _locks,
    "approvals": _approvals,
    "stages": _stages,
    "sheets": _sheets,
}
"""What only the guide for coordinators has, in Chinese."""


def _writers(lang: Lang) -> dict[str, Callable[[Lang], str]]:
    return WRITTEN | GUIDE if lang == "zh" else WRITTEN


def _fresh(text: str, lang: Lang) -> str:
    """Return a document with every table between markers written anew."""
    for name, write in _writers(lang).items():
        opening, closing = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
        before, found, rest = text.partition(opening)
        _, ended, after = rest.partition(closing)
        assert found, f"no marker {opening!r}"
        assert ended, f"no marker {closing!r}"
        text = before + opening + write(lang) + closing + after
    return text


@pytest.mark.parametrize("lang", README)
def test_tables_are_fresh(lang: Lang) -> None:
    text = README[lang].read_text(encoding="utf-8")
    assert text == _fresh(text, lang), REFRESH


@pytest.mark.parametrize(("lang", "name"), [(x, name) for x in README for name in _writers(x)])
def test_a_stale_table_is_noticed(lang: Lang, name: str) -> None:
    text = README[lang].read_text(encoding="utf-8")
    stale = text.replace(f"\n<!-- /{name} -->", f"\n| one more |\n<!-- /{name} -->")
    assert stale != text
    assert _fresh(stale, lang) == _fresh(text, lang)


def test_remarks_are_about_columns_that_exist() -> None:
    fields = {f"{x.name}.{name}": f for x in TABLES for name, f in x.model.model_fields.items()}
    assert set(ALSO) <= set(fields)
    assert set(BLANK) <= {place for place, field in fields.items() if not field.is_required()}


# -- what the prose says ------------------------------------------------------------------------


def _section(title: str, lang: Lang = "en") -> str:
    text = README[lang].read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"no section {title!r}"
    return found[1]


def _block(text: str, after: str, language: str) -> str:
    found = re.search(rf"{re.escape(after)}.*?```{language}\n(.*?)```", text, re.S)
    assert found, f"no {language} block after {after!r}"
    return found[1]


def test_the_list_of_commands_is_the_program_s() -> None:
    rows = re.findall(r"^\| `(\w+)[^`]*` \|(.*)$", _section("Commands"), re.M)
    assert {name for name, _ in rows} == set(cli.main.commands)
    for name, row in rows:
        known = {option for one in cli.main.commands[name].params for option in one.opts}
        assert set(re.findall(r"--[a-z-]+", row)) == {x for x in known if x.startswith("--")}, name


@pytest.mark.parametrize("lang", README)
def test_only_commands_that_exist_are_shown(lang: Lang) -> None:
    shown = re.findall(r"-m pairmatch (\w+)", README[lang].read_text(encoding="utf-8"))
    assert shown
    assert set(shown) <= set(cli.main.commands)


@pytest.mark.parametrize("lang", README)
def test_exit_codes_are_the_program_s(lang: Lang) -> None:
    text = README[lang].read_text(encoding="utf-8")
    names = ("DONE", "DEFECT", "BAD_INPUT", "HARD_CLASH", "NO_PLAN", "BREAKS_RULES", "INTERRUPTED")
    rows = re.findall(r"^\| (\d+) \| `([A-Z_]+)` \|", text, re.M)
    assert {name: int(code) for code, name in rows} == {
        name: getattr(refusal, name) for name in names
    }


def test_every_sheet_is_explained() -> None:
    scenario = read_scenario(ROOT / "scenarios" / "tiny")
    plan = Plan(plan_tables_of(ROOMS), {})
    result = Result("", "", "proved", 0, 0, 0, 0, (), 0, (), "")
    english, chinese = (README[lang].read_text(encoding="utf-8") for lang in ("en", "zh"))
    for page in pages(scenario, plan, result, verify(scenario, plan), ROOMS):
        assert f"| {page.name.zh} | {page.name.en} |" in english
        assert f"**{page.name.zh}**" in chinese


INPUT: dict[Lang, str] = {"en": "Input", "zh": "三、怎么填表"}


@pytest.mark.parametrize("lang", README)
def test_the_sample_of_settings_is_accepted(lang: Lang, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(ROOT / "scenarios" / "demo", folder)
    sample = _block(_section(INPUT[lang], lang), "### scenario.toml", "toml")
    (folder / "scenario.toml").write_text(sample, encoding="utf-8")
    assert read_scenario(folder).settings.limits


def test_the_chinese_sample_of_settings_has_every_key() -> None:
    sample = _block(_section(INPUT["zh"], "zh"), "### scenario.toml", "toml")
    assert set(tomllib.loads(sample)) == {*PLAIN, *SECTIONS}


def test_the_small_example_is_accepted(tmp_path: Path) -> None:
    text = _section(INPUT["zh"], "zh")
    tables = dict(re.findall(r"^`(\w+\.csv)`[^\n]*\n\n```csv\n(.*?)```", text, re.M | re.S))
    assert len(tables) == text.count("```csv")
    assert {f"{table.name}.csv" for table in TABLES if table.required} < set(tables)
    for name, lines in tables.items():
        (tmp_path / name).write_text(lines, encoding="utf-8-sig")
    sample = _block(text, "### scenario.toml", "toml")
    (tmp_path / "scenario.toml").write_text(sample, encoding="utf-8")
    assert read_scenario(tmp_path).schools


@pytest.mark.parametrize("lang", README)
def test_the_sample_of_a_sweep_is_accepted(lang: Lang, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios" / "demo", tmp_path / "demo")
    heading = {"en": "### Many variants", "zh": "### 多个备选"}[lang]
    sample = _block(README[lang].read_text(encoding="utf-8"), heading, "toml")
    (tmp_path / "some.toml").write_text(sample, encoding="utf-8")
    definition = read_definition(tmp_path / "some.toml")
    sweep = read_sweep(definition, definition.scenario)
    changed = {key.split(".")[0] for variant in sweep.variants for key in variant.changes}
    assert changed == set(CHANGED)


def test_pairs_alone_can_be_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(ROOT / "scenarios" / "demo", folder)
    for name in ("staff", "needs", "locks", "quotas"):
        (folder / f"{name}.csv").unlink()
    with (folder / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write(_block(_section(INPUT["zh"], "zh"), "### 只做结对", "toml"))
    scenario = read_scenario(folder)
    assert all(team_quota(scenario, unit.unit_code)[0] == 0 for unit in scenario.recipient_counties)


# -- layers -------------------------------------------------------------------------------------


def _imports(path: Path) -> set[str]:
    """Return the top-level parts of the package that a file imports when it runs."""
    modules = [x.module or "" for x in imports_of(path) if isinstance(x, ast.ImportFrom)]
    return {x.split(".")[1] for x in modules if x.startswith("pairmatch.")}


def test_imports_point_down_the_layers_that_are_shown() -> None:
    lines = _block(_section("How it is built"), "<!-- layers -->", "text").splitlines()
    layers = [line.split("  #")[0].split() for line in lines]
    height = {name: -i for i, names in enumerate(layers) for name in names}
    package = ROOT / "pairmatch"
    files = [x for x in package.rglob("*.py") if x != package / "__init__.py"]
    parts = {file: file.relative_to(package).with_suffix("").parts[0] for file in files}
    assert set(height) == set(parts.values())
    for file, part in parts.items():
        up = {x for x in _imports(file) - {part} if height[x] >= height[part]}
        assert not up, f"{file.name} imports {up}"


# -- pins and links -----------------------------------------------------------------------------


def _plain(name: str) -> str:
    return re.split(r"[<>=!;\[ ]", name)[0].lower().replace("_", "-")


def test_every_dependency_is_pinned_and_no_address_is_named() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|@|--hash", text)
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+(; .+)?", pin) for pin in pins)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(name for extra in extras.values() for name in extra)]
    assert set(extras["dask"]) < set(extras["dev"])
    assert {_plain(name) for name in wanted} <= {_plain(pin) for pin in pins}
    # What builds the package is carried to a machine without internet as well.
    for readme in README.values():
        offline = re.findall(r"pip download .*", readme.read_text(encoding="utf-8"))
        assert offline
        assert all(
            f'"{name}"' in x for x in offline for name in settings["build-system"]["requires"]
        )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        assert link.startswith("#") or (ROOT / link.split("#")[0]).exists(), link


if __name__ == "__main__":
    for _lang, _path in README.items():
        _path.write_text(_fresh(_path.read_text(encoding="utf-8"), _lang), encoding="utf-8")
