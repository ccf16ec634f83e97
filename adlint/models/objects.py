"""What methods of objects of libraries do: of which objects nothing but the object itself can change, which methods
move something on that no snapshot holds, and how the methods of containers are called.

Sources: the reference manuals of Python 3, and of the libraries that are named.
"""

from __future__ import annotations

import sys
from collections.abc import Container
from io import IOBase, TextIOWrapper
from pathlib import Path
from threading import Thread

from adlint.models.outside import ASKS, CURSOR, DRAWS, ENDED, MADE_ONCE, MESSAGES, WRITTEN_ANEW
from adlint.models.randomness import FROZEN
from adlint.models.reading import CALCULATING, LISTED, OPEN, is_reading
from adlint.models.storage import (
    DICT_WRITES,
    LIST_WRITES,
    READING_METHODS,
    SET_WRITES,
    VIEW_METHODS,
    WRAPPERS,
    WRITING_METHODS,
)

# libraries whose objects are values: a method reads what it is given, and changes no more than the object
_VALUES = frozenset(
    "numpy scipy jax torch autograd einops optax flax equinox numba pandas xarray pytensor theano aesara sympy matplotlib networkx"
    " sklearn packaging attr typing_extensions haiku chex jaxtyping diffrax lineax optimistix numpyro skimage PIL numexpr cupy tqdm yaml"
    " rich colorama termcolor tabulate prettytable"
    " cupyx tlz platformdirs importlib_resources importlib_metadata pytest absl distrax tensorflow_probability pykdtree quantities pint unyt astropy mpmath pywt shapely pyproj statsmodels patsy"
    " ujson orjson simplejson rapidjson msgpack dill cloudpickle toml tomli polars numcodecs zstandard boost_histogram geopandas jinja2 semver xxhash"
    " uncertainties sortedcontainers dateutil pytz cftime seaborn omegaconf pydantic ml_collections".split()
)
# of these, what holds on to arrays that it is given and changes them, or draws
_ACTING = ("torch.optim.", "torch.utils.", "torch.distributed.", "torch.multiprocessing.")
# of these, and of the Python library, those whose objects do not change by their methods, but by those named below
_STEADY = frozenset(
    "numpy scipy jax autograd einops optax flax equinox numba haiku chex distrax tensorflow_probability jaxtyping"
    " diffrax lineax optimistix numpyro sympy sklearn packaging logging re pathlib datetime decimal fractions uuid types typing functools operator"
    " math string configparser enum inspect ast unittest threading builtins abc dataclasses time os sys warnings contextlib".split()
)
# methods that give the object itself, by how the paths of its class begin
_ITSELF = {
    "sklearn.": frozenset({"fit", "partial_fit", "set_params"}),
    "torch.nn.": frozenset("eval train to cuda cpu double float half bfloat16 requires_grad_".split()),
    "torch.Generator": frozenset({"manual_seed"}),
    "scipy.integrate.": frozenset({"set_integrator", "set_initial_value", "set_f_params", "set_jac_params"}),
}
# methods that list what an object holds
_LISTING = frozenset(
    "keys values items parameters named_parameters children named_children modules named_modules buffers named_buffers"
    " state_dict".split()
)
# of these, the generators that layers of PyTorch make
_ITERATING = frozenset(
    "parameters named_parameters children named_children modules named_modules buffers named_buffers".split()
)
# modules of the Python library whose objects stand for something outside, or hold what others change
_OPEN = frozenset(
    "asyncio cffi code cmd concurrent ctypes curses dbm ftplib http imaplib mmap multiprocessing nntplib poplib pty"
    " queue sched select selectors shelve signal smtplib socket socketserver sqlite3 ssl subprocess telnetlib urllib"
    " xmlrpc".split()
)
_OUTSIDE = frozenset("contextvars h5netcdf h5py io itertools logging mmap multiprocessing queue socket sqlite3 tables tarfile threading zarr zipfile".split())
_READING = frozenset("pickle.Pickler pickle.Unpickler csv.reader csv.DictReader numpy.nditer".split())
# what makes an object that calls what it is made of
_CALLING = frozenset(
    "partial vectorize Partial partialmethod Parallel delayed frompyfunc singledispatch Memory Sequential DataParallel"
    " DistributedDataParallel FullyShardedDataParallel AveragedModel TransformerEncoder TransformerDecoder Transformer"
    " LinearOperator ode complex_ode RK23 RK45 DOP853 Radau BDF LSODA OdeSolver Rbf NonlinearConstraint DataLoader"
    " TripletMarginWithDistanceLoss Thread Timer Process cached_property cmp_to_key methodcaller Function"
    " defaultdict scheduler Compose".split()
)
# functions of the same name as some of those, which make something of a text
_OF_TEXTS = frozenset({"re.compile", "regex.compile", "builtins.compile"})
# classes whose names are written as those of functions are, and whose objects are called, or go on
_FITTED = frozenset(
    "hashlib.new hashlib.md5 hashlib.sha1 hashlib.sha224 hashlib.sha256 hashlib.sha384 hashlib.sha512 hashlib.blake2b hashlib.blake2s"
    " zlib.compressobj zlib.decompressobj xml.etree.ElementTree.parse "
    "numpy.poly1d scipy.interpolate.interp1d scipy.interpolate.interp2d scipy.stats.gaussian_kde numpy.nditer"
    " scipy.interpolate.make_interp_spline scipy.interpolate.make_lsq_spline scipy.interpolate.make_smoothing_spline"
    " tables.open_file scipy.spatial.cKDTree scipy.sparse.linalg.splu scipy.sparse.linalg.spilu scipy.sparse.linalg.factorized"
    " scipy.interpolate.pchip".split()
)
RESULT = "concurrent.futures.Future.result"  # gives what was given by what an executor was handed
# layers that can be made so that they overwrite what they are called with
_IN_PLACE = frozenset(
    "ReLU ReLU6 LeakyReLU RReLU ELU SELU CELU Hardtanh Hardsigmoid Hardswish SiLU Mish Threshold Dropout Dropout1d"
    " Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout".split()
)
# layers that keep statistics of all they are called with
_GATHERING = frozenset(
    f"{lazy}BatchNorm{rank}" for lazy in ("", "Lazy") for rank in ("", "1d", "2d", "3d")
) | {"SyncBatchNorm", "spectral_norm"}
# of others, those that do if they are told to when they are made, and those that scale their weights then
_GATHERING_IF = {
    "track_running_stats": frozenset({"InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"}),
    "max_norm": frozenset({"Embedding", "EmbeddingBag"}),
}
_GATHERING_IN = ("torch.nn.", "flax.nnx.")  # elsewhere statistics are values, which are passed and returned
# methods by which an object changes: those named so, and those whose names begin so
_CHANGING = frozenset(
    "update add append insert extend pop remove clear discard fit partial_fit fit_transform fit_predict step zero_grad load_state_dict"
    " requires_grad_ train eval apply reset".split()
)
# of these, by the protocol of PyTorch, what sets an object to what it is given
LOADING = frozenset({"load_state_dict"})
_CHANGING_OF = {
    **dict.fromkeys(("codecs.IncrementalDecoder", "codecs.IncrementalEncoder"), frozenset("decode encode setstate".split())),
    **dict.fromkeys(("scipy.integrate.ode", "scipy.integrate.complex_ode"), frozenset({"integrate"})),
    **dict.fromkeys(
        ("configparser.ConfigParser", "configparser.RawConfigParser"),
        frozenset("set read read_file read_string read_dict".split()),
    ),
    **dict.fromkeys(
        ("zlib.compressobj", "zlib.decompressobj", "bz2.BZ2Compressor", "bz2.BZ2Decompressor", "lzma.LZMACompressor",
         "lzma.LZMADecompressor"),
        frozenset("compress decompress flush".split()),
    ),
}
# methods that set an attribute of an object, by its class, and those that tell one
SETTERS = {
    **{f"logging.{of}": {"setLevel": "level", "setFormatter": "formatter"} for of in ("Logger", "Handler", "getLogger")},
    "threading.Event": {"set": "_flag", "clear": "_flag"},
}
TELLERS = {
    **{f"logging.{of}": {"isEnabledFor": "level", "getEffectiveLevel": "level"} for of in ("Logger", "getLogger")},
    "threading.Event": {"is_set": "_flag", "wait": "_flag"},
}
_SETTING = ("set_", "add_", "register", "remove_", "update_", "reset_")
# methods of what stands outside that only ask, or that may be done twice
_ASKING = frozenset(
    "empty full qsize poll is_alive is_set done cancelled running wait join close terminate kill result"
    " acquire release locked notify notify_all get_lock get_obj".split()
)
# methods of executors: what they are handed is called
_RUNNING = frozenset("submit map shutdown".split())
# methods of objects of MPI that do no harm when they run twice, and have no protocol of their own
_OF_MPI = frozenset("wait test cancel Pready Pready_range Pready_list Parrived Create_group Set".split())
# methods that paths alone have: those that act on what they name, and those that ask or write it anew
PATH_ACTS = frozenset("unlink rmdir mkdir touch".split())
PATH_READS = frozenset(
    "exists is_file is_dir is_symlink read_text read_bytes write_text write_bytes iterdir glob rglob with_suffix with_name"
    " joinpath as_posix is_absolute expanduser absolute relative_to".split()
)
# https://docs.python.org/3/library/pathlib.html: those that give another path
PATH = "pathlib.Path"
PATH_GIVES = frozenset(
    "absolute expanduser joinpath relative_to resolve with_name with_segments with_stem with_suffix".split()
)
PATH_LISTS = frozenset("glob rglob iterdir".split())  # of these, those that give what is there
# methods of loggers, where they are given a text
_LOGGING = frozenset("debug info warning warn error exception critical fatal log".split())
# methods of queues, and of what waits for events, that take from them or put into them
_MOVING = {
    "pandas.io.parsers.TextFileReader": frozenset("get_chunk read __next__".split()),
    "asyncio": frozenset("get put get_nowait put_nowait task_done".split()),
    "sched": frozenset("enter enterabs run cancel".split()),
    "requests": frozenset("iter_content iter_lines".split()),
    "queue": frozenset("get put get_nowait put_nowait task_done".split()),
    "multiprocessing": frozenset("get put get_nowait put_nowait recv send recv_bytes send_bytes".split()),
    "select": frozenset("control poll".split()),
    "selectors": frozenset("select".split()),
    "socket": frozenset("recv recvfrom recv_into send sendall sendto accept".split()),
}
# what nothing but a hash is asked for, which goes on by all that it is updated with
DIGESTS = frozenset({"digest", "hexdigest"})
# what only says how something stands in a file of HDF5: spaces, properties and types
OF_FILES = ("h5py.h5s.", "h5py.h5p.", "h5py.h5t.")
# methods of files of HDF5 and NetCDF: those that only read, and those that fail where what they make is there
FILE_READS = frozenset(
    "get keys values items visit visititems read_direct len astype asstr fields iter_chunks close flush ncattrs"
    " getncattr get_node walk_nodes list_nodes iter_nodes sync isopen filepath require_dataset require_group"
    " array clear update setdefault __enter__ __exit__".split()
)
_FILE_PARTS = frozenset("attrs variables dimensions groups root".split())  # attributes that only lead to what it holds
FILE_WRITES = frozenset("write_direct setncattr setncatts modify".split())
FILE_GIVES = frozenset("get values items".split())  # of the first, those that give what the file holds
FILE_MAKES = frozenset(
    "create_dataset create_group create_virtual_dataset create_dataset_like createVariable createDimension createGroup"
    " create_array create_carray create_earray create_vlarray create_table move rename renameVariable".split()
)
# of these, methods that nothing but such files has
MAKES_PARTS = frozenset(
    "create_dataset create_virtual_dataset create_dataset_like createVariable createDimension create_carray create_earray"
    " create_vlarray".split()
)
# classes of files, and parts of them, of which setting an item makes a part, which fails where it is there
MAKING_ITEMS = frozenset({"h5py.File", "h5py.Group"})
# functions that open such a file to be changed where no mode is given
KEEPING = frozenset("zarr.open zarr.open_group zarr.group shelve.open".split())
# methods that take a part away, which fails, or gives something else, where it is gone
FILE_REMOVES = frozenset("pop popitem remove_node remove_children".split())
# methods of arrays and tables in such files that add to what is there
FILE_ADDS = frozenset({"append"})
# methods of tables that write a file, or what else is outside, by the argument that makes them add to what is there, and
# what it is then; None: whatever it is
ADDING: dict[str, tuple[str, object]] = {
    "to_csv": ("mode", "a"), "to_json": ("mode", "a"), "to_sql": ("if_exists", "append"), "to_gbq": ("if_exists", "append"),
    "to_hdf": ("append", True), "to_parquet": ("append", True), "to_zarr": ("append_dim", None),
}  # fmt: skip
TABLE_WRITES = WRITTEN_ANEW | MADE_ONCE  # of whose classes they are
# methods that many libraries' objects have: those of texts, containers, arrays, files, threads and paths
_COMMON = (
    frozenset(
        name
        for kind in (str, bytes, list, dict, set, tuple, int, float, complex, IOBase, TextIOWrapper, Thread, Path)
        for name in dir(kind)
    )
    | READING_METHODS
    | WRITING_METHODS
    | VIEW_METHODS
    | DRAWS
    | CURSOR
    | frozenset(MESSAGES)
    | FILE_READS
    | FILE_MAKES
    | _ASKING
    | frozenset("put send submit execute commit connect".split())
)
# how many arguments methods of containers take by position
_TAKING = {
    **dict.fromkeys("popleft popitem clear reverse keys values items sort".split(), (0, 0)),
    **dict.fromkeys("append appendleft extend extendleft remove add discard count".split(), (1, 1)),
    **dict.fromkeys("get setdefault move_to_end".split(), (1, 2)),
    **dict.fromkeys("rotate most_common copy update".split(), (0, 1)),
    "insert": (2, 2),
    "pop": (0, 2),
    "index": (1, 3),
}
_NAMED = {"sort": frozenset({"key", "reverse"}), "move_to_end": frozenset({"last"})}


