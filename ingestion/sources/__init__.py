"""The systems Kith reads: vendors by their contracts (`<vendor>.yml`), any other through the generic `files`."""

from pathlib import Path

from ingestion.sources.vendor import Connector, VendorObject, read_connector

__all__ = ["CONNECTORS", "FILES", "Connector", "VendorObject"]

FILES = "files"
"""The generic connector: its entries map file columns onto canonical entities in feeds.yml."""


def _read_connectors() -> dict[str, Connector]:
    connectors = [read_connector(path) for path in sorted(Path(__file__).parent.glob("*.yml"))]
    return {connector.name: connector for connector in connectors}


CONNECTORS: dict[str, Connector] = _read_connectors()
"""Every vendor connector by its name; `files` is not among them."""
