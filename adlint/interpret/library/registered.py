"""Functions and objects that libraries are told of, and call or give later: parsers of command lines, loggers,
queues, schedulers.

What is told to one parser or logger, or put into a queue, counts for all: they are told apart by their class alone.
"""

from __future__ import annotations

from adlint.interpret.collections.containers import sequence
from adlint.interpret.collections.iteration import items_of
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.collections.text import STRING
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.library import MEANINGS, Meaning, all_called
from adlint.interpret.memory.atoms import NUMBER, RESULT, Atom, Builtin, Partial, Value, atoms, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.outside import hold, tell
from adlint.interpret.views.described import External, Instance
from adlint.ir import Const

_NONE = Const("None", None)
_PARSER, _NAMESPACE = "argparse.ArgumentParser", "argparse.Namespace"
_CONVERTERS, _ACTIONS = "argparse.*converters", "argparse.*actions"
_HANDLERS, _FORMATTERS = "logging.*handlers", "logging.*formatters"
_RECORD = Instance("logging.LogRecord")
_SCANNER, _SCANNING = "re.Scanner", "re.Scanner.*actions"
_SCHEDULED = "sched.*actions"
_SIGNALLED = "signal.*handlers"
_RATES = "torch.optim.lr_scheduler.*rates"
_DIVERGENCE = "torch.distributions.*kl"


def _keep(f: Frame, key: str, value: Value | None) -> None:
    if value is not None and value.__class__ is not Const:
        tell(f.task, key, value)


def _kept(f: Frame, key: str) -> Value | None:
    return f.task.get(f.world.told, key)


def _made(of: str) -> Meaning:
    return lambda _f, _at, _path, _given: Instance(of)


