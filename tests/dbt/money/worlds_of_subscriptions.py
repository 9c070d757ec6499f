"""Small worlds in which the reports on subscriptions are right, and numbers of which each, changed, is not."""

from typing import Any

World = dict[str, list[dict[str, Any]]]
Wrong = tuple[str, str, Any]

SUBSCRIPTION = {"source": "pay", "subscription_id": "s1", "started_at": "2025-07-01", "status": "active"}
PAID = SUBSCRIPTION | {"is_complimentary": False, "has_begun": True}
CHURN = {
    "churn_month": "2026-06-01",
    "measure": "subscriptions",
    "title": "Weekly",
    "format": "digital",
    "sales_channel": "direct",
}
RUNNING = SUBSCRIPTION | {"format": "digital", "currency": "GBP"}
TERM = {
    "source": "pay",
    "subscription_id": "s1",
    "line_kind": "term",
    "net_amount": "90",
    "service_start_at": "2025-07-11",
}
BACK = TERM | {"subscription_id": "back", "payment_id": "p_back", "service_end_at": "2026-07-11"}
GIVEN_BACK = {
    "source": "pay",
    "subscription_id": "back",
    "payment_id": "p_back",
    "refunded_at": "2025-07-15",
    "refunded_date": "2025-07-15",
    "is_end_of_service": True,
    "is_all_paid_back": True,
}
RIGHT: dict[str, World] = {
    "assert_renewals_due_are_those_that_run_out": {
        "marts__rpt_renewals_due": [
            {"source": "pay", "subscription_id": "s1", "next_amount": "100"},
            {"source": "pay", "subscription_id": "s2", "next_amount": "50"},
        ],
        "marts__rpt_gifts_due": [{"source": "pay", "subscription_id": "s2", "next_amount": "50"}],
        "marts__fct_subscriptions": [
            RUNNING | {"current_period_end_at": "2026-06-11", "next_amount": "100", "auto_renew": True},
            RUNNING
            | {"subscription_id": "s2", "current_period_end_at": "2026-09-28", "amount": "50", "is_gift": True},
            RUNNING | {"subscription_id": "later", "current_period_end_at": "2026-09-29", "amount": "50"},
            RUNNING | {"subscription_id": "goes_on", "current_period_end_at": "2026-07-11", "amount": "50"},
            RUNNING | {"subscription_id": "tries", "current_period_end_at": "2026-07-11", "status": "trial"},
            RUNNING | {"subscription_id": "free", "current_period_end_at": "2026-07-11", "is_complimentary": True},
            RUNNING | {"subscription_id": "ended", "current_period_end_at": "2026-07-11", "ended_at": "2026-06-30"},
            RUNNING | {"subscription_id": "back", "current_period_end_at": "2026-07-11", "amount": "50"},
        ],
        "intermediate__int_payment_lines_split": [TERM | {"service_end_at": "2026-07-11"}, BACK],
        "intermediate__int_refunds_allocated": [GIVEN_BACK],
        "intermediate__int_subscription_followed_terms": [
            {"source": "pay", "subscription_id": "goes_on", "is_last": True, "term_end_at": "2026-07-11",
             "next_start_at": "2026-08-10"},
        ],
    },
    "assert_renewal_rate_counts_every_paid_term": {
        "marts__rpt_renewal_rate": [
            {"expiry_month": "2026-02-01", "title": "Weekly", "expiring_terms": 2, "renewed_terms": 1,
             "switched_terms": 1, "is_settled": True, "renewal_rate": "0.5"},
        ],
        "intermediate__int_subscriptions_described": [
            SUBSCRIPTION,
            SUBSCRIPTION
            | {"subscription_id": "paused", "pause_start_at": "2026-02-20", "pause_end_at": "2026-07-01"},
            SUBSCRIPTION | {"subscription_id": "back"},
        ],
        "intermediate__int_refunds_allocated": [GIVEN_BACK],
        "intermediate__int_payment_lines_split": [
            TERM | {"service_end_at": "2026-02-01"},
            TERM | {"service_end_at": "2026-02-01", "net_amount": "10"},
            TERM | {"service_end_at": "2026-02-11"},
            TERM | {"service_end_at": "2026-07-01"},
            TERM | {"service_end_at": "2026-01-11", "net_amount": "0"},
            TERM | {"service_end_at": "2026-01-11", "line_kind": "proration"},
            TERM | {"service_end_at": "2026-02-21", "subscription_id": "paused"},
            BACK | {"service_end_at": "2026-02-21"},
        ],
        "intermediate__int_subscription_renewals": [
            {"source": "pay", "subscription_id": "s1", "is_renewed": True},
            {"source": "pay", "subscription_id": "s1", "is_renewed": False},
        ],
    },
    "assert_churn_is_in_the_movement": {
        "marts__rpt_churn": [
            CHURN | {"paid_at_start": 2, "paused_at_start": 1, "churned": 1, "went_on": 0},
            CHURN | {"measure": "customers", "title": "all", "format": "all", "sales_channel": "all",
                     "paid_at_start": 1, "churned": 1},
            CHURN | {"churn_month": "2026-05-01", "paid_at_start": 1, "paused_at_start": 0, "churned": 0,
                     "went_on": 0},
        ],
        "marts__rpt_subscriber_movement": [
            {"movement_month": "2026-06-01", "title": "Weekly", "format": "digital", "sales_channel": "direct",
             "measure": "subscriptions", "opening": "1"},
        ],
        "intermediate__int_subscriptions_described": [
            PAID | {"payer_record_id": "p1", "started_at": "2026-04-10", "ended_at": "2026-06-30 12:00:00"},
            PAID | {"subscription_id": "s2", "started_at": "2026-05-05"},
            PAID | {"subscription_id": "s3", "payer_record_id": "p1", "started_at": "2026-06-02"},
            PAID | {"subscription_id": "free", "started_at": "2026-05-05", "is_complimentary": True},
        ],
        "intermediate__int_customer_records": [{"source": "pay", "record_id": "p1", "customer_id": "c_1"}],
    },
    "assert_movement_closes": {
        "marts__rpt_subscriber_movement": [
            {"movement_month": "2026-05-01", "measure": "subscriptions", "opening": "0", "closing": "2"},
            {"movement_month": "2026-06-01", "measure": "subscriptions", "opening": "2", "closing": "1"},
        ],
        "intermediate__int_subscriptions_described": [
            PAID,
            PAID | {"subscription_id": "s2", "ended_at": "2026-06-30"},
        ],
    },
}  # fmt: skip

