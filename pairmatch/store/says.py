"""What the commands about runs print: a list of runs, and all that is to say of one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len, set_cell_size

from pairmatch.errors import Lang, Text, message
from pairmatch.io.manifest import Manifest
from pairmatch.store.entry import Entry

_HEADERS: tuple[Text, ...] = (
    Text("运行", "Run"),
    Text("标签", "Tags"),
    Text("方案", "Scenario"),
    Text("学年", "Year"),
    Text("写出时间", "Written"),
    Text("未达标量", "Shortfall"),
    Text("得分", "Points"),
    Text("证明", "Proof"),
)


def runs_lines(entries: Sequence[Entry], lang: Lang) -> list[str]:
    """Return a heading and a line a run, in columns; names are never folded, so that they can be copied."""
    rows = [[header.say(lang) for header in _HEADERS]]
    rows += [[flat(cell) for cell in _cells(entry, lang)] for entry in entries]
    widths = [max(map(cell_len, column)) for column in zip_longest(*rows, fillvalue="")]
    return ["  ".join(map(set_cell_size, row, widths)).rstrip() for row in rows]


def _cells(entry: Entry, lang: Lang) -> list[str]:
    tags = ", ".join(entry.tags)
    if entry.damaged:
        return [entry.name, tags, message("store.damaged", lang)]
    return [
        entry.name,
        tags,
        entry.scenario,
        f"{entry.year}–{entry.year + 1}" if entry.year else "",
        shown_time(entry.written),
        str(entry.shortfall),
        str(entry.value),
        proof(entry.status, entry.gap_percent, lang),
    ]


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Kinds of characters that move the cursor, turn the line round, or are none."""


def flat(text: str) -> str:
    """Return a name from somebody else's folder as one line that a terminal only shows."""
    return "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) in _UNSEEN else c for c in text)


def shown_time(written: str) -> str:
    """Return an ISO time as people write it, to the minute, as the clock was where it was written."""
    return written[:16].replace("T", " ")


def proof(status: str, gap_percent: str, lang: Lang) -> str:
    """Return what is proved, in a few words."""
    return message(f"store.{status}", lang, gap=gap_percent)


def entry_dict(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON values."""
    return {**vars(entry), "tags": list(entry.tags)}


def run_lines(name: str, manifest: Manifest, tags: Sequence[str], lang: Lang) -> list[str]:
    """Return all that is to say of a run, a line each."""
    result = manifest.result
    year = f"{manifest.year}–{manifest.year + 1}" if manifest.year else ""
    rows: list[tuple[Text, str]] = [
        (Text("运行", "Run"), name),
        (Text("标签", "Tags"), ", ".join(tags)),
        (Text("方案", "Scenario"), f"{result.title} ({result.scenario})"),
        (Text("轮次", "Round"), manifest.round),
        (Text("学年", "Year"), year),
        (Text("写出时间", "Written"), shown_time(manifest.written)),
        (Text("结论", "Proof"), result.said(lang)),
        (Text("未达标量", "Shortfall"), str(result.shortfall)),
        (Text("得分", "Points"), str(result.value)),
        (Text("上界", "Bound"), str(result.bound)),
        (Text("方案文件夹", "Made from"), manifest.source),
        (Text("改动", "Changes"), ", ".join(f"{k} = {v}" for k, v in manifest.changes.items())),
        (Text("输入摘要", "Input"), result.input_hash[:12]),
        (Text("软件版本", "Versions"), ", ".join(f"{k} {v}" for k, v in result.versions)),
        (Text("文件", "Files"), message("store.whole", lang, count=len(manifest.files))),
    ]
    colon = Text("：", ": ").say(lang)
    return [f"{header.say(lang)}{colon}{flat(said)}" for header, said in rows if said]
