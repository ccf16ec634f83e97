"""What library calls do to the world outside of the program, where a second run finds another one than the first.

Rewriting a whole file, making a folder that may be there and setting an entry of the environment do no harm: after two
runs, all is as after one.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from adlint.models.paths import NAMED_OR_OPEN, READING
from adlint.models.randomness import BIT_GENERATORS


class Act(Enum):
    """What a call does with what its first argument names, or with the outside as a whole."""

    CREATE = "is created, which fails where it is there"
    REMOVE = "is removed, which fails where it is gone"
    MOVE = "is moved, which fails where it is gone"
    APPEND = "is appended to"
    START = "is started anew"
    TAKE = "is consumed"
    ENLIST = "is entered once more"
    LOAD = "is read"
    REWRITE = "is read and then written anew"
    SEND = "is sent once more"
    STAMP = "is given the present time, which is later in a second run"


class Outside(Struct, frozen=True):
    """An act on `what`; `unless` are arguments one of which, when it is true, makes a second run do no harm; or, of what
    is taken, when it is not None; `by_default`, if that one is true where it is not passed; `when` is one that makes it do
    none where it is false. What is `once` done to a thing that it is given is not done again to the same. `behind` says
    how many arguments stand before the one to which it is done.
    """

    act: Act
    what: str
    unless: str = ""
    when: str = ""
    by_default: bool = False
    once: bool = False
    behind: int = 0


def _all(names: str, outside: Outside) -> dict[str, Outside]:
    return dict.fromkeys(names.split(), outside)


# methods of tables and labelled arrays that write a file anew, if they are given one, and those that fail where what they
# write is there
WRITTEN_ANEW = {
    **{f"to_{kind}": "pandas.DataFrame" for kind in "csv json excel parquet feather pickle hdf stata orc xml".split()},
    "to_netcdf": "xarray.Dataset",
}
MADE_ONCE = {"to_sql": "pandas.DataFrame", "to_zarr": "xarray.Dataset"}
# writers of events, which begin a file as they are made, and add to it, https://docs.pytorch.org/docs/stable/tensorboard.html
_WRITERS = ("torch.utils.tensorboard.SummaryWriter", "torch.utils.tensorboard.writer.SummaryWriter", "tensorboardX.SummaryWriter")
_PYTREES = "pytree_node pytree_node_class pytree_with_keys pytree_with_keys_class dataclass static"
_EVENTS = "scalar scalars histogram image images figure video audio text graph embedding pr_curve mesh hparams"
CALLS: dict[str, Outside] = {
    **_all("os.mkdir os.mkfifo", Outside(Act.CREATE, "a file or folder")),
    **_all("os.symlink os.link", Outside(Act.CREATE, "a link", behind=1)),
    **_all("pathlib.Path.symlink_to pathlib.Path.hardlink_to", Outside(Act.CREATE, "a link")),
    **_all("os.makedirs pathlib.Path.mkdir", Outside(Act.CREATE, "a folder", "exist_ok")),
    "mpi4py.MPI.Attach_buffer": Outside(Act.CREATE, "the buffer of MPI"),
    "pathlib.Path.touch": Outside(Act.CREATE, "a file", "exist_ok", by_default=True),
    "shutil.copytree": Outside(Act.CREATE, "a folder", "dirs_exist_ok", behind=1),
    **_all("os.remove os.unlink os.rmdir os.removedirs", Outside(Act.REMOVE, "a file or folder")),
    "shutil.rmtree": Outside(Act.REMOVE, "a folder", "ignore_errors"),
    "pathlib.Path.unlink": Outside(Act.REMOVE, "a file", "missing_ok"),
    "pathlib.Path.rmdir": Outside(Act.REMOVE, "a folder"),
    "os.utime": Outside(Act.STAMP, "a file", "times ns"),
    **_all("os.rename os.replace os.renames shutil.move pathlib.Path.rename", Outside(Act.MOVE, "a file or folder")),
    **_all(
        "subprocess.Popen subprocess.run subprocess.call subprocess.check_call subprocess.check_output os.system"
        " os.popen os.fork os.spawnl os.execv multiprocessing.Process multiprocessing.Pool"
        " concurrent.futures.ProcessPoolExecutor",
        Outside(Act.START, "a process"),
    ),
    **_all("webbrowser.open webbrowser.open_new webbrowser.open_new_tab os.startfile", Outside(Act.START, "a process")),
    **_all("_thread.start_new_thread threading.Timer", Outside(Act.START, "a thread")),
    **_all(
        "concurrent.futures.ThreadPoolExecutor.submit concurrent.futures.ThreadPoolExecutor.map",
        Outside(Act.START, "a thread"),
    ),
    **_all("builtins.input sys.stdin.read sys.stdin.readline sys.stdin.readlines getpass.getpass fileinput.input click.prompt"
           " click.confirm click.getchar", Outside(Act.TAKE, "standard input")),
    **_all("uuid.uuid1 uuid.uuid4 tempfile.mktemp email.utils.make_msgid os.urandom secrets.token_hex secrets.token_bytes secrets.token_urlsafe secrets.randbits"
           " secrets.choice secrets.SystemRandom random.SystemRandom", Outside(Act.TAKE, "randomness of the operating system")),
    **_all("sympy.Dummy sympy.core.symbol.Dummy", Outside(Act.TAKE, "the number of the next dummy", "dummy_index")),
    **_all(
        "scipy.stats.qmc.LatinHypercube scipy.stats.qmc.PoissonDisk scipy.stats.qmc.MultivariateNormalQMC"
        " scipy.stats.qmc.MultinomialQMC",
        Outside(Act.TAKE, "randomness of the operating system", "rng seed"),
    ),
    **_all(
        "scipy.stats.qmc.Sobol scipy.stats.qmc.Halton",
        Outside(Act.TAKE, "randomness of the operating system", "rng seed", "scramble"),
    ),
    **_all(
        "os.stat os.path.getsize os.path.getmtime"
        + " ".join(["", *(path for path in NAMED_OR_OPEN if path.rpartition(".")[2].startswith(READING))])
        + " pathlib.Path.read_text pathlib.Path.read_bytes",
        Outside(Act.LOAD, "a file"),
    ),
    **_all(
        "os.truncate numpy.save numpy.savez numpy.savez_compressed numpy.savetxt scipy.io.savemat pathlib.Path.write_text"
        " pathlib.Path.write_bytes",
        Outside(Act.REWRITE, "a file"),
    ),
    **{f"{table}.{name}": Outside(Act.REWRITE, "a file") for name, table in WRITTEN_ANEW.items()},
    "pandas.DataFrame.to_sql": Outside(Act.CREATE, "a table", "if_exists"),
    "xarray.Dataset.to_zarr": Outside(Act.CREATE, "a store", "mode"),
    "zarr.save": Outside(Act.CREATE, "a store"),
    **_all("socket.socket.send socket.socket.sendall socket.socket.sendto socket.socket.sendmsg smtplib.SMTP.sendmail"
           " smtplib.SMTP.send_message smtplib.SMTP_SSL.sendmail smtplib.SMTP_SSL.send_message", Outside(Act.SEND, "a message")),
    **_all(" ".join(f"{library}.{verb}" for library in ("requests", "requests.Session", "httpx", "httpx.Client")
                    for verb in ("post", "put", "patch", "delete"))
           + " http.client.HTTPConnection.request http.client.HTTPSConnection.request", Outside(Act.SEND, "a request")),
    **_all("torch.distributed.send torch.distributed.isend", Outside(Act.SEND, "a message")),
    **_all("torch.distributed.recv torch.distributed.irecv", Outside(Act.TAKE, "a message")),
    **_all("logging.Logger.addHandler logging.addHandler logging.getLogger.addHandler",
           Outside(Act.ENLIST, "a handler of a logger", once=True)),
    **_all("logging.Logger.addFilter logging.addFilter logging.getLogger.addFilter",
           Outside(Act.ENLIST, "a filter of a logger", once=True)),
    **_all("threading.Thread.start multiprocessing.Process.start", Outside(Act.START, "a thread or process")),
    **_all(" ".join(f"tensorflow.summary.{kind}" for kind in "scalar histogram image text audio graph write".split())
           + " " + " ".join(f"{writer}.add_{kind}" for writer in _WRITERS for kind in _EVENTS.split()),
           Outside(Act.APPEND, "a file of events")),
    **_all(" ".join(_WRITERS), Outside(Act.APPEND, "a folder of files of events")),
    "readline.add_history": Outside(Act.ENLIST, "a line of the history"),
    "atexit.register": Outside(Act.ENLIST, "a function to be run at the end"),
    # a class that is there raises an error: https://docs.jax.dev/en/latest/custom_pytrees.html
    **_all(" ".join(f"jax.tree_util.register_{what}" for what in _PYTREES.split())
           + " torch.utils._pytree.register_pytree_node", Outside(Act.ENLIST, "a class of trees")),
    **_all("sys.path.append sys.path.insert sys.path.extend", Outside(Act.ENLIST, "a folder to be searched")),
}

# methods of generators of random numbers that draw from them, whatever they are called on
DRAWS = frozenset(
    "normal standard_normal uniform integers randint rand randn random_sample permutation permuted multivariate_normal"
    " exponential poisson gamma beta binomial lognormal laplace logistic dirichlet multinomial gauss normalvariate"
    " betavariate expovariate standard_gamma standard_exponential standard_t chisquare geometric gumbel rayleigh"
    " wald weibull vonmises triangular spawn choices getrandbits randrange random tomaxint bytes random_raw".split()
)
# methods by which a generator draws from what it is given; decks and data sets have these, too, without that
_DRAWS_FROM = frozenset({"choice", "shuffle"})
# methods of generators that much else has
_OF_GENERATORS = frozenset({"sample", "power", "f", "zipf", "vonmises"})
# methods that set a generator to a state that is given
STATING = frozenset({"seed", "set_state", "setstate", "manual_seed"})
# methods that give the state of a generator
KEEPING = frozenset({"get_state", "getstate"})
# other names: the methods of NumPy's global generator are functions of a module, and those of Python 2
_RENAMED = {"numpy.random.mtrand._rand.": "numpy.random.", "numpy.random.mtrand.": "numpy.random.", "cPickle.": "pickle.", "__builtin__.": "builtins."}
# methods that wait for what was started, and classes whose objects do when they are left
ENDING = frozenset(
    {"threading.Thread.join", "multiprocessing.Process.join", "concurrent.futures.ThreadPoolExecutor.shutdown"}
)
ENDED = frozenset({"concurrent.futures.ThreadPoolExecutor"})
# methods that take out what was entered
LEAVING = frozenset(
    f"logging.{owner}remove{what}" for owner in ("Logger.", "", "getLogger.") for what in ("Handler", "Filter")
)
# functions that make a generator of a seed, and give NumPy's global one for None
CHECKS = frozenset(
    f"{module}.check_random_state"
    for module in "sklearn.utils sklearn.utils.random sklearn.utils.validation scipy._lib._util".split()
)
# sequences of points that go on as generators do
_SEQUENCES = frozenset(
    f"scipy.stats.qmc.{name}"
    for name in "Sobol Halton LatinHypercube PoissonDisk MultivariateNormalQMC MultinomialQMC".split()
)
# generators that are made of keys, which are values: https://dm-haiku.readthedocs.io/en/latest/api.html#haiku.PRNGSequence
KEYS = frozenset({"jax.random.PRNGKey", "jax.random.key"})  # what makes a key of a seed
OF_KEYS = frozenset({"haiku.PRNGSequence", "haiku._src.base.PRNGSequence"})
GENERATORS = CHECKS | _SEQUENCES | OF_KEYS | frozenset(BIT_GENERATORS) | frozenset({"numpy.random.SeedSequence", "dask.array.random.RandomState", "dask.array.random.default_rng",
                        "numpy.random.default_rng", "numpy.random.RandomState", "numpy.random.Generator",
                        "random.Random", "random.SystemRandom", "torch.Generator", "flax.nnx.Rngs", "flax.nnx.rnglib.Rngs"})  # fmt: skip
# what maps to memory what stands there, by the argument that says whether it does, its position, how it says so, and
# whether it does where that is not passed
MAPPED: dict[str, tuple[str, int, tuple[object, ...], bool]] = {
    "numpy.memmap": ("mode", 2, ("r+", "readwrite"), True),
    "numpy.lib.format.open_memmap": ("mode", 1, ("r+", "readwrite"), True),
    "numpy.load": ("mmap_mode", 1, ("r+", "readwrite"), False),
    "torch.from_file": ("shared", 1, (True,), False),
    "multiprocessing.shared_memory.SharedMemory": ("create", 1, (False,), True),
}
# of these, what generators are made of, and do not draw from
SEEDS = frozenset({"numpy.random.SeedSequence"})
_FORMAT = "read_array read_magic read_array_header_1_0 read_array_header_2_0 write_array write_array_header_1_0 write_array_header_2_0"
# functions that go on in open files, by the positions of the arguments that they are
IN_FILE = {
    **dict.fromkeys("os.read os.write os.readv os.writev".split(), (0,)),
    **dict.fromkeys([f"{module}.load" for module in "pickle marshal json dill cloudpickle ujson".split()], (0,)),
    **dict.fromkeys([f"{module}.dump" for module in "pickle marshal json dill cloudpickle ujson".split()], (1,)),
    **dict.fromkeys("yaml.dump yaml.safe_dump yaml.dump_all yaml.safe_dump_all simplejson.dump".split(), (1,)),
    **dict.fromkeys("toml.dump tomli_w.dump msgpack.pack".split(), (1,)),
    "shutil.copyfileobj": (0, 1),
    **dict.fromkeys("tomllib.load tomli.load plistlib.load cbor2.load msgpack.unpack bson.decode_file_iter".split(), (0,)),
    **dict.fromkeys("email.message_from_file email.message_from_binary_file".split(), (0,)),
    **dict.fromkeys([f"numpy.lib.format.{name}" for name in _FORMAT.split()], (0,)),
}
# of descriptors of files, what says where they stand from then on
PLACING_IN = frozenset({"os.lseek"})
# functions that only keep or ask what they are given, or go on in it when what they give is read
_HOLDING = (
    "builtins.", "typing.", "contextlib.", "functools.", "operator.", "io.", "os.", "fcntl.", "select.", "csv.", "weakref.",
    "logging.", "threading.", "subprocess.", "inspect.", "gzip.", "bz2.", "lzma.", "zipfile.", "tarfile.", "tempfile.", "copy.",
    "types.", "sys.", "dataclasses.", "pickle.", "numpy.random.", "atexit.", "itertools.",
)  # fmt: skip
# keywords by which a function is given a generator that it draws from
DRAWING = frozenset({"rng", "random_state", "generator", "bit_generator", "random", "prng"})
# what stands for a hidden generator where it is passed, and a function that draws from that
HIDDEN = {
    "numpy.random": "numpy.random.random",
    **dict.fromkeys(("torch.default_generator", "torch.random.default_generator"), "torch.rand"),
}
_GENERATORS = tuple(f"_{name}" for name in DRAWING)  # how names of generators end: `np_random`, `my_rng`
# keywords by which a function is given an open file that it goes on in
WRITING = frozenset({"fileobj", "fp", "stream", "file"})
# methods that give back what is held, or say something of it, whatever they are called on
HARMLESS = frozenset(
    "get_state getstate getboolean getint getfloat has_option has_section close commit rollback cursor tell fileno isatty"
    " readable writable seekable flush Free Finalize setLevel setFormatter cache_clear".split()
)
# methods of files that go on from where the file stands, and those that say where it stands from then on
CURSOR = frozenset(
    "read readline readlines readinto write writelines truncate read1 writerow writerows recv send sendall"
    " get_chunk fetchone fetchmany fetchall readframes writeframes".split()
)
PLACING = frozenset({"seek"})
# methods of mpi4py that write buffers, by the position of what they write; lower-case ones give objects
MESSAGES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys("Recv Irecv Mrecv Imrecv Bcast Ibcast Recv_init Sendrecv_replace Get Rget".split(), (0,)),
    **dict.fromkeys(
        "Allreduce Reduce Scan Exscan Gather Scatter Allgather Alltoall Iallreduce Ireduce Igather Iscatter Iallgather"
        " Ialltoall Gatherv Scatterv Allgatherv Alltoallv Alltoallw Reduce_scatter Reduce_scatter_block Iscan Iexscan"
        " Igatherv Iscatterv Iallgatherv Ialltoallv Ialltoallw Ireduce_scatter Ireduce_scatter_block"
        " Neighbor_allgather Neighbor_allgatherv Neighbor_alltoall Neighbor_alltoallv Neighbor_alltoallw"
        " Ineighbor_allgather Ineighbor_allgatherv Ineighbor_alltoall Ineighbor_alltoallv Ineighbor_alltoallw"
        " Get_accumulate Fetch_and_op".split(),
        (1,),
    ),
    "Sendrecv": (3,),
    **dict.fromkeys(
        "Send Ssend Bsend Rsend Isend Issend Ibsend Irsend Send_init Ssend_init Bsend_init Rsend_init Put Rput Barrier"
        " Ibarrier Get_rank Get_size Get_coords Get_cart_rank Shift Get_topo Get_name Wait Waitall Waitany Waitsome"
        " Test Testall Testany Testsome Start Startall Fence Lock Unlock Lock_all Unlock_all Flush Flush_all Sync Post"
        " Complete Probe Iprobe Mprobe Improbe Create_cart Split Dup Create Free Disconnect Commit Create_vector"
        " Create_graph Create_dist_graph Create_dist_graph_adjacent Create_group Split_type Sub Clone Create_hvector"
        " Create_hindexed Create_indexed_block Create_struct Create_darray Create_resized"
        " Create_contiguous Create_subarray Create_indexed Cancel Get_count Get_source Get_tag Get_elements".split(),
        (),
    ),
    **dict.fromkeys(
        "send ssend bsend isend issend ibsend recv irecv sendrecv bcast gather scatter allgather alltoall reduce"
        " allreduce scan exscan barrier waitall waitany testall iprobe probe neighbor_allgather"
        " neighbor_alltoall".split(),
        (),
    ),
}
# of the lower-case ones, what nothing but a communicator has
COLLECTIVES = frozenset(
    "bcast allgather alltoall allreduce exscan sendrecv isend irecv ssend bsend issend waitall waitany testall iprobe"
    " neighbor_allgather neighbor_alltoall".split()
)
# attributes that nothing but a communicator has
COMMUNICATORS = COLLECTIVES | frozenset("Get_rank Get_size Get_name Get_group Barrier Bcast Allreduce Sendrecv".split())
_LOGGERS = frozenset({"logger", "LOGGER", "_logger"})
# keywords that tell the methods of communicators from those of files and sockets
ENVELOPE = frozenset({"source", "dest", "tag", "root", "status", "sendtag", "recvtag"})
ACCUMULATES = frozenset({"Accumulate", "Raccumulate", "Get_accumulate", "Fetch_and_op"})
# how methods of MPI's objects begin that only ask
ASKS = ("Get_", "Is_", "Has_", "Query_")
# modules that are written with capitals
_CAPITALISED = frozenset({"mpi4py.MPI", "PIL.Image", "IPython.display"})
_ARCHIVES = frozenset("zipfile.ZipFile tarfile.open tarfile.TarFile tarfile.TarFile.open".split())
# functions that open a file in a mode, by the position of the mode
OPENING = {
    **dict.fromkeys(
        "builtins.open io.open codecs.open gzip.open bz2.open lzma.open fsspec.open smart_open.open aiofiles.open"
        " tensorflow.io.gfile.GFile".split(),
        1,
    ),
    **dict.fromkeys(_ARCHIVES, 1),
    "pathlib.Path.open": 0,
}
# what writes to the open file that it is given first as if it were that file
AROUND = frozenset(
    "csv.writer csv.DictWriter io.TextIOWrapper io.BufferedReader io.BufferedWriter io.BufferedRandom".split()
)
# classes whose objects are given another name each time, unless they are given one, and the attributes that tell it
NUMBERED = frozenset("threading.Thread threading.Timer multiprocessing.Process".split())
NAMES = ("name", "ident", "native_id", "pid")
# methods of databases that carry out a statement
STATEMENTS = frozenset({"execute", "executemany", "executescript"})
_ASKING = ("SELECT", "PRAGMA", "EXPLAIN", "SHOW", "DESCRIBE")
_ONCE = ("CREATE TABLE", "CREATE INDEX", "CREATE VIEW", "DROP TABLE", "DROP INDEX", "DROP VIEW", "ALTER TABLE")


def stated(text: str) -> str | None:
    """What a second run of a statement of a database does wrong, "" if it asks or does the same again; None for what is
    not known.
    """
    words = " ".join(text.upper().split())
    if words.startswith("INSERT INTO") and "ON CONFLICT" not in words:
        return "a row is inserted once more"
    if words.startswith(_ONCE) and " EXISTS " not in words:
        return "a table is made or removed, which fails where that is done"
    is_alone = ";" not in words.rstrip("; ")
    return "" if is_alone and words.startswith((*_ASKING, "CREATE TABLE IF NOT", "INSERT OR REPLACE", "INSERT OR IGNORE")) else None


def plain(path: str) -> str:
    """The path of a function; a method of the global generator of NumPy is the function of that name, and what is
    imported under the name that it had in Python 2 is what it is called now.
    """
    old = next((one for one in _RENAMED if path.startswith(one)), "")
    return _RENAMED[old] + path.removeprefix(old) if old else path


def gives_stream(path: str) -> bool:
    """Whether a function gives an open file that is gone through from where it stands."""
    return path in OPENING and path not in _ARCHIVES


def goes_on_in(path: str) -> bool:
    """Whether a library's function reads or writes the open file that it is given, from where that stands."""
    return not path.startswith(_HOLDING)