def stands_outside(path: str) -> bool:
    """Whether objects of a class stand for something outside, or hold what others change: no snapshot holds them."""
    return path.partition(".")[0] in _OUTSIDE or path in _READING


def is_common(name: str) -> bool:
    """Whether objects of libraries may have a method of that name."""
    return name in _COMMON or name in _CHANGING or name.startswith("__")


def is_value(path: str) -> bool:
    """Whether methods of an object of that class change no more than the object."""
    library = path.partition(".")[0]
    if path.startswith(_ACTING) or library in _OPEN:
        return False
    if path.startswith((*CALCULATING, *LISTED)):
        return is_reading(path)
    if path.startswith(OF_FILES):
        return True
    return library in _VALUES or library in sys.stdlib_module_names or library == "builtins"


def is_own(path: str, name: str) -> bool:
    """Whether a method of such an object changes no more than the object."""
    return is_value(path) and (changes(name) or is_value(f"{path}.{name}"))


def is_steady(path: str, name: str) -> bool:
    """Whether a method of such an object leaves it as it is, as far as its name does not say otherwise."""
    return path.partition(".")[0] in _STEADY or lists(name)


def lists(name: str) -> bool:
    """Whether a method of that name lists what its object holds."""
    return name in _LISTING


def iterates(name: str) -> bool:
    """Whether such a method makes an iterator each time."""
    return name in _ITERATING


