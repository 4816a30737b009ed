"""The template: every column of the schema, checked cells, an example that is right, the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from pairmatch import cli, refusal
from pairmatch.errors import BadInput, Lang
from pairmatch.io.declared import Declared
from pairmatch.io.headers import squeezed
from pairmatch.io.read import read_scenario
from pairmatch.io.template import COUNTY, PARTIES, Party, Template, write_template
from pairmatch.io.template.sheet import DEPTH
from pairmatch.io.template.words import CHOICES, EXAMPLE, GUIDE, SETTINGS, VERSION, VERSION_NAME
from pairmatch.programmes import NUMBERS, ROOMS, TABLES
from pairmatch.schema import Table, column_headers, column_words
from pairmatch.vocabulary import LANGS, WORDS, canonical
from tests.io.template.package import faults_of
from tests.io.template.reading import columns_of, rows_of, sheets_of
from tests.toy.programme import ROOM as TOY

DECLARED = Declared.of(ROOMS)
EVERY: list[tuple[Lang, Party | None]] = [(x, y) for x in LANGS for y in (None, *PARTIES)]
SCENARIOS = Path(__file__).parents[3] / "scenarios"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Lang, Party | None], Path]:
    folder = tmp_path_factory.mktemp("templates")
    paths = {(x, y): folder / f"{x}-{y}.xlsx" for x, y in EVERY}
    for (lang, party), path in paths.items():
        write_template(path, Template(DECLARED, lang, party))
    return paths


Made = dict[tuple[Lang, Party | None], Path]


def tables_for(party: Party | None) -> list[Table]:
    return [x for x in TABLES if party is None or (x.name in COUNTY) == (party == "county")]


@pytest.mark.parametrize(("lang", "party"), EVERY)
def test_the_sheets_are_the_guide_the_tables_the_settings_and_the_hidden_lists(
    made: Made, lang: Lang, party: Party | None
) -> None:
    book = CalamineWorkbook.from_path(str(made[lang, party]))
    settings = [] if party == "county" else [SETTINGS.say(lang)]
    titles = [table.title.say(lang) for table in tables_for(party)]
    assert book.sheet_names == [GUIDE.say(lang), *titles, *settings, CHOICES.say(lang)]
    hidden = [x.name for x in book.sheets_metadata if x.visible != SheetVisibleEnum.Visible]
    assert hidden == [CHOICES.say(lang)]


@pytest.mark.parametrize(("lang", "party"), EVERY)
def test_excel_has_nothing_to_repair(made: Made, lang: Lang, party: Party | None) -> None:
    assert faults_of(str(made[lang, party])) == []


def test_county_and_province_together_fill_in_everything_once() -> None:
    both = [x.name for party in PARTIES for x in tables_for(party)]
    assert sorted(both) == sorted(x.name for x in TABLES)
    assert set(COUNTY) < set(both)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_sheet_has_title_unit_line_headers_and_an_example(
    made: Made, table: Table, lang: Lang
) -> None:
    title, unit, header, example = sheets_of(made[lang, None])[table.title.say(lang)][:4]
    assert table.title.say(lang) in title[0]
    assert {"zh": "填报单位", "en": "Unit"}[lang] in unit[0]
    written = [text for text in header if text]
    columns = columns_of(table)
    assert len(columns) == len(written)
    beside = [x for x, (_, kept) in zip(written, columns, strict=True) if not kept]
    assert beside == [x.header.say(lang) for x in (table.beside or {}).values()]
    fields = [x for x, (_, kept) in zip(written, columns, strict=True) if kept]
    for text, (name, field) in zip(fields, table.model.model_fields.items(), strict=True):
        known = map(squeezed, (name.rstrip("_"), *column_headers(name, field)))
        assert squeezed(text.removesuffix("*")) in known
        assert text.endswith("*") == field.is_required()
    assert str(example[0]).startswith(EXAMPLE.say(lang))


@pytest.mark.parametrize("lang", LANGS)
def test_the_examples_are_rows_that_hang_together(made: Made, lang: Lang) -> None:
    sheets = sheets_of(made[lang, None])
    for table in TABLES:
        cells = sheets[table.title.say(lang)]
        cells[3][0] = str(cells[3][0]).removeprefix(EXAMPLE.say(lang))
        if table.name == "history":
            cells[3][0] = int(cells[3][0])
        assert rows_of(table, cells) == [table.example]
    pair = {"9944080401", "9944010305"}
    for table in TABLES:
        for column, target in (table.references or {}).items():
            if target == "schools":
                assert getattr(table.example, column) in pair
    assert all(table.example is not None for table in TABLES)


@pytest.mark.parametrize("lang", LANGS)
def test_the_guide_has_a_row_for_every_column(made: Made, lang: Lang) -> None:
    guide = sheets_of(made[lang, None])[GUIDE.say(lang)]
    rows = guide[5:]
    every = [(table, *column) for table in TABLES for column in columns_of(table)]
    for row, (table, name, kept) in zip(rows, every, strict=True):
        title, header, required, takes, blank, _, mistake = row
        field = table.model.model_fields.get(name)
        named = (field.title if field is not None else "学校名称") or name
        assert title == table.title.say(lang)
        assert header == (named if lang == "zh" else name.rstrip("_"))
        assert takes, row
        assert mistake, row
        must = kept and field is not None and field.is_required()
        assert (bool(required), bool(blank)) == (must, not must)


@pytest.mark.parametrize("lang", LANGS)
def test_the_guide_is_in_its_language(made: Made, lang: Lang) -> None:
    text = json.dumps(sheets_of(made[lang, None]), ensure_ascii=False)
    assert "见 units" not in text
    assert "see units" not in text
    assert "{" not in text.replace('{"', "").replace("{}", "")


def checked_columns(sheet: Worksheet) -> Iterator[tuple[str, object]]:
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            yield sheet.cell(3, area.min_col).value.rstrip("*"), (rule, area)


@pytest.mark.parametrize("lang", LANGS)
def test_words_are_chosen_from_the_hidden_lists(made: Made, lang: Lang) -> None:
    book = openpyxl.load_workbook(made[lang, None])
    for table in TABLES:
        sheet = book[table.title.say(lang)]
        rules = dict(checked_columns(sheet))
        properties = table.model.model_json_schema()["properties"]
        for name, field in table.model.model_fields.items():
            words = column_words(field)
            if words is None:
                continue
            header = (field.title or name) if lang == "zh" else name.rstrip("_")
            rule, area = rules[header]  # type: ignore[misc]
            assert rule.type == "list"
            assert (area.min_row, area.max_row) == (5, DEPTH + 1)
            where, _, cells = rule.formula1.partition("!")
            assert where == CHOICES.say(lang)
            listed = [row[0].value for row in book[where][cells.replace("$", "")]]
            filled = next((x for x in properties[name].get("anyOf", ()) if x["type"] != "null"), {})
            values = (filled or properties[name]).get("enum", list(WORDS[words]))
            assert [canonical(words, x) for x in listed] == values


def test_counts_are_checked_and_codes_are_text(made: Made) -> None:
    book = openpyxl.load_workbook(made["zh", None])
    sheet = book["学校"]
    rules = dict(checked_columns(sheet))
    rule, _ = rules["学生数"]  # type: ignore[misc]
    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "0", "100000")
    rule, _ = rules["纬度"]  # type: ignore[misc]
    assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "-90", "90")
    assert "学校代码" not in rules
    for letter, text in (("A", True), ("B", True), ("C", True), ("G", False), ("I", False)):
        assert (sheet.column_dimensions[letter].number_format == "@") == text
    assert sheet["A4"].number_format == "@"
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_the_version_is_in_a_name_and_in_the_properties(made: Made) -> None:
    book = openpyxl.load_workbook(made["zh", "county"])
    assert book.defined_names[VERSION_NAME].value == f'"{VERSION}"'
    assert book.properties.subject == f"{VERSION_NAME} {VERSION}"


def test_the_same_template_has_the_same_bytes(made: Made, tmp_path: Path) -> None:
    for lang, party in EVERY:
        again = tmp_path / f"{lang}-{party}.xlsx"
        write_template(again, Template(DECLARED, lang, party))
        assert again.read_bytes() == made[lang, party].read_bytes()


def test_settings_stand_there_with_their_defaults_and_meaning(made: Made) -> None:
    rows = {row[0]: row[1:] for row in sheets_of(made["zh", "province"])["参数"][3:]}
    assert {f"policy.{number.name}" for number in NUMBERS} < set(rows)
    assert rows["policy.team_size_max"][:2] == [5.0, "GD-2-1§13"]
    assert rows["policy.placement_terms"][0] == "全学年"
    assert rows["policy.city_pool"][0] == "否"
    assert [rows[x][0] for x in ("name", "title", "round", "year")] == [""] * 4
    assert all(row[-1] for row in rows.values())


def test_what_is_filled_in_is_what_is_read(made: Made, tmp_path: Path) -> None:
    """A template filled in by hand, here by openpyxl, holds the rows of the demo."""
    scenario = read_scenario(SCENARIOS / "demo")
    book = openpyxl.load_workbook(made["zh", None])
    for table in scenario.tables:
        sheet = book[table.title.zh]
        for line, row in enumerate(scenario.rows(table.model), 5):
            for place, (name, kept) in enumerate(columns_of(table), 1):
                if not kept:
                    continue
                value, words = getattr(row, name), column_words(table.model.model_fields[name])
                sheet.cell(line, place).value = (
                    WORDS[words][value].label.zh if words and value is not None else value
                )
    path = tmp_path / "filled.xlsx"
    book.save(path)
    sheets = sheets_of(path)
    for table in scenario.tables:
        assert rows_of(table, sheets[table.title.zh]) == list(scenario.rows(table.model))


def test_a_table_of_another_programme_is_in_the_template(tmp_path: Path) -> None:
    """It has no example and nothing else to say of its columns; the province fills it in."""
    path = tmp_path / "toy.xlsx"
    declared = Declared.of([*ROOMS, TOY])
    write_template(path, Template(declared, "zh", "province"))
    table = next(x for x in declared.tables if x.name not in {y.name for y in TABLES})
    cells = sheets_of(path)[table.title.zh]
    assert [len(cells), cells[2][:2]] == [3, ["学校代码*", "天数*"]]
    assert faults_of(str(path)) == []


# -- the command ----------------------------------------------------------------------------------


def test_the_command_writes_what_it_says(tmp_path: Path, made: Made) -> None:
    path = tmp_path / "模板.xlsx"
    done = CliRunner().invoke(cli.main, ["template", str(path)])
    assert (done.exit_code, done.output) == (cli.DONE, f"已写出模板：{path}\n")
    assert path.read_bytes() == made["zh", None].read_bytes()
    other = tmp_path / "template.xlsx"
    call = ["template", str(other), "--for", "county", "--lang", "en", "--json"]
    done = CliRunner().invoke(cli.main, call)
    assert json.loads(done.output) == {"exit": cli.DONE, "template": str(other)}
    assert other.read_bytes() == made["en", "county"].read_bytes()


def test_somebodys_work_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    path.write_text("filled in")
    done = CliRunner().invoke(cli.main, ["template", str(path)])
    assert done.exit_code == refusal.BAD_INPUT
    assert "E-TEMPLATE-EXISTS" in done.output
    assert path.read_text() == "filled in"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("模板.xls", "E-TEMPLATE-ENDING"),
        ("模板", "E-TEMPLATE-ENDING"),
        ("nowhere/模板.xlsx", "E-TEMPLATE-WRITE"),
        ("file.txt/模板.xlsx", "E-TEMPLATE-WRITE"),
    ],
)
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(BadInput) as caught:
        write_template(tmp_path / name, Template(DECLARED, "zh"))
    assert [issue.code for issue in caught.value.issues] == [code]
    assert "{" not in caught.value.issues[0].say("zh") + caught.value.issues[0].say("en")
    assert [x.name for x in tmp_path.iterdir()] == ["file.txt"]
