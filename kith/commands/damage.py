"""What the commands that read a publication say where its files are damaged."""

from collections.abc import Iterator
from contextlib import contextmanager

from ingestion.errors import KithError
from kith.home import Home


@contextmanager
def damage_said(home: Home) -> Iterator[None]:
    """Turn what DuckDB says of a damaged or missing file of the publication into a sentence; other errors are bugs."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        from kith.publishing import verify

        damaged = verify(home.root)
        if not damaged:
            raise
        raise KithError(
            f"The publication is damaged ({', '.join(damaged)} in {home.current}): go back with "
            "`kith publish --rollback`, or publish anew with `kith run --full-refresh`."
        ) from error
