"""What libraries keep for the whole process: settings, and what they work on next.

A second run finds what the first has set: that does no harm where it is only set, and does where it is read, too.
Sources: the reference manuals of Python 3, NumPy 2, PyTorch 2, pandas 2, Matplotlib 3, xarray, scikit-learn.
"""

from __future__ import annotations

from itertools import starmap

from msgspec import Struct


class Kept(Struct, frozen=True):
    """A function that `gives` the state, `sets` it, or `changes` it by what it was; of some, which are `keyed`, the first
    argument names a part of it. What `enters` gives a manager, if that is used, which puts back what it has set. What both gives and sets, sets where more arguments are given than `least`. What `makes`
    gives something besides; what is `relative` is changed by what it was where it is set by a path that is not absolute.
    """

    name: str
    gives: bool = False
    sets: bool = False
    changes: bool = False
    adds: bool = False
    keyed: bool = False
    makes: bool = False
    relative: bool = False
    enters: bool = False
    least: int = 0
    kind: str = ""


def _pair(name: str, gives: str, sets: str, *, keyed: bool = False) -> dict[str, Kept]:
    return {gives: Kept(name, gives=True, keyed=keyed), sets: Kept(name, sets=True, keyed=keyed)}


_PAIRS = (
    ("the recursion limit", "sys.getrecursionlimit", "sys.setrecursionlimit"),
    ("the switch interval", "sys.getswitchinterval", "sys.setswitchinterval"),
    ("the thresholds of the collector", "gc.get_threshold", "gc.set_threshold"),
    ("the limit of digits", "sys.get_int_max_str_digits", "sys.set_int_max_str_digits"),
    ("the flags for loading libraries", "sys.getdlopenflags", "sys.setdlopenflags"),
    ("the flags of the collector", "gc.get_debug", "gc.set_debug"),
    ("the default timeout of sockets", "socket.getdefaulttimeout", "socket.setdefaulttimeout"),
    ("the tracing function", "sys.gettrace", "sys.settrace"),
    ("the profiling function", "sys.getprofile", "sys.setprofile"),
    ("the start method", "multiprocessing.get_start_method", "multiprocessing.set_start_method"),
    ("the decimal context", "decimal.getcontext", "decimal.setcontext"),
    ("the print options of NumPy", "numpy.get_printoptions", "numpy.set_printoptions"),
    ("how PyTorch looks for anomalies", "torch.is_anomaly_enabled", "torch.autograd.set_detect_anomaly"),
    ("what is called where NumPy finds errors", "numpy.geterrcall", "numpy.seterrcall"),
    ("the names of levels", "logging.getLevelName", "logging.addLevelName"),
    ("the class of loggers", "logging.getLoggerClass", "logging.setLoggerClass"),
    ("the default dtype of PyTorch", "torch.get_default_dtype", "torch.set_default_dtype"),
    ("the default device of PyTorch", "torch.get_default_device", "torch.set_default_device"),
    ("the number of threads", "torch.get_num_threads", "torch.set_num_threads"),
    ("the number of threads between operations", "torch.get_num_interop_threads", "torch.set_num_interop_threads"),
    ("the precision of products", "torch.get_float32_matmul_precision", "torch.set_float32_matmul_precision"),
    ("the device of CUDA", "torch.cuda.current_device", "torch.cuda.set_device"),
    ("whether PyTorch is deterministic", "torch.are_deterministic_algorithms_enabled", "torch.use_deterministic_algorithms"),
    ("the backend of Matplotlib", "matplotlib.get_backend", "matplotlib.use"),
    ("the settings of scikit-learn", "sklearn.get_config", "sklearn.set_config"),
)
_DRAWING = (
    "plot scatter bar barh hist hist2d hexbin imshow contour contourf pcolor pcolormesh errorbar fill fill_between"
    " fill_betweenx step stem stackplot pie boxplot violinplot text annotate axhline axvline axhspan axvspan xlabel ylabel"
    " title suptitle legend grid colorbar subplot subplot2grid axes tight_layout subplots_adjust loglog semilogx semilogy"
    " quiver streamplot polar spy specgram psd matshow triplot tricontour tripcolor twinx twiny table vlines hlines arrow"
    " figtext clim sci delaxes sca xlim ylim xticks yticks xscale yscale axis margins minorticks_on triplot eventplot"
)
_FIGURE = "the current figure of pyplot"

