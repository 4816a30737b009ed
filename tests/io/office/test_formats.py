"""How a number format shows a number or a date, as far as a reader has to know it."""

from __future__ import annotations

from datetime import datetime

import pytest

from pairmatch.io.office.addresses import area, column_of, letters_of, parsed
from pairmatch.io.office.dates import from_serial, show
from pairmatch.io.office.formats import BUILT_IN, is_date, shower


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        ("00000000", "1001", "00001001"),
        ("00000000", "330101001", "330101001"),
        ("0000", "-7", "-0007"),
        ("0", "12.5", "13"),
        ("0", "12", ""),
        ("0.00", "12.5", "12.50"),
        ("0.0#", "12", "12.0"),
        ("0.##", "12.5", ""),
        ("#,##0", "1234567", "1,234,567"),
        ("#,##0.00", "1234.5", "1,234.50"),
        ("0%", "0.8", "80%"),
        ("0.0%", "0.125", "12.5%"),
        ('0"人"', "12", "12人"),
        ("0人", "12", "12人"),
        ('"约"0', "12", "约12"),
        ("￥#,##0", "1200", "￥1,200"),
        ("[Red]000", "7", "007"),
        ("[$￥-804]0", "7", "￥7"),
        ("000;[Red]-000", "7", "007"),
        ("0_ ", "7", ""),
        ("0.00_);(0.00)", "7", "7.00"),
        ("0000", "1e400", "1E+400"),
        ("0000", "1e-400", "0000"),
    ],
)
def test_a_number_as_its_format_shows_it(code: str, text: str, shown: str) -> None:
    show_number = shower(code)
    assert show_number is not None
    assert show_number(text) == ("" if shown == text else shown)


@pytest.mark.parametrize(
    "code",
    ["@", "General", "# ?/?", "0.00E+00", "[>100]0;000", "000-0000", "0,", "", "[=1]0", "x0"],
)
def test_what_is_not_understood_is_not_shown(code: str) -> None:
    assert shower(code) is None


@pytest.mark.parametrize(
    ("code", "date"),
    [
        ("General", False),
        ("G/通用格式", False),
        ("@", False),
        ("0.00", False),
        ("0.00E+00", False),
        ('0"day"', False),
        ("[Red]0", False),
        ("0_d", False),
        ("0;yyyy", False),
        ("yyyy-mm-dd", True),
        ("m-d", True),
        ("[h]:mm", True),
        ("[ss]", True),
        ('[$-804]yyyy"年"', True),
        ("h:mm AM/PM", True),
        (BUILT_IN[57], True),
    ],
)
def test_which_formats_are_dates(code: str, date: bool) -> None:
    assert is_date(code) is date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("45536", "2024-09-01"),
        ("45536.75", "2024-09-01T18:00:00"),
        ("0.75", "18:00:00"),
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("60", "1900-02-29"),
        ("61", "1900-03-01"),
        ("2958465", "9999-12-31"),
        ("45535.999999999", "2024-09-01"),
        ("1e-400", "1899-12-30"),
    ],
)
def test_days_are_counted_as_spreadsheets_do(text: str, iso: str) -> None:
    found = from_serial(text, from_1904=False)
    assert found is not None
    assert found[0] == iso


@pytest.mark.parametrize("text", ["-1", "2958466", "3000000", "1e400", "-0.5"])
def test_there_are_no_days_before_the_first_and_after_the_last(text: str) -> None:
    assert from_serial(text, from_1904=False) is None


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy/m/d", "2024/3/5"),
        ("yyyy-mm-dd", "2024-03-05"),
        ("m-d", "3-5"),
        ('m"月"d"日"', "3月5日"),
        ('yyyy"年"m"月"', "2024年3月"),
        ("[$-804]yyyy年m月d日;@", "2024年3月5日"),
        ("d-mmm-yy", "5-Mar-24"),
        ("h:mm AM/PM", "4:07 PM"),
        ('上午/下午h"时"mm"分"', "下午4时07分"),
        ("yyyy/m/d h:mm:ss", "2024/3/5 16:07:09"),
        ("mm:ss", "07:09"),
        ("dddd", "Tue"),
        (r"yyyy\-m", "2024-3"),
        ("[h]:mm", ""),
    ],
)
def test_a_date_as_its_format_shows_it(code: str, shown: str) -> None:
    assert show(datetime(2024, 3, 5, 16, 7, 9), code) == shown


def test_addresses() -> None:
    assert [letters_of(n) for n in (1, 26, 27, 702, 703, 16_384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_of(letters_of(n)) == n for n in range(1, 16_385))
    assert parsed("$B$12") == (12, 2)
    assert [parsed(x) for x in ("XFE1", "A0", "A1048577", "1A", "", "A-1")] == [None] * 6
    assert area("C4:A2") == (2, 1, 4, 3)
    assert area("B2") == (2, 2, 2, 2)
    assert area("A:B") is None
