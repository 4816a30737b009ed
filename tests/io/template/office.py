"""Every template through LibreOffice and back, where it is installed: all cells must come back.

``python -m tests.io.template.office`` stands for a look with Excel or WPS; it is no part of the tests,
since it needs a program that the project does not install.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pairmatch.generate.workbooks import write_counties
from pairmatch.io.declared import Declared
from pairmatch.io.read import read_scenario
from pairmatch.io.template import PARTIES, Template
from pairmatch.programmes import ROOMS
from pairmatch.vocabulary import LANGS
from tests.io.template.reading import Cells, sheets_of

DEMO = Path(__file__).parents[3] / "scenarios" / "demo"


def _filled(cells: Cells) -> list[list[str]]:
    """Return what is written, without the blank cells and rows at the ends."""
    rows = [[str(cell) for cell in row] for row in cells]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def main() -> int:
    """Convert, compare, print a line a workbook; return 0 if every one came back whole."""
    office = shutil.which("soffice")
    if office is None:
        sys.stdout.write("soffice is not installed\n")
        return 2
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        made, back = Path(name) / "made", Path(name) / "back"
        made.mkdir()
        declared = Declared.of(ROOMS)
        for lang in LANGS:
            for party in (None, *PARTIES):
                Template(declared, lang, party).write(made / f"{lang}-{party}.xlsx")
        settings = (DEMO / "scenario.toml").read_text(encoding="utf-8")
        write_counties(made, read_scenario(DEMO), settings)
        paths = sorted(made.iterdir())
        call = [office, "--headless", "--convert-to", "xlsx", "--outdir", str(back)]
        subprocess.run([*call, *map(str, paths)], check=True, capture_output=True, timeout=300)
        for path in paths:
            before, after = sheets_of(path), sheets_of(back / path.name)
            same = list(before) == list(after) and all(
                _filled(before[sheet]) == _filled(after[sheet]) for sheet in before
            )
            wrong += not same
            sys.stdout.write(f"{path.name}: {'same' if same else 'DIFFERS'}\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
