"""Which functions of libraries read what they are given, and give something new.

Sources: the reference manuals of the libraries that are named.
"""

from __future__ import annotations

import sys

from adlint.models.outside import GENERATORS
from adlint.models.randomness import AUGMENTING

# libraries whose functions read what they are given and give something new
READING = (
    "numpy.", "scipy.", "jax.", "torch.", "autograd.", "math.", "cmath.", "operator.", "itertools.", "functools.",
    "urllib.parse.", "copy.", "statistics.", "string.", "re.", "json.", "textwrap.", "fractions.", "decimal.", "numbers.", "warnings.",
    "logging.", "typing.", "collections.", "dataclasses.", "enum.", "time.", "os.path.", "random.", "einops.",
    "builtins.", "sys.", "abc.", "contextlib.", "types.", "pathlib.", "optax.", "flax.", "equinox.", "numba.", "cupy.",
    "tensorflow.", "tensorflow_probability.", "mpi4py.",
    "pytest.", "absl.", "pandas.", "xarray.", "h5py.", "netCDF4.", "h5netcdf.", "zarr.", "pytensor.", "sympy.", "theano.", "aesara.",
    "matplotlib.", "tables.", "networkx.", "sklearn.", "joblib.", "tqdm.", "yaml.", "packaging.", "attr.", "typing_extensions.",
    "haiku.", "chex.", "jaxtyping.", "distrax.", "blackjax.", "jraph.", "rlax.", "mctx.", "einx.", "diffrax.", "lineax.", "optimistix.", "numpyro.", "skimage.", "dask.", "PIL.", "imageio.", "numexpr.", "llvmlite.",
    "rich.", "colorama.", "termcolor.", "tabulate.", "prettytable.", "quantities.", "pint.", "unyt.", "astropy.", "mpmath.",
    "pywt.", "shapely.", "pyproj.", "statsmodels.", "patsy.", "bottleneck.", "numdifftools.", "uncertainties.", "opt_einsum.",
    "ml_dtypes.", "toolz.", "cytoolz.", "sortedcontainers.", "dateutil.", "pytz.", "cftime.", "natsort.", "humanize.",
    "seaborn.", "torchaudio.functional.", "torchvision.transforms.functional.", "IPython.display.", "click.", "six.",
    "beartype.", "typeguard.", "pykdtree.", "omegaconf.", "pydantic.", "ujson.", "orjson.", "simplejson.", "rapidjson.", "msgpack.", "dill.",
    "cloudpickle.", "toml.", "tomli.", "numcodecs.", "zstandard.", "blosc.", "snappy.", "xxhash.", "polars.", "pyarrow.",
    "geopandas.", "boost_histogram.", "jsonschema.", "semver.", "jinja2.", "asteval.", "tomlkit.", "json5.", "hjson.",
    "ml_collections.", "tlz.", "cupyx.", "mpl_toolkits.mplot3d.", "platformdirs.", "appdirs.", "importlib_resources.", "importlib_metadata.",
)  # fmt: skip
# of OpenCV, the functions that give new arrays and numbers, https://docs.opencv.org/4.x; of torchvision, what makes
# transforms, which give new images and tensors, https://docs.pytorch.org/vision/stable/transforms.html
LISTED = ("cv2.", "torchvision.transforms.")
_OF_TRANSFORMS = frozenset(
    f"torchvision.transforms.{version}{name}"
    for version in ("", "v2.")
    for name in (
        *"Resize CenterCrop Pad FiveCrop TenCrop Grayscale Normalize LinearTransformation ConvertImageDtype ToTensor ToImage"
        " PILToTensor ToPILImage ToDtype ToPureTensor InterpolationMode Compose".split(),
        *AUGMENTING,
    )
)
_OF_IMAGES = frozenset(
    f"cv2.{name}"
    for name in "cvtColor resize warpAffine warpPerspective getRotationMatrix2D getPerspectiveTransform getAffineTransform"
    " GaussianBlur medianBlur bilateralFilter boxFilter blur filter2D Canny Sobel Scharr Laplacian threshold adaptiveThreshold"
    " morphologyEx erode dilate getStructuringElement findContours boundingRect contourArea arcLength moments minAreaRect"
    " boxPoints approxPolyDP convexHull pointPolygonTest minEnclosingCircle imread imwrite fitEllipse remap undistort undistortPoints Rodrigues"
    " projectPoints split merge flip rotate transpose copyMakeBorder equalizeHist calcHist compareHist matchTemplate minMaxLoc"
    " connectedComponents connectedComponentsWithStats distanceTransform inRange bitwise_and bitwise_or bitwise_not bitwise_xor"
    " absdiff subtract multiply divide convertScaleAbs pyrDown pyrUp dft idft dct idct imdecode imencode applyColorMap"
    " perspectiveTransform transform hconcat vconcat getTextSize integral cartToPolar polarToCart magnitude phase"
    " invertAffineTransform getOptimalDFTSize HuMoments cornerHarris goodFeaturesToTrack".split()
)
# of these, those that draw into the image that they are given
PAINTING = frozenset(
    f"cv2.{name}"
    for name in "rectangle line circle ellipse putText polylines fillPoly fillConvexPoly drawContours drawMarker arrowedLine".split()
)
# requests that a server answers without a change: RFC 9110, 9.2.1
_ANSWERS = ("requests.get", "requests.head", "requests.options")
# libraries of values, too, of which it is not known of each function what it does: those whose names say that they draw,
# reach what is outside or set something for the whole program are not taken to read
CALCULATING = (
    "neo.", "discretize.", "nibabel.", "SimpleITK.", "spglib.", "pymatgen.", "rdkit.", "Bio.", "skbio.", "gsw.", "metpy.",
    "cartopy.", "healpy.", "regionmask.", "cf_xarray.", "sparse.", "awkward.", "vector.", "hist.", "mplhep.", "sgp4.",
    "skyfield.", "jplephem.", "ephem.", "reproject.", "specutils.", "photutils.", "ccdproc.", "gwcs.", "asdf_astropy.",
    "control.", "symengine.", "gmpy2.", "galois.", "tensorly.", "trimesh.", "pymap3d.", "pyproj.", "affine.", "rtree.",
    "pygeos.", "h3.", "s2sphere.", "geopy.", "haversine.", "colorcet.", "cmocean.", "cmcrameri.", "cycler.", "colour.",
    "webcolors.", "babel.", "inflection.", "slugify.", "unidecode.", "regex.", "parse.", "lark.", "pyparsing.", "chemformula.",
    "periodictable.", "mendeleev.", "ase.", "CoolProp.", "thermo.", "fluids.", "chemicals.", "pyfftw.", "finufft.", "pynfft.",
    "plotly.graph_objects.", "plotly.graph_objs.", "plotly.express.", "plotly.subplots.", "hdmedians.", "munkres.", "lap.", "Levenshtein.", "rapidfuzz.", "jellyfish.", "textdistance.", "primesieve.", "intervaltree.",
    "portion.", "hdmf.", "bitarray.", "blist.", "pyrsistent.", "frozendict.", "immutables.", "more_itertools.", "funcy.", "boltons.",
    "array_api_compat.", "array_api_extra.", "array_api_strict.", "nptyping.", "numpydoc.", "docstring_parser.", "xmltodict.", "defusedxml.",
    "lxml.", "html5lib.", "bs4.", "markdown.", "docutils.", "pygments.", "cerberus.", "marshmallow.", "voluptuous.",
    "trafaret.", "schema.", "email_validator.", "hankel.", "wcwidth.", "zfpy.", "brotli.", "cramjam.", "lz4.", "blosc2.", "bitshuffle.",
    "charset_normalizer.", "chardet.", "idna.", "eagerpy.", "autoray.", "numpy_groupies.", "fast_histogram.", "arviz.",
    "jaxopt.", "erfa.", "geojson.", "wasabi.", "spacy.tokens.", "libpysal.weights.", "paramax.", "dm_env.", "narwhals.", "xgboost.", "lightgbm.", "torchmetrics.functional.", "regions.", *_ANSWERS,
)  # fmt: skip
_REACHING = (
    "rand", "noise", "noisy", "shuffle", "perturb", "jitter", "permut", "sampl", "simulat", "bootstrap", "monte", "rattle",
    "velocity", "open", "connect", "file", "write", "save", "dump", "read", "load", "download", "fetch", "query", "append", "add",
    "register", "start", "run", "submit", "send", "recv", "log", "train", "optim", "minim", "set", "remove", "delete",
    "close", "init", "seed", "cache", "config", "enable", "disable", "use", "next", "push", "pop", "clear", "patch", "db",
)  # fmt: skip
# of these, those of which some functions draw from a hidden generator, as their names say
_DRAWING = ("networkx.", "sklearn.", "skimage.", "dask.", "statsmodels.", "astropy.", "pandas.", "xarray.")
_DRAWN = ("random", "shuffle", "simulat", "bootstrap", "sample")
# of these, those whose functions give arrays, numbers and containers, and no objects that call what they were made of
OF_ARRAYS = ("numpy.", "scipy.", "jax.", "torch.", "autograd.", "math.", "cmath.", "builtins.", "itertools.", "operator.",
             "functools.", "statistics.", "copy.", "random.", "pandas.")
