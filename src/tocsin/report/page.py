"""Page: headings, paragraphs, terms and tables on a terminal of any width, down to 40 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.segment import Segment, Segments
from rich.table import Table
from rich.text import Text

__all__ = ["NARROW", "Page", "unbroken"]

NARROW = 72
"""Below so many columns nothing stands side by side but short labels."""
_SPACE, _GLUE = "\u00a0", "\ue000"
"""A no-break space, and what stands for it while lines are broken: rich takes it for a space like any other."""


def unbroken(text: str) -> Text:
    """Return text that is not broken at its no-break spaces, between a number and its per cent sign."""
    return Text(text.replace(_SPACE, _GLUE))


class Page:
    """What is printed of an entry.

    Parameters
    ----------
    console : rich.console.Console
        Text is printed as it is: square brackets are not markup.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.narrow = console.width < NARROW
        self._begun = False

    def space(self) -> None:
        """Print an empty line, unless nothing stands above it."""
        if self._begun:
            self.console.print()

    def put(self, renderable: RenderableType) -> None:
        """Print without the blanks that fill a line up, which are in the way of whoever copies or compares output."""
        self._begun = True
        for line in self.console.render_lines(renderable, pad=False):
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                line[-1] = Segment(line[-1].text.rstrip(), line[-1].style)
            shown = (Segment(part.text.replace(_GLUE, _SPACE), part.style, part.control) for part in line)
            self.console.print(Segments([*shown, Segment.line()]))

    def heading(self, name: str, *rest: str) -> None:
        """Print the first line: a name and what is to be said of it."""
        text = Text(name, "bold")
        for part in rest:
            text.append(f" · {part}", "not bold")
        self.put(text)

    def section(self, title: str, rest: str = "") -> None:
        """Print an empty line and the title of a section."""
        self.space()
        self.put(Text.assemble((title, "bold cyan"), f"  {rest}" if rest else ""))

    def paragraph(self, text: str | Text, indent: int = 0) -> None:
        """Print a paragraph."""
        shown = text if isinstance(text, Text) else unbroken(text)
        self.put(Padding(shown, (0, 0, 0, indent), expand=False))

    def terms(self, rows: Iterable[tuple[str, str]], indent: int = 2) -> None:
        """Print labels with their texts: side by side, or the text below its label on a narrow terminal."""
        shown = [(label, text) for label, text in rows if text]
        longest = max((len(label) for label, _ in shown), default=0)
        if self.narrow and longest > 14:
            for label, text in shown:
                self.paragraph(Text(label, "bold"), indent)
                self.paragraph(text, indent + 2)
            return
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=longest <= 30, overflow="fold", max_width=30)
        grid.add_column(overflow="fold")
        for label, text in shown:
            grid.add_row(Text(label, "bold"), unbroken(text))
        self.put(Padding(grid, (0, 0, 0, indent), expand=False))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table; on a narrow terminal each row is a block that starts with its first cell."""
        if self.narrow:
            for row in rows:
                self.paragraph(Text(row[0], "bold"), 2)
                for column, cell in zip(columns[1:], row[1:], strict=True):
                    if cell:
                        self.paragraph(Text.assemble((f"{column}: ", "dim"), unbroken(cell)), 4)
            return
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
        for number, column in enumerate(columns):
            # Names stay whole, texts are wrapped.
            table.add_column(column, overflow="fold", no_wrap=number == 0)
        for row in rows:
            table.add_row(Text(row[0], "bold"), *(unbroken(cell) for cell in row[1:]))
        self.put(Padding(table, (0, 0, 0, 2), expand=False))
