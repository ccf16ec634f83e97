"""Linear operators of SciPy: which functions of the program they call where they are applied.

SciPy's reference, `scipy.sparse.linalg.LinearOperator`: an operator is made of functions, or of a class derived from it
that has `_matvec`, and may have `_rmatvec` or `_adjoint`.
"""

from __future__ import annotations

from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import NUMBER, Value, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.classes import of_library
from adlint.interpret.objects.dispatch import call_method, methods_of
from adlint.interpret.objects.receivers import FLIPPED, OPERATES, OPERATOR
from adlint.interpret.views.described import External
from adlint.ir import Const

_NONE = Const("None", None)


def _made(f: Frame, at: int, found: dict[str, Value | None]) -> Object:
    """An operator that calls these functions, as far as they are there."""
    return of_library(f, at, OPERATOR, {name: callee for name, callee in found.items() if callee is not None})


def _operator(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`LinearOperator(shape, matvec=f)`: whoever applies it calls `f`, and who makes it, unless `dtype` is given."""
    named = {"_matvec": (1, "matvec"), "_rmatvec": (2, "rmatvec"), "_matmat": (3, "matmat")}
    matvec, dtype = given.at(1, "matvec"), given.at(4, "dtype")
    if matvec is not None and (dtype is None or dtype == _NONE):
        f.call(at, matvec, Arguments((NUMBER,)))
    return _made(f, at, {name: given.at(*place) for name, place in named.items()})


def _made_operator(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`aslinearoperator(a)`: an operator itself, or one that calls the methods of an object that can be applied."""
    on = given.at(0, "A")
    if not isinstance(on, Object) or on.cls is None:
        return None
    if External(OPERATOR) in on.cls.order:
        return on
    named = {"_matvec": "matvec", "_rmatvec": "rmatvec", "_matmat": "matmat"}
    return _made(f, at, {own: joined(methods_of(f, at, [on], name)) for own, name in named.items()})


def _operated(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`operator.matvec(x)` calls the `_matvec` of the object."""
    if not given.positional:
        return None
    name = OPERATES[path]
    result = call_method(f, at, given.positional[0], name, NUMBER)
    if result is None and name == "_rmatvec":
        adjoint = call_method(f, at, given.positional[0], "_adjoint")
        return None if adjoint is None else call_method(f, at, adjoint, "_matvec", NUMBER)
    return result


def _flipped(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`operator.H`, `operator.transpose()`: what the class says, or an operator that calls the other function."""
    if not given.positional:
        return None
    operator = given.positional[0]
    own = call_method(f, at, operator, FLIPPED[path])
    if own is not None or not isinstance(operator, Object):
        return own
    ahead, back = [joined(methods_of(f, at, [operator], name)) for name in ("_matvec", "_rmatvec")]
    return _made(f, at, {"_matvec": back, "_rmatvec": ahead})


def _attribute(f: Frame, at: int, given: Arguments) -> Value:
    """`operator.H` and `operator.T`, which are properties."""
    path, operator = given.positional
    assert isinstance(path, External)
    return _flipped(f, at, path.path, Arguments((operator,))) or NUMBER


MEANINGS[OPERATOR] = _operator
MEANINGS["scipy.sparse.linalg.aslinearoperator"] = _made_operator
MEANINGS.update(dict.fromkeys(OPERATES, _operated))
MEANINGS.update(dict.fromkeys(FLIPPED, _flipped))
FUNCTIONS["turned round"] = _attribute
