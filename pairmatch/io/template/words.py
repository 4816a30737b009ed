"""The fixed words of a workbook to fill in, by which its reader knows what is no data."""

from __future__ import annotations

from pairmatch.errors import Text

VERSION = "4"
"""Of the sheets and columns that a template has; another number whenever they change."""
VERSION_NAME = "pairmatch_template"
"""The defined name under which a workbook says which template it was made from."""

GUIDE = Text("填表说明", "How to fill in")
CHOICES = Text("选项", "Choices")
"""The hidden sheet that the dropdown lists come from."""
SETTINGS = Text("参数", "Settings")

EXAMPLE = Text("示例：", "Example: ")
"""How the first cell of the row begins that only shows how to fill in the others."""
REQUIRED = "*"
"""Stands behind the header of a column that every row must fill."""

KEY = Text("参数", "key")
VALUE = Text("值", "value")
CLAUSE = Text("条款", "clause")
DOCUMENT = Text("文件", "document")
REASON = Text("理由", "reason")
MEANING = Text("含义", "meaning")
SETTINGS_HEADER = (KEY, VALUE, CLAUSE, DOCUMENT, REASON, MEANING)
"""The columns of the settings; the last one is for people only."""
