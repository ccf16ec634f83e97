"""Constants, and questions that have one answer, whatever they are asked of."""

from __future__ import annotations

import math

from adlint.evaluate.values import External, Value

CONSTANTS: dict[str, Value] = {
    "pi": math.pi, "inf": math.inf, "nan": math.nan, "e": math.e, "newaxis": None, "__version__": "2.13.0",
    "types._Number": (External("builtins.int"), External("builtins.float"), External("builtins.bool")),
    "types.Number": tuple(External(f"builtins.{name}") for name in ("int", "float", "complex", "bool")),
    "cpu.type": "cpu", "cpu.index": None, "backends.cudnn.enabled": True,
}  # fmt: skip
_NO = """
jit.is_scripting jit.is_tracing _jit_internal.is_scripting overrides.has_torch_function
overrides.has_torch_function_unary overrides.has_torch_function_variadic cuda.is_available
is_autocast_enabled compiler.is_compiling _dynamo.is_compiling are_deterministic_algorithms_enabled
is_inference_mode_enabled utils._python_dispatch.is_traceable_wrapper_subclass _has_compatible_shallow_copy_type
backends.cudnn.is_acceptable compiler.is_exporting backends.mha.get_fastpath_enabled _C._functorch.is_batchedtensor
_C._is_fwd_grad_enabled backends.mps.is_available __future__.get_swap_module_params_on_conversion
_C._functions.is_fx_tracing
"""
_NOTHING = """
_C._log_api_usage_once manual_seed random.manual_seed _assert cuda.synchronize cuda.empty_cache set_num_threads
use_deterministic_algorithms set_printoptions autograd.set_detect_anomaly utils.checkpoint.set_device_states
cuda.manual_seed_all _check_with _check _check_value _check_type
_C._get_tracing_state
"""
ANSWERS: dict[str, Value] = {
    **dict.fromkeys(_NO.split(), False), **dict.fromkeys(_NOTHING.split()), "backends.mkldnn.is_available": True,
    "get_num_threads": 1, "cuda.device_count": 0,
}  # fmt: skip