STATES: dict[str, Kept] = {
    **{path: state for pair in starmap(_pair, _PAIRS) for path, state in pair.items()},
    **_pair("the options of pandas", "pandas.get_option", "pandas.set_option", keyed=True),
    **_pair("the limits of the process", "resource.getrlimit", "resource.setrlimit", keyed=True),
    "signal.getsignal": Kept("the handlers of signals", gives=True, keyed=True),
    "signal.signal": Kept("the handlers of signals", gives=True, sets=True, keyed=True),
    "signal.alarm": Kept("the alarm of the process", gives=True, sets=True),
    **_pair("the timers of the process", "signal.getitimer", "signal.setitimer", keyed=True),
    **_pair("the priorities of processes", "os.getpriority", "os.setpriority"),
    **_pair("the processors of processes", "os.sched_getaffinity", "os.sched_setaffinity"),
    **dict.fromkeys(("gc.enable", "gc.disable"), Kept("whether the collector runs", sets=True)),
    "gc.isenabled": Kept("whether the collector runs", gives=True),
    **dict.fromkeys(("tracemalloc.start", "tracemalloc.stop"), Kept("whether memory is traced", sets=True)),
    "tracemalloc.is_tracing": Kept("whether memory is traced", gives=True),
    **dict.fromkeys(("faulthandler.enable", "faulthandler.disable"), Kept("the handler of faults", sets=True)),
    "faulthandler.is_enabled": Kept("the handler of faults", gives=True),
    "csv.field_size_limit": Kept("the limit of fields", gives=True, sets=True),
    "os.getcwd": Kept("the working directory", gives=True),
    "os.chdir": Kept("the working directory", sets=True, relative=True),
    "jax.config.update": Kept("the settings of JAX", sets=True),
    "logging.disable": Kept("how much is logged", sets=True),
    "os.nice": Kept("the priority of the process", gives=True, changes=True),
    "os.umask": Kept("the mask of new files", gives=True, sets=True),
    "numpy.geterr": Kept("how NumPy treats errors", gives=True),
    "numpy.seterr": Kept("how NumPy treats errors", gives=True, sets=True),
    "torch.is_grad_enabled": Kept("whether PyTorch records", gives=True),
    **dict.fromkeys(("torch.set_grad_enabled", "torch.autograd.set_grad_enabled", "torch.autograd.grad_mode.set_grad_enabled"),
                    Kept("whether PyTorch records", sets=True, enters=True)),
    "numpy.getbufsize": Kept("the buffers of NumPy", gives=True),
    "numpy.setbufsize": Kept("the buffers of NumPy", gives=True, sets=True),
    **dict.fromkeys(("warnings.filterwarnings", "warnings.simplefilter", "warnings.resetwarnings"),
                    Kept("the filters of warnings", sets=True)),
    **dict.fromkeys(("threading.current_thread", "threading.currentThread"), Kept("the present thread", gives=True)),
    "multiprocessing.current_process": Kept("the present process", gives=True),
    **dict.fromkeys(("os.putenv", "os.unsetenv"), Kept("the environment", sets=True, keyed=True)),
    "os.getenv": Kept("the environment", gives=True, keyed=True),
    "locale.getlocale": Kept("the locale", gives=True, keyed=True),
    "locale.setlocale": Kept("the locale", gives=True, sets=True, keyed=True, least=1),
    **dict.fromkeys(
        [f"matplotlib.pyplot.{name}" for name in "savefig get_fignums get_figlabels fignum_exists".split()],
        Kept(_FIGURE, gives=True, makes=True),
    ),
    "matplotlib.pyplot.gca": Kept(_FIGURE, gives=True, kind="matplotlib.axes.Axes"),
    "matplotlib.pyplot.gcf": Kept(_FIGURE, gives=True, kind="matplotlib.figure.Figure"),
    **dict.fromkeys(
        [f"matplotlib.pyplot.{name}" for name in "figure subplots subplot_mosaic clf cla close".split()],
        Kept(_FIGURE, sets=True, makes=True),
    ),
    **dict.fromkeys([f"matplotlib.pyplot.{name}" for name in _DRAWING.split()], Kept(_FIGURE, adds=True, makes=True)),
}
# what libraries' modules hold that anyone may change, and the kind of container that it is
HELD = {
    "os.environ": ("the environment", "dict"),
    "sys.argv": ("the arguments of the program", "list"),
    "sys.modules": ("the modules of the process", "dict"),
    "warnings.filters": ("the filters of warnings", ""),
    "matplotlib.rcParams": ("the settings of Matplotlib", "dict"),
    "matplotlib.pyplot.rcParams": ("the settings of Matplotlib", "dict"),
    "pandas.options": ("the options of pandas", ""),
    "jax.config": ("the settings of JAX", ""),
    "logging.root.manager.disable": ("how much is logged", ""),
}
# functions that work by a state without being asked for it: how their paths begin, and which state
FELT = (
    ("jax.", "the settings of JAX"),
    ("logging.Logger.isEnabledFor", "how much is logged"),
    ("logging.getLogger.isEnabledFor", "how much is logged"),
    ("torch.", "whether PyTorch records"),
    ("torch.", "the default dtype of PyTorch"),
    ("torch.", "the default device of PyTorch"),
    ("numpy.array2string", "the print options of NumPy"),
    ("numpy.array_repr", "the print options of NumPy"),
    ("numpy.array_str", "the print options of NumPy"),
)
# decorators of functions whose results are kept, and given again for equal arguments
CACHES = frozenset({"functools.cache", "functools.lru_cache"})
