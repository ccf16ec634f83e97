"""What is registered to be run later: functions that PyTorch runs wherever a layer is called, or gradients go through
something, by the methods that register them; what shows warnings, by the attribute that it is set as; what loggers ask.

Sources: the reference manual of PyTorch 2, `torch.nn.Module` and `torch.Tensor`; that of Python 3, `warnings`.
"""

FORWARD = frozenset(
    "register_forward_hook register_forward_pre_hook register_module_forward_hook register_module_forward_pre_hook"
    " register_parametrization".split()
)
BACKWARD = frozenset(
    "register_full_backward_hook register_full_backward_pre_hook register_backward_hook register_hook"
    " register_module_full_backward_hook register_module_full_backward_pre_hook register_post_accumulate_grad_hook"
    " register_multi_grad_hook".split()
)
# what may be set in the place of functions of `warnings`, and runs where a warning is shown
# https://docs.python.org/3/library/warnings.html#warnings.showwarning
SHOWING = frozenset({"showwarning", "formatwarning"})
WARNING = frozenset({"warnings.warn", "warnings.warn_explicit"})
# classes of `logging` whose objects a logger asks, and the methods that it calls of them
# https://docs.python.org/3/library/logging.html
REPORTING = frozenset({"logging.Handler", "logging.StreamHandler", "logging.FileHandler", "logging.Filter", "logging.Formatter"})
REPORTED = ("filter", "format", "emit", "handle")
