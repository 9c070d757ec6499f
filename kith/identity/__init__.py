"""Who is who: source records to people, with ids that last and a reason for every link.

`resolve` is the one entry point of a run, `keep_model` what its publication calls; `explain` and `evaluate` only read.
Nothing heavy is imported until one of these names is asked for, so that the command line may read settings and
decisions at once.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kith.identity.engine import IdentityReport, keep_model, resolve
    from kith.identity.tables import create_identity_tables

__all__ = ["IdentityReport", "create_identity_tables", "keep_model", "resolve"]


def __getattr__(name: str) -> Any:
    """The engine's names, imported when they are first asked for."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(
        import_module(f"{__name__}.{'tables' if name == 'create_identity_tables' else 'engine'}"), name
    )