WRONG: dict[str, list[Wrong]] = {
    "assert_renewals_due_are_those_that_run_out": [
        ("marts__rpt_renewals_due", "next_amount", "99.99"),
        ("marts__rpt_gifts_due", "next_amount", "49.99"),
        ("marts__fct_subscriptions", "current_period_end_at", "2026-09-29"),
        ("intermediate__int_payment_lines_split", "service_end_at", "2026-06-30"),
        ("intermediate__int_subscription_followed_terms", "next_start_at", "2026-08-11"),
        ("intermediate__int_refunds_allocated", "is_end_of_service", False),
    ],
    "assert_renewal_rate_counts_every_paid_term": [
        ("marts__rpt_renewal_rate", "expiring_terms", 3),
        ("marts__rpt_renewal_rate", "renewed_terms", 2),
        ("marts__rpt_renewal_rate", "switched_terms", 2),
        ("marts__rpt_renewal_rate", "is_settled", False),
        ("intermediate__int_payment_lines_split", "service_end_at", "2026-02-02"),
        ("intermediate__int_refunds_allocated", "is_end_of_service", False),
    ],
    "assert_churn_is_in_the_movement": [
        ("marts__rpt_churn", "paid_at_start", 3),
        ("marts__rpt_churn", "paused_at_start", 0),
        ("marts__rpt_churn", "churned", 0),
        ("marts__rpt_churn", "went_on", 1),
        ("intermediate__int_customer_records", "customer_id", None),
        ("intermediate__int_subscriptions_described", "end_kind", "switched"),
    ],
    "assert_movement_closes": [
        ("marts__rpt_subscriber_movement", "closing", "3"),
        ("intermediate__int_subscriptions_described", "started_at", "2026-07-01"),
    ],
}