def is_called_safely(path: str) -> bool:
    """Whether calling an object that a library made reads what it is given, and does not call what it was made of."""
    if path.startswith("mpi4py.MPI."):
        return path.rpartition(".")[2].isupper()
    return is_value(path) and path not in OPEN and not calls_inside(path) and not path.startswith("weakref.")


def calls_inside(path: str) -> bool:
    """Whether calling an object of that class calls what it was made of."""
    last = path.rpartition(".")[2]
    return last in _CALLING or (last in WRAPPERS and path not in _OF_TEXTS)


def is_made(path: str) -> bool:
    """Whether a function of a library is a class, or gives an object of one that is called as a function is."""
    return not path.rpartition(".")[2][:1].islower() or path in _FITTED | FROZEN


def runs_items(path: str) -> bool:
    """Whether calling an object of that class calls each of the items that it is given, and waits for all."""
    return path == "joblib.Parallel"


def may_overwrite(path: str) -> bool:
    """Whether calling an object of that class overwrites what it is given, if it was made so (`inplace=True`)."""
    return path.startswith("torch.nn.") and path.rpartition(".")[2] in _IN_PLACE


def gathers(path: str, told: Container[str] = ()) -> bool:
    """Whether calling an object of that class updates statistics that it holds, or its weights, where `told` are keywords
    that may have been passed when it was made.
    """
    last = path.rpartition(".")[2]
    is_told = any(name in told and last in several for name, several in _GATHERING_IF.items())
    is_told = is_told or (last == "Dropout" and path.startswith("flax.nnx."))  # which draws from what it was made with
    return path.startswith(_GATHERING_IN) and (is_told or last in _GATHERING)


