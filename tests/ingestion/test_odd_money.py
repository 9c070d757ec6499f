"""Money that can hardly be: set aside where it would be booked as profit or is none, else loaded and said in amber."""

import pytest

from tests.ingestion.homes import HEADER, ORDERS, LoaderHome

NO_CURRENCIES = ["£", "pounds", "GB", "G8P"]


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> LoaderHome:
    """A home that has loaded a file for each of NO_CURRENCIES, after a row whose currency is one."""
    home = LoaderHome(
        tmp_path_factory.mktemp("paid"), ORDERS.replace("currency: \"'GBP'\"", "currency: money")
    )
    for number, currency in enumerate(NO_CURRENCIES):
        rows = f"{number}-1,a,2026-01-01,5, eur\n{number}-2,a,2026-01-01,5,{currency}\n"
        home.land(f"orders_{number}.csv", f"{HEADER.strip()},money\n{rows}")
    home.load()
    return home


@pytest.mark.parametrize("currency", NO_CURRENCIES)
def test_row_whose_currency_is_no_code_is_set_aside(paid: LoaderHome, currency: str) -> None:
    number = NO_CURRENCIES.index(currency)
    file = f"orders_{number}.csv"
    assert paid.query(
        "select record_id, currency from raw_files.order_lines inner join ops.loads using (load_key)"
        f" where load_file = 'landing/{file}'"
    ) == [(f"{number}-1", "EUR")]
    assert paid.reasons(file) == [
        (2, "currency (from money) is not a currency code of three letters, such as GBP.")
    ]


def test_quantity_that_nobody_can_have_sold_is_set_aside(home: LoaderHome) -> None:
    home.write_feeds(ORDERS.replace("quantity: \"'1'\"", "quantity: number"))
    home.land(
        "orders_1.csv", f"{HEADER.strip()},number\n1,a,2026-01-01,5,2\n2,a,2026-01-01,5,9780306406157\n"
    )
    home.load()
    assert home.reasons() == [(2, "quantity (from number) is beyond 1,000,000,000, which is not credible.")]
    assert home.counts() == (2, 1, 0, 0, 0, 1)


TICKETS = """
    sources:
      - name: desk
        feed: support
        connector: files
        files:
          - name: tickets
            path: landing/tickets*
            entity: support_tickets
            columns: {ticket_id: id, opened_at: day, minutes_spent: minutes}
      - name: bureau
        feed: subscriptions
        connector: files
        files:
          - name: payments
            path: landing/payments*
            entity: payments
            columns:
              {payment_id: id, paid_at: day, paid_amount: paid, fee_amount: fee, status: state, currency: "'GBP'"}
          - name: refunds
            path: landing/refunds*
            entity: refunds
            columns: {refund_id: id, refunded_at: day, amount: back, fee_amount: kept, currency: "'GBP'"}
          - name: products
            path: landing/prices*
            entity: products
            columns: {product_id: id, product_line: line, list_price: price, unit_cost: cost, sold_from: start}
          - name: campaigns
            path: landing/campaigns*
            entity: campaign_costs
            columns: {source_code: code, channel: way, date_from: first, date_to: last, amount: cost, currency: "'GBP'"}
"""


CAMPAIGNS = "code,way,first,last,cost\n"


def test_what_cannot_be_below_zero_is_set_aside_and_what_takes_money_back_is_not(home: LoaderHome) -> None:
    """Minutes or a fee below zero would be booked as profit; a payment below zero takes its money back, as it says."""
    home.write_feeds(TICKETS)
    home.land("tickets.csv", "id,day,minutes\n1,2026-01-01,-5\n2,2026-01-01,0\n3,2026-01-01,-2000000\n")
    payments = "1,2026-01-01,5,-0.2,paid\n2,2026-01-01,-5,0,paid\n3,2026-01-01,5,,paid\n"
    home.land("payments.csv", f"id,day,paid,fee,state\n{payments}")
    home.land("refunds.csv", "id,day,back,kept\n1,2026-01-01,-5,-0.2\n2,2026-01-01,-5,0\n")
    home.land(
        "campaigns.csv", f"{CAMPAIGNS}a,post,2026-01-01,2026-01-01,-500\nb,post,2026-01-01,2026-01-01,0\n"
    )
    home.load()
    below = "is below 0; where its sign alone is wrong, map it with the other one."
    assert home.reasons() == [
        (1, f"amount (from cost) {below}"),
        (1, f"fee_amount (from fee) {below}"),
        (1, f"fee_amount (from kept) {below}"),
        (1, f"minutes_spent (from minutes) {below}"),
        (3, "minutes_spent (from minutes) is beyond 1,000,000, which is not credible."),
    ]
    assert home.query("select paid_amount from raw_files.payments order by 1") == [(-5,), (5,)]
    assert home.query("select amount, fee_amount from raw_files.refunds") == [(-5, 0)]


