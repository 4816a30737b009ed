"""A real office program opens what is written here, saves it, and what it saves is read: LibreOffice.

It stands in for Excel and WPS, which no test can call. It is no Python package: `.ci/packages`
installs it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pairmatch.errors import Lang
from pairmatch.generate.workbooks import write_one
from pairmatch.io.declared import Declared
from pairmatch.io.read import read_input, read_scenario
from pairmatch.io.template import Template
from pairmatch.programmes import ROOMS
from pairmatch.vocabulary import LANGS
from tests.io.template.reading import Cells, sheets_of

pytestmark = pytest.mark.whole

DEMO = Path(__file__).parents[2] / "scenarios" / "demo"
FILLED = "全省.xlsx"
MISSING = (
    "soffice is not installed; on Debian and Ubuntu run .ci/packages as root, "
    "elsewhere install LibreOffice and put soffice on the PATH"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the template in each language, and one workbook filled in."""
    folder = tmp_path_factory.mktemp("made")
    for lang in LANGS:
        Template(Declared.of(ROOMS), lang).write(folder / f"{lang}.xlsx")
    settings = (DEMO / "scenario.toml").read_text(encoding="utf-8")
    write_one(folder, read_scenario(DEMO), settings)
    return folder


@pytest.fixture(scope="module")
def saved(made: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What LibreOffice saves in each format, by format; to start it takes longer than to convert."""
    office = shutil.which("soffice")
    assert office is not None, MISSING
    home = tmp_path_factory.mktemp("office")
    wanted = {"xlsx": sorted(made.iterdir()), "xls": [made / FILLED]}
    return {kind: _converted(office, home, kind, paths) for kind, paths in wanted.items()}


def _converted(office: str, home: Path, kind: str, paths: Sequence[Path]) -> Path:
    profile = (home / "profile").as_uri()  # not that of an office that somebody is using
    call = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    back = home / kind
    command = [*call, "--outdir", str(back), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return back


def _filled(cells: Cells) -> list[list[str]]:
    """Return what is written, without the blank cells and rows at the ends."""
    rows = [[str(cell) for cell in row] for row in cells]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


@pytest.mark.parametrize("lang", LANGS)
def test_the_template_is_opened_and_nothing_of_it_is_lost(
    lang: Lang, made: Path, saved: dict[str, Path]
) -> None:
    name = f"{lang}.xlsx"
    before, after = sheets_of(made / name), sheets_of(saved["xlsx"] / name)
    assert list(before) == list(after)
    for sheet, cells in before.items():
        assert _filled(after[sheet]) == _filled(cells), sheet
    ours, theirs = (openpyxl.load_workbook(x / name) for x in (made, saved["xlsx"]))
    for sheet in ours:
        again = theirs[sheet.title]
        assert again.sheet_state == sheet.sheet_state
        assert _lists(again) == _lists(sheet), sheet.title


def _lists(sheet: Worksheet) -> set[str]:
    """Return what the dropdown lists of a sheet are taken from."""
    found = sheet.data_validations.dataValidation
    return {str(x.formula1).replace("$", "") for x in found if x.type == "list"}


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_what_an_office_saves_is_what_was_filled_in(
    kind: str, made: Path, saved: dict[str, Path]
) -> None:
    reading = read_input(saved[kind] / f"全省.{kind}")
    assert not reading.issues
    assert reading.checked().input_hash == read_scenario(DEMO).input_hash
