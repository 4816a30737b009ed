"""Reading a folder: what is accepted, what it becomes, and what is refused where."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.errors import BadInput
from pairmatch.io.read import read_scenario
from pairmatch.schema import Link, Staff, Unit
from tests.io.folders import SOUND, found, issues, write

UNITS = SOUND["units.csv"]
SCHOOLS = SOUND["schools.csv"]


def test_a_sound_folder_is_read(tmp_path: Path) -> None:
    scenario = read_scenario(write(tmp_path))
    assert scenario.units["441621"].name == "紫金县"
    assert scenario.number("team_size_max") == 5
    assert scenario.homes["9900000006"] == "441600"


def test_every_room_judges_its_own_rows() -> None:
    from pairmatch.programmes import ROOMS

    judged = {room.name for room in ROOMS if room.faults is not None}
    assert {"pairs", "teams", "placements"} <= judged


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_mark_and_line_ends_do_not_matter(tmp_path: Path, mark: bytes, newline: str) -> None:
    plain = read_scenario(write(tmp_path / "a")).input_hash
    data = mark + UNITS.replace("\n", newline).encode()
    assert read_scenario(write(tmp_path / "b", units=data)).input_hash == plain


def test_row_order_does_not_matter(tmp_path: Path) -> None:
    turned = {}
    for file in ("units", "schools", "staff"):
        header, *rows = SOUND[f"{file}.csv"].splitlines()
        turned[file] = "\n".join([header, *reversed(rows)])
    plain = read_scenario(write(tmp_path / "a"))
    assert read_scenario(write(tmp_path / "b", **turned)).input_hash == plain.input_hash


def test_chinese_headers_words_and_aliases_in_any_column_order(tmp_path: Path) -> None:
    units = """支援或受援,层级,地市,县(市、区),单位代码
