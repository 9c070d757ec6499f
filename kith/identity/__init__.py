"""Who is who: source records to people, with ids that last and a reason for every link.

`resolve` is the one entry point of a run; `explain` and `evaluate` only read. The heavy imports (scipy,
pyarrow, phonenumbers) happen inside the functions that need them.
"""

from kith.identity.engine import IdentityReport, resolve
from kith.identity.tables import create_identity_tables

__all__ = ["IdentityReport", "create_identity_tables", "resolve"]
