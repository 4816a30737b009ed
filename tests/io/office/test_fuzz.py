"""A sample of the spoiled workbooks of :mod:`fuzz`: each is read or refused, in time, with a message."""

from __future__ import annotations

from collections import Counter

from tests.io.office.fuzz import SLOWEST_S, run


def test_spoiled_workbooks_are_read_or_refused() -> None:
    answers = list(run(96))
    codes = Counter(code for code, _ in answers)
    assert max(took for _, took in answers) < SLOWEST_S
    assert codes["read"] > 10
    assert codes.total() - codes["read"] > 30
    assert not codes["E-OFFICE-DIED"]
