"""What offices leave in a workbook beside its cells: filters, panes, tables, protection, formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.io.office.grid import Mark
from tests.io.office.conftest import Open
from tests.io.office.packages import TRANSITIONAL, book, one_sheet, sheet_xml

ROWS = '<row r="1"><c r="A1" t="str"><v>学校</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
READ = ((1, ("学校",)), (2, (Mark("number", "7"),)))


def test_filters_panes_tables_and_pivots_change_nothing(open_book: Open, tmp_path: Path) -> None:
    view = '<pane ySplit="1" topLeftCell="A2" state="frozen"/><selection activeCell="A2"/>'
    after = (
        '<autoFilter ref="A1:A2"><filterColumn colId="0"><filters><filter val="7"/></filters>'
        '</filterColumn></autoFilter><conditionalFormatting sqref="A2"><cfRule type="expression" '
        'dxfId="0" priority="1"><formula>A2=7</formula></cfRule></conditionalFormatting>'
        '<dataValidations count="1"><dataValidation type="list" sqref="A2"><formula1>"6,8"</formula1>'
        '</dataValidation></dataValidations><tableParts count="1"/>'
    )
    table = f'<table xmlns="{TRANSITIONAL}" id="1" name="t" ref="A1:A2"><autoFilter ref="A1:A2"/></table>'
    found = open_book(
        one_sheet(
            tmp_path,
            ROWS,
            before=f"<sheetViews><sheetView>{view}</sheetView></sheetViews>",
            after=after,
            **{
                "xl/tables/table1.xml": table,
                "xl/pivotTables/pivotTable1.xml": "<pivotTableDefinition/>",
                "xl/pivotCache/pivotCacheRecords1.xml": "<pivotCacheRecords/>",
                "xl/comments1.xml": "<comments/>",
            },
        )
    )
    assert [grid.rows for grid in found.grids] == [READ]
    assert found.noticed == ()


def test_a_protected_sheet_is_read(open_book: Open, tmp_path: Path) -> None:
    """Its cells are not encrypted: only the password for opening is."""
    sheet = sheet_xml(ROWS, after='<sheetProtection password="CC1A" sheet="1" objects="1"/>')
    locked = "<workbookProtection workbookPassword='CC1A' lockStructure='1'/>"
    (grid,) = open_book(book(tmp_path, sheet, properties=locked)).grids
    assert grid.rows == READ


BLANK = (
    '<row r="{n}" spans="1:3" ht="15" customHeight="1"/>',
    '<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/><c r="C{n}"/></row>',
)


@pytest.mark.parametrize("row", BLANK)
@pytest.mark.parametrize(
    "last", ['<row r="{n}"><c r="A{n}"><v>9</v></c></row>', "<row><c><v>9</v></c></row>"]
)
def test_formatted_blank_rows_are_no_rows(
    open_book: Open, row: str, last: str, tmp_path: Path
) -> None:
    """There may be a million; the row after them keeps its number, said or not."""
    blank = "".join(row.format(n=n) for n in range(3, 20_003))
    rows = ROWS + blank + last.format(n=20_003)
    (grid,) = open_book(one_sheet(tmp_path, rows)).grids
    assert grid.rows == (*READ, (20_003, (Mark("number", "9"),)))
