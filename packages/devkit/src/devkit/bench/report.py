"""The figures as a table and as a plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from devkit.bench import comparison
from devkit.bench.measurement import Measurement

COLUMNS = (
    *("program", "delay ms", "operation", "seconds", "cpu s", "statements", "writes", "logins", "per object"),
    *("path", "path s", "to path", "to script"),
)
BAR, ROW, LEFT, WIDTH = 14, 20, 210, 640
COLOURS = {"script": "#8a8f98", "up": "#1f6feb", "critical path of up": "#2da44e"}
OTHER_COLOUR = "#9ecbff"


def table(measurements: Sequence[Measurement]) -> str:
    """In Markdown, which also reads well in a terminal."""
    scripts = {item.delay_milliseconds: item.seconds for item in measurements if item.operation == "script"}
    return _drawn([COLUMNS, *(_row(item, scripts.get(item.delay_milliseconds)) for item in measurements)])


def beside(rows: Sequence[tuple[str, ...]]) -> str:
    """What `comparison.rows` gives."""
    return _drawn([comparison.COLUMNS, *rows])


def _drawn(rows: Sequence[tuple[str, ...]]) -> str:
    """The first row is of the columns' names; the first three columns are texts."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    rule = "|" + "|".join("-" * (width + 1) + (":" if index > 2 else "-") for index, width in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def growth(measurements: Iterable[Measurement]) -> list[str]:
    """Seconds that each further service took, from one size to the next."""
    sizes = [item for item in measurements if item.program.endswith(" services") and item.operation == "up"]
    sizes.sort(key=lambda item: (item.delay_milliseconds, _services(item)))
    return [
        f"{before.program} to {after.program}, {after.delay_milliseconds} ms: {_each(before, after, added)}"
        for before, after in pairwise(sizes)
        if before.delay_milliseconds == after.delay_milliseconds and (added := _services(after) - _services(before))
    ]


def _each(before: Measurement, after: Measurement, added: int) -> str:
    seconds, statements = after.seconds - before.seconds, after.statements - before.statements
    return f"{seconds / added:.3f} s and {statements / added:.1f} statements a service"


def bars(measurements: Iterable[Measurement]) -> list[tuple[str, str, float]]:
    """Label, kind and seconds of each bar: the guide's operations by delay, then the stacks with many services."""
    found: list[tuple[str, str, float]] = []
    for item in measurements:
        where = f"{item.program}, {item.delay_milliseconds} ms"
        found.append((f"{where}, {item.operation}", item.operation, item.seconds))
        if item.operation == "up":
            found.append((f"{where}, critical path of up", "critical path of up", item.path_seconds))
    return found


def text_plot(measurements: Iterable[Measurement], width: int = 60) -> str:
    found = bars(measurements)
    most = max(seconds for *_, seconds in found)
    return "\n".join(
        f"{label:>34} {'#' * round(width * seconds / most):<{width}} {seconds:8.2f} s" for label, _, seconds in found
    )


def svg_plot(measurements: Iterable[Measurement], title: str) -> str:
    found = bars(measurements)
    most = max(seconds for *_, seconds in found)
    height = ROW * (len(found) + 2)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 80} {height}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="8" y="{ROW}" font-weight="bold" fill="#1f2328">{escape(title)}</text>',
    ]
    for number, (label, kind, seconds) in enumerate(found, start=1):
        y, length = ROW * (number + 1) - BAR, max(1.0, WIDTH * seconds / most)
        colour = COLOURS.get(kind, OTHER_COLOUR)
        lines += [
            f'<text x="{LEFT - 8}" y="{y + 11}" text-anchor="end" fill="#1f2328">{escape(label)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>',
            f'<text x="{LEFT + length + 6:.1f}" y="{y + 11}" fill="#1f2328">{seconds:.1f} s</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])


def _row(item: Measurement, script: float | None) -> tuple[str, ...]:
    creates = item.operation == "up" and item.objects
    comparable = item.program == "guide" and item.operation == "up"
    return (
        item.program,
        str(item.delay_milliseconds),
        item.operation,
        f"{item.seconds:.2f}",
        f"{item.cpu:.2f}",
        str(item.statements),
        str(item.writes),
        str(item.logins),
        f"{item.statements / item.objects:.2f}" if creates else "",
        str(item.path_statements),
        f"{item.path_seconds:.2f}",
        f"{item.seconds / item.path_seconds:.2f}" if item.operation == "up" and item.path_seconds else "",
        f"{item.seconds / script:.2f}" if comparable and script else "",
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        f"{cell:<{width}}" if i < 3 else f"{cell:>{width}}"
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "| " + " | ".join(cells) + " |"


def _services(item: Measurement) -> int:
    return int(item.program.split()[0])
