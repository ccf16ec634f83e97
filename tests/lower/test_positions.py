"""The spans of operations, shown as the text that they cover."""

from __future__ import annotations

import pytest

from adlint import ir
from adlint.lower import lower, source_map
from adlint.printer import print_operation
from adlint.source import Source


def covered(source: str, function: str = "") -> dict[str, str]:
    """The text of each operation of a function's outer block, below its dump's first line."""
    body = next(f.body for f in lower(source).module.functions if f.name == function)
    where = source_map(source)
    return {print_operation(op).partition("\n")[0]: text(source, where, function, op.at) for op in body}


def text(source: str, where: ir.SourceMap, function: str, at: int) -> str:
    lines = Source("x", source).lines
    first, start, last, end = where.span(function, at)
    if first != last:
        start_of_last = lines[last - 1].encode()[:end].decode()
        return "\n".join([lines[first - 1].encode()[start:].decode(), *lines[first : last - 1], start_of_last])
    return lines[first - 1].encode()[start:end].decode()


def test_an_operation_covers_its_expression() -> None:
    assert covered("x = f(a.b, c[0])(*d)\n") == {
        "%1 = a.b": "a.b",
        "%2 = c[0]": "c[0]",
        "%3 = call f(%1, %2)": "f(a.b, c[0])",
        "%4 = call %3(*d)": "f(a.b, c[0])(*d)",
        "x = %4": "x",
    }


def test_control_covers_what_decides_it() -> None:
    assert covered("if f(x): pass\nfor i in y: pass\nwith g() as h: pass\n") == {
        "%1 = call f(x)": "f(x)",
        "if %1:": "f(x)",
        "for %3 in y:": "for i in y: pass",
        "%5 = call g()": "g()",
        "with %5 as %6:": "g()",
    }


def test_a_decorator_covers_its_own_line() -> None:
    assert covered("@d\ndef f(): pass\n") == {
        "%1 = function f()": "def f(): pass",
        "%2 = call d(%1)": "d",
        "f = %2": "def f(): pass",
    }


@pytest.mark.parametrize(
    "before",
    ['é = "ü"; ', '"\u2028"; ', '"😀😀"; ', '"""\n"""; ', "\f", "# a\r\n", "# a\r", "x = \\\n1; ", "x\t=\t1;\t"],
    ids=ascii,
)
def test_columns_are_right_behind_unusual_text(before: str) -> None:
    found = covered(f"def f():\n    return 1\n{before}g(1)\n")
    assert [text for dump, text in found.items() if "call g(1)" in dump] == ["g(1)"]
