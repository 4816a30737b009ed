"""xls, et and ods: the same cells as from xlsx, and what their libraries and programs make of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.errors import BadInput, Issue
from pairmatch.io.office.grid import Mark, Merge
from tests.io.office.biff import Error, Sheet, compound, stream
from tests.io.office.conftest import Open
from tests.io.office.packages import book, sheet_xml, zipped

SHEETS = (
    Sheet(
        "学校",
        {
            (1, 1): ("县区", 0),
            (1, 3): ("䶮㑇𬭎 ", 0),
            (2, 1): (12.0, 0),
            (2, 2): (0.1 + 0.2, 0),
            (2, 3): (1001.0, 1),
            (2, 4): (45536.0, 2),
            (2, 5): (45536.75, 3),
            (2, 6): (45356.0, 4),
            (3, 1): (110101199001011234.0, 0),
            (3, 2): (True, 0),
            (3, 3): (Error("#N/A"), 0),
            (3, 4): (Error("#REF!"), 0),
            (4, 1): ("取消", 5),
            (4, 2): (1.0, 5),
            (5, 1): ("NA", 0),
            (5, 2): ("007", 0),
        },
        merges=[(1, 1, 3, 2)],
        hidden_rows=[3, 9],
        hidden_columns=[2, 3],
    ),
    Sheet("选项", {(1, 1): ("小学", 0)}, hidden=True),
)
ROWS = (
    (1, ("县区", "", "䶮㑇𬭎 ")),
    (
        2,
        (
            Mark("number", "12"),
            Mark("number", "0.30000000000000004"),
            Mark("number", "1001", "00001001"),
            Mark("date", "2024-09-01", "2024年9月"),
            Mark("date", "2024-09-01T18:00:00", "2024/9/1"),
            Mark("date", "2024-03-05", "3-5"),
        ),
    ),
    (
        3,
        (
            # All a float knows of it: the last digits are not made up.
            Mark("number", "1.1010119900101123e+17"),
            Mark("flag", "TRUE"),
            Mark("error", "#N/A"),
            Mark("error", "#REF!"),
        ),
    ),
    (4, ("取消", Mark("number", "1"))),
    (5, ("NA", "007")),
)


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refused(open_book: Open, path: Path) -> list[Issue]:
    with pytest.raises(BadInput) as caught:
        open_book(path)
    return caught.value.issues


@pytest.mark.parametrize("name", ["旧.xls", "旧.et", "旧.ods", "旧.XLS"])
@pytest.mark.parametrize("packed", [True, False])
def test_old_workbooks_are_read(open_book: Open, name: str, packed: bool, tmp_path: Path) -> None:
    data = stream(*SHEETS)
    found = open_book(written(tmp_path, name, compound(data) if packed else data))
    schools, words = found.grids
    assert (schools.sheet, schools.hidden, words.sheet, words.hidden) == (
        "学校",
        False,
        "选项",
        True,
    )
    assert schools.rows == ROWS
    assert schools.merges == (Merge(1, 1, 3, 2),)
    assert (schools.hidden_rows, schools.hidden_columns) == ({3}, {2, 3})
    assert schools.struck == {4}
    assert found.noticed == ()


@pytest.mark.parametrize("name", ["旧.xlsx", "旧.XLSM"])
@pytest.mark.parametrize("packed", [True, False])
def test_old_workbooks_under_a_new_name_are_refused(
    open_book: Open, name: str, packed: bool, tmp_path: Path
) -> None:
    data = stream(*SHEETS)
    path = written(tmp_path, name, compound(data) if packed else data)
    (issue,) = refused(open_book, path)
    assert (issue.code, issue.file) == ("E-OFFICE-NAMED", name)
    assert path.suffix.lower() in issue.say("zh")
    assert ".xls" in issue.say("en").replace(path.suffix.lower(), "")


@pytest.mark.parametrize("ending", ["xls", "et", "ods"])
def test_new_workbooks_under_an_older_name_are_read(
    open_book: Open, ending: str, tmp_path: Path
) -> None:
    path = book(tmp_path, sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>'), name=f"新.{ending}")
    (grid,) = open_book(path).grids
    assert grid.rows == ((1, (Mark("number", "7"),)),)


def test_macros_of_old_workbooks_are_noticed(open_book: Open, tmp_path: Path) -> None:
    data = compound(stream(*SHEETS), other="_VBA_PROJECT_CUR")
    found = open_book(written(tmp_path, "宏.xls", data))
    assert found.noticed == (("W-OFFICE-MACROS", {}),)


def test_a_password_is_told(open_book: Open, tmp_path: Path) -> None:
    """FILEPASS right after the beginning of the workbook."""
    data = stream(*SHEETS)
    locked = data[:20] + b"\x2f\0\6\0\0\0\0\0\0\0" + data[20:]
    with pytest.raises(BadInput) as caught:
        open_book(written(tmp_path, "密.xls", compound(locked)))
    assert caught.value.issues[0].code == "E-OFFICE-PASSWORD"


@pytest.mark.parametrize("share", range(1, 20))
def test_a_part_of_an_old_workbook_is_no_workbook(
    open_book: Open, share: int, tmp_path: Path
) -> None:
    data = compound(stream(*SHEETS))
    with pytest.raises(BadInput) as caught:
        open_book(written(tmp_path, "断.xls", data[: len(data) * share // 20]))
    assert caught.value.issues[0].code in ("E-OFFICE-DAMAGED", "E-OFFICE-UNKNOWN")


SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIME = "application/vnd.oasis.opendocument.spreadsheet"
STYLES = (
    '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="ce5"><style:text-properties style:text-line-through-style="solid"/>'
    '</style:style><style:style style:name="ce6"><style:text-properties '
    'style:text-line-through-style="none"/></style:style>'
)


def content_of(*tables: str) -> str:
    return (
        f"<office:document-content {SPACES} {CALC}><office:automatic-styles>{STYLES}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{''.join(tables)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def ods(folder: Path, *tables: str, **more: str) -> Path:
    data = zipped({"mimetype": MIME, "content.xml": content_of(*tables), **more})
    return written(folder, "表.ods", data)


def cell(inside: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def value(kind: str, stored: str, shown: str, more: str = "") -> str:
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(
        kind, "value"
    )
    attributes = f'office:value-type="{kind}" office:{name}="{stored}" {more}'
    return cell(f"<text:p>{shown}</text:p>", attributes)


def table(rows: str, name: str = "表1", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def test_the_cells_of_ods(open_book: Open, tmp_path: Path) -> None:
    rows = (
        row(
            cell(
                "<text:p>实验<text:span>小学</text:span><text:s text:c='2'/>甲</text:p><text:p>乙</text:p>"
            ),
            value("float", "1001", "00001001"),
            value("float", "12", "12"),
            value("percentage", "0.8", "80%"),
            value("date", "2024-09-01", "2024年9月"),
            value("boolean", "true", "TRUE"),
            value("float", "0", "#N/A", 'calcext:value-type="error" table:formula="of:=B1"'),
            value("float", "3", "3", 'table:formula="of:=1+2"'),
            cell("", 'table:formula="of:=1+2"'),
            cell("<office:annotation><text:p>批注</text:p></office:annotation><text:p>NA</text:p>"),
        ),
        row(
            cell("", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="3"'
        ),
        row(
            cell("", 'table:number-columns-repeated="2"'),
            cell("<text:p>x</text:p>", 'table:number-columns-repeated="2"'),
            more='table:number-rows-repeated="2"',
        ),
        row(cell(""), more='table:number-rows-repeated="1048570"'),
    )
    (found,) = open_book(ods(tmp_path, table("".join(rows)))).grids
    assert found.rows == (
        (
            1,
            (
                "实验小学  甲\n乙",
                Mark("number", "1001", "00001001"),
                Mark("number", "12"),
                Mark("number", "0.8", "80%"),
                Mark("date", "2024-09-01", "2024年9月"),
                Mark("flag", "TRUE"),
                Mark("error", "#N/A"),
                Mark("number", "3"),
                Mark("uncached", "of:=1+2"),
                "NA",
            ),
        ),
        (5, ("", "", "x", "x")),
        (6, ("", "", "x", "x")),
    )
    assert found.formulas == 2


def test_what_is_hidden_merged_and_struck_out_in_ods(open_book: Open, tmp_path: Path) -> None:
    columns = (
        "<table:table-column/><table:table-column table:number-columns-repeated='2' "
        "table:visibility='collapse'/>"
    )
    wide = 'table:number-columns-spanned="2" table:number-rows-spanned="3"'
    rows = (
        row(cell("<text:p>a</text:p>", wide), "<table:covered-table-cell/>"),
        row(cell("<text:p>b</text:p>", 'table:style-name="ce5"'), more='table:visibility="filter"'),
        row(cell("<text:p>c</text:p>", 'table:style-name="ce6"')),
    )
    tables = (table(columns + "".join(rows)), table("", "选项", 'table:style-name="ta2"'))
    found = open_book(ods(tmp_path, *tables, **{"Basic/script-lc.xml": "<x/>"}))
    first, second = found.grids
    assert (first.hidden, second.hidden, second.rows) == (False, True, ())
    assert (first.hidden_rows, first.hidden_columns, first.struck) == ({2}, {2, 3}, {2})
    assert first.merges == (Merge(1, 1, 3, 2),)
    assert found.noticed == (("W-OFFICE-MACROS", {}),)


@pytest.mark.parametrize(
    ("tables", "more", "code"),
    [
        ((), {}, "E-OFFICE-SHEETS"),
        ((table(""),), {"META-INF/manifest.xml": "<m:encryption-data/>"}, "E-OFFICE-PASSWORD"),
        ((table(row(value("float", "x", "x"))),), {}, "E-OFFICE-CELL"),
        ((table(row(cell(f"<text:p>{'长' * 40_000}</text:p>"))),), {}, "E-OFFICE-LONG"),
        (
            (table(row(cell("<text:p>a</text:p>", 'table:number-columns-repeated="99999"'))),),
            {},
            "E-OFFICE-LARGE",
        ),
        (("<table:table-cell>",), {}, "E-OFFICE-DAMAGED"),
    ],
)
def test_ods_that_are_refused(
    open_book: Open, tables: tuple[str, ...], more: dict[str, str], code: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        open_book(ods(tmp_path, *tables, **more))
    assert caught.value.issues[0].code == code


def test_a_cell_repeated_over_the_whole_sheet_is_too_much(open_book: Open, tmp_path: Path) -> None:
    everywhere = cell("<text:p>a</text:p>", 'table:number-columns-repeated="16384"')
    rows = row(everywhere, more='table:number-rows-repeated="1048576"')
    with pytest.raises(BadInput) as caught:
        open_book(ods(tmp_path, table(rows)))
    assert caught.value.issues[0].code == "E-OFFICE-LARGE"


def test_ods_under_a_new_name_is_refused(open_book: Open, tmp_path: Path) -> None:
    path = ods(tmp_path, table(row(cell("<text:p>县</text:p>"))))
    (issue,) = refused(open_book, path.rename(tmp_path / "表.xlsx"))
    assert issue.code == "E-OFFICE-NAMED"
    assert "OpenDocument" in issue.say("zh")
