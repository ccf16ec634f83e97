"""The thread that analyses: always what the editor holds now, never two things at once."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

from adlint import deep
from adlint.answers.loading import prepare
from adlint.server.project import Project, failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adlint.answers.analysed import Progress
    from adlint.server.asking import Ask
    from adlint.server.checked import Checked
    from adlint.server.state import Key, State

_logger = logging.getLogger(__name__)
_DEBOUNCE_SECONDS = 0.02
_QUIET_SECONDS = 0.5
_MANY = 300_000  # objects that are new since the last sweep, after which there is one though it is not quiet


class Superseded(Exception):  # noqa: N818 -- it is no error: the text has changed
    """The text that was asked about has changed before there was an answer."""


class Analyst:
    """Edits that come while it works, or within the debounce, are answered by one run on the last of them. Questions
    are answered when there is nothing to check, the latest first, and are given up when there is an edit.
    """

    def __init__(self, state: Callable[[], State], deliver: Callable[[Checked], object]) -> None:
        self._state = state
        self._deliver = deliver
        self._awake = threading.Event()
        self._changed = threading.Event()
        self._questions: deque[tuple[Key, Ask, Future[object]]] = deque()
        self._lock = threading.Lock()  # so that what is interrupted is an answer
        self._answering: Future[object] | None = None
        self._unwanted: set[Future[object]] = set()
        self._projects: dict[Key, Project] = {}
        self.stage = ""  # what is done now, for people

    @property
    def is_checking(self) -> bool:
        """Whether what was last delivered may not be what holds."""
        return self._changed.is_set()

    def ask(self) -> None:
        """The state has changed."""
        self._changed.set()
        self._give_up()
        self._awake.set()

    def consult(self, key: Key, ask: Ask) -> Future[object]:
        """What is to be known of the texts as they are now. Superseded if they change before it is."""
        future: Future[object] = Future()
        self._questions.appendleft((key, ask, future))
        self._awake.set()
        return future

    def give_up(self, future: Future[object]) -> None:
        """Nobody waits for that answer any more: it is not looked for any longer."""
        with self._lock:
            if self._answering is future:
                deep.interrupt()
            elif not future.cancel() and not future.done():  # what it needs is being loaded
                self._unwanted.add(future)

    def known(self, key: Key, ask: Ask) -> object:
        """The answer, if it is known of the texts as they are now; else None."""
        project = self._projects.get(key)
        answers = project.answers if project is not None and not self.is_checking else None
        return answers.known.get(ask) if answers is not None else None

    def forget(self) -> None:
        """Everything is analysed anew."""
        self._projects = {}
        self.ask()

    def start(self) -> None:
        """Work begins, on a thread that ends with the process."""
        threading.Thread(target=self._work, name="analyst", daemon=True).start()

    def _give_up(self) -> None:
        while (question := self._next()) is not None:
            _settle(question[2], Superseded())
        with self._lock:
            if self._answering is not None:
                deep.interrupt()

    def _work(self) -> None:
        gc.disable()
        while True:
            if not self._awake.wait(_QUIET_SECONDS):
                deep.sweep()  # nobody waits
                self._awake.wait()
            self._awake.clear()
            while self._changed.is_set() or self._questions:
                if self._changed.is_set():
                    self._check()
                elif (question := self._next()) is not None:
                    self._answer(*question)

    def _next(self) -> tuple[Key, Ask, Future[object]] | None:
        """The question that was asked last; two threads take them."""
        with suppress(IndexError):
            return self._questions.popleft()
        return None

    def _check(self) -> None:
        time.sleep(_DEBOUNCE_SECONDS)
        state = self._state()
        self.analyse(state)
        if gc.get_count()[0] > _MANY:
            deep.sweep()
        if self._state() is state:
            self._changed.clear()
            if self._state() is not state:  # it came between the two
                self._changed.set()

    def analyse(self, state: State) -> None:
        """Every project with an open document in `state` is checked, if anything in it has changed."""
        self._projects = {key: self._projects.get(key) or Project(key) for key in state.groups()}
        for key, project in self._projects.items():
            try:
                for found in _found(project, state, self._heard):
                    self._deliver(found)
            except Exception:
                _logger.exception("%s could not be analysed; the next edit tries again", key)
                self._deliver(failed(key, state))

    def _heard(self, stage: str, done: int, total: int) -> None:
        self.stage = f"{stage} {done}/{total}"

    def _answer(self, key: Key, ask: Ask, future: Future[object]) -> None:
        project = self._projects.get(key)
        if project is None or project.answers is None or not future.set_running_or_notify_cancel():
            _settle(future, Superseded())
            return
        prepare(ask.kind)
        found: object = Superseded()
        if self._begins(future):
            with suppress(deep.Interrupted):
                found = project.answers(ask)
        with self._lock:
            self._answering = None
            self._unwanted.discard(future)
        _settle(future, Superseded() if self._changed.is_set() else found)

    def _begins(self, future: Future[object]) -> bool:
        """Whether the answer is still wanted, after what it needs was loaded; from now on it can be interrupted."""
        with self._lock:
            if self._changed.is_set() or future in self._unwanted:
                return False
            self._answering = future
            return True


def _found(project: Project, state: State, progress: Progress) -> Iterator[Checked]:
    """What is found, if anything has changed; of what is open first, if the rest takes long."""
    if project.take(state):
        first = project.first(progress)
        if first is not None:
            yield first
        yield project.check(progress)


def _settle(future: Future[object], result: object) -> None:
    if future.done():
        return
    if isinstance(result, BaseException):
        future.set_exception(result)
    else:
        future.set_result(result)
