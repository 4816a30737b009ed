"""Whatever becomes of the child, the parent gets an answer in time and goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from pairmatch.errors import BadInput
from pairmatch.io.office import keeper, open_workbook, open_workbooks
from pairmatch.io.office.grid import Workbook
from pairmatch.io.office.keeper import Keeper
from pairmatch.io.office.limits import CELLS, seconds_for
from tests.io.office.attacks import SOUND, bomb
from tests.io.office.packages import book, parts, sheet_xml

SHEET = b'J{"sheet":"x","hidden":false}'
START = sheet_xml("").partition("</sheetData>")[0]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "好.xlsx"
    path.write_bytes(SOUND)
    return path


def code_of(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        open_workbook(path)
    (issue,) = caught.value.issues
    assert issue.file == path.name
    assert issue.say("zh")
    return issue.code


def says(monkeypatch: pytest.MonkeyPatch, *messages: bytes) -> None:
    """Let a child say these messages whatever it is asked, then end."""
    data = b"".join(len(one).to_bytes(4, "big") + one for one in messages)
    code = f"import sys; sys.stdin.readline(); sys.stdout.buffer.write({data!r})"
    monkeypatch.setattr(keeper, "_START", code)


@pytest.mark.parametrize(
    "messages",
    [
        (),
        (b"",),
        (b"X",),
        (b"J",),
        (b"J[1]",),
        (b'J{"done":true}',),
        (b'J{"new":[7]}',),
        (b'J{"new":[["number","1"]]}',),
        (b'J{"new":[[1]]}',),
        (b'J{"new":[[]]}',),
        (b'J{"new":[["picture","1",""]]}',),
        (b'J{"refused":"E-NO-SUCH","sheet":"","row":0,"column":0,"values":{}}',),
        (b'J{"refused":"E-OFFICE-OTHER","sheet":"","row":0,"column":0,"values":{"what":"x"}}',),
        (b"R\1\0\0\0\1\0\0\0\5\0\0\0",),
        (b"R\1\0\0\0\xff\xff\xff\xff",),
        (b"R\1\0\0",),
        (b'J{"merges":[],"hidden_rows":[],"hidden_columns":[],"struck":[],"formulas":0}',),
        (b"J" + b"[" * 100_000,),
    ],
)
def test_a_child_that_says_what_it_may_not_is_not_believed(
    messages: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch, sound: Path
) -> None:
    says(monkeypatch, *messages)
    assert code_of(sound) == "E-OFFICE-DIED"


def test_a_message_without_end_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, sound: Path
) -> None:
    code = "import sys; sys.stdout.buffer.write(b'\\xff' * 100); sys.stdout.flush(); input()"
    monkeypatch.setattr(keeper, "_START", code)
    assert code_of(sound) == "E-OFFICE-DIED"


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, sound: Path) -> None:
    monkeypatch.setattr(keeper, "_START", "import time; time.sleep(60)")
    monkeypatch.setattr(keeper, "_IDLE_S", 0.2)
    assert code_of(sound) == "E-OFFICE-TIME"


def test_a_child_that_computes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, sound: Path
) -> None:
    monkeypatch.setattr(keeper, "_START", "while True: pass")
    monkeypatch.setattr(keeper, "seconds_for", lambda cells, size: 0.2)
    assert code_of(sound) == "E-OFFICE-TIME"


def test_a_child_that_sends_cells_may_compute_longer(
    monkeypatch: pytest.MonkeyPatch, sound: Path
) -> None:
    """A file without cells has less than five seconds; an honest one has time for what stands in it."""
    assert [seconds_for(cells, 4_000_000) for cells in (0, 1_000_000)] == [4.5, 19.5]
    assert seconds_for(1_000_000, (1 << 20) + 2_000) == pytest.approx(4.515)
    assert seconds_for(CELLS, 1 << 30) == seconds_for(2 * CELLS, 1 << 30)
    # A small file that says a million cells is a bomb.
    assert seconds_for(1_000_000, 1 << 20) == 4.5
    rows = b"R" + array("i", [1, 3, 0, 0, 0, 2, 2, 0, 0]).tobytes()
    say = "import sys; out = sys.stdout.buffer"
    for data in (SHEET, rows):
        say += f"; out.write({len(data).to_bytes(4, 'big') + data!r})"
    monkeypatch.setattr(keeper, "_START", f"{say}; out.flush()\nwhile True: pass")
    asked: list[int] = []

    def limit(cells: int, size: int) -> float:
        asked.append(cells)
        return 0.2

    monkeypatch.setattr(keeper, "seconds_for", limit)
    assert code_of(sound) == "E-OFFICE-TIME"
    assert asked == [0, 0, 5]


def test_a_child_that_grows_is_ended(monkeypatch: pytest.MonkeyPatch, sound: Path) -> None:
    """The parent watches too, for systems without such limits."""
    monkeypatch.setattr(keeper, "_START", "import time; time.sleep(60)")
    monkeypatch.setattr(keeper, "MEMORY_BYTES", 1)
    assert code_of(sound) == "E-OFFICE-MEMORY"


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a cell of 60 MB, where a child may hold 64."""
    monkeypatch.setattr(keeper, "MEMORY_BYTES", 64 << 20)
    path = tmp_path / "大.xlsx"
    start = f'{START}<!-- --><row r="1"><c r="A1" t="str"><v>'
    path.write_bytes(bomb(parts(""), "xl/worksheets/sheet1.xml", start, "x" * (1 << 20), 60))
    return path


