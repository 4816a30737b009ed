"""A hostile or broken file costs a few seconds and ends in a message that says what it is."""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path

import psutil
import pytest

from pairmatch.errors import Issue
from pairmatch.io.office import open_workbooks
from pairmatch.io.office.grid import Workbook
from tests.io.office.attacks import Attack, active, archives, cells, markup, others

ATTACKS: list[Attack] = list(itertools.chain(markup(), archives(), active(), others(), cells()))
NAMES = [name for name, _, _ in ATTACKS]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook | list[Issue]]:
    """What becomes of each file, one child reading many of them after each other."""
    folder = tmp_path_factory.mktemp("attacks")
    paths = []
    for number, (_, data, _) in enumerate(ATTACKS):
        paths.append(folder / f"{number}.xlsx")
        paths[-1].write_bytes(data)
    return dict(zip(NAMES, open_workbooks(paths), strict=True))


@pytest.mark.parametrize("attack", range(len(ATTACKS)), ids=lambda at: NAMES[at])
def test_an_attack_ends_as_it_should(
    attack: int, answers: dict[str, Workbook | list[Issue]]
) -> None:
    name, _, code = ATTACKS[attack]
    answer = answers[name]
    found = None if isinstance(answer, Workbook) else answer[0]
    assert (found and found.code) == code, found and found.say("en")
    if found is not None:
        assert "{" not in found.say("zh") + found.say("en")


@pytest.mark.parametrize(
    ("start", "noticed"),
    [
        ("A20", ("W-OFFICE-MACROS",)),
        ("A21", ("W-OFFICE-MACROS",)),
        ("A22", ("W-OFFICE-OBJECTS",)),
        ("A24", ("W-OFFICE-QUERY",)),
        ("A27", ("W-OFFICE-LINKS",)),
        ("A25", ()),
    ],
)
def test_what_is_left_lying_is_told(
    start: str, noticed: tuple[str, ...], answers: dict[str, Workbook | list[Issue]]
) -> None:
    (name,) = (name for name in NAMES if name.startswith(start))
    answer = answers[name]
    assert isinstance(answer, Workbook)
    assert tuple(code for code, _ in answer.noticed) == noticed
    for code, _ in answer.noticed:
        assert Issue(code, "x.xlsx").say("zh") != Issue(code, "x.xlsx").say("en")


def test_a_cell_that_is_refused_is_named(answers: dict[str, Workbook | list[Issue]]) -> None:
    (issue,) = answers["a row twice"]  # type: ignore[misc]
    assert (issue.sheet, issue.line, issue.letter) == ("表1", 3, "B")
    (issue,) = answers['<c r="A1"><v>abc</v></c>']  # type: ignore[misc]
    assert (issue.sheet, issue.line, issue.letter) == ("表1", 1, "A")
    assert "abc" in issue.say("zh")


def test_nothing_is_fetched_and_nobody_is_left_behind(tmp_path: Path) -> None:
    """No child outlives the reading, not even one that was not heard to the end."""
    paths = []
    for number, (_, data, _) in enumerate(active()):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(data)
    # Other tests of this process may keep children of their own.
    before = set(psutil.Process(os.getpid()).children())
    reading = open_workbooks(paths)
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    ends = time.monotonic() + 5
    while set(psutil.Process(os.getpid()).children()) - before and time.monotonic() < ends:
        time.sleep(0.01)
    assert not set(psutil.Process(os.getpid()).children()) - before