def is_generator(name: str) -> bool:
    """Whether a variable or attribute is named as a generator of random numbers is."""
    own = name.strip("_")
    return own in DRAWING or own.endswith(_GENERATORS)


def is_module_generator(path: str) -> bool:
    """Whether a function is a method that draws, of a generator that a module holds: `package.noise.rng.normal`."""
    *modules, holder, method = ("", *path.split("."))
    is_held = len(modules) > 1 and holder not in ("random", "generator") and is_generator(holder)
    return is_held and method in DRAWS | _DRAWS_FROM and all(one.islower() for one in modules[1:])


def is_of_attribute(path: str) -> bool:
    """Whether a function is a method of what an attribute of a library's object holds, or of a logger that its module
    holds: `library.Class.name.get`, `library.logger.info`.
    """
    *owners, holder, _ = ("", *path.split("."))
    return any(one[:1].isupper() for one in owners) or holder in _LOGGERS


def is_module(path: str) -> bool:
    """Whether a path may name a module; by convention these have no capitals."""
    return path.islower() or path in _CAPITALISED


def may_draw(method: str) -> bool:
    """Whether a method draws if it is one of a generator."""
    return method in DRAWS | _DRAWS_FROM | _OF_GENERATORS


def draws(method: str, name: str, *, is_given: bool) -> bool:
    """Whether a method of something unknown that stands under a name draws from it; `is_given` if it is given a thing."""
    if method in DRAWS or (method in _DRAWS_FROM and is_given):
        return True
    return method in _OF_GENERATORS and is_generator(name)


def opens_for(mode: str) -> Act:
    """What opening a file in that mode does."""
    how = mode.partition(":")[0].partition("|")[0]  # behind them archives name how they are compressed
    if "x" in how:
        return Act.CREATE
    if "w" in how:  # `w+` empties the file before anything is read of it
        return Act.REWRITE
    return Act.APPEND if "a" in how or "+" in how else Act.LOAD
