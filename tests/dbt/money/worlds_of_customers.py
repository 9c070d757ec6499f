"""Small worlds in which the reports on customers and money are right, and numbers of which each, changed, is not."""

from tests.dbt.money.worlds_of_subscriptions import World, Wrong

VALUE = {
    "customer_id": "c_1",
    "contribution_profit_12m": "30",
    "contribution_profit": "40",
    "support_cost_12m": "2",
}
ENTRY = {"entry_id": "e1", "customer_id": "c_1", "entry_type": "list_price", "currency": "GBP"}
ONE_PIECE = {"entry_type": "list_price", "title": "Weekly", "product_line": "titles"}
SUBSCRIPTION = {"source": "pay", "subscription_id": "s1", "started_at": "2025-07-01", "status": "active"}
RIGHT: dict[str, World] = {
    "assert_whale_curve_ends_with_all": {
        "marts__rpt_whale_curve": [
            {"percentile": percentile, "customer_count": count, "contribution_profit_12m": amount,
             "cumulative_contribution_12m": sum_so_far}
            for percentile, count, amount, sum_so_far in ((50, 1, "30", "30"), (100, 2, "-5", "25"))
        ],
        "marts__fct_customer_value": [
            VALUE,
            VALUE | {"customer_id": "c_2", "contribution_profit_12m": "-5"},
            VALUE | {"customer_id": "c_3", "contribution_profit_12m": "0"},
        ],
    },
    "assert_reader_reports_tie_out": {
        "marts__rpt_reachable": [
            {"value_tier": "core", "channel": "email", "customer_count": 2, "reachable_count": 1,
             "unaddressed_count": 0, "refused_count": 1, "silent_count": 0},
        ],
        "marts__dim_customers": [
            {"customer_id": "c_1", "is_deceased": False, "is_deleted": False, "contactable_email": True},
            {"customer_id": "c_2", "is_deceased": False, "is_deleted": False, "contactable_email": False},
            {"customer_id": "c_3", "is_deceased": True, "is_deleted": False, "contactable_email": True},
        ],
        "marts__rpt_payment_recovery": [
            {"failed_count": 2, "recovered_count": 1, "lost_count": 1, "open_count": 0, "failed_amount": "30",
             "recovered_amount": "20", "lost_amount": "10", "open_amount": "0"},
        ],
        "intermediate__int_payment_failures": [
            {"payment_id": "a", "due_amount": "20"}, {"payment_id": "b", "due_amount": "10"},
        ],
        "marts__rpt_sleepers": [
            {"customer_count": 1, "subscription_count": 2, "monthly_value": "10", "contribution_profit_12m": "30"},
        ],
        "intermediate__int_subscribers_valued": [
            {"customer_id": "c_1", "subscription_count": 2, "monthly_value": "10"},
        ],
        "marts__fct_customer_value": [VALUE],
    },
    "assert_service_balance_is_the_customers": {
        "marts__rpt_service_balance": [
            {"value_tier": "core", "customers": 1, "contribution_profit_12m": "30", "support_cost_12m": "2",
             "support_minutes_12m": "7"},
            {"value_tier": "unattributed", "customers": 0, "contribution_profit_12m": "0", "support_cost_12m": "9",
             "support_minutes_12m": "3"},
        ],
        "marts__fct_customer_value": [VALUE],
        "marts__fct_support_tickets": [
            {"source": "desk", "record_id": "t1", "opened_at": "2025-07-01", "minutes_spent": "10"},
            {"source": "desk", "record_id": "t2", "opened_at": "2025-06-30 23:59:59", "minutes_spent": "50"},
        ],
    },
    "assert_cohorts_are_all_who_paid": {
        "marts__rpt_cohort_retention": [
            {"months_since": 0, "customers": 1, "contribution": "15"},
            {"months_since": 1, "customers": 1, "contribution": "25"},
        ],
        "marts__fct_customer_value": [VALUE, VALUE | {"customer_id": "c_2", "contribution_profit": "-1"}],
        "intermediate__int_customers": [
            {"customer_id": "c_1", "customer_number": 1},
            {"customer_id": "c_2", "customer_number": 2},
        ],
        "intermediate__int_customer_booked": [
            {"customer_number": 1, "first_paid_at": "2026-05-01"},
            {"customer_number": 2, "first_paid_at": None},
        ],
    },
    "assert_funnel_counts_everybody_once": {
        "marts__rpt_funnel": [{"funnel_month": "2026-05-01", "registered": 1, "paid_starts": 3, "first_payers": 1}],
        "marts__dim_customers": [
            {"customer_id": "c_1", "first_seen_at": "2026-06-30 23:59:59"},
            {"customer_id": "c_2", "first_seen_at": "2026-07-01"},
        ],
        "marts__rpt_subscriber_movement": [
            {"measure": "subscriptions", "new": "1", "converted": "1", "won_back": "1"},
            {"measure": "copies", "new": "9", "converted": "0", "won_back": "0"},
        ],
        "intermediate__int_customer_booked": [{"customer_number": 1, "first_paid_at": "2026-05-01"}],
    },
    "assert_offers_cost_and_earn_the_ledgers_money": {
        "marts__rpt_offer_profit": [
            {"code_kind": "source_code", "code": "post", "acquisition_cost": "12", "contribution": "40"},
            {"code_kind": "discount_code", "code": "HALF", "acquisition_cost": "5", "contribution": "40"},
        ],
        "marts__fct_ledger_entries": [
            ENTRY | {"source": "pay", "subscription_id": "s1", "is_memo": False},
            ENTRY | {"entry_id": "e2", "entry_type": "acquisition_cost", "discount_code": "post",
                     "reporting_amount": "-12", "is_memo": True},
        ],
        "marts__fct_earned_entries": [ENTRY | {"earned_reporting_amount": "40"}],
        "marts__fct_customer_value": [VALUE | {"acquisition_cost": "12"}],
        "marts__fct_subscriptions": [SUBSCRIPTION | {"source_code": "post"}],
    },
    "assert_deferred_revenue_is_the_ledgers": {
        "marts__rpt_deferred_revenue": [
            {"revenue_month": "2026-05-01", "title": "Weekly", "currency": "GBP", "closing": "80"},
            {"revenue_month": "2026-06-01", "title": "Weekly", "currency": "GBP", "closing": "60"},
        ],
        "marts__fct_earned_entries": [
            ENTRY | {"amount": "100", "earned_amount": "40"},
            ENTRY | {"entry_type": "payment_fee", "amount": "-9", "earned_amount": "-4"},
        ],
    },
    "assert_tier_migration_counts_everybody": {
        "marts__rpt_tier_migration": [
            {"tier_date": "2026-06-01", "value_tier": "core", "customers": 1, "contribution_profit_12m": "30"},
            {"tier_date": "2026-06-01", "value_tier": "prospect", "customers": 1, "contribution_profit_12m": "0"},
        ],
        "marts__dim_customer_tier_history": [
            {"customer_id": "c_1", "valid_from": "2026-05-01"},
            {"customer_id": "c_1", "valid_from": "2026-06-01"},
            {"customer_id": "c_2", "valid_from": "2026-06-01"},
            {"customer_id": "c_3", "valid_from": "2026-07-01"},
        ],
        "marts__fct_earned_entries": [
            ENTRY | {"earned_month": "2025-06-01", "reporting_amount": "30"},
            ENTRY | {"earned_month": "2025-05-01", "reporting_amount": "7"},
            ENTRY | {"earned_month": "2026-06-01", "reporting_amount": "7"},
            ENTRY | {"earned_month": "2026-05-01", "entry_type": "tax", "reporting_amount": "7"},
        ],
    },
    "assert_bridge_is_what_was_earned": {
        "marts__rpt_year_on_year_bridge": [
            {"line_number": 1, "title": "Weekly", "product_line": "titles", "net_revenue_before": "20",
             "volume": "5", "price": "3", "discount": "-1", "refund": "0", "net_revenue": "27"},
        ],
        "intermediate__int_ledger_entries": [
            ONE_PIECE | {"occurred_at": day, "occurred_date": day, "reporting_amount": amount}
            for day, amount in (("2026-06-30", "27"), ("2025-06-30", "20"), ("2024-06-30", "3"))
        ],
    },
}  # fmt: skip

