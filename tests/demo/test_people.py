"""The crowd: possible numbers, reserved addresses, households, and mistakes at the stated rates."""

from pathlib import Path

import phonenumbers
import pytest

from kith.demo import generate, records
from tests.demo.conftest import World


@pytest.fixture(scope="module")
def bigger(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Enough people for shares to be near their rates; hardly any reading."""
    home: Path = tmp_path_factory.mktemp("bigger") / "home"
    generate(home, people=4000, days=1, seed=3)
    return World(home)


def test_every_phone_number_is_possible_in_its_country(world: World) -> None:
    for person in world.truth("people"):
        for number in (person["mobile"], person["landline"]):
            assert not number or phonenumbers.is_possible_number(phonenumbers.parse(number))


def test_written_numbers_are_those_of_the_person(world: World) -> None:
    people = {row["person_id"]: row for row in world.truth("people")}
    owner = {
        row["record_id"]: people[row["person_id"]]
        for row in world.truth("records")
        if row["source"] == "bureau"
    }
    rows = world.query(f"select account, country, phone from {world.bureau()} where phone is not null")
    for account, country, phone in rows:
        parsed = phonenumbers.parse(str(phone).replace("0044", "+44"), str(country))
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        assert written in (owner[str(account)]["mobile"], owner[str(account)]["landline"])


def test_mail_goes_to_reserved_domains_only(world: World) -> None:
    for person in world.truth("people"):
        for address in (person["email"], person["second_email"]):
            assert (
                not address
                or address.rpartition("@")[2].split(".")[-2] == "example"
                or ".example." in address
            )


def test_mobile_numbers_are_one_persons_and_landlines_one_households(bigger: World) -> None:
    crowd = [row for row in bigger.truth("people") if row["role"] == "crowd"]
    mobiles = [row["mobile"] for row in crowd if row["mobile"]]
    assert len(set(mobiles)) == len(mobiles)
    households: dict[str, set[str]] = {}
    for row in crowd:
        if row["landline"]:
            households.setdefault(row["landline"], set()).add(row["household_id"])
    assert all(len(homes) == 1 for homes in households.values())


def test_households_are_of_one_or_two_with_different_first_names(bigger: World) -> None:
    homes: dict[str, list[dict[str, str]]] = {}
    for row in bigger.truth("people"):
        if row["role"] == "crowd":
            homes.setdefault(row["household_id"], []).append(row)
    assert {len(members) for members in homes.values()} == {1, 2}
    couples = [members for members in homes.values() if len(members) == 2]
    assert 0.2 < len(couples) / len(homes) < 0.35
    assert all(first["first_name"] != second["first_name"] for first, second in couples)
    assert any(first["email"] == second["email"] for first, second in couples)
    assert all(first["street"] == second["street"] for first, second in couples)


def test_names_are_wrong_as_often_as_stated(bigger: World) -> None:
    """Of records that differ from the person's name, misspelt first names are the most, then last names, then swaps."""
    people = {row["person_id"]: row for row in bigger.truth("people") if row["role"] == "crowd"}
    owner = {
        row["record_id"]: people.get(row["person_id"])
        for row in bigger.truth("records")
        if row["source"] == "shopify"
    }
    rows = bigger.query(
        "select item->>'$.id', item->>'$.first_name', item->>'$.last_name' "
        f"from {bigger.objects('shopify/customers_*.jsonl')}"
    )
    swapped = wrong_last = total = 0
    for record, _, last in rows:
        person = owner[str(record)]
        if person is None:
            continue
        total += 1
        swapped += last == person["first_name"]
        wrong_last += last not in (person["last_name"], person["first_name"])
    assert total > 600
    assert swapped / total == pytest.approx(records.NAME_SWAP, abs=0.01)
    # Misspelt last names, and maiden names on older records.
    assert records.LAST_NAME_TYPO / 2 < wrong_last / total < 0.06


def test_guests_of_test_orders_are_nobody(bigger: World) -> None:
    """Truth lists the guests of real orders, and of those all."""
    listed = {row["record_id"] for row in bigger.truth("records") if row["record_id"].startswith("guest:")}
    orders = bigger.objects("shopify/orders_*.jsonl")
    guests = bigger.query(
        "select 'guest:' || (item->>'$.id'), (item->>'$.test')::boolean "
        f"from {orders} where item->>'$.customer' is null"
    )
    assert any(is_test for _, is_test in guests)
    assert listed == {guest for guest, is_test in guests if not is_test}


def test_a_share_of_records_lacks_an_address(bigger: World) -> None:
    share = bigger.query(f"select avg((email is null)::int) from {bigger.bureau()} where account like '2%'")
    assert float(str(share[0][0])) == pytest.approx(0.34, abs=0.05)


def test_three_currencies_and_trials_gifts_pauses_are_sold(bigger: World) -> None:
    rows = bigger.query(
        "select count(distinct item->>'$.currency'), count(item->>'$.trial_end'), count(item->>'$.metadata.is_gift') "
        f"from {bigger.objects('stripe/subscriptions_*.jsonl')}"
    )
    assert rows[0][0] == 3
    assert all(int(str(count)) > 0 for count in rows[0])
    assert bigger.query(f"select count(*) > 0 from {bigger.bureau()} where status = 'paused'") == [(True,)]
