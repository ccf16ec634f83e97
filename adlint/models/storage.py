"""What library functions do to the storage that they are given: what they write, and whether what they give is new.

A function that is not named here reads what it is given and gives something new, if its library is numerical
(`reading.py`); otherwise nothing is known of it. Sources: the reference manuals of NumPy 2, PyTorch 2 and Python 3.
"""

from __future__ import annotations

from adlint.models.outside import ASKS, DRAWS, HARMLESS, MADE_ONCE, MESSAGES, WRITTEN_ANEW
from adlint.models.reading import PAINTING

# what gives its first argument, or a view of it (`numpy.reshape` and its like may copy)
VIEWS = frozenset(
    "asarray asanyarray ascontiguousarray asfortranarray atleast_1d atleast_2d atleast_3d broadcast_arrays broadcast_to"
    " diagonal expand_dims flip fliplr flipud imag moveaxis nan_to_num ravel real require reshape rollaxis rot90"
    " split array_split hsplit vsplit dsplit squeeze swapaxes transpose matrix_transpose permute_dims as_strided"
    " sliding_window_view as_tensor from_numpy narrow select unbind unsqueeze view_as_real view_as_complex t chunk"
    " tensor_split movedim permute detach flatten unflatten asarray_chkfinite asmatrix mat frombuffer memoryview nditer"
    " nested_iters masked_array masked_invalid getdata trim_zeros unstack real_if_close".split()
)
# functions and methods that give a view, or their argument itself, unless they are told to `copy`; by whether they copy
# where they are not told
COPYING = {"array": True, "astype": True, "matrix": True, "meshgrid": True}
# of these, what never copies
NEVER_COPIES = frozenset("broadcast_to expand_dims swapaxes transpose moveaxis diagonal squeeze".split())
# of these, what gives an array that it is given alone as it is
SAME = frozenset("asarray asanyarray atleast_1d".split())
# of these, what gives one of each of several arguments
SEVERAL = frozenset("atleast_1d atleast_2d atleast_3d broadcast_arrays".split())
# of functions and methods that give views, those of all elements
REORDERING = frozenset(
    "expand_dims swapaxes transpose moveaxis squeeze ravel reshape permute unsqueeze movedim permute_dims rollaxis".split()
)
# what gives a function that calls the one that it is given, and does no more to storage
WRAPPERS = frozenset(
    "jit vmap pmap grad value_and_grad checkpoint remat jacfwd jacrev hessian named_call njit lru_cache"
    " deprecated cache elementwise_grad jacobian vectorize custom_vjp custom_jvp compile script no_grad enable_grad inference_mode"
    " filter_jit filter_grad filter_value_and_grad filter_vmap contextmanager staticmethod classmethod property".split()
)
# libraries of which they take any object for a function that can be called
TRANSFORMING = ("jax.", "equinox.", "flax.", "haiku.", "autograd.", "torch.func.", "torch.compile", "torch.vmap", "torch.jit.")
# functions that give an object like one that they are given, at that position, with other parts:
# https://docs.kidger.site/equinox/api/manipulation/#equinox.tree_at
ALIKE = {"equinox.tree_at": 1}
# what calls the function that it is given with its other arguments, and the keywords that it takes itself
CHECKPOINT = "torch.utils.checkpoint.checkpoint"
OF_CHECKPOINT = frozenset("use_reentrant preserve_rng_state context_fn determinism_check debug early_stop".split())
# what surely gives an array, whatever it is given; others give numbers for numbers, or sums over all axes
ARRAYS = frozenset(
    "zeros ones empty full zeros_like ones_like empty_like full_like array copy arange linspace logspace geomspace eye"
    " identity diag diagflat tri tril triu stack vstack hstack dstack column_stack row_stack concatenate block tile"
    " repeat resize append pad meshgrid outer kron cumsum cumprod diff sort unique fromfunction fromiter frombuffer"
    " loadtxt genfromtxt vander hanning hamming randn_like rand_like cat asarray asfarray ascontiguousarray tensor"
    " from_numpy randn rand".split()
)
# what writes arguments, by position
WRITES = {
    "numpy.copyto": (0,),
    "numpy.put": (0,),
    "numpy.place": (0,),
    "numpy.putmask": (0,),
    "numpy.put_along_axis": (0,),
    "numpy.fill_diagonal": (0,),
    "numpy.random.shuffle": (0,),
    "random.shuffle": (0,),
    "heapq.heappush": (0,),
    "heapq.heapify": (0,),
    "heapq.heappop": (0,),
    "heapq.heapreplace": (0,),
    "heapq.heappushpop": (0,),
    "bisect.insort": (0,),
    "bisect.insort_left": (0,),
    "bisect.insort_right": (0,),
    "torch.nn.utils.clip_grad_norm_": (0,),
    "torch.nn.utils.clip_grad_value_": (0,),
    "struct.pack_into": (1,),
    "torch.nn.utils.vector_to_parameters": (1,),
    **dict.fromkeys(
        "xml.etree.ElementTree.SubElement xml.etree.ElementTree.indent ast.increment_lineno ast.copy_location"
        " ast.fix_missing_locations".split(),
        (0,),
    ),
}
# the names of arguments that such functions write
WRITTEN = ("dst", "a", "arr", "x", "heap")
# how keywords begin that allow a function of SciPy or NumPy to use up an argument: `overwrite_b` the last one, others the first
USING_UP = "overwrite_"
# what writes arguments, by position and by name, where another one, by name and by position, is true, or is false; and
# whether it does where that is not told
WRITES_WHERE: dict[str, tuple[tuple[tuple[int, str], ...], str, int, bool, bool]] = {
    "numpy.nan_to_num": (((0, "x"),), "copy", 1, False, False),
    "torch.nn.functional.batch_norm": (((1, "running_mean"), (2, "running_var")), "training", 5, True, False),
    "torch.nn.functional.instance_norm": (((1, "running_mean"), (2, "running_var")), "use_input_stats", 5, True, True),
}
_OF_ONE = frozenset(
    "abs absolute fabs positive negative sign exp exp2 expm1 log log2 log10 log1p sqrt cbrt square reciprocal sin cos"
    " tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh degrees radians deg2rad rad2deg rint floor ceil"
    " trunc conj conjugate invert bitwise_not logical_not isfinite isinf isnan signbit spacing".split()
)
_OF_TWO = frozenset(
    "add subtract multiply divide true_divide floor_divide power float_power remainder mod fmod logaddexp logaddexp2"
    " arctan2 hypot maximum minimum fmax fmin copysign nextafter heaviside gcd lcm bitwise_and bitwise_or bitwise_xor"
    " left_shift right_shift greater greater_equal less less_equal equal not_equal logical_and logical_or logical_xor".split()
)
# universal functions of NumPy, which give an array for an array, whatever else they are given
ELEMENTWISE = _OF_ONE | _OF_TWO
# the position of `out`: behind the operands of universal functions, and in some others
OUT = {
    **dict.fromkeys(_OF_ONE, 1),
    **dict.fromkeys((*_OF_TWO, "matmul", "dot"), 2),
    **dict.fromkeys("modf frexp".split(), 1),
    **dict.fromkeys(
        "divmod round around amax amin max min argmax argmin ptp nanmax nanmin nanargmax nanargmin concatenate stack outer"
        " choose median nanmedian".split(),
        2,
    ),
    **dict.fromkeys(
        "clip sum prod mean std var nansum nanprod nanmean nanstd nanvar cumsum cumprod nancumsum nancumprod any all take"
        " compress percentile quantile nanpercentile nanquantile reduce accumulate".split(),
        3,
    ),
    "reduceat": 4,
    "trace": 5,
}
# of these, those that give several arrays
OUTS = {"modf": 2, "frexp": 2, "divmod": 2}
# of these, functions that write all of it
FILLING = frozenset({"numpy.copyto"})
# functions that write some of their first argument, and read nothing of it
OVERWRITING = FILLING | {f"numpy.{name}" for name in "put place putmask put_along_axis fill_diagonal".split()}
# methods of arrays that write them; of PyTorch's, those whose names end in `_`
WRITING_METHODS = frozenset("fill sort partition put itemset resize setfield setflags byteswap".split())
# methods that give an array itself another shape
RESHAPING_METHODS = frozenset("resize resize_ resize_as_ t_ transpose_ swapaxes_ squeeze_ unsqueeze_ set_ as_strided_".split())
# methods and attributes of arrays that give views of them
VIEW_METHODS = frozenset(
    "reshape ravel transpose squeeze swapaxes view diagonal expand expand_as permute unsqueeze narrow select unbind"
    " t chunk split detach flatten unfold movedim contiguous to type float double half long int short bool numpy cpu cuda byteswap cast toreadonly"
    " type_as view_as getfield as_strided storage untyped_storage".split()
)
TRANSPOSES = frozenset({"T"})  # of these, what turns the order of the axes round
VIEW_ATTRIBUTES = frozenset({"T", "mT", "H", "mH", "real", "imag", "flat", "data", "base", "grad", "at"})
# attributes of tables and labelled arrays by which their items are got and set, and the libraries that have them
INDEXERS = frozenset({"loc", "iloc", "iat", "at"})
TABLES = ("pandas.", "xarray.")
# methods of `x.at[i]`, which give a changed array (JAX)
UPDATES = frozenset("set add subtract multiply divide power min max mul apply get".split())
METADATA = frozenset({"shape", "ndim", "size", "dtype", "itemsize", "nbytes", "strides", "device", "requires_grad"})
# methods of arrays that read them and give something new
READING_METHODS = frozenset(
    "all any argmax argmin argsort astype choose clip compress conj conjugate copy cumprod cumsum dot item max mean min"
    " nonzero prod ptp repeat round searchsorted std sum take tobytes tolist trace var clone abs exp log sqrt sin cos"
    " tanh sigmoid relu matmul mm bmm norm pow add sub mul div softmax argwhere masked_fill numel dim size stride"
    " log_softmax gather scatter index_select lt gt le ge eq ne logical_and logical_or logical_not roll tile flip"
    " index_add isnan isinf floor ceil square rsqrt neg reciprocal sign cosh sinh tan erf new_zeros new_ones"
    " new_empty new_full new_tensor multiply subtract divide median quantile sum_to_size outer cross det inverse"
    " is_contiguous element_size clamp clamp_min clamp_max logsumexp topk masked_select log1p log2 log10 expm1 erfc erfinv"
    " lgamma digamma logdet slogdet cholesky pinverse addmm baddbmm addcmul addcdiv lerp atan2 arctan2 acos asin atan arccos"
    " arcsin arctan repeat_interleave scatter_add scatter_reduce index_fill index_copy index_put take_along_dim"
    " unique_consecutive logaddexp amax amin aminmax nanmean nansum nanmedian count_nonzero isfinite isreal allclose"
    " is_floating_point is_complex data_ptr get_device to_dense to_sparse coalesce diag_embed masked_scatter"
    " nan_to_num bincount histc corrcoef tril triu fliplr flipud rot90 cummax cummin kthvalue float_power"
    " true_divide floor_divide ndimension nelement unique diff remainder fmod hypot frac trunc deg2rad rad2deg toarray todense tocsr tocsc tocoo tobsr"
    " tolil todok todia getrow getcol rescale".split()
)
# of these, what gives an array of an array, and never a number
ARRAY_METHODS = frozenset("copy clone cumsum cumprod repeat".split())
# what gives its arguments, or containers that hold them
HOLDING = frozenset(
    "builtins.list builtins.tuple builtins.set builtins.dict builtins.zip builtins.enumerate builtins.reversed"
    " builtins.sorted builtins.iter builtins.filter builtins.frozenset builtins.getattr"
    " itertools.chain itertools.chain.from_iterable itertools.islice itertools.cycle itertools.repeat itertools.product"
    " itertools.accumulate itertools.takewhile itertools.dropwhile itertools.filterfalse itertools.compress"
    " itertools.zip_longest itertools.pairwise itertools.combinations itertools.permutations itertools.batched"
    " itertools.combinations_with_replacement itertools.groupby itertools.tee builtins.dict.fromkeys"
    " heapq.nlargest heapq.nsmallest heapq.merge random.sample random.choices collections.UserDict collections.UserList"
    " collections.deque collections.OrderedDict collections.defaultdict copy.copy"
    " concurrent.futures.as_completed concurrent.futures.wait".split()
)
# of these, what gives tuples or containers of items, or items of items
NESTING = frozenset(
    "from_iterable product zip_longest pairwise combinations permutations batched combinations_with_replacement"
    " dict OrderedDict defaultdict UserDict wait".split()
)
# of these, what does nothing with items but to hold them
TAKING = HOLDING - frozenset(
    "builtins.sorted builtins.set builtins.frozenset builtins.filter builtins.getattr copy.copy itertools.accumulate"
    " itertools.takewhile itertools.dropwhile itertools.filterfalse itertools.groupby heapq.nlargest heapq.nsmallest"
    " heapq.merge".split()
)
# of these, what asks for items when it is asked itself
LAZY = frozenset(
    "zip enumerate reversed iter filter chain from_iterable islice cycle product accumulate takewhile dropwhile filterfalse"
    " compress zip_longest pairwise combinations permutations batched combinations_with_replacement groupby tee merge".split()
)
# what gives a class, of which nothing is known
MAKES_CLASSES = frozenset({"collections.namedtuple", "typing.NamedTuple", "dataclasses.make_dataclass", "types.new_class"})
# what gives a module of which nothing is known
IMPORTING = frozenset({"builtins.__import__", "importlib.import_module", "importlib.reload", "importlib.util.module_from_spec"})
# what gives an item of the first argument, or another argument
CHOOSING = frozenset("heapq.heappop heapq.heapreplace heapq.heappushpop random.choice".split())
# what gives copies of all that its argument holds
DEEP_COPIES = frozenset({"copy.deepcopy"})
# what gives its arguments themselves, or something that stands for them or is made of them
STANDING_FOR = frozenset(
    "types.MappingProxyType collections.ChainMap dataclasses.replace contextlib.nullcontext copy.replace"
    " torch.nn.Parameter torch.nn.parameter.Parameter torch.nn.Buffer torch.autograd.Variable torch.conj numpy.ctypeslib.as_array numpy.ctypeslib.as_ctypes"
    " numpy.ma.array numpy.ma.masked_where numpy.ndarray numpy.einsum weakref.proxy".split()
)
# what gives numbers and texts
NUMBERS = frozenset(
    "builtins.len builtins.int builtins.float builtins.bool builtins.str builtins.complex builtins.repr builtins.abs"
    " builtins.isinstance builtins.issubclass builtins.hasattr builtins.callable builtins.id builtins.hash builtins.ord"
    " builtins.chr builtins.round builtins.any builtins.all builtins.type builtins.print builtins.format"
    " fsspec.open smart_open.open aiofiles.open tensorflow.io.gfile.GFile"
    " builtins.divmod builtins.pow builtins.bytes builtins.slice builtins.open builtins.input builtins.hex"
    " math.* cmath.* time.* os.path.*".split()
)
# what gives, of one number, what nobody can change: a scalar, or an array of JAX
# https://numpy.org/doc/stable/reference/arrays.scalars.html, https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html
SCALARS = frozenset(
    f"{library}.{name}"
    for library in ("numpy", "jax.numpy")
    for name in (
        "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 complex64 complex128 bool_".split()
    )
) | {"jax.numpy.array", "jax.numpy.asarray"}
# functions that read no more of an argument than its kind and size
MEASURING = frozenset(
    "len isinstance issubclass hasattr callable id type shape ndim size zeros_like ones_like empty_like full_like"
    " result_type iscomplexobj isrealobj is_tensor".split()
)
# functions that read an argument as a whole: they take nothing from an iterator
AS_WHOLE = frozenset(f"builtins.{name}" for name in "bool str repr ascii format print int float complex hash".split())
# methods of containers: those that change them, and those that do not
LIST_WRITES = frozenset("append extend insert remove pop clear sort reverse appendleft extendleft popleft rotate".split())
DICT_WRITES = frozenset("update subtract setdefault pop popitem clear move_to_end".split())
SET_WRITES = frozenset(
    "add discard remove update clear pop intersection_update difference_update symmetric_difference_update".split()
)
CONTAINER_READS = frozenset(
    "get keys values items index count copy union intersection difference issubset issuperset isdisjoint"
    " symmetric_difference most_common".split()
)
TEXT_METHODS = frozenset(name for name in dir(str) if not name.startswith("_")) - {"index", "count"} | frozenset(
    "findall finditer fullmatch groupdict groups group span decode isoformat strftime timestamp total_seconds toordinal timetuple utctimetuple isocalendar isoweekday weekday"
    " astimezone utcoffset hexdigest as_integer_ratio is_integer bit_length hex".split()  # of dates, numbers and digests
)
# methods that do nothing but to what they are given, whatever they are called on
_HARMLESS_METHODS = (
    READING_METHODS | VIEW_METHODS | WRITING_METHODS | TEXT_METHODS
    | CONTAINER_READS | LIST_WRITES | DICT_WRITES | SET_WRITES | MESSAGES.keys() | HARMLESS
    | {"cast", "decode", "hex", "toreadonly"}  # of bytes and views of memory
    | {"indices", "newbyteorder", "compressed", "_replace", "_asdict"}  # of slices, dtypes, masks, named tuples
)  # fmt: skip
# how methods begin that nothing but MPI's objects have: `Set_elements`, `Call_errhandler`
_OF_MPI = ("Set_", "Call_", "Create_", "Dup_", "Match_", "Pack_", "Unpack_", "Attach_", "Detach_", "Shared_", "Split_",
           "Map_", "Translate_", "Neighbor_", "Ineighbor_")
