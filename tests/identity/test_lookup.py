"""Who is meant by a name: the start of an id as briefings print it, and what is said where nobody is."""

import duckdb
import pytest

from ingestion.errors import UsageError
from kith.identity.lookup import canonical_email, customers_by_start, customers_with_phone, find_records
from kith.identity.reading import open_for_reading
from tests.identity.world import World


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("found"))
    world.person("shop", "1", first_name="John", email="john@example.org", phone="+44 7700 900123")
    world.person("club", "1", first_name="Ida", email="ida@example.org")
    world.resolve()
    return world


def test_start_of_an_id_that_only_one_customer_has_is_that_customer(found: World) -> None:
    with open_for_reading(found.warehouse) as connection:
        [john] = find_records(connection, "shop:1")
        start = john.customer_id[:10]
        assert customers_by_start(connection, start) == [john.customer_id]
        assert find_records(connection, start) == [john]
        assert customers_by_start(connection, john.customer_id[:9]) == []
        assert customers_by_start(connection, "c_%%%%%%%%") == []


@pytest.mark.parametrize("number", ["+44 7700 900123", "07700 900123", "0044 7700/900-123"])
def test_a_number_is_found_however_it_is_written(found: World, number: str) -> None:
    with open_for_reading(found.warehouse) as connection:
        [john] = find_records(connection, "shop:1")
        assert customers_with_phone(connection, number) == [john.customer_id]
        assert customers_with_phone(connection, number[:5]) == []


@pytest.mark.parametrize("name", ["jane.secret@example.org", "+44 7700 900999"])
def test_nobody_is_told_without_the_address_or_number_in_clear(found: World, name: str) -> None:
    with (
        open_for_reading(found.warehouse) as connection,
        pytest.raises(UsageError, match="Nobody in the publication goes by") as caught,
    ):
        find_records(connection, name)
    assert name not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("John.Smith+news@GoogleMail.com", "johnsmith@gmail.com"),
        ("John.Smith+news@example.org", "john.smith+news@example.org"),
        ("+news@gmail.com", "+news@gmail.com"),
    ],
)
def test_an_address_is_asked_for_by_its_providers_rules(written: str, canonical: str) -> None:
    assert canonical_email(written) == canonical


def test_what_holds_no_identity_is_wrong_use(found: World) -> None:
    bare = found.warehouse.with_name("bare.duckdb")
    with pytest.raises(UsageError, match="does not exist: run `kith run` first"):
        open_for_reading(bare)
    duckdb.connect(str(bare)).close()
    with pytest.raises(UsageError, match="holds no identity tables"):
        open_for_reading(bare)
