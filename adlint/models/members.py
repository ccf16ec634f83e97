"""What classes of libraries have that programs derive theirs from, where that decides what a name is.

PyTorch 2.13, `torch.nn.Module`, and classes of Python's library that are mixed with others (3.11 to 3.14): their
methods, and what their constructors set; and frames of pandas 3.1, where any other name is that of a column.
"""

_MODULE = frozenset(
    (
        "T_destination _apply _backward_hooks _backward_pre_hooks _buffers _call_impl _compiled_call_impl"
        " _forward_hooks _forward_hooks_always_called _forward_hooks_with_kwargs _forward_pre_hooks"
        " _forward_pre_hooks_with_kwargs _get_backward_hooks _get_backward_pre_hooks _get_name _is_full_backward_hook"
        " _load_from_state_dict _load_state_dict_post_hooks _load_state_dict_pre_hooks"
        " _maybe_warn_non_full_backward_hook _modules _named_members _non_persistent_buffers_set _parameters"
        " _register_load_state_dict_pre_hook _register_state_dict_hook _replicate_for_data_parallel"
        " _save_to_state_dict _slow_forward _state_dict_hooks _state_dict_pre_hooks _version _wrapped_call_impl"
        " add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval"
        " extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict"
        " modules mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook"
        " register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook"
        " register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook"
        " register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook"
        " requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu"
        " zero_grad"
    ).split()
)
_THREAD = """
    _args _bootstrap _bootstrap_inner _context _daemonic _delete _handle _ident _initialized _invoke_excepthook
    _is_stopped _kwargs _name _native_id _os_thread_handle _reset_internal_locks _set_ident _set_native_id
    _set_os_name _set_tstate_lock _started _stderr _stop _target _tstate_lock _wait_for_tstate_lock daemon getName
    ident isDaemon is_alive join name native_id run setDaemon setName start
"""
_PROCESS = """
    _Popen _after_fork _args _bootstrap _check_closed _closed _config _identity _kwargs _name _parent_name _parent_pid
    _popen _start_method _target authkey close daemon exitcode ident interrupt is_alive join kill name pid run
    sentinel start terminate
"""
_HANDLER = """
    _at_fork_reinit _closed _name acquire addFilter close createLock emit filter filters flush format formatter
    get_name handle handleError level lock name release removeFilter setFormatter setLevel set_name
"""
_CMD = """
    cmdloop cmdqueue columnize complete complete_help completedefault completekey completenames completion_matches
    default display do_help doc_header doc_leader emptyline get_names identchars intro lastcmd misc_header nohelp
    old_completer onecmd parseline postcmd postloop precmd preloop print_topics prompt ruler stdin stdout
    undoc_header use_rawinput
"""
_FRAME = """
    T abs add add_prefix add_suffix agg aggregate align all any apply asfreq asof assign astype at at_time attrs
    axes between_time bfill boxplot clip columns combine combine_first compare convert_dtypes copy corr corrwith
    count cov cummax cummin cumprod cumsum describe diff div divide dot drop drop_duplicates droplevel dropna
    dtypes duplicated empty eq equals eval ewm expanding explode ffill fillna filter first_valid_index flags
    floordiv from_arrow from_dict from_records ge get groupby gt head hist iat idxmax idxmin iloc index
    infer_objects info insert interpolate isetitem isin isna isnull items iterrows itertuples join keys kurt
    kurtosis last_valid_index le loc lt map mask max mean median melt memory_usage merge min mod mode mul
    multiply ndim ne nlargest notna notnull nsmallest nunique pct_change pipe pivot pivot_table plot pop pow
    prod product quantile query radd rank rdiv reindex reindex_like rename rename_axis reorder_levels replace
    resample reset_index rfloordiv rmod rmul rolling round rpow rsub rtruediv sample select select_dtypes sem
    set_axis set_flags set_index shape shift size skew sort_index sort_values sparse squeeze stack std style sub
    subtract sum swaplevel tail take to_clipboard to_csv to_dict to_excel to_feather to_hdf to_html to_iceberg
    to_json to_latex to_markdown to_numpy to_orc to_parquet to_period to_pickle to_records to_sql to_stata
    to_string to_timestamp to_xarray to_xml transform transpose truediv truncate tz_convert tz_localize unstack
    update value_counts values var where xs
"""
_SET = "_abc_impl _from_iterable _hash isdisjoint"
_MAPPING = "_abc_impl get items keys values"
_ACTION = "_get_args _get_kwargs choices const default deprecated dest format_usage help metavar nargs option_strings"
_SERVING = "_threads block_on_close daemon_threads process_request process_request_thread server_close"
_COLLECTIONS = {
    **dict.fromkeys("Hashable Iterable Iterator Reversible Sized Container Callable Collection".split(), "_abc_impl"),
    "Set": _SET,
    "MutableSet": f"{_SET} add clear discard pop remove",
    "Mapping": _MAPPING,
    "MutableMapping": f"{_MAPPING} _MutableMapping__marker clear pop popitem setdefault update",
    "Sequence": "_abc_impl count index",
    "MutableSequence": "_abc_impl append clear count extend index insert pop remove reverse",
    "Generator": "_abc_impl close send throw",
}
_LIBRARY = {
    "threading.Thread": _THREAD,
    "threading.local": "",
    "multiprocessing.Process": _PROCESS,
    "multiprocessing.context.Process": _PROCESS,
    "logging.Handler": _HANDLER,
    "cmd.Cmd": _CMD,
    "argparse.Action": f"{_ACTION} required type",
    "ast.NodeVisitor": "generic_visit visit visit_Constant",
    "ast.NodeTransformer": "generic_visit visit visit_Constant",
    "contextlib.ContextDecorator": "_recreate_cm",
    "contextlib.AbstractContextManager": "_abc_impl",
    "socketserver.ThreadingMixIn": _SERVING,
    "numbers.Number": "_abc_impl",
    **{f"{module}.{name}": names for module in ("collections.abc", "typing") for name, names in _COLLECTIONS.items()},
}
# by the path of a class the plain names of all that its objects have
MEMBERS = {
    **dict.fromkeys(("torch.nn.Module", "torch.nn.modules.module.Module"), _MODULE),
    **{path: frozenset(names.split()) for path, names in _LIBRARY.items()},
}
# the same of classes whose objects have parts under any other names
OPEN = {"pandas.DataFrame": frozenset(_FRAME.split())}
