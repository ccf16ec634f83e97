"""What depends on data is said, and never guessed."""

from __future__ import annotations

import pytest

from adlint.evaluate.flow import loops
from adlint.evaluate.values import Unknown
from adlint.shapes.sizes import Sizes
from adlint.tape.systems.overloading import record
from tests.evaluate.asking import elemental, evaluated, trace


def gaps(text: str, call: str) -> list[str]:
    """The reasons for which the elemental tape of a call is not known."""
    found = evaluated(text, call)
    assert found.failure is None
    tape = record(found.trace, found.arguments.values(), "elemental", Sizes(dict(found.bounds)))
    return [gap.reason for gap in tape.gaps]


def test_the_larger_of_two_numbers_is_either() -> None:
    program = """
        def f(x, y):
            return max(x, y) * 2.0
        """
    assert trace(program, "f(f64[], f64[])").splitlines()[-2:] == [
        "v2:f64[] = v0:f64[] | v1:f64[]",
        "v3:f64[] = numpy.multiply(v2:f64[], 2.0)",
    ]
    assert elemental(program, "f(f64[], f64[])") == 18


def test_the_larger_of_a_number_and_an_active_one_is_active() -> None:
    program = """
        def f(x):
            return max(0.0, x) * 2.0
        """
    assert elemental(program, "f(f64[])") == 18


def test_a_filter_by_data_leaves_open_what_is_there() -> None:
    program = """
        def f(x, y):
            return sum(v * v for v in filter(lambda v: v.sum() > 0, [x, y]))
        """
    assert gaps(program, "f(f64[3], f64[3])") == ["data decides which items a filter keeps"]


def test_alike_arrays_may_stand_in_any_order() -> None:
    program = """
        def f(x, y):
            kept = sorted([x, y], key=lambda v: v.sum())
            return kept[0] * kept[1]
        """
    assert gaps(program, "f(f64[3], f64[3])") == []
    assert gaps(program, "f(f64[3], f64[1])") == ["data decides the order of what is sorted"]


@pytest.mark.parametrize("function", ["abs", "round", "float", "-"])
def test_what_is_made_of_something_unknown_is_unknown(function: str) -> None:
    program = f"""
        import elsewhere

        def f(x):
            y = elsewhere.smoothed(x)
            return x * {function}(y)
        """
    assert any("elsewhere" in reason for reason in gaps(program, "f(f64[3])"))
    assert isinstance(evaluated(program, "f(f64[3])").result, Unknown)


@pytest.mark.parametrize("expression", ["elsewhere.level - 1", "2 * elsewhere.level", "-elsewhere.level"])
def test_what_a_library_holds_is_unknown_and_no_error(expression: str) -> None:
    program = f"""
        import elsewhere

        def f(x):
            return x * ({expression})
        """
    assert any("not known" in reason for reason in gaps(program, "f(f64[3])"))


def test_a_state_that_does_not_settle_gives_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "ROUNDS", 1)
    program = """
        import numpy as np
        def f(x, T):
            for t in range(T):
                x = np.sin(x)
            return x
        """
    assert gaps(program, "f(f64[3], T)") == ["what a loop hands from turn to turn does not settle"]
