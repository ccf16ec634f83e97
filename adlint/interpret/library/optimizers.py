"""Optimizers of Optax: functions that they are given, and call when they are set up or asked for an update.

What is given to one counts for all: they are not told apart.
"""

from __future__ import annotations

from adlint.interpret.collections.iteration import items_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import NUMBER, Closure, Method, Partial, Value, atoms
from adlint.interpret.objects.outside import tell
from adlint.interpret.views.described import Instance

_TRANSFORMATION = "optax.GradientTransformation"
_INIT, _UPDATE = f"{_TRANSFORMATION}.*init", f"{_TRANSFORMATION}.*update"


def _keep(f: Frame, key: str, value: Value | None) -> None:
    if value is not None and any(isinstance(atom, Closure | Method | Partial) for atom in atoms(value)):
        tell(f.task, key, value)


def _made(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`optax.sgd(schedule)`: the schedule is asked for at each update, what tells parameters apart at first."""
    for value in given.values:
        _keep(f, _UPDATE, value)
    place, name = _APART.get(path, (-1, "mask"))
    _keep(f, _INIT, given.at(place, name))
    return Instance(_TRANSFORMATION)


def _written(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`optax.GradientTransformation(init, update)`."""
    _keep(f, _INIT, given.at(0, "init"))
    _keep(f, _UPDATE, given.at(1, "update"))
    return Instance(_TRANSFORMATION)


def _chosen(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`join_schedules(schedules, boundaries)`: any of them, depending on the step."""
    schedules = given.at(0, "schedules")
    return None if schedules is None else items_of(f, at, schedules)


def _called(key: str) -> Meaning:
    def call(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        callees = f.task.get(f.world.told, key)
        f.task.is_open = True  # others may go on telling
        if callees is not None:
            f.call(at, callees, Arguments(given.positional, (), NUMBER))
        return None

    return call


# functions of parameters that say which are meant, by where they stand; elsewhere they are given by name
_APART = {
    "optax.masked": (1, "mask"), "optax.add_decayed_weights": (1, "mask"), "optax.adamw": (7, "mask"),
    **dict.fromkeys(("optax.multi_transform", "optax.partition"), (1, "param_labels")),
}  # fmt: skip
_MAKERS = (
    "sgd adam adamw adamax nadam radam rmsprop adagrad adadelta adafactor adabelief lamb lars lion noisy_sgd yogi"
    " chain named_chain masked scale_by_schedule scale_by_learning_rate add_decayed_weights multi_transform"
    " apply_if_finite lookahead scale clip clip_by_global_norm identity MultiSteps partition"
    " stateless stateless_with_tree_map conditionally_transform conditionally_mask with_extra_args_support flatten"
).split()
_WRITTEN = (_TRANSFORMATION, f"{_TRANSFORMATION}ExtraArgs")
MEANINGS.update(dict.fromkeys([f"optax.{name}" for name in _MAKERS], _made))
MEANINGS.update(dict.fromkeys(_WRITTEN, _written))
MEANINGS["optax.join_schedules"] = _chosen
MEANINGS["optax.inject_hyperparams"] = lambda _f, _at, _path, given: given.at(0, "inner_factory")
MEANINGS[f"{_TRANSFORMATION}.init"] = _called(_INIT)
MEANINGS[f"{_TRANSFORMATION}.update"] = _called(_UPDATE)