def test_campaign_that_ends_before_it_begins_is_set_aside(home: LoaderHome) -> None:
    """It would win nobody, and its cost be nobody's; a campaign of one day ends as it begins."""
    home.write_feeds(TICKETS)
    days = ("2026-02-01,2026-01-31", "2026-02-01,2026-02-01", ",2026-02-01")
    home.land("campaigns.csv", CAMPAIGNS + "".join(f"a,post,{day},5\n" for day in days))
    home.load()
    assert home.reasons() == [
        (1, "date_to (from last) is before date_from."),
        (3, "date_from (from first) is missing."),
    ]
    assert home.counts() == (3, 1, 0, 0, 0, 2)


def said(home: LoaderHome) -> list[str]:
    """What a load says of the rows of files that are there."""
    return [sentence for sentence in home.load().amber if sentence.startswith("landing/")]


def test_money_of_a_day_to_come_is_said_as_it_would_wait_in_silence(home: LoaderHome) -> None:
    """The home's as_of is the day of the run, 31 January; the day after is let be, for clocks that go ahead."""
    home.write_feeds(TICKETS)
    rows = [
        "1,2026-02-01 11:00,5,,paid",
        "2,2062-01-30,5,,paid",
        "3,2026-02-02,5,,paid",
        "4,2062-01-30,5,,pending",
    ]
    home.land("payments.csv", "\n".join(["id,day,paid,fee,state", *rows]))
    home.land("refunds.csv", "id,day,back,kept\n1,2026-01-30,5,\n2,2026-03-01,5,\n")
    assert said(home) == [
        (
            "landing/payments.csv: 2 of its payments are dated ahead of today, and in no total until their day: "
            "correct paid_at where it is a slip."
        ),
        (
            "landing/refunds.csv: 1 of its refunds are dated ahead of today, and in no total until their day: "
            "correct refunded_at where it is a slip."
        ),
    ]
    home.land(
        "payments.csv",
        "\n".join(["id,day,paid,fee,state", *rows]).replace("2062", "2026").replace("02-02", "01-02"),
    )
    home.land("refunds.csv", "id,day,back,kept\n1,2026-01-30,5,\n2,2026-01-31,5,\n")
    assert said(home) == []


@pytest.mark.parametrize(("as_of", "is_said"), [("2026-02-01", False), ("2026-02-02", True)])
def test_as_of_ahead_of_today_in_every_time_zone_is_said(home: LoaderHome, as_of: str, is_said: bool) -> None:
    home.write_feeds(TICKETS)
    feeds = home.root / "feeds.yml"
    feeds.write_text(feeds.read_text().replace("as_of: 2026-01-31", f"as_of: {as_of}"))
    found = [sentence for sentence in home.load().amber if "ahead of today, 2026-01-31" in sentence]
    assert [sentence[:16] for sentence in found] == ([f"as_of {as_of}"] if is_said else [])


def test_price_list_with_two_rows_of_a_product_is_said_and_its_last_row_counts(home: LoaderHome) -> None:
    home.write_feeds(TICKETS)
    header = "id,line,price,cost,start\n"
    home.land(
        "prices_1.csv",
        f"{header}mag,titles,5,1,2025-01-01\nmag,titles,6,1,2025-06-01\nmug,gifts,9,2,\nmug,gifts,9,2,\n",
    )
    home.land("prices_2.csv", f"{header}mug,gifts,10,2,\n")
    assert said(home) == [
        (
            "landing/prices_1.csv: 1 of its products stand in it more than once, at other prices or times: the last "
            "row of each counts, for sales of all times. Leave one row of each."
        )
    ]
    assert home.current("raw_files.products", "product_id, list_price") == [("mag", 6), ("mug", 10)]


def test_campaign_cost_that_stands_twice_with_other_amounts_is_said_and_the_last_row_counts(
    home: LoaderHome,
) -> None:
    home.write_feeds(TICKETS)
    january, february = "a,post,2026-01-01,2026-01-31", "a,,2026-02-01,2026-02-28"
    rows = (f"{january},100", f"{january},7", f"{february},5", f"{february},5")
    home.land("campaigns_1.csv", CAMPAIGNS + "\n".join(rows))
    home.land("campaigns_2.csv", f"{CAMPAIGNS}{february},6\n")
    assert said(home) == [
        (
            "landing/campaigns_1.csv: 1 of its campaign costs stand in it more than once, with other amounts: the last "
            "row of each counts. Leave one row of each."
        )
    ]
    assert home.current("raw_files.campaign_costs", "amount") == [(6,), (7,)]
