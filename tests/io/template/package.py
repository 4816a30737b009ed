"""What Excel demands of the file itself, checked part by part: it repairs what breaks these rules.

``python -m tests.io.template.package FILE...`` checks any workbook.
"""

from __future__ import annotations

import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from openpyxl.utils import range_boundaries

Element = ElementTree.Element
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ORDER = re.findall(
    r"\w+",
    """
sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetProtection autoFilter mergeCells
conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter
rowBreaks colBreaks drawing legacyDrawing tableParts extLst
""",
)
"""The children of a worksheet in the order of its schema."""


class Package:
    """The parts of one workbook; :meth:`faults` yields what is wrong with them."""

    def __init__(self, path: str) -> None:
        with zipfile.ZipFile(path) as archive:
            self.names = archive.namelist()
            self.parts = {name: ElementTree.fromstring(archive.read(name)) for name in self.names}
        self.book = self.parts["xl/workbook.xml"]
        self.styles = self.parts["xl/styles.xml"]
        strings = self.parts.get("xl/sharedStrings.xml")
        self.strings = 0 if strings is None else len(strings.findall(f"{MAIN}si"))

    def faults(self) -> Iterator[str]:
        if len(set(self.names)) != len(self.names):
            yield "a part stands twice in the archive"
        yield from self._types()
        yield from self._links()
        yield from self._book()
        for name, part in self.parts.items():
            if name.startswith("xl/worksheets/sheet"):
                yield from (f"{name}: {fault}" for fault in self._sheet(part))

    def _types(self) -> Iterator[str]:
        types = self.parts["[Content_Types].xml"]
        endings = {x.get("Extension") for x in types.iter(f"{TYPES}Default")}
        overrides = {str(x.get("PartName")).lstrip("/") for x in types.iter(f"{TYPES}Override")}
        for name in sorted(overrides - set(self.names)):
            yield f"{name} has a type and is not there"
        for name in self.names:
            if name not in overrides and name.rpartition(".")[2] not in endings:
                yield f"{name} has no type"

    def _links(self) -> Iterator[str]:
        for name, part in self.parts.items():
            if not name.endswith(".rels"):
                continue
            folder = posixpath.dirname(posixpath.dirname(name))
            for link in part.iter(f"{LINKS}Relationship"):
                target = posixpath.normpath(posixpath.join(folder, str(link.get("Target"))))
                if link.get("TargetMode") == "External" or target.lstrip("/") not in self.names:
                    yield f"{name} leads to {target}"

    def _book(self) -> Iterator[str]:
        names = [str(x.get("name")) for x in self.book.iter(f"{MAIN}sheet")]
        for name in names:
            if not 1 <= len(name) <= 31 or re.search(r"[\[\]:*?/\\]", name) or "'" in name:
                yield f"sheet {name!r} has a bad name"
        if len({name.casefold() for name in names}) != len(names):
            yield "two sheets have one name"
        if all(x.get("state") == "hidden" for x in self.book.iter(f"{MAIN}sheet")):
            yield "no sheet can be seen"
        links = {x.get("Id") for x in self.parts["xl/_rels/workbook.xml.rels"]}
        for sheet in self.book.iter(f"{MAIN}sheet"):
            if sheet.get(REFERENCE) not in links:
                yield f"sheet {sheet.get('name')} is nowhere"
        for name in self.book.iter(f"{MAIN}definedName"):
            if not re.fullmatch(r"[A-Za-z_\\][\w.\\]*", str(name.get("name"))):
                yield f"{name.get('name')} can be no name"

    def _sheet(self, part: Element) -> Iterator[str]:
        order = [ORDER.index(child.tag.removeprefix(MAIN)) for child in part]
        if order != sorted(order):
            yield "its children are not in order"
        once = [x for x in order if ORDER[x] != "conditionalFormatting"]
        if len(set(once)) != len(once):
            yield "a child stands twice"
        yield from self._cells(part)
        yield from self._columns(part)
        merges = [range_boundaries(str(x.get("ref"))) for x in part.iter(f"{MAIN}mergeCell")]
        for i, one in enumerate(merges):
            if any(_overlap(one, other) for other in merges[:i]):
                yield f"{one} overlaps another merged area"
        yield from self._checks(part)

    def _cells(self, part: Element) -> Iterator[str]:
        formats = len(self._styles("cellXfs"))
        rows = [int(str(row.get("r"))) for row in part.iter(f"{MAIN}row")]
        if not all(a < b for a, b in pairwise(rows)):
            yield "rows are not in order"
        for row in part.iter(f"{MAIN}row"):
            places = []
            for cell in row:
                column, line, _, _ = range_boundaries(str(cell.get("r")))
                places.append(column)
                if str(line) != row.get("r"):
                    yield f"{cell.get('r')} stands in another row"
                if int(cell.get("s", "0")) >= formats:
                    yield f"{cell.get('r')} has a format that is not there"
                value = cell.findtext(f"{MAIN}v") or ""
                if cell.get("t") == "s" and int(value) >= self.strings:
                    yield f"{cell.get('r')} has a text that is not there"
                if cell.get("t") is None and value:
                    float(value)
            if not all(a < b for a, b in pairwise(places)):
                yield f"cells of row {row.get('r')} are not in order"

    def _columns(self, part: Element) -> Iterator[str]:
        formats = len(self._styles("cellXfs"))
        spans = [(int(str(x.get("min"))), int(str(x.get("max")))) for x in part.iter(f"{MAIN}col")]
        if any(a > b for a, b in spans) or any(a[1] >= b[0] for a, b in pairwise(spans)):
            yield "columns overlap"
        if any(int(x.get("style", "0")) >= formats for x in part.iter(f"{MAIN}col")):
            yield "a column has a format that is not there"

    def _checks(self, part: Element) -> Iterator[str]:
        sheets = {str(x.get("name")) for x in self.book.iter(f"{MAIN}sheet")}
        rules = part.findall(f".//{MAIN}dataValidation")
        holder = part.find(f"{MAIN}dataValidations")
        if holder is not None and holder.get("count") != str(len(rules)):
            yield "validations are counted wrongly"
        for rule in rules:
            formula = rule.findtext(f"{MAIN}formula1") or ""
            if len(rule.get("errorTitle", "")) > 32 or len(rule.get("error", "")) > 255:
                yield "a validation says too much"
            if len(formula) > 255:
                yield "a list of a validation is too long"
            found = re.fullmatch(r"(\w+)!\$([A-Z]+)\$(\d+):\$\2\$(\d+)", formula)
            if "!" in formula and (found is None or found[1] not in sheets):
                yield f"a validation takes its list from {formula}"
        looks = len(self._styles("dxfs"))
        for look in part.iter(f"{MAIN}cfRule"):
            if int(look.get("dxfId", "0")) >= looks:
                yield "a condition has a format that is not there"

    def _styles(self, name: str) -> Element:
        found = self.styles.find(f"{MAIN}{name}")
        assert found is not None
        assert found.get("count") == str(len(found))
        return found


def _overlap(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return not (one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1])


def faults_of(path: str) -> list[str]:
    """Return what breaks a rule in a workbook."""
    return list(Package(path).faults())


if __name__ == "__main__":
    for _path in sys.argv[1:]:
        sys.stdout.write(f"{_path}: {faults_of(_path) or 'good'}\n")