def optimizes(path: str, method: str) -> bool:
    """Whether a method of an optimizer, or of what sets its rates, changes it and what it was made of, and nothing else."""
    return path.startswith("torch.optim.") and method in ("step", "zero_grad", *LOADING)


def is_schedule(path: str) -> bool:
    """Whether objects of a class set the rates of an optimizer, and call nothing that a step is given."""
    return path.startswith("torch.optim.lr_scheduler.")


def draws_order(path: str) -> bool:
    """Whether going through an object of that class draws the order of its items, or seeds, from a hidden generator."""
    return path == "torch.utils.data.DataLoader"


def gives_itself(path: str, method: str) -> bool:
    """Whether a method of an object of that class gives the object: `Ridge().fit(x, y)`, `Linear(3, 3).eval()`."""
    return any(path.startswith(library) and method in names for library, names in _ITSELF.items())


def changes(name: str, path: str = "") -> bool:
    """Whether a method of that name changes its object, which is of a class of that `path`."""
    known = _CHANGING | LIST_WRITES | DICT_WRITES | SET_WRITES
    return name in _CHANGING_OF.get(path, ()) or name in known or name.startswith(_SETTING)


def draws_on(path: str, name: str) -> bool:
    """Whether a method of an object of a figure adds to it, and does not ask what is there."""
    return path.startswith("matplotlib.") and not name.startswith(("get_", "has_", "savefig"))


