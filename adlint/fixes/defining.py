"""Functions that are written into a program, behind its imports."""

from __future__ import annotations

import libcst as cst
from libcst import matchers

from adlint.placement.writing import System

# what the definition needs, as its lines say
_IMPORTS = """\
import functools
from autograd.core import make_vjp
from autograd.extend import defvjp_argnums, primitive
"""


def with_definition(module: cst.Module, system: System) -> cst.Module:
    """The module with the checkpoint of a system defined, unless it is."""
    defined = (one.name.value for one in module.body if isinstance(one, cst.FunctionDef))
    if system.path in defined:
        return module
    added = cst.parse_module(_IMPORTS + "\n\n" + system.definition.lstrip("\n"), module.config_for_parsing).body
    imports = [one for one in added if not isinstance(one, cst.FunctionDef)]
    function = [one for one in added if isinstance(one, cst.FunctionDef)]
    last = max((n for n, one in enumerate(module.body) if _imports(one)), default=-1) + 1
    rest = module.body[last:]
    return module.with_changes(body=[*module.body[:last], *imports, *function, *rest])


def without_definition(module: cst.Module, name: str) -> cst.Module:
    """The module without a function, if nothing else names it."""
    others = [one for one in module.body if not isinstance(one, cst.FunctionDef) or one.name.value != name]
    used = any(matchers.findall(one, matchers.Name(name)) for one in others)
    return module if used else module.with_changes(body=others)


def _imports(statement: cst.BaseStatement | cst.BaseSmallStatement) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    return any(isinstance(one, cst.Import | cst.ImportFrom) for one in statement.body)
