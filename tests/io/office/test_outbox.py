"""What is sent of a file has its limits, so that the parent's memory has them too."""

from __future__ import annotations

import pytest

from pairmatch.io.office.limits import CELLS, COLUMNS, MERGES, TEXT
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.refused import Refused
from pairmatch.io.office.sheet_target import SheetTarget


@pytest.fixture
def out() -> Outbox:
    return Outbox(lambda data: None)


def test_a_row_counts_as_wide_as_it_is(out: Outbox) -> None:
    """A lone cell in the last column costs the parent a row of blanks."""
    out.begin("表", hidden=False)
    row = [0] * (COLUMNS - 1) + [1]
    for number in range(1, CELLS // COLUMNS + 1):
        out.row(number, row)
    with pytest.raises(Refused) as caught:
        out.row(CELLS // COLUMNS + 1, row)
    assert (caught.value.code, caught.value.values["what"]) == ("E-OFFICE-LARGE", "cells")


def test_texts_and_numbers_count_together(out: Outbox) -> None:
    text = "长" * 30_000
    for _ in range(TEXT // 30_049):  # 24 more for each of the two
        out.text(text)
        out.mark("number", "1")
    with pytest.raises(Refused) as caught:
        out.text(text)
    assert caught.value.values["what"] == "text"


def test_merged_areas_are_counted(out: Outbox) -> None:
    target = SheetTarget("表", out, hidden=False)
    for _ in range(MERGES):
        target.merge(1, 1, 2, 2)
    with pytest.raises(Refused) as caught:
        target.merge(1, 1, 2, 2)
    assert caught.value.values["what"] == "merges"
