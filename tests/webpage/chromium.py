"""A real Chromium, without a window: what a page asks for, what it complains about, what becomes of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"),
)
ELSEWHERE = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path(r"C:\Program Files\Google\Chrome\Application\chrome.exe"),
    Path(r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"),
)
MISSING = (
    "No Chromium or Chrome was found; a test opens a report in one. Install the Debian package chromium "
    "(or chromium-headless-shell), or Google Chrome; or name one: CHROMIUM=/path/to/chrome."
)
_ITSELF = "not an origin"
_INSIDE = ("data:", "file:", "about:", "blob:", "chrome:")


@dataclass(frozen=True)
class Opened:
    """What became of a page: its elements as text, what it asked for outside, what the console says."""

    dom: str
    outside: tuple[str, ...]
    console: tuple[str, ...]


def found() -> str | None:
    """Return the Chromium of this machine, None if there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    every = (*map(shutil.which, NAMES), *(str(path) for path in ELSEWHERE if path.is_file()))
    return next((path for path in every if path), None)


def opened(page: Path, scratch: Path) -> Opened:
    """Open a page and return what became of it; every name outside is unknown to this browser."""
    browser = found()
    assert browser, MISSING
    log = scratch / "net.json"
    done = subprocess.run(
        [
            browser,
            *("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
            *(["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []),
            f"--user-data-dir={scratch / 'profile'}",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--log-net-log={log}",
            "--enable-logging=stderr",
            "--virtual-time-budget=2000",
            "--dump-dom",
            page.resolve().as_uri(),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    asked = {url for url in _asked(log) if not url.startswith(_INSIDE)}
    said = [line for line in done.stderr.splitlines() if re.search(r"\bCONSOLE\b", line)]
    return Opened(done.stdout, tuple(sorted(asked)), tuple(said))


def _asked(log: Path) -> list[str]:
    """Return every address that the network was asked for by a page; the browser has its own errands."""
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    asked = (event.get("params", {}) for event in events)
    return [x["url"] for x in asked if x.get("initiator", _ITSELF) != _ITSELF]
