"""What is made at one place is one thing, however often the module that makes it is run."""

from __future__ import annotations

import ast

from adlint import ir
from adlint.interpret.memory.atoms import Class, Closure, atoms
from adlint.interpret.program import Program
from adlint.interpret.scheduling.schedule import Schedule
from adlint.interpret.world import CLOSURES
from adlint.lower import lower

# modules that import each other: the second is run before what it needs of the first is known, and again when that is
FIRST = """\
from pkg import second


class Model(second.Base):
    def step(self, u):
        return self.scaled(u)


def solve(model, u=2):
    def inner(v):
        return model.step(v)

    return inner(u)
"""
SECOND = """\
from pkg import first

made = first.Model() if first.READY else None


class Base:
    def scaled(self, u):
        return first.solve(made, u)


def twice(u, base=Base()):
    return base.scaled(2 * u)
"""


def _evaluated(**texts: str) -> Schedule:
    modules: dict[str, ir.Module] = {f"pkg.{name}": lower(text).module for name, text in texts.items()}
    schedule = Schedule(Program(modules, frozenset()), wants_facts=False, remembers=False)
    schedule.run(lambda _done, _total: None)
    return schedule


def test_functions_of_modules_that_run_again_are_one() -> None:
    schedule = _evaluated(first=FIRST, second=SECOND)
    assert any(len(slot.runs) > 1 for slot in schedule.modules), "no module was run again"
    wanted = sum(isinstance(n, ast.FunctionDef) for text in (FIRST, SECOND) for n in ast.walk(ast.parse(text)))
    spaces = [space for space in schedule.world.functions.values() if CLOSURES in space.cells]
    assert len(spaces) == wanted
    for space in spaces:
        made = [atom for atom in atoms(space.cells[CLOSURES].value or ()) if isinstance(atom, Closure)]
        assert len(made) == len({closure.outer for closure in made})


def test_classes_of_modules_that_run_again_are_one() -> None:
    schedule = _evaluated(first=FIRST, second=SECOND)
    assert isinstance(schedule.world.modules["pkg.second"].cells["Base"].value, Class)
    assert isinstance(schedule.world.modules["pkg.first"].cells["Model"].value, Class)
