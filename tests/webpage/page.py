"""A report taken apart: its tables by what stands above them, its elements, its chart options."""

from __future__ import annotations

import json
from collections import Counter
from html.parser import HTMLParser
from typing import Any


class Page(HTMLParser):
    """Reads HTML; ``tables`` are rows of cells by caption or heading, ``tags`` counts elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.headings: list[str] = []
        self.options: list[Any] = []
        self._caption = self._text = ""
        self._rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "table":
            self._rows, self._caption = [], self.headings[-1]
        if tag == "tr":
            self._rows.append([])
        self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3"):
            self.headings.append(self._text)
        elif tag == "caption":
            self._caption = self._text
        elif tag in ("td", "th"):
            self._rows[-1].append(self._text)
        elif tag == "table":
            self.tables[self._caption] = self._rows
        elif tag == "script" and self._text.startswith("["):
            self.options = json.loads(self._text)
        self._text = ""
