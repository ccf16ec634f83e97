"""Functions that take functions: differentiation, checkpoints, and transformations that keep what is computed."""

# differentiation entries: the path, and whether the first argument is what is differentiated
DIFFERENTIATE = frozenset(
    [
        "jax.grad",
        "jax.value_and_grad",
        "jax.vjp",
        "jax.jvp",
        "jax.linearize",
        "jax.jacobian",
        "jax.jacrev",
        "jax.jacfwd",
        "jax.hessian",
        "torch.func.grad",
        "torch.func.grad_and_value",
        "torch.func.vjp",
        "torch.func.jacrev",
        "torch.func.jacfwd",
        "torch.func.hessian",
        "torch.autograd.functional.jacobian",
        "torch.autograd.functional.hessian",
        "torch.autograd.functional.vjp",
        "autograd.grad",
        "autograd.value_and_grad",
        "autograd.jacobian",
        "autograd.hessian",
        "autograd.elementwise_grad",
        "autograd.make_vjp",
        "autograd.multigrad_dict",
        "autograd.holomorphic_grad",
        "equinox.filter_grad",
        "equinox.filter_value_and_grad",
    ]
)
# calls that run a reverse sweep over what the enclosing function computed
BACKWARD = frozenset({"torch.Tensor.backward", "torch.autograd.backward", "torch.autograd.grad"})

CHECKPOINT = frozenset(
    [
        "jax.checkpoint",
        "jax.remat",
        "jax.ad_checkpoint.checkpoint",
        "jax.ad_checkpoint.remat",
        "flax.linen.remat",
        "flax.linen.checkpoint",
        "flax.nnx.remat",
        "equinox.filter_checkpoint",
        "torch.utils.checkpoint.checkpoint",
        "torch.utils.checkpoint.checkpoint_sequential",
        "autograd.checkpoint",
        "autograd.differential_operators.checkpoint",
    ]
)
TRANSFORMS = DIFFERENTIATE | BACKWARD | CHECKPOINT
# checkpoints that replay a traced program: what Python does at trace time is frozen, not repeated
TRACED = ("jax.", "flax.", "equinox.")

# checkpoints that call the function that they are given at once, with the other arguments; others give a function
CALLED = "torch.utils.checkpoint."

# results that are called as the first argument would be
TRANSPARENT = (
    frozenset(
        [
            "jax.jit",
            "jax.vmap",
            "jax.pmap",
            "jax.custom_jvp",
            "jax.custom_vjp",
            "jax.named_call",
            "functools.lru_cache",
            "functools.cache",
            "functools.wraps",
            "functools.update_wrapper",
            "numba.jit",
            "numba.njit",
            "numba.vectorize",
            "numba.guvectorize",
            "torch.compile",
            "torch.jit.script",
            "torch.no_grad",
            "torch.func.vmap",
            "torch.vmap",
            "equinox.filter_jit",
            "equinox.filter_vmap",
            "contextlib.contextmanager",
            "abc.abstractmethod",
        ]
    )
    | DIFFERENTIATE
    | CHECKPOINT
)
