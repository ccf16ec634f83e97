"""Where numerical functions are looked for when nothing is differentiated: not in tests, web code or scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from adlint import ir
from adlint.interpret.program import Program
from adlint.interpret.views.described import External, ModuleRef, Value, atoms
from adlint.interpret.views.facts import Facts
from adlint.memo import Memo
from adlint.models.arrays import SYMBOLIC

_LIBRARIES = re.compile(
    r"(numpy|scipy|jax|torch|autograd|cupy|numba|mpi4py|h5py|netCDF4|xarray|tensorflow|equinox|flax"
    r"|diffrax|dolfin|firedrake|fenics|sklearn|pandas)\b"
)
# what represents programs of PyTorch and of Python: a module that imports it works on them, not on numbers
_PROGRAMS = re.compile(r"(torch\.(fx|_dynamo|_inductor|_functorch|_export|export)|dis|libcst|lib2to3)\b")
# what builds the code of other machines, operation by operation
_CODE = re.compile(r"([\w.]*\.)?(mlir|llvmlite)\b")
_SHARE = 4  # of the functions of a module, one in so many that builds code makes it a compiler
DEPTH = 3  # modules that a numerical library is looked for behind
_MATH = frozenset({"math", "cmath"})  # by itself no sign of numerical code in those who use the module that uses it
_TEST_PART = re.compile(r"tests?|testing|conftest|test_.*|.*_tests?")
_TEST = re.compile(r"test([A-Z]\w*)?")
_WORD = re.compile(r"[.:_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PART = re.compile(r"[.:]")
_BESIDE = frozenset(
    "bench benchmark benchmarks benchmarking benchmarker profiler profiling timer timing timeit stopwatch"
    " compiler compilation print printer printing logger logging gui ui plot plots plotting viz visualization"
    " visualisation progbar tensorboard".split()
)
_COMPOUND = frozenset("autotune autotuned autotuner autotuning codegen progressbar".split())


def is_harness(function: str) -> bool:
    """Whether a function stands in test code, by the conventions of pytest and unittest for modules, or is called so,
    or stands beside what is computed.
    """
    module, _, name = function.partition(":")
    if any(_TEST_PART.fullmatch(part) for part in module.split(".")) or _TEST.fullmatch(name.rpartition(".")[2]):
        return True
    return stands_beside(function)


def stands_beside(function: str) -> bool:
    """Whether a function measures, tunes or compiles others, or shows what was computed, by its name or that of its
    class or module: to draw operands and to read clocks is what such code is for.
    """
    words = [word.lower() for word in _WORD.split(function)]
    return not _BESIDE.isdisjoint(words) or not _COMPOUND.isdisjoint([*words, *map("".join, pairwise(words))])


def serves_harness(function: str, above: Mapping[str, Iterable[str]]) -> bool:
    """Whether a function is such code, or private and called, as far as known, by such code alone."""
    if is_harness(function):
        return True
    callers = [caller for caller in above.get(function, ()) if caller != function]
    is_private = _PART.split(function)[-1].startswith("_")
    return is_private and bool(callers) and all(map(is_harness, callers))


def is_numerical(module: str, program: Program, facts: Mapping[str, Facts]) -> bool:
    """Whether a module uses a numerical library, directly or through modules of the program; a module that stands
    alone may do with plain floats. Libraries for symbolic expressions are none.
    """
    if module.partition(".")[0] in SYMBOLIC:
        return False
    if len(program.modules) == 1:
        return True
    return any(_is_library(value, program, facts) for value in _bindings(module, facts))


def is_compiler(module: str, program: Program) -> bool:
    """Whether a module works on programs, by what it is or imports."""
    return any(_PROGRAMS.match(name) for name in (module, *_imported(module, program)))


def builders(program: Program, facts: Mapping[str, Facts], memo: Memo) -> frozenset[str]:
    """The functions that build code, by a library or by a module of the program that is named so, those that are passed
    what such a module defines, by their annotations, and those of modules of which many do by a library.
    """
    bodies = program.functions
    building = memo.each("builds", (facts,), lambda name: any(map(_CODE.match, _called(facts[name]))))
    around = memo.each("builds by a module", (facts,), lambda name: _calls_builder(facts[name]))
    annotated = memo.each("annotated", (bodies,), lambda name: tuple(_annotated(_module(name), bodies[name])))
    imported = memo.each("imports code", (bodies,), lambda name: frozenset(_code_names(program, name)))
    lazily = memo.last("builds lazily", (imported, bodies), lambda: _lazily(imported, bodies))
    given = (building, around, annotated, lazily)
    return memo.last("builders", given, lambda: _builders(building, around, annotated, lazily))


def _code_names(program: Program, name: str) -> Iterator[str]:
    """The variables that the body of a module, if it is one, binds to what it imports from where code is built."""
    module, body = _module(name), program.functions[name]
    found = (one for one in body.of(ir.Import) if name == f"{module}:" and one.name is not None)
    made = {one.at for one in found if _CODE.match(f"{program.absolute(module, one.module, one.level)}.")}
    return (op.name for op in body.of(ir.Store) if op.value in made)


def _lazily(imported: Mapping[str, frozenset[str]], bodies: Mapping[str, ir.Function]) -> frozenset[str]:
    """The functions that call members of such variables; what a module gives by its `__getattr__` has no other name."""
    by_module = {_module(name): names for name, names in imported.items() if names}
    some = ((name, by_module[module]) for name in bodies if (module := _module(name)) in by_module)
    return frozenset(name for name, names in some if not names.isdisjoint(_owners(bodies[name])))


def _owners(body: ir.Function) -> Iterator[str]:
    """The variables of its module of which a function calls members."""
    for op in body.of(ir.Call):
        callee = body.numbered.get(op.callee) if isinstance(op.callee, int) else None
        if isinstance(callee, ir.GetAttribute) and (name := ir.variable(callee.base, body.numbered)) not in body.bound:
            yield name


def _builders(
    building: Mapping[str, bool],
    around: Mapping[str, bool],
    annotated: Mapping[str, tuple[str, ...]],
    lazily: frozenset[str],
) -> frozenset[str]:
    by_library = {name for name, builds in building.items() if builds}.union(lazily)
    every, some = Counter(map(_module, building)), Counter(map(_module, by_library))
    modules = {module for module, count in some.items() if _SHARE * count >= every[module]}
    found = {name for name in building if name in by_library or around[name] or _module(name) in modules}
    return frozenset(found.union(*annotated.values()))


def _calls_builder(facts: Facts) -> bool:
    return any(_CODE.fullmatch(_module(callee)) for _, callee in facts.edges)


def _annotated(module: str, outer: ir.Function) -> Iterator[str]:
    """The functions that are defined in a body with a parameter that is annotated `mlir.LoweringRuleContext`, or so."""
    made = [op for op in outer.of(ir.MakeFunction) if op.annotations]
    ops = {op.at: op for op in outer.operations if not isinstance(op, ir.Copy)} if made else {}
    for op in made:
        said = [ops.get(a) for _, a in op.annotations if isinstance(a, int)]
        if any(isinstance(a, ir.GetAttribute) and _CODE.fullmatch(ir.variable(a.base, ops)) for a in said):
            yield f"{module}:{op.function}"


def _called(facts: Facts) -> Iterator[str]:
    return (path for _, call in facts.calls for path in call.paths)


def _module(function: str) -> str:
    return function.partition(":")[0]


def _imported(module: str, program: Program) -> Iterator[str]:
    """The names that the import statements of a module's body write."""
    for one in program.imports(module):
        if one.kind == "module" and one.name != "*":
            yield f"{one.module}.{one.name}" if one.name is not None else one.module


def _bindings(module: str, facts: Mapping[str, Facts]) -> tuple[Value, ...]:
    """What a module imports."""
    return facts[f"{module}:"].imports


def _is_library(value: Value, program: Program, facts: Mapping[str, Facts], depth: int = DEPTH) -> bool:
    for atom in atoms(value):
        match atom:
            case External(path) if _LIBRARIES.match(path):
                return True
            case External(path) if depth == DEPTH and path.partition(".")[0] in _MATH:
                return True
            case ModuleRef(star) if depth and f"{star}:" in facts:
                if any(_is_library(behind, program, facts, depth - 1) for behind in _bindings(star, facts)):
                    return True
            case _:
                pass
    return False
