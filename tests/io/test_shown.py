"""The nearest known word: what a person most likely meant, or nothing."""

from __future__ import annotations

import pytest

from pairmatch.io.shown import nearest


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("语闻", ["英语", "语文", "数学"], "语文"),
        ("初级中学校", ["高级中学", "初级中学"], "初级中学"),
        ("440805", ["440804", "440823"], "440804"),
        ("440899", ["440804", "440823"], None),
        ("画", ["英语", "语文"], None),
        ("", ["语文"], None),
    ],
)
def test_the_nearest_word_is_the_one_meant(
    written: str, known: list[str], meant: str | None
) -> None:
    assert nearest(written, known) == meant