def _add_argument(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`parser.add_argument("--n", type=f, action=Action)`."""
    _keep(f, _CONVERTERS, given.at(-1, "type"))
    _keep(f, _ACTIONS, given.at(-1, "action"))
    return _NONE


def _set_defaults(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`parser.set_defaults(func=f)`: an attribute of what is parsed."""
    for name, value in given.keywords:
        if value.__class__ is not Const:
            hold(f.task, f"{_NAMESPACE}.{name}", value)
    return _NONE


def _parse(f: Frame, at: int, path: str, _given: Arguments) -> Value | None:
    converters, actions = _kept(f, _CONVERTERS), _kept(f, _ACTIONS)
    if converters is not None:
        f.call(at, converters, Arguments((STRING,)))
    if actions is not None:
        made = f.call(at, actions, NO_ARGUMENTS)
        call_method(f, at, made, "__call__", RESULT, Instance(_NAMESPACE), STRING, STRING)
    return None if "known" in path else Instance(_NAMESPACE)


def _add_handler(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`logger.addHandler(h)`, `addFilter(f)`."""
    _keep(f, _HANDLERS, given.at(0))
    return _NONE


def _set_formatter(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`handler.setFormatter(f)`."""
    _keep(f, _FORMATTERS, given.at(0))
    return _NONE


def _formatted(f: Frame, at: int, _path: str, _given: Arguments) -> Value | None:
    """`handler.format(record)` asks its formatter."""
    formatters = _kept(f, _FORMATTERS)
    return None if formatters is None else call_method(f, at, formatters, "format", _RECORD)


def _logged(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """A handler of the program emits the record; one of the library has it formatted."""
    handlers = _kept(f, _HANDLERS)
    if handlers is not None:
        call_method(f, at, handlers, "filter", _RECORD)
        for atom in atoms(handlers):
            if all_called(atom):  # a filter that is a function
                f.call(at, atom, Arguments((_RECORD,)))
    if handlers is None or call_method(f, at, handlers, "emit", _RECORD) is None:
        _formatted(f, at, path, given)
    return _NONE


def _enqueued(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`queue.put(x)` of an event loop."""
    _keep(f, f"{path.rpartition('.')[0]}.*items", given.at(0, "item"))
    return None


def _dequeued(f: Frame, _at: int, path: str, _given: Arguments) -> Value | None:
    """`await queue.get()`: anything that was put into one."""
    return _kept(f, f"{path.rpartition('.')[0]}.*items")


def _scheduled(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`LambdaLR(optimizer, rate)` asks for the first rate at once."""
    rate = given.at(1, "lr_lambda")
    _keep(f, _RATES, rate)
    if rate is not None:
        f.call(at, rate, Arguments((NUMBER,)))
    return Instance(path)


def _stepped(f: Frame, at: int, _path: str, _given: Arguments) -> Value | None:
    rates = _kept(f, _RATES)
    return _NONE if rates is None else f.call(at, rates, Arguments((NUMBER,)))


def _scanner(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`re.Scanner([(pattern, f)])`."""
    pairs = given.at(0, "lexicon")
    for pair in atoms(items_of(f, at, pairs)) if pairs is not None else ():
        parts = sequence(f, pair)
        _keep(f, _SCANNING, parts[1] if parts is not None and len(parts) > 1 else None)
    return Instance(_SCANNER)


def _scanned(f: Frame, at: int, _path: str, _given: Arguments) -> Value | None:
    """`scanner.scan(text)`."""
    actions = _kept(f, _SCANNING)
    if actions is not None:
        f.call(at, actions, Arguments((Instance(_SCANNER), STRING)))
    return None


def _entered(position: int) -> Meaning:
    """`scheduler.enter(delay, priority, f, argument=())`."""

    def enter(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
        callee, passed = given.at(position, "action"), given.at(position + 1, "argument")
        if callee is not None:
            _keep(f, _SCHEDULED, Partial(callee, tuple(sequence(f, passed) or ()) if passed is not None else (), ()))
        return None

    return enter


def _ran(f: Frame, at: int, _path: str, _given: Arguments) -> Value | None:
    """`scheduler.run()`."""
    actions = _kept(f, _SCHEDULED)
    return _NONE if actions is None else f.call(at, actions, NO_ARGUMENTS)


def _handled(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`signal.signal(number, handler)`: a signal comes anywhere, so that nobody is known to call the handler."""
    _keep(f, _SIGNALLED, given.at(1, "handler"))
    edges, f.edges = f.edges, {}
    _signalled(f, at, "", given)
    f.edges = edges
    return given.at(1, "handler")


def _signalled(f: Frame, at: int, _path: str, _given: Arguments) -> Value | None:
    """`signal.raise_signal(number)`: the handlers of all signals count for each."""
    handlers = _kept(f, _SIGNALLED)
    if handlers is not None:
        f.call(at, handlers, Arguments((NUMBER, RESULT)))
    return _NONE


def _divergence(_f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`register_kl(P, Q)`: a decorator of what gives the divergence of two distributions of these classes."""
    classes = given.positional[:2]
    return Partial(Builtin(External(path), "of classes"), classes, ()) if len(classes) > 1 else None


def _of_classes(f: Frame, _at: int, given: Arguments) -> Value:
    """What was decorated: the library calls it for objects of the classes."""
    *classes, callee = given.positional
    f.task.add(f.world.told, (_DIVERGENCE, *classes), callee)
    return callee


def _diverged(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`kl_divergence(p, q)`: the function for the first classes in the orders of both that one was registered for."""
    if len(given.positional) < 2:
        return None
    found = [
        callee
        for p in atoms(given.positional[0])
        for q in atoms(given.positional[1])
        if (callee := _most_special(f, _order(p), _order(q))) is not None
    ]
    return f.call(at, joined(found) or RESULT, given) if found else None


def _most_special(f: Frame, ours: tuple[Atom, ...], theirs: tuple[Atom, ...]) -> Value | None:
    pairs = (f.task.get(f.world.told, (_DIVERGENCE, p, q)) for p in ours for q in theirs)
    return next((callee for callee in pairs if callee is not None), None)


def _order(of: Atom) -> tuple[Atom, ...]:
    if isinstance(of, Instance):
        return (External(of.of),)
    return of.cls.order if isinstance(of, Object) and of.cls is not None else ()


_LEVELS = ("debug", "info", "warning", "error", "critical", "exception", "log")
_KINDS = ("Logger", "Handler", "StreamHandler", "FileHandler")
_RATED = ("torch.optim.lr_scheduler.LambdaLR", "torch.optim.lr_scheduler.MultiplicativeLR")
_QUEUES = [f"asyncio.{name}" for name in ("Queue", "LifoQueue", "PriorityQueue")]
_LOGGER = "logging.Logger"
_NEW: dict[str, Meaning] = {
    _PARSER: _made(_PARSER),
    f"{_PARSER}.add_subparsers": _made("argparse._SubParsersAction"),
    "argparse._SubParsersAction.add_parser": _made(_PARSER),
    **{f"{_PARSER}.{name}": _made(_PARSER) for name in ("add_argument_group", "add_mutually_exclusive_group")},
    f"{_PARSER}.add_argument": _add_argument,
    f"{_PARSER}.set_defaults": _set_defaults,
    **{f"{_PARSER}.{name}": _parse for name in ("parse_args", "parse_known_args")},
    **{f"{queue}.{name}": _enqueued for queue in _QUEUES for name in ("put", "put_nowait")},
    **{f"{queue}.{name}": _dequeued for queue in _QUEUES for name in ("get", "get_nowait")},
    _SCANNER: _scanner,
    f"{_SCANNER}.scan": _scanned,
    "sched.scheduler": _made("sched.scheduler"),
    "sched.scheduler.enter": _entered(2),
    "sched.scheduler.enterabs": _entered(2),
    "sched.scheduler.run": _ran,
    "signal.signal": _handled,
    "signal.raise_signal": _signalled,
    "logging.getLogger": _made(_LOGGER),
    **{f"{place}.{name}": _logged for place in (_LOGGER, "logging") for name in _LEVELS},
    **{f"logging.{kind}.{how}": _add_handler for kind in _KINDS for how in ("addHandler", "addFilter")},
    **{f"logging.{kind}.setFormatter": _set_formatter for kind in _KINDS},
    **{f"logging.{kind}.format": _formatted for kind in _KINDS},
    **{f"torch.distributions.{place}register_kl": _divergence for place in ("", "kl.")},
    **{f"torch.distributions.{place}kl_divergence": _diverged for place in ("", "kl.")},
    **dict.fromkeys(_RATED, _scheduled),
    **{f"{path}.step": _stepped for path in _RATED},
}  # fmt: skip
MEANINGS.update(_NEW)
FUNCTIONS["of classes"] = _of_classes
