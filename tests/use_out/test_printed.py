"""Times that are only printed or logged: a function that does no more with them may run twice."""

from __future__ import annotations

from .judging import judged

HEAD = "import datetime, logging, time\nLOG = logging.getLogger(__name__)\ndef now():\n    return time.time()\n\n"
ONLY_SAID = (
    'print("took", time.time() - t)',
    'dt = time.time() - t\n    LOG.info("took %.2f s", dt)',
    'if x is None:\n        print(f"{time.time() - t:.1f}")',
    'print("{:.1f}".format(round(time.time() - t, 2)))',
    'logger.info("took %.3f s (%s)", time.time() - t, "ok")',
    's = 0.0\n    for i in range(3):\n        s += time.time() - t\n    print("mean", s / 3)',
    'print(f"{datetime.datetime.now():%H:%M}", datetime.datetime.now().isoformat())',
)
MORE = (
    "x = x * (time.time() - t)",
    "while time.time() - t < 2:\n        x = x * x",
    "def late():\n        return t\n    x = late() + x",
    "logger.spent = time.time() - t",
    "logger.all.append(time.time() - t)",
    "global LAST\n    LAST = t",
    "if time.time() - t > 1:\n        x = x + 1",
)

test_times_that_are_only_said_are_harmless = judged(
    dict.fromkeys(ONLY_SAID, "yes"), f"{HEAD}def f(x, logger):\n    t = time.time()\n    "
)
_FOLLOWED = [(f"t = time.time()\n    {body}\n    return x", "no") for body in MORE]
_OTHERS = [("print(now())\n    return x", "no"), ("return x, time.time()", "no")]
test_times_that_go_anywhere_else_are_not = judged([*_FOLLOWED, *_OTHERS], f"{HEAD}def f(x, logger):\n    ")
