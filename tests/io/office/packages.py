"""Packages made part by part, so that a test can say exactly what stands in a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

STYLES = """<numFmts count="4"><numFmt numFmtId="164" formatCode="00000000"/>
<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>
<numFmt numFmtId="166" formatCode="m-d"/><numFmt numFmtId="167" formatCode="0&quot;人&quot;"/></numFmts>
<fonts count="2"><font><sz val="11"/></font><font><strike/><sz val="11"/></font></fonts>
<cellXfs count="8"><xf numFmtId="0" fontId="0"/><xf numFmtId="164" fontId="0"/><xf numFmtId="165" fontId="0"/>
<xf numFmtId="14" fontId="0"/><xf numFmtId="166" fontId="0"/><xf numFmtId="0" fontId="1"/>
<xf numFmtId="9" fontId="0"/><xf numFmtId="167" fontId="0"/></cellXfs>"""
"""Styles 0 General, 1 00000000, 2 年月, 3 yyyy/m/d, 4 m-d, 5 struck out, 6 percent, 7 with 人."""


def zipped(parts: Mapping[str, str | bytes], *, stored: bool = False) -> bytes:
    """Return an archive of the parts, the same bytes each time."""
    kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return buffer.getvalue()


def sheet_xml(rows: str, *, before: str = "", after: str = "", space: str = TRANSITIONAL) -> str:
    """Return a sheet part around the content of sheetData."""
    return (
        f'{_DECLARED}<worksheet xmlns="{space}">{before}<sheetData>{rows}</sheetData>{after}'
        "</worksheet>"
    )


def parts(
    *sheets: str,
    shared: str = "",
    names: str = "",
    properties: str = "",
    states: Mapping[int, str] | None = None,
    space: str = TRANSITIONAL,
    main: str = "xl/workbook.xml",
    **extra: str | bytes,
) -> dict[str, str | bytes]:
    """Return the parts of a workbook: ``sheets`` are whole sheet parts, called 表1, 表2 …"""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"'
        + (f' state="{(states or {})[n]}"' if n in (states or {}) else "")
        + "/>"
        for n in numbers
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'{_DECLARED}<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'{_DECLARED}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="r1" Type="{RELATIONSHIPS}/officeDocument" Target="{main}"/></Relationships>',
        "xl/workbook.xml": f'{_DECLARED}<workbook xmlns="{space}" xmlns:r="{RELATIONSHIPS}">{properties}'
        f"<sheets>{listed}</sheets><definedNames>{names}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_DECLARED}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'{related}<Relationship Id="s" Type="{RELATIONSHIPS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{RELATIONSHIPS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'{_DECLARED}<styleSheet xmlns="{space}">{STYLES}</styleSheet>',
        "xl/sharedStrings.xml": f'{_DECLARED}<sst xmlns="{space}">{shared}</sst>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in zip(numbers, sheets, strict=True)},
        **extra,
    }


def book(folder: Path, *sheets: str, name: str = "book.xlsx", **more: object) -> Path:
    """Write a workbook of whole sheet parts, see :func:`parts`."""
    path = folder / name
    path.write_bytes(zipped(parts(*sheets, **more)))  # type: ignore[arg-type]
    return path


def one_sheet(
    folder: Path, rows: str, *, before: str = "", after: str = "", **more: object
) -> Path:
    """Write a workbook of one sheet."""
    return book(folder, sheet_xml(rows, before=before, after=after), **more)