def is_variable(path: str) -> bool:
    """Whether an object of that class does no more than to hold a value, which is got and set."""
    return path == "contextvars.ContextVar"


def leads_into_file(name: str) -> bool:
    """Whether an attribute of something in a file is a method, or leads to more of it, and is no content itself."""
    methods = FILE_READS | FILE_MAKES | FILE_WRITES | FILE_ADDS | FILE_REMOVES
    return name in methods | _FILE_PARTS or name in ("resize", "close")


def moves(path: str, name: str) -> bool:
    """Whether a method of an object of that class moves on what stands outside."""
    return name in _MOVING.get(path, _MOVING.get(path.partition(".")[0], ()))


def asks(path: str, name: str) -> bool:
    """Whether a method of an object that stands outside does no harm when it runs twice."""
    library = path.partition(".")[0]
    if library == "mpi4py":
        return name.startswith(ASKS) or name in _OF_MPI
    if library == "h5py" and name.startswith("get_"):  # of the objects that stand for C's, https://api.h5py.org
        return True
    if path in ENDED and name in _RUNNING:
        return True
    return library in _OPEN and name in _ASKING


def logs(name: str) -> bool:
    """Whether a method of that name writes a log, if it is given a text."""
    return name in _LOGGING


def is_called_so(name: str, positional: int, keywords: frozenset[str]) -> bool:
    """Whether a method of a container can be called with so many arguments by position, and these by keyword."""
    least, most = _TAKING.get(name, (0, sys.maxsize))
    named = keywords if name == "update" else _NAMED.get(name, frozenset())
    return least <= positional <= most and keywords <= named
