"""The workbooks that go out to counties: a folder with one for each, written as a whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pairmatch.consult.form import Form, forms_of, pages_for, unit_of_row
from pairmatch.errors import BadInput, Issue, Lang, Text
from pairmatch.io.export import write_workbook
from pairmatch.io.runfolder import settle
from pairmatch.report.counties import recipient_units
from pairmatch.scenario import Scenario
from pairmatch.schema import Unit
from pairmatch.whatif.opened import OpenedRun

NAME = Text("征求意见表", "for comment")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True)
class Sent:
    """What went out: the folder, its files, how many rows each table asks about, and who is asked nothing."""

    folder: Path
    files: tuple[str, ...]
    forms: tuple[Form, ...]
    nothing: tuple[Unit, ...]


def refuse_existing(*paths: Path) -> None:
    """Raise :class:`BadInput` for what is there already."""
    if issues := [Issue("E-CONSULT-EXISTS", str(path)) for path in paths if path.exists()]:
        raise BadInput(issues)


def send(run: OpenedRun, folder: Path, lang: Lang, solved: Sequence[Form] | None = None) -> Sent:
    """Write a workbook for each recipient unit about whose schools the plan says something.

    ``solved`` are the forms with what came of their alternatives, if these were solved. Raises
    :class:`BadInput` if the folder is there already or cannot be written.
    """
    refuse_existing(folder)
    scenario = run.scenario
    forms = tuple(solved or forms_of(scenario, run.plan, run.rooms))
    asked = {unit_of_row(scenario, one.row) for form in forms for one in form.proposed}
    units = recipient_units(scenario)
    making = folder.with_name(f".{folder.name}.tmp-{os.getpid()}")
    try:
        making.mkdir(parents=True)
        files = [
            _write(making, run, unit, forms, lang) for unit in units if unit.unit_code in asked
        ]
        settle(making)
        making.rename(folder)
    except OSError as error:
        values: dict[str, object] = {"reason": error.strerror or str(error)}
        raise BadInput([Issue("E-CONSULT-WRITE", str(folder), values=values)]) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    nothing = tuple(unit for unit in units if unit.unit_code not in asked)
    return Sent(folder, tuple(files), forms, nothing)


def _write(folder: Path, run: OpenedRun, unit: Unit, forms: Sequence[Form], lang: Lang) -> str:
    name = file_name(run.scenario, unit, lang)
    pages = pages_for(run.scenario, run.plan, unit, forms)
    write_workbook(folder / name, pages, lang, run.scenario.settings.year)
    return name


def file_name(scenario: Scenario, unit: Unit, lang: Lang) -> str:
    """Return the name of a unit's workbook: code and name, as every system can keep it."""
    said = f"{unit.unit_code}_{scenario.unit_name(unit.unit_code)}_{NAME.say(lang)}"
    return _NOT_IN_NAMES.sub("_", said) + ".xlsx"