def test_a_file_that_needs_too_much_memory_is_refused(large: Path) -> None:
    assert code_of(large) == "E-OFFICE-MEMORY"


def test_a_file_costs_itself_and_not_the_next(large: Path, sound: Path) -> None:
    with Keeper() as one:
        paths = (sound, large, sound, sound.with_name("无.xlsx"), sound)
        found = [one.read(path) for path in paths]
    assert [isinstance(answer, Workbook) for answer in found] == [True, False, True, False, True]


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    """To close the program that uses it would be no help."""
    assert code_of(tmp_path / "x.xlsx") == "E-FOLDER-MISSING"
    assert code_of(tmp_path / ("x" * 300)) == "E-FOLDER-MISSING"


@pytest.mark.parametrize("make", ["link to nothing", "folder", "pipe"])
def test_what_is_no_file_is_unreadable(make: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    if make == "folder":
        path.mkdir()
    elif make == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / "gone.xlsx")
    assert code_of(path) == "E-FILE-UNREADABLE"


@pytest.mark.parametrize("name", ["表 格.xlsx", "😀䶮.xlsx", "无后缀", "a\nb.xlsx", "x" * 250])
def test_names_do_not_matter(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(SOUND)
    assert open_workbook(path).file == name


def test_answers_come_in_the_order_asked(tmp_path: Path) -> None:
    paths = []
    for number in range(12):
        rows = f'<row r="1"><c r="A1"><v>{number}</v></c></row>'
        paths.append(book(tmp_path, sheet_xml(rows), name=f"{number}.xlsx"))
    paths.insert(5, tmp_path / "无.xlsx")
    answers = list(open_workbooks(paths))
    assert [one.file if isinstance(one, Workbook) else one[0].file for one in answers] == [
        path.name for path in paths
    ]
    assert list(open_workbooks([])) == []


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    """Where the system knows such limits, they are taken before the first file is opened."""
    target = tmp_path / "written"
    code = (
        "import sys; sys.path[:] = __import__('json').loads(sys.argv[1]);"
        "from pairmatch.io.office.child import _give_up_rights; _give_up_rights(1 << 28);"
        f"file = open({str(target)!r}, 'w'); file.write('x' * 10); file.close()"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, json.dumps(sys.path)],
        check=False,
        capture_output=True,
    )
    assert ended.returncode != 0
    assert target.read_bytes() == b""
