"""The documents say what the program does: tables, commands, exit codes, sheets, layers, links.

``python -m tests.test_readme`` writes the tables that stand between markers in both READMEs anew.
"""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from pairmatch import cli
from pairmatch.console import rule_lines
from pairmatch.errors import Lang
from pairmatch.io.declared import Declared
from pairmatch.io.headers import header_key
from pairmatch.io.read import read_scenario
from pairmatch.plan import Plan
from pairmatch.programmes import NUMBERS, ROOMS, RULES, TABLES, TERMS, plan_tables_of
from pairmatch.programmes.rule import order_of
from pairmatch.report import pages
from pairmatch.report.names import clause_of
from pairmatch.result import Result
from pairmatch.verify import verify

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
    head = {"en": ("table", "one row is", "columns"), "zh": ("表（文件名）", "内容", "列")}[lang]
    rows = []
    for table in TABLES:
        fields = table.model.model_fields.items()
        named = [
            (header_key(name) if lang == "en" else field.title or name, field.is_required())
            for name, field in fields
        ]
        columns = ", " if lang == "en" else "、"
        about = (table.model.__doc__ or "").split("\n")[0].rstrip(".")
        file = f"`{table.name}.csv`" + (
            {"en": " (required)", "zh": "（必须有）"}[lang] * table.required
        )
        rows.append(
            (
                file,
                about if lang == "en" else table.title.zh,
                columns.join(f"**{name}**" if required else name for name, required in named),
            )
        )
    return _table(head, *rows)


def _numbers(lang: Lang) -> str:
    head = {
        "en": ("name", "default", "clause", "meaning"),
        "zh": ("参数", "默认值", "条款", "含义"),
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
        rows.append((f"`{number.name}`", f"`{written}`", clause, number.title.say(lang)))
    return _table(head, *rows)


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


WRITTEN: dict[str, Callable[[Lang], str]] = {
    "rules": _rules,
    "tables": _tables,
    "numbers": _numbers,
    "weights": _weights,
}


def _fresh(text: str, lang: Lang) -> str:
    """Return a document with every table between markers written anew."""
    for name, write in WRITTEN.items():
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


@pytest.mark.parametrize("name", WRITTEN)
def test_a_stale_table_is_noticed(name: str) -> None:
    text = README["en"].read_text(encoding="utf-8")
    stale = text.replace(f"\n<!-- /{name} -->", f"\n| one more |\n<!-- /{name} -->")
    assert stale != text
    assert _fresh(stale, "en") == _fresh(text, "en")


# -- what the prose says ------------------------------------------------------------------------


def _section(title: str) -> str:
    text = README["en"].read_text(encoding="utf-8")
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
    assert {name: int(code) for code, name in rows} == {name: getattr(cli, name) for name in names}


def test_every_sheet_is_explained() -> None:
    scenario = read_scenario(ROOT / "scenarios" / "tiny")
    plan = Plan(plan_tables_of(ROOMS), {})
    result = Result("", "", "proved", 0, 0, 0, 0, (), 0, (), "")
    english, chinese = (README[lang].read_text(encoding="utf-8") for lang in ("en", "zh"))
    for page in pages(scenario, plan, result, verify(scenario, plan), ROOMS):
        assert f"| {page.name.zh} | {page.name.en} |" in english
        assert f"**{page.name.zh}**" in chinese


def test_the_sample_of_settings_is_accepted(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(ROOT / "scenarios" / "demo", folder)
    sample = _block(_section("Input"), "scenario.toml", "toml")
    (folder / "scenario.toml").write_text(sample, encoding="utf-8")
    assert read_scenario(folder).settings.limits


# -- layers -------------------------------------------------------------------------------------


def _imports(path: Path) -> set[str]:
    """Return the top-level parts of the package that a file imports when it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    modules = [x.module or "" for x in ast.walk(tree) if isinstance(x, ast.ImportFrom)]
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
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {_plain(name) for name in wanted} <= {_plain(pin) for pin in pins}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        assert link.startswith("#") or (ROOT / link.split("#")[0]).exists(), link


if __name__ == "__main__":
    for _lang, _path in README.items():
        _path.write_text(_fresh(_path.read_text(encoding="utf-8"), _lang), encoding="utf-8")
