"""The private warehouse as dlt's destination. Imported with dlt: late, and only where there is something to load.

Data flow: path of the warehouse -> what dlt asks about its destination, some twenty times a load.
"""

import copy
from pathlib import Path
from typing import Any

import dlt
from dlt.common.destination.capabilities import DestinationCapabilitiesContext
from dlt.common.normalizers.naming import NamingConvention


class Warehouse(dlt.destinations.duckdb):
    """dlt's DuckDB that finds out once what it is capable of.

    dlt looks into every environment variable and configuration file whenever it asks; the answer depends on the path
    and the naming convention alone.
    """

    def __init__(self, path: Path) -> None:
        """Name the warehouse's file."""
        super().__init__(str(path))
        self._answers: dict[str | None, DestinationCapabilitiesContext] = {}

    @property
    def destination_type(self) -> str:
        """dlt's own name of it, which stands in the pipelines' state."""
        return "dlt.destinations.duckdb"

    def capabilities(
        self, config: Any = None, naming: NamingConvention | None = None
    ) -> DestinationCapabilitiesContext:
        """As dlt's; a copy each time, since dlt writes into it."""
        if config is not None:
            return super().capabilities(config, naming)
        asked = None if naming is None else f"{naming.name()} {naming.max_length}"
        if asked not in self._answers:
            self._answers[asked] = super().capabilities(None, naming)
        return copy.copy(self._answers[asked])