# methods that read, of tables and labelled arrays (pandas, xarray), and of quantities and coordinates (Astropy, Pint), by names
# that little else has
OF_TABLES = frozenset(
    "to_numpy to_frame to_list to_dict to_dataframe to_series to_dataset to_dataarray to_records reset_index set_index"
    " sort_index sort_values rename rename_axis reindex reindex_like groupby groupby_bins isel sel drop_vars drop_duplicates"
    " dropna fillna ffill bfill isna isnull notna notnull value_counts nunique pivot_table melt iterrows itertuples"
    " swap_dims expand_dims assign assign_coords assign_attrs rolling resample coarsen ewm interp interp_like combine_first"
    " to_pandas to_period to_timestamp tz_localize tz_convert nlargest nsmallest idxmin idxmax cummax cummin pct_change"
    " reset_coords set_coords rename_vars rename_dims drop_sel infer_objects convert_dtypes explode unstack pivot cumcount to_string to_html to_markdown to_latex describe corr"
    " broadcast_like select_dtypes droplevel add_prefix add_suffix squeeze get_level_values get_indexer isin duplicated equals identical"
    " m_as to_base_units to_root_units to_reduced_units Quantity Unit to_value is_equivalent transform_to represent_as position_angle directional_offset_by".split()
) | WRITTEN_ANEW.keys() | MADE_ONCE.keys()
# functions of the namespaces of arrays (the array API standard of 2024), by names that little else has
_OF_NAMESPACES = frozenset(
    "asarray arange linspace meshgrid zeros zeros_like ones ones_like empty_like full_like eye tril triu broadcast_to"
    " broadcast_arrays broadcast_shapes result_type can_cast isdtype finfo iinfo concat concatenate stack hstack vstack"
    " expand_dims moveaxis permute_dims where tensordot vecdot matrix_transpose take_along_axis unique_values unique_counts"
    " unique_inverse unique_all count_nonzero cumulative_sum cumulative_prod arctan2 atan2 hypot logaddexp expm1 log1p log2"
    " log10 signbit copysign nextafter isfinite isdtype maximum minimum remainder floor_divide atleast_1d atleast_2d"
    " atleast_nd".split()
)
# parameters that are a namespace of arrays, by the convention of the array API standard; NumPy stands for all of them
NAMESPACES = frozenset({"xp"})


def is_harmless(method: str) -> bool:
    """Whether a method of that name, of an object of which no class is known, does nothing but to what it is given, or
    to the generator that it draws from.
    """
    if method in _HARMLESS_METHODS | OF_TABLES or method in DRAWS or method in _OF_NAMESPACES or method.startswith((*ASKS, *_OF_MPI)):
        return True
    return method.endswith("_") and not method.startswith("_")


def wraps(path: str) -> bool:
    """Whether a function gives one that calls the function that it is given, and calls that not itself."""
    return path.rpartition(".")[2] in WRAPPERS and not path.startswith("torch.autograd.functional.")


def gives_number(path: str) -> bool:
    """Whether a function gives numbers or texts."""
    return path in NUMBERS or f"{path.rpartition('.')[0]}.*" in NUMBERS


def writes(path: str) -> tuple[int, ...]:
    """The positions of the arguments that a function writes."""
    known = WRITES.get(path)
    if known is not None:
        return known
    if path in PAINTING:
        return (0,)
    last = path.rpartition(".")[2]
    if path.startswith("mpi4py."):
        return MESSAGES.get(last, ())
    in_place = path.startswith("torch.") and last.endswith("_") and not last.startswith("_")
    return (0,) if in_place or path.endswith(".at") else ()
