"""The sheets of the real programmes: each shows its plan rows in full and reads them back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pairmatch.io.export import write_workbook
from pairmatch.io.workbook import read_plan
from pairmatch.programmes import ROOMS
from pairmatch.programmes.places import by_city, by_county
from pairmatch.report import pages
from pairmatch.verify import verify
from tests.io.toy_room import RARE_NAMES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_real_sheets_read_back(lang, whole, real_plan, result, tmp_path: Path) -> None:
    filled = pages(whole, real_plan, result, verify(whole, real_plan), ROOMS)
    write_workbook(tmp_path / "a.xlsx", filled, lang, 2021)
    assert read_plan(tmp_path / "a.xlsx", ROOMS) == real_plan


def test_the_real_workbook_is_in_the_order_of_the_design(
    whole, real_plan, result, tmp_path: Path
) -> None:
    filled = pages(whole, real_plan, result, verify(whole, real_plan), ROOMS)
    write_workbook(tmp_path / "a.xlsx", filled, "zh", 2021)
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert names[:5] == ["汇总", "结对学校", "支教团队", "跟岗安排", "县(市、区)一览"]
    assert names[-3:] == ["例外清单", "规则核对", "参数与证明"]
    assert "未满足需求" in names[5:-3]


def test_what_is_handed_out_has_no_affinity_or_quality(whole, real_plan, result) -> None:
    filled = pages(whole, real_plan, result, verify(whole, real_plan), ROOMS)
    for page in filled:
        if page.annex or page.key in ("summary", "counties"):
            headers = "".join(c.header.zh for block in page.blocks for c in block.columns)
            assert not any(word in headers for word in ("契合", "质量", "得分", "差距"))
            cells = str([block.rows for block in page.blocks])
            assert page.key in ("summary", "counties") or RARE_NAMES[0] in cells


def test_the_city_and_the_county_of_the_recipients_come_first(whole, real_plan, result) -> None:
    filled = pages(whole, real_plan, result, verify(whole, real_plan), ROOMS)
    lists = [page for page in filled if page.annex or page.key in ("unmet", "affinity")]
    assert len(lists) == 5
    for page in lists:
        headers = [column.header.zh for column in page.blocks[0].columns]
        assert headers[:3] == ["受援市", "受援县(市、区)", "受援学校"]
    for page in filled:
        if page.key in ("counties", "shortfalls", "exceptions"):
            headers = [column.header.zh for column in page.blocks[0].columns]
            assert headers[0].endswith("市")
            assert headers[1].endswith("县(市、区)")


def test_what_stands_aside_comes_last(whole, real_plan, result) -> None:
    for page in pages(whole, real_plan, result, verify(whole, real_plan), ROOMS):
        for block in page.blocks:
            aside = [column.aside for column in block.columns]
            assert aside == sorted(aside), page.key


def test_rows_stand_by_city_and_county(whole, real_plan, result) -> None:
    """A city whose code is the smaller one comes first, whatever its counties are called."""
    assert by_city(whole, "440305") < by_city(whole, "441600") < by_city(whole, "441621")
    filled = {x.key: x for x in pages(whole, real_plan, result, verify(whole, real_plan), ROOMS)}
    places = [row["recipient_code"] for row in filled["unmet"].blocks[0].rows]
    assert places == sorted(places, key=lambda code: by_county(whole, str(code)))
