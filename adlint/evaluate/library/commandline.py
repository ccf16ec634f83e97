"""`argparse`: a program that is started without arguments."""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value

_TEXT = """
class Namespace:
    def __init__(self, **values):
        for name in values:
            setattr(self, name, values[name])
    def __contains__(self, name):
        return hasattr(self, name)

class ArgumentParser:
    def __init__(self, *arguments, **options):
        self._defaults = {}
        self._others = {}
    def add_argument(self, *names, action=None, default=None, type=None, dest=None, **others):
        long = [one for one in names if one.startswith("--")]
        name = dest if dest is not None else (long + list(names))[0].lstrip("-").replace("-", "_")
        if default is None and action == "store_true":
            default = False
        if default is None and action == "store_false":
            default = True
        if action == "version" or action == "help":
            return
        if type is not None and isinstance(default, str):
            default = type(default)
        self._defaults[name] = default
    def add_argument_group(self, *arguments, **options):
        return self
    def add_mutually_exclusive_group(self, **options):
        return self
    def set_defaults(self, **values):
        self._others.update(values)
    def parse_args(self, args=None, namespace=None):
        return Namespace(**{**self._defaults, **self._others})
    def parse_known_args(self, args=None, namespace=None):
        return self.parse_args(), []
"""


def _parser(m: Machine, given: Given) -> Value:
    m.notes.setdefault("the program is taken to be started without arguments", None)
    return m.tables.call(m, of_text(m, "<argparse>", _TEXT)["ArgumentParser"], given)


def _namespace(m: Machine, given: Given) -> Value:
    return m.tables.call(m, of_text(m, "<argparse>", _TEXT)["Namespace"], given)


FUNCTIONS: dict[str, Function] = {"argparse.ArgumentParser": _parser, "argparse.Namespace": _namespace}
