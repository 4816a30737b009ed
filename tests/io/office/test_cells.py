"""Every kind of cell of xlsx comes out as what it is, by pattern and by the parser alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.io.office.grid import Cell, Grid, Mark, Merge
from tests.io.office.conftest import Open
from tests.io.office.packages import STRICT, book, one_sheet, parts, sheet_xml, zipped

SHARED = (
    "<si><t>县区</t></si><si><t/></si>"
    "<si><r><t>实验</t></r><r><rPr><b/></rPr><t xml:space='preserve'>小学 </t></r>"
    "<rPh sb='0' eb='1'><t>シ</t></rPh></si><si><t>a_x000D_b_x005F_c_xD800_</t></si>"
    "<si><t>䶮㑇𬭎&amp;</t></si>"
)
LONG_ID = "1.1010119900101123E+17"

CASES: tuple[tuple[str, Cell], ...] = (
    ('<c r="A1" t="s"><v>0</v></c>', "县区"),
    ('<c r="A1" t="s"><v>2</v></c>', "实验小学 "),
    ('<c r="A1" t="s"><v>3</v></c>', "a\rb_c_xD800_"),
    ('<c r="A1" t="s"><v>4</v></c>', "䶮㑇𬭎&"),
    ('<c r="A1" t="inlineStr"><is><t>007</t></is></c>', "007"),
    ('<c r="A1" t="inlineStr"><is><t>甲&amp;乙</t></is></c>', "甲&乙"),
    ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙"),
    ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c>', " 甲 "),
    ('<c r="A1" t="inlineStr"><is><t><![CDATA[甲<乙]]></t></is></c>', "甲<乙"),
    ('<c r="A1" t="str"><f>B1</f><v>NA</v></c>', "NA"),
    ('<c r="A1"><v>12</v></c>', Mark("number", "12")),
    ('<c r="A1" t="n"><v>12.50</v></c>', Mark("number", "12.50")),
    ("<c r='A1'><v>0.30000000000000004</v></c>", Mark("number", "0.30000000000000004")),
    ('<c r="A1"><v>110101199001011234</v></c>', Mark("number", "110101199001011234")),
    (f'<c r="A1"><v>{LONG_ID}</v></c>', Mark("number", LONG_ID)),
    ('<c r="A1"><v>1e400</v></c>', Mark("number", "1e400")),
    ('<c r="A1" s="1"><v>1001</v></c>', Mark("number", "1001", "00001001")),
    ('<c r="A1" s="6"><v>0.8</v></c>', Mark("number", "0.8", "80%")),
    ('<c r="A1" s="7"><v>3</v></c>', Mark("number", "3", "3人")),
    ('<c r="A1" s="2"><v>45536</v></c>', Mark("date", "2024-09-01", "2024年9月")),
    ('<c r="A1" s="3"><v>45536.75</v></c>', Mark("date", "2024-09-01T18:00:00", "2024/9/1")),
    ('<c r="A1" s="4"><v>45356</v></c>', Mark("date", "2024-03-05", "3-5")),
    ('<c r="A1" s="3"><v>3000000</v></c>', Mark("error", "########")),
    ('<c r="A1" t="d"><v>2024-09-01T00:00:00</v></c>', Mark("date", "2024-09-01T00:00:00")),
    ('<c r="A1" t="b"><v>1</v></c>', Mark("flag", "TRUE")),
    ('<c r="A1" t="b"><v>0</v></c>', Mark("flag", "FALSE")),
    ('<c r="A1" t="e"><v>#N/A</v></c>', Mark("error", "#N/A")),
    ('<c r="A1" t="e"><f>B1</f><v>#REF!</v></c>', Mark("error", "#REF!")),
    ('<c r="A1"><f>SUM(B1:C1)</f></c>', Mark("uncached", "=SUM(B1:C1)")),
    ('<c r="A1"><f>SUM(B1:C1)</f><v></v></c>', Mark("uncached", "=SUM(B1:C1)")),
    ('<c r="A1"><f>1&lt;2</f><v/></c>', Mark("uncached", "=1<2")),
    (
        '<c r="A1" t="str"><f>_xlfn.DISPIMG("ID",1)</f><v>=DISPIMG("ID",1)</v></c>',
        '=DISPIMG("ID",1)',
    ),
    ('<c r="A1" t="s"><v>0</v><extLst><ext><t>x</t></ext></extLst></c>', "县区"),
    ('<c t="s"><v>0</v></c>', "县区"),
)


def grid(open_book: Open, path: Path) -> Grid:
    (found,) = open_book(path).grids
    return found


def first_cell(found: Grid) -> Cell:
    return found.rows[0][1][0] if found.rows else ""


@pytest.fixture(scope="module")
def read_cases(
    open_book: Open, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Cell, Cell]]:
    """Each case as one sheet of a workbook; and again with prefixes, so that no pattern fits."""
    plain = [sheet_xml(f'<row r="1">{xml}</row>') for xml, _ in CASES]
    folder = tmp_path_factory.mktemp("cells")
    slow = [sheet.replace("<sheetData>", "<sheetData><!-- by the parser -->") for sheet in plain]
    found = [open_book(book(folder, *sheets, shared=SHARED)).grids for sheets in (plain, slow)]
    return [(first_cell(one), first_cell(two)) for one, two in zip(*found, strict=True)]


@pytest.mark.parametrize("case", range(len(CASES)), ids=lambda at: CASES[at][0])
def test_a_cell_is_what_it_is(case: int, read_cases: list[tuple[Cell, Cell]]) -> None:
    by_pattern, by_parser = read_cases[case]
    assert by_pattern == by_parser == CASES[case][1]


@pytest.mark.parametrize(
    "blank",
    [
        '<c r="A1"/>',
        '<c r="A1" s="3"/>',
        '<c r="A1" t="s"><v>1</v></c>',
        '<c r="A1" t="s"/>',
        '<c r="A1" t="str"><f>B1</f><v></v></c>',
        '<c r="A1" t="inlineStr"><is><t></t></is></c>',
        '<c r="A1"></c>',
        "",
    ],
)
def test_what_shows_nothing_is_blank(open_book: Open, blank: str, tmp_path: Path) -> None:
    rows = f'<row r="1">{blank}</row><row r="2"><c r="A2"><v>1</v></c></row>'
    assert [row for row, _ in grid(open_book, one_sheet(tmp_path, rows, shared=SHARED)).rows] == [2]


def test_cells_stand_where_their_address_says(open_book: Open, tmp_path: Path) -> None:
    """The dimension lies, rows are out of order, cells too; rows and cells may have no address."""
    rows = (
        '<row r="7"><c r="C7"><v>1</v></c><c r="A7"><v>2</v></c></row><row r="3"/>'
        '<row r="2"><c r="B2"><v>3</v></c></row><row><c><v>4</v></c><c><v>5</v></c></row>'
        '<row r="9" spans="1:2"><c r="XFD9"><v>6</v></c></row>'
    )
    found = grid(open_book, one_sheet(tmp_path, rows, before='<dimension ref="A1"/>')).rows
    one, two, three, four, five, six = (Mark("number", str(n)) for n in range(1, 7))
    assert found[:3] == ((2, ("", three)), (3, (four, five)), (7, (two, "", one)))
    assert (found[3][0], len(found[3][1]), found[3][1][-1]) == (9, 16_384, six)


def test_a_sheet_says_what_is_hidden_merged_and_struck_out(open_book: Open, tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" s="5"><v>1</v></c><c r="C1" s="5"><v>1</v></c></row>'
        '<row r="2" hidden="1"><c r="A2" s="5"><v>1</v></c><c r="B2"><f>A2</f><v>1</v></c></row>'
        '<row r="3" hidden="1"><c r="A3" s="5"/></row><row r="4"><c r="A4" s="5"><f>1</f><v>1</v></c></row>'
    )
    found = grid(
        open_book,
        one_sheet(
            tmp_path,
            rows,
            before='<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="9"/></cols>',
            after='<mergeCells><mergeCell ref="A1:C2"/><mergeCell ref="A4:XFD1048576"/></mergeCells>',
            states={1: "veryHidden"},
        ),
    )
    assert found.hidden
    assert (found.hidden_rows, found.hidden_columns) == ({2}, {2, 3})
    assert found.merges == (Merge(1, 1, 2, 3), Merge(4, 1, 1_048_576, 16_384))
    assert found.struck == {1, 4}
    assert found.formulas == 2


def test_a_workbook_has_its_sheets_in_order_and_its_names(open_book: Open, tmp_path: Path) -> None:
    names = (
        '<definedName name="模板版本">"1"</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0">A1</definedName>'
    )
    sheets = [sheet_xml(f'<row r="1"><c r="A1"><v>{n}</v></c></row>') for n in (1, 2)]
    found = open_book(book(tmp_path, *sheets, names=names))
    assert [one.sheet for one in found.grids] == ["表1", "表2"]
    assert found.names == {"模板版本": '"1"'}
    assert (found.file, found.noticed) == ("book.xlsx", ())


def test_dates_may_count_from_1904(open_book: Open, tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" s="3"><v>44074</v></c></row>'
    found = grid(open_book, one_sheet(tmp_path, rows, properties='<workbookPr date1904="1"/>'))
    assert found.rows[0][1] == (Mark("date", "2024-09-01", "2024/9/1"),)


def test_the_strict_namespace_is_read(open_book: Open, tmp_path: Path) -> None:
    sheet = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', space=STRICT)
    found = grid(open_book, book(tmp_path, sheet, shared=SHARED, space=STRICT))
    assert found.rows == ((1, ("县区",)),)


def test_a_foreign_namespace_is_not(open_book: Open, tmp_path: Path) -> None:
    """Elements of other namespaces are no cells, even by the names of cells."""
    sheet = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c><x:c xmlns:x="urn:x" r="B1"><x:v>2</x:v></x:c></row>'
    )
    assert grid(open_book, book(tmp_path, sheet)).rows == ((1, (Mark("number", "1"),)),)


def test_prefixes_and_other_encodings_are_read(open_book: Open, tmp_path: Path) -> None:
    plain = sheet_xml('<row r="1"><c r="A1" t="str"><v>帮扶</v></c></row>')
    wide = plain.replace("UTF-8", "UTF-16").encode("utf-16")
    prefixed = plain.replace("xmlns=", "xmlns:x=")
    for name in ("worksheet", "sheetData", "row", "c", "v"):
        prefixed = prefixed.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    prefixed = prefixed.replace("<x:c ", "<x:c ").replace("<x:xml", "<xml")
    assert "<c" not in prefixed
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(parts(plain, wide, prefixed)))  # type: ignore[arg-type]
    assert [one.rows for one in open_book(path).grids] == [((1, ("帮扶",)),)] * 3


def test_a_long_sheet_crosses_the_pieces_it_is_read_in(open_book: Open, tmp_path: Path) -> None:
    """Plain rows, rows for the parser and blank rows mixed, over many pieces of the archive."""
    kinds = (
        '<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="inlineStr"><is><t>第{n}校</t></is></c></row>',
        '<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="str"><v>第&#x{n:x};</v></c></row>',
        '<row r="{n}" ht="20"/>',
    )
    rows = "".join(kinds[n % 3].format(n=n) for n in range(300, 8_000))
    found = grid(open_book, one_sheet(tmp_path, rows)).rows
    wanted = tuple(
        (n, (Mark("number", str(n)), f"第{n}校" if n % 3 == 0 else f"第{chr(n)}"))
        for n in range(300, 8_000)
        if n % 3 != 2
    )
    assert found == wanted
