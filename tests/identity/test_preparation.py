"""What preparation leaves to the steps after it: matching reads no more of a record than it needs."""

from kith.identity.preparation import READ_FOR_IDENTIFIERS, READ_FOR_PEOPLE, READ_LATER
from tests.identity.matching.traits import traits_of
from tests.identity.world import World


def test_what_no_later_step_reads_is_dropped_before_matching(world: World) -> None:
    """A third of what a million records take, which a run would write to disk and read again."""
    world.person("shop", "ann", full_name="Ann Lee", email="ann@example.com", phone="+441632960001")
    with traits_of(world) as connection:
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        columns = [name for name, *_ in connection.execute("describe records").fetchall()]
        kept = connection.execute("select full_name, email is not null from records").fetchall()
    assert {"records", "people", "identifiers"} <= tables
    assert not tables & {*READ_FOR_PEOPLE, *READ_FOR_IDENTIFIERS}
    assert sorted(columns) == sorted(READ_LATER)
    assert len(kept) == 1


def test_only_people_of_whom_something_is_known_are_matched(world: World) -> None:
    world.person("shop", "ann", full_name="Ann Lee", email="ann@example.com")
    world.person("shop", "acme", profile_kind="organisation", email="ann@acme.example", city="Hull")
    world.pointed("shop", "unknown")
    with traits_of(world) as connection:
        described = connection.execute("select record_id from people order by all").fetchall()
        matched = connection.execute(
            "select record_id from untiered_traits inner join people using (record_number)"
        ).fetchall()
    assert described == [("acme",), ("ann",), ("unknown",)]
    assert matched == [("ann",)]