# modules of the Python library of which functions may do anything
_OPEN_MODULES = frozenset("ctypes asyncio socket socketserver http urllib sqlite3 dbm shelve xmlrpc ftplib smtplib cffi".split())
_STANDARD = sys.stdlib_module_names - _OPEN_MODULES
# functions that may do anything, as what they give may where it is called, whatever their libraries do
OPEN = frozenset({"builtins.exec", "builtins.eval", "builtins.setattr", "builtins.delattr", "builtins.globals",
                   "builtins.vars", "builtins.locals", "torch.utils.checkpoint.checkpoint_sequential",
                   "pytensor.function", "theano.function", "aesara.function"})  # fmt: skip
# parts of libraries of which functions may do anything
_OPEN_PARTS = ("tensorflow.io.", "tensorflow.summary.", "tensorflow.keras.", "tensorflow.data.", "tensorflow.compat.v1.")
# what checks what an estimator is given, and is private, or moved (scikit-learn, sklearn/utils/validation.py)
_CHECKING = frozenset(
    f"sklearn.utils.validation.{name}"
    for name in "_check_y _check_sample_weight _num_samples _num_features _is_fitted _check_feature_names_in _check_response_method"
    " _check_pos_label_consistency _deprecate_positional_args _assert_all_finite _get_feature_names".split()
)
# functions of other parts and libraries that do no more than read
_COMPARING = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__str__", "__repr__"})
_READING_ALONE = frozenset({"socket.socket", "http.client.HTTPConnection", "http.client.HTTPSConnection", "smtplib.SMTP",
                            "smtplib.SMTP_SSL", "torch._C._log_api_usage_once", "torch._assert", "cffi.FFI", "socket.gethostname",
                            "fsspec.open", "smart_open.open", "tensorflow.io.gfile.GFile", "sqlite3.Binary",
                            "urllib.request.urlretrieve", "aiofiles.open", *_ANSWERS,
                            *_CHECKING, *_OF_IMAGES, *_OF_TRANSFORMS, *PAINTING, "threadpoolctl.threadpool_info", "psutil.cpu_count",
                            "rasterio.open", "fiona.open", "shelve.open", "asyncio.sleep", "sqlite3.connect"})  # fmt: skip
