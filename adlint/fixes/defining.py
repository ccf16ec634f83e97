"""Functions that are written into a program, behind its imports."""

from __future__ import annotations

import libcst as cst
from libcst import matchers
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor

from adlint.placement.written.defined import Definition


def with_definition(module: cst.Module, definition: Definition) -> cst.Module:
    """The module with a function defined, and what that imports, unless it is."""
    defined = (one.name.value for one in module.body if isinstance(one, cst.FunctionDef))
    if definition.name in defined:
        return module
    context = CodemodContext()
    for name, part in definition.imports:
        AddImportsVisitor.add_needed_import(context, name, part)
    module = AddImportsVisitor(context).transform_module(module)
    text = "\n\n" + definition.text.lstrip("\n")
    added = cst.parse_module(text, module.config_for_parsing)
    function = added.body[0].with_changes(leading_lines=added.header)
    last = max((n for n, one in enumerate(module.body) if _imports(one)), default=-1) + 1
    return module.with_changes(body=[*module.body[:last], function, *module.body[last:]])


def is_taken(module: cst.Module, definition: Definition) -> bool:
    """Whether another function of the module has the name."""
    named = (one for one in module.body if isinstance(one, cst.FunctionDef) and one.name.value == definition.name)
    return any(module.code_for_node(one).strip() != definition.text.strip() for one in named)


def without_definition(module: cst.Module, name: str) -> cst.Module:
    """The module without a function, if nothing else names it."""
    others = [one for one in module.body if not isinstance(one, cst.FunctionDef) or one.name.value != name]
    used = any(matchers.findall(one, matchers.Name(name)) for one in others)
    return module if used else module.with_changes(body=others)


def _imports(statement: cst.BaseStatement | cst.BaseSmallStatement) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    return any(isinstance(one, cst.Import | cst.ImportFrom) for one in statement.body)
