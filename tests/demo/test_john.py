"""John and his family are in the landing files as the story tells, and in truth."""

from tests.demo.conftest import World


def test_john_has_records_in_six_systems(world: World) -> None:
    records = world.records("john")
    assert {source: len(ids) for source, ids in records.items()} == {
        "stripe": 2, "bureau": 1, "mailchimp": 2, "shopify": 4, "zendesk": 1, "typeform": 1,
    }  # fmt: skip


def test_his_address_is_written_in_two_letter_cases_and_his_name_in_two_ways(world: World) -> None:
    customers = world.query(
        f"select item->>'$.name', item->>'$.email' from {world.objects('stripe/customers_*.jsonl')} "
        "where lower(item->>'$.email') = 'john.harrow@example.com' order by 1"
    )
    assert customers == [("J. Harrow", "john.harrow@example.com"), ("John Harrow", "John.Harrow@Example.com")]


def test_his_newsletters_come_under_a_second_address(world: World) -> None:
    members = world.query(
        f"select distinct item->>'$.email_address', item->>'$.id' from {world.objects('mailchimp/members_*.jsonl')} "
        "where item->>'$.merge_fields.LNAME' = 'Harrow' and item->>'$.merge_fields.FNAME' = 'John'"
    )
    assert [address for address, _ in members] == [world.person("john")["second_email"]]


def test_his_guest_orders_have_name_phone_and_street_but_no_account(world: World) -> None:
    orders = world.query(
        "select item->'$.customer', item->>'$.email', item->>'$.phone', item->>'$.billing_address.address1' "
        f"from {world.objects('shopify/orders_*.jsonl')} where item->>'$.billing_address.last_name' = 'Harrow' "
        "and item->>'$.billing_address.first_name' = 'John'"
    )
    assert len(orders) == 4
    for customer, email, phone, street in orders:
        assert (str(customer), email, street) == ("null", None, "12 Harbour Street")
        assert str(phone).replace(" ", "").endswith("7700900123")


def test_the_bureau_knows_j_harrow_without_an_address(world: World) -> None:
    rows = world.query(
        f"select distinct forename, email, phone, title from {world.bureau()} where surname = 'Harrow'"
    )
    assert rows == [("J.", None, "07700 900123", "Tidewater Quarterly")]


def test_exact_identifiers_alone_connect_all_his_records(world: World) -> None:
    """Mobile, login, address in lower case, and newsletter click reach every record from any other."""
    records = [record for ids in world.records("john").values() for record in ids]
    edges = world.query(
        f"""
        with identified as (
            select item->>'$.id' as record, unnest([lower(item->>'$.email'),
                right(replace(item->>'$.phone', ' ', ''), 10),
                item->>'$.metadata.login_id']) as identifier from {world.objects("stripe/customers_*.jsonl")}
            union all
            select 'guest:' || (item->>'$.id'), right(replace(item->>'$.phone', ' ', ''), 10)
            from {world.objects("shopify/orders_*.jsonl")}
            union all
            select account, right(replace(phone, ' ', ''), 10) from {world.bureau()}
            union all
            select item->>'$.id', lower(item->>'$.email') from {world.objects("zendesk/users_*.json")}
            union all
            select (item->>'$.list_id') || ':' || (item->>'$.id'), unnest([lower(item->>'$.email_address'),
                right(nullif(item->>'$.merge_fields.PHONE', ''), 10)])
            from {world.objects("mailchimp/members_*.jsonl")}
            union all
            select item->>'$.token', lower(answer->>'$.email') from (
                select item, unnest(from_json(item->'$.answers', '["json"]')) as answer
                from {world.objects("typeform/responses_*.json")})
        )
        select distinct record, identifier from identified where identifier is not null and record in {tuple(records)}
        """
    )
    reached, waiting = {records[0]}, [records[0]]
    while waiting:
        here = waiting.pop()
        shared = {identifier for record, identifier in edges if record == here}
        near = {str(record) for record, identifier in edges if identifier in shared} - reached
        reached |= near
        waiting += near
    assert reached == set(records)


