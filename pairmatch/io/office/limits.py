"""How much a file may cost: bytes, cells, text, memory and time, for both sides of the pipe."""

MEGABYTE = 1 << 20
FILE_BYTES = 200 * MEGABYTE
"""A larger file is not opened."""
UNPACKED_BYTES = 300 * MEGABYTE
"""What is unpacked of one archive, all parts that are read together."""
PART_BYTES = 16 * MEGABYTE
"""What is unpacked of a small part: relationships, styles, the list of sheets."""
ENTRIES = 20_000
"""Files in one archive."""
CELLS = 4_000_000
"""Cells of one file, counted as the rows are wide: a lone cell in column XFD counts 16,384."""
TEXT = 40_000_000
"""Characters of one file, every different cell counted once, and for some more than it has."""
CELL_TEXT = 32_767
"""Characters in one cell, as in Excel."""
MERGES = 100_000
NAMES = 2_000
SHEETS = 2_000
SHEET_NAME = 255
"""Characters; Excel allows 31."""
ROWS, COLUMNS = 1_048_576, 16_384
"""The size of a sheet in Excel."""
MEMORY_BYTES = 256 * MEGABYTE
"""What the child may hold."""
FRAME_BYTES = 16 * MEGABYTE
"""The longest message of the child."""
SECONDS = 4.5
"""Processor time for any file beside that for its cells; to start and to be ended takes the rest of five
seconds."""
SECONDS_PER_CELL = 15e-6
"""For each cell that the child has sent: about four times what one takes, for slower computers."""
SMALL_BYTES = MEGABYTE
"""A file of no more than that is read in the time for any file, or is a bomb."""
BYTES_PER_CELL = 2
"""So many bytes of a larger file are behind each cell at the least; a full sheet has about four."""
SLOWEST = 12.0
"""The clock may run so many times longer than the processor time, on a busy machine."""


def seconds_for(cells: int, size: int) -> float:
    """Return the processor time that a file of ``size`` bytes may take, so many cells having been sent."""
    likely = max(0, size - SMALL_BYTES) // BYTES_PER_CELL
    return SECONDS + SECONDS_PER_CELL * min(cells, CELLS, likely)