# of mpi4jax, collectives, which all ranks run again, and exchanges, which contain both ends of their messages
_EXCHANGES = frozenset(
    f"mpi4jax.{name}"
    for name in "send recv sendrecv allreduce allgather alltoall barrier bcast gather reduce scan scatter".split()
)


# what gives routines of BLAS and LAPACK, which do nothing but to the arrays that they are given
# (https://docs.scipy.org/doc/scipy/reference/linalg.blas.html, linalg.lapack.html)
ROUTINES = frozenset(
    f"scipy.linalg.{name}"
    for name in ("get_blas_funcs", "blas.get_blas_funcs", "get_lapack_funcs", "lapack.get_lapack_funcs")
)


def is_reading(path: str, *, is_told: bool = False) -> bool:
    """Whether a library's function reads what it is given, and gives something new, unless more is said of it;
    `is_told` if it is given what it draws from, where it may draw.
    """
    if path in _EXCHANGES or path in _READING_ALONE or path.rpartition(".")[2] in _COMPARING:
        return True
    if path.startswith(_OPEN_PARTS) or any(part[:1] == "_" != part[1:2] for part in path.split(".")):
        return False  # what is private to a library has no manual
    may_draw = path.startswith(_DRAWING) and any(word in path for word in _DRAWN) and path not in GENERATORS
    if may_draw and not is_told:
        return False
    if path.startswith(CALCULATING):
        return not any(word in part.lower() for part in path.split(".")[1:] for word in _REACHING)
    return (path.startswith(READING) or path.partition(".")[0] in _STANDARD) and path not in OPEN
