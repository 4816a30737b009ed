"""From the template over real files to a plan: what offices fill in is what is read, planned and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pairmatch.cli import main
from pairmatch.generate.workbooks import write_counties, write_one
from pairmatch.io.declared import Declared
from pairmatch.io.read import read_input, read_scenario
from pairmatch.io.template import Template, write_template
from pairmatch.programmes import ROOMS
from pairmatch.scenario import Scenario
from pairmatch.schema import School, column_words
from pairmatch.vocabulary import WORDS
from tests.io.template.reading import columns_of

DEMO = Path(__file__).parents[2] / "scenarios" / "demo"
SETTINGS = (DEMO / "scenario.toml").read_text(encoding="utf-8")
RARE = "䶮㑇𬭎学校"


@pytest.fixture(scope="module")
def demo() -> Scenario:
    return read_scenario(DEMO)


def test_a_template_filled_in_is_the_scenario(demo: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(path, Template(Declared.of(ROOMS), "zh"))
    book = openpyxl.load_workbook(path)
    for table in demo.tables:
        sheet = book[table.title.zh]
        for line, row in enumerate(demo.rows(table.model), 5):
            for place, (name, kept) in enumerate(columns_of(table), 1):
                if not kept:  # the name beside the code, for people
                    sheet.cell(line, place).value = demo.schools[row.school_code].name
                    continue
                value, words = getattr(row, name), column_words(table.model.model_fields[name])
                said = WORDS[words][value].label.zh if words and value is not None else value
                sheet.cell(line, place).value = said
    book.save(path)
    (tmp_path / "scenario.toml").write_text(SETTINGS, encoding="utf-8")
    reading = read_input(tmp_path)
    # The template's own settings, left as they were, give way to the file beside it: that is told.
    assert [issue.code for issue in reading.issues] == ["W-SETTINGS-UNUSED"]
    assert reading.checked().input_hash == demo.input_hash


@pytest.mark.parametrize("write", [write_counties, write_one])
def test_workbooks_of_all_parties_are_the_scenario(
    write: Callable[[Path, Scenario, str], None], demo: Scenario, tmp_path: Path
) -> None:
    write(tmp_path, demo, SETTINGS)
    reading = read_input(tmp_path)
    assert not reading.issues
    assert reading.checked().input_hash == demo.input_hash


@pytest.mark.usefixtures("called_here")
def test_a_rare_character_comes_through_to_the_plan(demo: Scenario, tmp_path: Path) -> None:
    rows = {table.name: list(demo.rows(table.model)) for table in demo.tables}
    rows["schools"] = [
        row.model_copy(update={"name": f"{row.name}{RARE}"}) for row in demo.rows(School)
    ]
    source, run = tmp_path / "in", tmp_path / "run"
    source.mkdir()
    write_counties(source, Scenario(demo.settings, demo.tables, rows), SETTINGS)
    done = CliRunner().invoke(main, ["solve", str(source), "--out", str(run)])
    assert done.exit_code == 0, done.output
    sheet = openpyxl.load_workbook(run / "结果.xlsx")["结对学校"]
    names = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any(name.endswith(RARE) for name in names)
