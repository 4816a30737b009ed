"""Text files as Excel and WPS save them: encodings, separators, and what is no guess any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.io.intake.decoding import garbled
from pairmatch.io.read import read_input, read_scenario
from tests.io.folders import SOUND, found, issues, write

UNITS = SOUND["units.csv"]


@pytest.fixture
def plain(tmp_path: Path) -> str:
    return read_scenario(write(tmp_path / "plain")).input_hash


@pytest.mark.parametrize(
    ("data", "encoding", "separator"),
    [
        (UNITS.encode(), "UTF-8", ","),
        (UNITS.encode("utf-8-sig"), "UTF-8", ","),
        (UNITS.encode("gb18030"), "GB18030", ","),
        (UNITS.replace(",", "\t").encode("utf-16"), "UTF-16", "\t"),
        (b"\xfe\xff" + UNITS.encode("utf-16-be"), "UTF-16", ","),
        (UNITS.replace(",", ";").encode(), "UTF-8", ";"),
        (UNITS.replace(",", "，").encode("gb18030"), "GB18030", "，"),
        (f"sep=;\r\n{UNITS.replace(',', ';')}".encode(), "UTF-8", ";"),
        (f"sep=|\n{UNITS.replace(',', '|')}".encode(), "UTF-8", "|"),
    ],
)
def test_the_same_table_in_other_dress(
    tmp_path: Path, plain: str, data: bytes, encoding: str, separator: str
) -> None:
    reading = read_input(write(tmp_path / "dressed", units=data))
    assert reading.scenario is not None
    assert reading.scenario.input_hash == plain
    raw = reading.raw.tables["units"][0]
    assert (raw.encoding, raw.separator) == (encoding, separator)
    (entry,) = (entry for entry in reading.ledger if entry.table == "units")
    said_first = data.startswith(b"sep=")
    assert dict(entry.skipped) == {"header": 1} | ({"title": 1} if said_first else {})
    assert raw.rows[0][0] == 2 + said_first


def test_rare_characters_come_through_gb18030(tmp_path: Path) -> None:
    units = UNITS.replace("紫金县", "䶮㑇𬭎县").encode("gb18030")
    assert read_scenario(write(tmp_path, units=units)).units["441621"].name == "䶮㑇𬭎县"


def test_a_line_end_in_quotes_stays(tmp_path: Path) -> None:
    units = UNITS.replace("宝安区", '"宝,\n安"')
    assert read_scenario(write(tmp_path, units=units)).units["440306"].name == "宝,\n安"


def test_utf_8_with_a_wrong_byte_is_not_taken_for_gbk(tmp_path: Path) -> None:
    data = UNITS.encode()
    at = data.index("宝".encode()) + 1
    assert found(write(tmp_path, units=data[:at] + data[at + 1 :]))[0][:2] == ("E-FILE-ENCODING", 3)


def test_latin_1_is_no_encoding_of_an_office(tmp_path: Path) -> None:
    units = (
        UNITS.replace("紫金县", "Z\xfcrich \x80")
        .encode("utf-8")
        .decode()
        .encode("latin-1", "replace")
    )
    assert [code for code, _, _ in found(write(tmp_path, units=units))] == ["E-FILE-ENCODING"]


def test_a_garbled_header_is_one_fault(tmp_path: Path) -> None:
    chinese = "单位代码,单位名称,所属市,层级,支援或受援"
    text = UNITS.replace(UNITS.splitlines()[0], chinese)
    assert read_scenario(write(tmp_path / "sound", units=text))
    broken = text.encode().decode("gb18030", "replace").encode()
    (issue,) = issues(write(tmp_path / "broken", units=broken))
    assert issue.code == "E-FILE-GARBLED"
    assert "单位" in issue.say("zh")


@pytest.mark.parametrize(
    "text", ["", "NA", "紫金中心学校", "䶮㑇𬭎", "李四", "渚北小学", "（东校区）", "?"]
)
def test_words_of_an_office_are_not_garbled(text: str) -> None:
    assert garbled(text) is None


def test_a_file_may_be_called_by_its_title(tmp_path: Path, plain: str) -> None:
    folder = write(tmp_path / "titled", units=None)
    (folder / "单位表.CSV").write_text(UNITS, encoding="utf-8")
    assert read_scenario(folder).input_hash == plain


def test_two_files_of_one_table_are_one_table(tmp_path: Path, plain: str) -> None:
    header, *rows = UNITS.splitlines()
    folder = write(tmp_path / "two", units="\n".join([header, *rows[:2]]))
    (folder / "units-2.csv").write_text("\n".join([header, *rows[2:]]), encoding="utf-8")
    assert read_scenario(folder).input_hash == plain


def test_what_is_changed_in_a_text_file_is_listed(tmp_path: Path) -> None:
    schools = SOUND["schools.csv"].replace("9900000002,", "９９0000０002 ,")
    reading = read_input(write(tmp_path, schools=schools))
    assert not reading.faults
    (entry,) = (entry for entry in reading.ledger if entry.table == "schools")
    assert [tuple(change) for change in entry.changes] == [
        ("sign", 3, 0, "９９0000０002 ", "9900000002")
    ]
    assert entry.as_dict()["changes"][0]["letter"] == "A"