支援方,区,深圳市,南山区,440305
支援,县级,深圳市,宝安区,440306
受援方,市,河源市,河源市,441600
受援方,县（市、区）,河源市,紫金县,441621
recipient,county,河源市,龙川县,441622
"""
    plain = read_scenario(write(tmp_path / "a"))
    assert read_scenario(write(tmp_path / "b", units=units)).input_hash == plain.input_hash


@pytest.mark.parametrize("header", ["from", "起", "from_"])
def test_the_start_of_a_link_has_three_headers(tmp_path: Path, header: str) -> None:
    links = (
        f"supporting_unit,recipient_unit,level,origin,{header}\n"
        "440305,441621,county,official,2021-09\n"
    )
    scenario = read_scenario(write(tmp_path, links=links))
    assert scenario.rows(Link)[0].from_ == "2021-09"


def test_cells_are_text_stripped_of_white_space_only(tmp_path: Path) -> None:
    units = UNITS.replace("南山区", "\u3000NA\u00a0\u200b").replace("宝安区", '"一,\n二"')
    scenario = read_scenario(write(tmp_path, units=units))
    assert scenario.units["440305"].name == "NA"
    assert scenario.units["440306"].name == "一,\n二"


def test_leading_zeros_of_ids_survive(tmp_path: Path) -> None:
    staff = SOUND["staff.csv"].replace("P-01", "007")
    assert "007" in read_scenario(write(tmp_path, staff=staff)).people


def test_blank_means_unknown(tmp_path: Path) -> None:
    scenario = read_scenario(write(tmp_path))
    assert scenario.schools["9900000001"].students is None
    assert scenario.schools["9900000001"].run_by is None
    assert all(row.willing is None for row in scenario.rows(Staff))


def test_blank_lines_and_blank_columns_are_skipped_but_counted(tmp_path: Path) -> None:
    header, *rows = UNITS.splitlines()
    padded = "\n".join([f"{header},,", "", ",,,,,,", *(f"{row},," for row in rows)])
    assert len(read_scenario(write(tmp_path, units=padded)).rows(Unit)) == len(rows)
    wrong = padded.replace("441622,龙川县", "441622,")
    assert found(write(tmp_path, units=wrong)) == [("E-CELL-BLANK", 8, "name")]


def test_a_column_with_content_needs_a_header(tmp_path: Path) -> None:
    units = UNITS.replace("side\n", "side,\n").replace("supporting\n", "supporting,x\n")
    units = units.replace("recipient\n", "recipient,\n")
    assert found(write(tmp_path, units=units)) == [("E-COLUMN-BLANK", 1, "")]


@pytest.mark.parametrize(
    "cell", ["1e3", "1_000", "1,00", "12家", "3～5人", "12.5", "true", "0x10", "nan", "--1"]
)
def test_a_count_is_a_plain_whole_number(tmp_path: Path, cell: str) -> None:
    staff = SOUND["staff.csv"].replace("junior,3,", f'junior,"{cell}",')
    assert found(write(tmp_path, staff=staff)) == [("E-CELL-TYPE", 3, "count")]


@pytest.mark.parametrize("cell", ["-1", "100001", "9" * 400, "9" * 5000])
def test_a_count_has_a_range(tmp_path: Path, cell: str) -> None:
    staff = SOUND["staff.csv"].replace("junior,3,", f"junior,{cell},")
    assert found(write(tmp_path, staff=staff)) == [("E-CELL-RANGE", 3, "count")]


@pytest.mark.parametrize("cell", ["nan", "inf", "-inf", "1e400", "90.01", "-91"])
def test_a_latitude_is_on_the_globe(tmp_path: Path, cell: str) -> None:
    units = "\n".join(
        f"{row},{'lat' if i == 0 else cell if i == 1 else ''}"
        for i, row in enumerate(UNITS.splitlines())
    )
    assert found(write(tmp_path, units=units)) == [("E-CELL-RANGE", 2, "lat")]


@pytest.mark.parametrize("code", ["44030", "44030O", "4.40E+05", "440305.0", "南山"])
def test_a_unit_code_has_six_or_nine_digits(tmp_path: Path, code: str) -> None:
    units = UNITS + f"{code},某区,深圳市,county,supporting\n"
    assert found(write(tmp_path, units=units)) == [("E-CELL-CODE", 7, "unit_code")]


def test_text_is_not_too_long_and_has_no_control_characters(tmp_path: Path) -> None:
    units = UNITS.replace("南山区", "长" * 101).replace("宝安区", "宝\x07安")
    units = units.replace("紫金县", "\u202e县")
    assert found(write(tmp_path, units=units)) == [
        ("E-CELL-LENGTH", 2, "name"),
        ("E-CELL-CONTROL", 3, "name"),
        ("E-CELL-CONTROL", 5, "name"),
    ]


def test_a_near_word_is_suggested(tmp_path: Path) -> None:
    staff = SOUND["staff.csv"].replace("mathematics", "mathmatics")
    issue = issues(write(tmp_path, staff=staff))[0]
    assert "是否想填：mathematics？" in issue.say("zh")
    assert "语文、数学、英语" in issue.say("zh")
    assert "mathematics (数学)" in issue.say("en")


def test_chinese_faults_hold_no_english_of_the_validator(tmp_path: Path) -> None:
    staff = SOUND["staff.csv"].replace("junior,3,", "junior,三,")
    said = issues(write(tmp_path, staff=staff))[0].say("zh")
    assert "Input" not in said
    assert "0 到 100000 的整数" in said


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"\xff\xfeu\x00n", "E-FILE-ENCODING", 1),
        (UNITS.encode().replace("宝".encode(), b"\xe5\xae"), "E-FILE-ENCODING", 3),
        (UNITS.encode("gb18030") + b"\xff", "E-FILE-ENCODING", 2),
        (UNITS.replace("宝安区", "宝\x00安区").encode(), "E-FILE-NUL", 3),
        (UNITS.replace("宝安区", '"宝安区').encode(), "E-FILE-QUOTES", 3),
        (UNITS.replace("宝安区", '"宝"安区').encode(), "E-FILE-QUOTES", 3),
        (UNITS.replace(",", "|").encode(), "E-FILE-SEPARATOR", 1),
        (b"", "E-TABLE-EMPTY", None),
        (b"\n \n,,\n", "E-TABLE-EMPTY", None),
        (UNITS.splitlines()[0].encode(), "E-TABLE-EMPTY", None),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(
    tmp_path: Path, data: bytes, code: str, line: int | None
) -> None:
    assert found(write(tmp_path, units=data)) == [(code, line, "")]


def test_a_folder_in_place_of_a_table_is_a_fault(tmp_path: Path) -> None:
    (write(tmp_path) / "needs.csv").mkdir()
    assert found(tmp_path) == [("E-FILE-UNREADABLE", None, "")]


def test_a_missing_folder_and_a_file_are_faults(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere") == [("E-FOLDER-MISSING", None, "")]
    write(tmp_path)
    assert found(tmp_path / "units.csv") == [("E-FOLDER-FILE", None, "")]


def test_an_empty_folder_lacks_all_that_is_required(tmp_path: Path) -> None:
    assert [code for code, _, _ in found(tmp_path)] == [
        "E-TABLE-MISSING",
        "E-SETTINGS-MISSING",
        "E-TABLE-MISSING",
        "E-TABLE-MISSING",
    ]


def test_one_mistake_is_reported_once(tmp_path: Path) -> None:
    """Everything hangs on the units; their faults must not spread."""
    units = UNITS.replace("441621,紫金县,河源市,county", "441621,紫金县,河源市,xian")
    assert found(write(tmp_path, units=units)) == [("E-CELL-WORD", 5, "level")]


def test_a_faulty_school_row_is_still_known(tmp_path: Path) -> None:
    schools = SCHOOLS.replace("南山学校,440305,nine_year", "南山学校,440305,nine")
    assert found(write(tmp_path, schools=schools)) == [("E-CELL-WORD", 8, "stage")]


def test_two_rows_of_one_code_where_the_first_is_faulty(tmp_path: Path) -> None:
    schools = SCHOOLS.replace("440305,nine_year", "440305,nine")
    schools += "9900000011,南山分校,440305,primary,,,,,,\n"
    assert found(write(tmp_path, schools=schools)) == [
        ("E-CELL-WORD", 8, "stage"),
        ("E-ROW-TWICE", 12, "school_code"),
    ]


def test_a_folder_with_any_fault_gives_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="1 faults"):
        read_scenario(write(tmp_path, needs="school_code,role\n"))


def test_thousands_of_faults_do_not_take_minutes(tmp_path: Path) -> None:
    rows = [f"98{number:08d},学校{number},44{number % 1000:04d},nine" for number in range(3000)]
    needs = [f"97{number:08d},teacher,phisics,1,3" for number in range(3000)]
    needs += [f"97{number:08d},teacher,physics,1,3" for number in range(3000)]
    folder = write(
        tmp_path,
        schools="\n".join(["school_code,name,unit_code,stage", *rows]),
        needs="\n".join(["school_code,role,subject,posts,priority", *needs]),
    )
    with pytest.raises(BadInput) as error:
        read_scenario(folder)
    assert len(error.value.issues) >= 9000
