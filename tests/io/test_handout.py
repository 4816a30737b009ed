"""The workbook by county: every recipient unit once, every row once, nothing that stays inside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from pairmatch.io.export import sheet_name, write_workbook
from pairmatch.programmes import ROOMS, TABLES
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.rule import Violation
from pairmatch.report.handout import handout
from pairmatch.scenario import Scenario
from pairmatch.schema import School
from pairmatch.verify import verify

CITY_SCHOOL = "9900000006"


@pytest.fixture
def province(whole: Scenario) -> Scenario:
    """The hand-made scenario with a school that the city runs."""
    school = School(
        school_code=CITY_SCHOOL,
        name="河源市属中学",
        unit_code="441600",
        stage="junior",
        kind="county_seat",
        run_by="city",
    )
    rows = {table.name: whole.rows(table.model) for table in TABLES}
    return Scenario(whole.settings, TABLES, {**rows, "schools": [*rows["schools"], school]})


@pytest.fixture
def spread(real_plan):
    """A plan with pairs in two counties and in the city."""
    pairs = [
        SchoolPair(recipient_school=code, supporting_school="9900000012")
        for code in ("9900000003", CITY_SCHOOL)
    ]
    return real_plan.replaced({SchoolPair: [*real_plan.rows(SchoolPair), *pairs]})


@pytest.fixture
def handed(province, spread):
    return handout(province, spread, verify(province, spread), ROOMS)


def test_every_recipient_unit_has_one_page_behind_the_contents(handed) -> None:
    assert [page.name.zh for page in handed] == [
        "目录",
        "441600_河源市",
        "441621_河源市紫金县",
        "441625_河源市东源县",
    ]
    assert [page.title.zh for page in handed[1:3]] == ["河源市市直帮扶安排", "河源市紫金县帮扶安排"]


def test_names_of_sheets_are_valid_and_unlike(handed) -> None:
    for lang in ("zh", "en"):
        names = [sheet_name(page.name, lang) for page in handed]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_every_row_of_the_plan_stands_on_one_page(handed, province, spread) -> None:
    for room in ROOMS:
        for sheet in (sheet for sheet in room.sheets if sheet.school):
            found = [
                row
                for page in handed[1:]
                for b in page.blocks
                if b.key == sheet.key
                for row in b.rows
            ]
            every = sheet.rows(province, spread)
            assert Counter(map(str, found)) == Counter(map(str, every))
            assert every


def test_a_row_stands_on_the_page_of_its_county(handed, province) -> None:
    for page in handed[1:]:
        for block in page.blocks:
            for row in block.rows:
                if "recipient_code" in row:
                    assert province.homes[str(row["recipient_code"])] == page.key
                    assert not {"recipient_city", "recipient_unit"} & {c.key for c in block.columns}


def test_breaches_are_handed_to_the_county_they_are_about(province, spread, verification) -> None:
    sender = Violation("T1", ("9900000011",), 1, "≥ 3", 2)
    found = {**verification.violations, "T1": (*verification.violations["T1"], sender)}
    judged = type(verification)(
        found, verification.amounts, verification.forces, verification.shortfall, 0, ()
    )
    pages = handout(province, spread, judged, ROOMS)
    codes = {page.key: [row["code"] for row in page.blocks[-1].rows] for page in pages[1:]}
    assert codes == {"441600": [], "441621": ["T1", "W2"], "441625": []}


def test_what_is_handed_on_has_no_affinity_or_quality(handed) -> None:
    for page in handed:
        said = str([(b.heading, [c.header for c in b.columns], b.rows) for b in page.blocks])
        assert not any(word in said for word in ("契合", "质量", "得分", "affinity", "quality"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_contents_count_and_lead_to_every_sheet(handed, lang, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", handed, lang, 2021)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    contents = book.worksheets[0]
    links = {
        cell.value: cell.hyperlink.location
        for row in contents.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert list(links) == book.sheetnames[1:]
    assert all(location == f"'{name}'!A1" for name, location in links.items())
    pairs = next(
        c.column
        for row in contents.iter_rows()
        for c in row
        if c.value in ("结对学校", "School pairs")
    )
    assert [contents.cell(row, pairs).value for row in range(4, 8)] == [1, 1, 1, 3]


def test_what_people_fill_in_stays_in_the_workbook_of_the_plan(handed) -> None:
    headers = [c.header.zh for page in handed for block in page.blocks for c in block.columns]
    assert "标记" not in headers