WRONG: dict[str, list[Wrong]] = {
    "assert_whale_curve_ends_with_all": [
        ("marts__rpt_whale_curve", "contribution_profit_12m", "29.99"),
        ("marts__fct_customer_value", "contribution_profit_12m", "0"),
    ],
    "assert_reader_reports_tie_out": [
        ("marts__rpt_reachable", "customer_count", 1),
        ("marts__rpt_reachable", "reachable_count", 2),
        ("marts__dim_customers", "contactable_email", False),
        ("marts__rpt_payment_recovery", "failed_count", 3),
        ("marts__rpt_payment_recovery", "failed_amount", "31"),
        ("intermediate__int_payment_failures", "due_amount", "21"),
        ("marts__rpt_sleepers", "customer_count", 2),
        ("marts__rpt_sleepers", "subscription_count", 1),
        ("marts__rpt_sleepers", "monthly_value", "9.99"),
        ("marts__rpt_sleepers", "contribution_profit_12m", "0"),
    ],
    "assert_service_balance_is_the_customers": [
        ("marts__rpt_service_balance", "customers", 2),
        ("marts__rpt_service_balance", "contribution_profit_12m", "29.99"),
        ("marts__rpt_service_balance", "support_cost_12m", "1.99"),
        ("marts__rpt_service_balance", "support_minutes_12m", "8"),
    ],
    "assert_cohorts_are_all_who_paid": [
        ("marts__rpt_cohort_retention", "customers", 2),
        ("marts__rpt_cohort_retention", "contribution", "15.01"),
    ],
    "assert_funnel_counts_everybody_once": [
        ("marts__rpt_funnel", "registered", 2),
        ("marts__rpt_funnel", "paid_starts", 4),
        ("marts__rpt_funnel", "first_payers", 0),
    ],
    "assert_offers_cost_and_earn_the_ledgers_money": [
        ("marts__rpt_offer_profit", "acquisition_cost", "11.99"),
        ("marts__rpt_offer_profit", "contribution", "40.01"),
        ("marts__fct_customer_value", "acquisition_cost", "11.99"),
    ],
    "assert_deferred_revenue_is_the_ledgers": [
        ("marts__rpt_deferred_revenue", "closing", "-0.01"),
        ("marts__fct_earned_entries", "earned_amount", "40.01"),
    ],
    "assert_tier_migration_counts_everybody": [
        ("marts__rpt_tier_migration", "customers", 2),
        ("marts__rpt_tier_migration", "contribution_profit_12m", "29.99"),
    ],
    "assert_bridge_is_what_was_earned": [
        ("marts__rpt_year_on_year_bridge", "price", "3.01"),
        ("marts__rpt_year_on_year_bridge", "title", "Daily"),
        ("intermediate__int_ledger_entries", "reporting_amount", "26.99"),
    ],
}
