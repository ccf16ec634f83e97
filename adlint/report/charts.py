"""Pictures of plans as SVG: the memory curve over both sweeps, the front of placements. The page has the colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from adlint.bytesize import human

Points = Sequence[tuple[float, float]]

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 460, 220, 74, 28, 10


def memory_curve(curves: Mapping[str, Sequence[tuple[int, int]]], time: float) -> str:
    """The height of the stack against operations, for each placement; `time` is where the forward sweep ends."""
    end = max(points[-1][0] for points in curves.values()) or 1
    top = max(height for points in curves.values() for _, height in points) or 1
    lines = "".join(_line(name, _path(points, end, top)) for name, points in curves.items())
    turn = _x(time, end)
    marks = f'<line class="turn" x1="{turn:.1f}" x2="{turn:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>'
    return _chart("the height of the stack over both sweeps", lines + marks, end, top, "operations executed")


def _line(name: str, path: str) -> str:
    return f'<polyline class="{escape(name)}" points="{path}"><title>{escape(name)}</title></polyline>'


def front(points: Sequence[tuple[float, int]], chosen: tuple[float, int]) -> str:
    """Placements that no other is better than: what is computed again against the peak; the chosen one stands out."""
    end = max([one for one, _ in (*points, chosen)]) or 1
    top = max([one for _, one in (*points, chosen)]) or 1
    steps = _path(points, end, top)
    dots = "".join(_dot(x, y, end, top, chosen == (x, y)) for x, y in points)
    return _chart("the front", f'<polyline class="front" points="{steps}"/>{dots}', end, top, "computed again")


def _dot(x: float, y: int, end: float, top: float, is_chosen: bool) -> str:
    kind = "point chosen" if is_chosen else "point"
    text = f"{human(y)}, {x:,.0f} computed again"
    return (
        f'<circle class="{kind}" tabindex="0" r="5" cx="{_x(x, end):.1f}" cy="{_y(y, top):.1f}"'
        f' data-peak="{y}" data-recompute="{x}" data-text="{text}"><title>{text}</title></circle>'
    )


def _chart(title: str, inside: str, end: float, top: float, below: str) -> str:
    axes = "".join(_axes(end, top, below))
    return f'<svg role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-label="{escape(title)}">{axes}{inside}</svg>'


def _axes(end: float, top: float, below: str) -> Iterator[str]:
    bottom = _HEIGHT - _BOTTOM
    yield f'<path class="axis" d="M{_LEFT} {_TOP}V{bottom}H{_WIDTH - 4}"/>'
    for part in (0.0, 0.5, 1.0):
        yield _label(_LEFT - 6, _y(top * part, top) + 4, human(int(top * part)))
    yield _label(_WIDTH - 4, _HEIGHT - 8, f"{below}: {end:,.0f}")


def _label(x: float, y: float, text: str) -> str:
    return f'<text class="label" x="{x}" y="{y:.1f}" text-anchor="end">{escape(text)}</text>'


def _path(points: Points, end: float, top: float) -> str:
    return " ".join(f"{_x(x, end):.1f},{_y(y, top):.1f}" for x, y in points)


def _x(value: float, end: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - 8) * value / end


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / top
