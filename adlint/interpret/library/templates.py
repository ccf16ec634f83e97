"""Methods of library classes that call others of the same object, which classes of the program may define; and what
runs the test cases of the program.
"""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import ITEM, Class, Object, Partial, Text, Value, atoms
from adlint.interpret.objects.attributes import attribute_of
from adlint.interpret.objects.classes import CASES, new_instance
from adlint.interpret.objects.computed import fitting
from adlint.interpret.objects.dispatch import call_method, methods_of
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.receivers import TEMPLATES
from adlint.interpret.views.described import External


def _filled(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`formatter.format(text)` calls what the class of `formatter` has of the methods that it asks."""
    objects = [atom for atom in atoms(given.positional[0]) if isinstance(atom, Object)] if given.positional else []
    for name in TEMPLATES[path]:
        for method in methods_of(f, at, objects, name):
            f.call(at, method, Arguments((), (), ITEM))
    return None


def _tested(f: Frame, at: int, _path: str, _given: Arguments) -> Value | None:
    """`unittest.main()`, `runner.run(suite)`: all test cases of the program are taken to be run."""
    cases = f.task.get(f.world.stored, CASES)
    f.task.is_open = True  # others may define more
    for cls in atoms(cases) if cases is not None else ():
        if isinstance(cls, Class):
            _run_case(f, at, cls)
    cleaning = f.task.get(f.world.stored, CLEANING)
    if cleaning is not None:
        f.call(at, cleaning, NO_ARGUMENTS)
    return None


CLEANING = "*cleaning"  # what test cases want to be called when they are done


def _cleaned(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`case.addCleanup(f, *args)`."""
    if given.positional:
        f.task.add(f.world.stored, CLEANING, Partial(given.positional[0], given.positional[1:], given.keywords))
    return None


def _run_case(f: Frame, at: int, cls: Class) -> None:
    _on_class(f, at, cls, "setUpClass")
    case = new_instance(f, at, cls)
    for name in fitting(f, cls, Text("test", "")):
        call_method(f, at, case, "setUp")
        f.call(at, attribute_of(f, case, name, at), NO_ARGUMENTS)
        call_method(f, at, case, "tearDown")
    _on_class(f, at, cls, "tearDownClass")


def _on_class(f: Frame, at: int, cls: Class, name: str) -> None:
    member = lookup(f, cls, name)
    if member is not None and not isinstance(member, External):
        f.call(at, attribute_of(f, cls, name, at), NO_ARGUMENTS)


_RUNNING = ("main", "TextTestRunner.run", "TestSuite.run", "TestSuite.debug")
MEANINGS.update(dict.fromkeys(TEMPLATES, _filled))
MEANINGS.update(dict.fromkeys([f"unittest.TestCase.add{kind}Cleanup" for kind in ("", "Class")], _cleaned))
MEANINGS.update(dict.fromkeys([f"unittest.{name}" for name in _RUNNING], _tested))
