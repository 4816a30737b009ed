"""A real Chromium opens the report: it asks for nothing, complains of nothing, and draws everything."""

from __future__ import annotations

from pathlib import Path

from pairmatch.programmes import ROOMS
from pairmatch.webpage import write_report
from tests.webpage.chromium import opened
from tests.webpage.page import Page
from tests.webpage.runs import ATTACK

BAD = """<!doctype html><title>bad</title>
<img src="http://outside.invalid/picture"><script>throw new Error("broken")</script>"""


def test_a_report_asks_for_nothing_and_draws_every_chart(attacks: Path, tmp_path: Path) -> None:
    runs = [attacks / "first", attacks / "second"]
    path, _ = write_report(runs, ROOMS, None, tmp_path / "report.html")
    written = Page(path.read_text(encoding="utf-8"))
    found = opened(path, tmp_path)
    assert found.outside == ()
    assert found.console == ()
    shown = Page(found.dom)
    assert shown.tags["img"] == 0
    assert shown.tags["table"] == written.tags["table"]
    assert len(written.options) > 5
    assert shown.tags["svg"] == written.tags["svg"] + len(written.options)
    assert ("html", "class", "scripted") in shown.attributes
    drawn = found.dom[: found.dom.index('type="application/json"')]
    for option in written.options:
        axes = (option["xAxis"], option["yAxis"])
        names = next(axis["data"] for axis in axes if axis["type"] == "category")
        assert f">{names[0]}</text>" in drawn
    assert ATTACK not in found.dom


def test_the_browser_tells_of_requests_and_errors(tmp_path: Path) -> None:
    """So that the test above can fail."""
    page = tmp_path / "bad.html"
    page.write_text(BAD, encoding="utf-8")
    found = opened(page, tmp_path)
    assert found.outside == ("http://outside.invalid/picture",)
    assert len(found.console) == 1
    assert "broken" in found.console[0]
