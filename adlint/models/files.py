"""Files, sockets, temporary files, shared memory and locks."""

from adlint.models.model import Model, resource

_CLOSE = "close __exit__"

# they may be given a path, or an open file, which they do not close
WRAPPERS = frozenset(
    "gzip.open bz2.open lzma.open gzip.GzipFile bz2.BZ2File lzma.LZMAFile zipfile.ZipFile tarfile.open tarfile.TarFile"
    " tarfile.TarFile.open h5py.File scipy.io.netcdf_file".split()
)

# files that their datasets keep open, and the methods that make one
PARTED = frozenset({"h5py.File", "netCDF4.Dataset"})
PARTS = frozenset("create_dataset create_group require_dataset require_group createVariable createGroup".split())

# deleted as soon as it is closed, or dropped
TEMPORARY = "tempfile.TemporaryFile()"
STAYING = "tempfile.mkstemp()"  # what outlives its object, or has none
# how functions and methods are called that take such away: closing it is not enough
REMOVING = frozenset("remove unlink rmdir removedirs rename renames replace rmtree move".split())

LOCKS = tuple(f"threading.{name}" for name in ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition"))
MODELS: tuple[Model, ...] = (
    *resource(
        "file",
        "builtins.open io.open codecs.open os.fdopen gzip.open bz2.open lzma.open gzip.GzipFile bz2.BZ2File lzma.LZMAFile"
        " pathlib.Path.open",
        "io.IOBase",
        _CLOSE,
    ),
    *resource("file", "os.open", "os.open()", ""),
    Model("os.close", releases="argument"),
    *resource("file", "zipfile.ZipFile", "zipfile.ZipFile", _CLOSE),
    *resource("file", "tarfile.open tarfile.TarFile tarfile.TarFile.open", "tarfile.TarFile", _CLOSE),
    *resource("file", "h5py.File h5py._hl.files.File", "h5py.File", _CLOSE),
    *resource("file", "netCDF4.Dataset h5netcdf.File h5netcdf.legacyapi.Dataset", "netCDF4.Dataset", _CLOSE),
    *resource("file", "scipy.io.netcdf_file scipy.io.netcdf.netcdf_file", "scipy.io.netcdf_file", _CLOSE),
    *resource("file", "tables.open_file", "tables.File", _CLOSE),
    *resource("file", "rasterio.open", "rasterio.io.DatasetReader", _CLOSE),
    *resource("file", "fiona.open", "fiona.Collection", _CLOSE),
    *resource("file", "shelve.open", "shelve.Shelf", _CLOSE),
    *resource("file", "sqlite3.connect", "sqlite3.Connection", "close"),
    *resource("file", "xarray.open_dataset xarray.open_mfdataset xarray.open_dataarray", "xarray.Dataset", _CLOSE),
    *resource("socket", "socket.socket socket.create_connection socket.create_server", "socket.socket", "close detach " + _CLOSE),
    *resource("temporary", "tempfile.mkdtemp", "tempfile.mkdtemp()", ""),
    *resource("temporary", "tempfile.mkstemp", STAYING, ""),
    Model("weakref.finalize", releases="argument"),
    Model("os.remove", releases="argument"),
    Model("os.unlink", releases="argument"),
    *(Model(f"os.{name}", releases="argument") for name in ("rmdir", "removedirs", "rename", "renames", "replace")),
    *(Model(f"shutil.{name}", releases="argument") for name in ("rmtree", "move")),
    *(Model(f"pathlib.Path.{name}", releases="self") for name in ("unlink", "rmdir")),
    *resource(
        "temporary",
        "tempfile.NamedTemporaryFile tempfile.TemporaryFile tempfile.SpooledTemporaryFile",
        TEMPORARY,
        _CLOSE,
    ),
    *resource("temporary", "tempfile.TemporaryDirectory", "tempfile.TemporaryDirectory", "cleanup __exit__"),
    *resource(
        "memory",
        "multiprocessing.shared_memory.SharedMemory",
        "multiprocessing.shared_memory.SharedMemory",
        "close unlink __exit__",
    ),
    # a map of a file that is there goes with the variable that holds it; a new file stays
    *resource("memory", "numpy.memmap", "numpy.memmap", "_mmap.close", only=("mode", 2, "w+")),
    *resource("memory", "numpy.lib.format.open_memmap", "numpy.memmap", "", only=("mode", 1, "w+")),
    *resource("memory", "mmap.mmap", "mmap.mmap", _CLOSE),
    *(Model(f"{module}.{lock.rpartition('.')[2]}", result=lock)
      for module in ("threading", "multiprocessing")
      for lock in LOCKS),
    *(Model(f"{lock}.acquire", acquires="lock", of="self") for lock in LOCKS),
    *(Model(f"{lock}.release", releases="self") for lock in LOCKS),
    Model("contextlib.closing", result="=argument"),
)  # fmt: skip