def test_months_of_reading_precede_one_login_and_one_newsletter_click(world: World) -> None:
    (device,) = world.records("john", "devices")["ga4"]
    first, login, logins, clicks = world.query(
        f"""
        select min(event_timestamp), min(event_timestamp) filter (user_id is not null),
            count(distinct user_id),
            count(distinct param.value.string_value) filter (param.value.string_value like '%mc_eid=%')
        from (select *, unnest(event_params) as param from {world.events()} where user_pseudo_id = '{device}')
        """
    )[0]
    assert int(str(first)) + 20 * 86_400_000_000 < int(str(login))
    assert (logins, clicks) == (1, 2)


def test_the_click_carries_the_id_of_his_newsletter(world: World) -> None:
    (device,) = world.records("john", "devices")["ga4"]
    (click,) = world.query(
        f"""
        select distinct regexp_extract(param.value.string_value, 'mc_eid=([0-9a-f]+)', 1)
        from (select unnest(event_params) as param from {world.events()} where user_pseudo_id = '{device}')
        where param.value.string_value like '%mc_eid=%'
        """
    )
    holders = world.query(
        f"select item->>'$.email_address' from {world.objects('mailchimp/members_*.jsonl')} "
        f"where item->>'$.unique_email_id' = '{click[0]}'"
    )
    assert holders == [(world.person("john")["second_email"],)]


def test_he_pays_a_gift_that_his_niece_receives(world: World) -> None:
    gifts = world.query(
        "select distinct item->>'$.customer', item->>'$.metadata.recipient_customer' "
        f"from {world.objects('stripe/subscriptions_*.jsonl')} where item->>'$.customer' = 'cus_JohnHarrow002'"
    )
    assert gifts == [("cus_JohnHarrow002", world.records("niece")["stripe"][0])]
    assert world.person("niece")["household_id"] != world.person("john")["household_id"]
    assert float(world.contribution("niece")["contribution_profit"]) == 0


def test_jane_shares_surname_street_landline_and_tablet(world: World) -> None:
    john, jane = world.person("john"), world.person("jane")
    for shared in ("last_name", "street", "landline", "household_id"):
        assert john[shared] == jane[shared] != ""
    assert john["person_id"] != jane["person_id"]
    (tablet,) = [row for row in world.truth("records") if row["person_id"] == "family tablet"]
    logins = world.query(
        f"select distinct user_id from {world.events()} "
        f"where user_pseudo_id = '{tablet['record_id']}' and user_id is not null"
    )
    assert {login for (login,) in logins} == {john["login_id"], jane["login_id"]}
    assert tablet["household_id"] == john["household_id"]


def test_there_is_much_he_does_not_hold(world: World) -> None:
    held = world.query(
        "select distinct item->>'$.items.data[0].price.product' "
        f"from {world.objects('stripe/subscriptions_*.jsonl')} where item->>'$.customer' = 'cus_JohnHarrow001'"
    )
    sold = world.query(
        f"select item->>'$.id', item->>'$.metadata.product_kind' from {world.objects('stripe/products.json')}"
    )
    assert len(held) == 1
    assert {kind for product, kind in sold if (product,) not in held} == {
        "subscription",
        "archive",
        "membership",
    }


def test_no_single_system_shows_him_among_its_best_but_the_sum_does(world: World) -> None:
    profits = sorted((float(row["contribution_profit"]) for row in world.truth("contribution")), reverse=True)
    john = float(world.contribution("john")["contribution_profit"])
    assert profits.index(john) < len(profits) * 0.05
    shop = world.query(
        f"""
        select buyer, sum(total) from (
            select coalesce(item->>'$.customer.id', item->>'$.phone', item->>'$.email') as buyer,
                cast(item->>'$.subtotal_price' as decimal(18, 2)) as total
            from {world.objects("shopify/orders_*.jsonl")})
        group by buyer order by 2 desc
        """
    )
    best = [buyer for buyer, _ in shop[: max(2, len(shop) // 50)]]
    assert not [buyer for buyer in best if buyer and "900123" in str(buyer)]
