-- A warehouse made by hand: a few people, with the columns that publication, briefing and customer view rely on.
create schema marts; create schema ops; create schema identity;

create table marts.dim_customers as
select *, household_id = 'h_john' as household_has_subscription,
    case value_tier when 'ideal' then 'priority' when 'problem' then 'self_service' when 'prospect' then 'self_service' else 'standard' end as service_level,
    null::text as organisation_name, null::text as birthday from (values
    ('c_john', 'person', 'John Archer', 'John', 'Archer', 'john@archer.example', '+441904555010', date '1971-04-02', 'm', '7 Elm Row', 'York', 'North Yorkshire', 'YO1 9AA', 'GB', 'h_john', true, true, false, timestamp '2023-02-01 09:00:00', timestamp '2026-06-29 08:00:00', 3, 4, 'loyal', 'none', 'ideal'),
    ('c_jane', 'person', 'Jane Archer', 'Jane', 'Archer', 'jane@archer.example', '+441904555010', date '1974-11-30', 'f', '7 Elm Row', 'York', 'North Yorkshire', 'YO1 9AA', 'GB', 'h_john', true, false, false, timestamp '2024-03-01 09:00:00', timestamp '2026-06-01 08:00:00', 1, 1, 'audience', 'none', 'prospect'),
    ('c_mary', 'person', '<script>alert(1)</script> Moss', '<script>alert(1)</script>', 'Moss', 'mary@moss.example', null, null, 'f', null, 'Leeds', null, null, 'GB', 'h_mary', false, false, false, timestamp '2024-01-01 09:00:00', timestamp '2026-05-01 08:00:00', 2, 2, 'active', 'disengaged', 'core'),
    ('c_omar', 'person', 'Omar Said', 'Omar', 'Said', 'omar@said.example', null, date '2001-01-01', 'm', null, 'Hull', null, null, 'GB', 'h_omar', false, false, false, timestamp '2025-01-01 09:00:00', timestamp '2026-06-20 08:00:00', 1, 1, 'active', 'payment_failed', 'problem'),
    ('c_void', 'person', null, null, null, null, null, null, null, null, null, null, null, null, 'h_void', null, null, null, timestamp '2026-05-05 00:00:00', timestamp '2026-05-05 00:00:00', 1, 1, 'first_time', 'none', 'new')
) as customers (customer_id, customer_kind, full_name, first_name, last_name, email, phone, birth_date, gender, address_line, city, region, postal_code, country_code, household_id, contactable_email, contactable_post, contactable_phone, first_seen_at, last_seen_at, source_count, record_count, lifecycle_stage, risk_state, value_tier);

create table marts.dim_households as
select household_id, count(*) as member_count from marts.dim_customers group by household_id;

create table marts.dim_products as select * from (values
    ('stripe', 'weekly', 'The Weekly', 'titles', 'subscription'), ('bureau', 'garden', 'Garden', 'titles', 'subscription'),
    ('stripe', 'archive', 'The Archive', 'archive', 'archive'), ('mailchimp', 'morning', 'Morning Letter', 'newsletters', 'newsletter')
) as products (source, product_id, name, product_line, product_kind);

create table marts.bridge_customer_records as
select *, null::timestamp as valid_to, true as is_current from (values
    ('bureau', 'profiles', 'B-100', 'c_john', timestamp '2024-01-05 00:00:00'),
    ('shopify', 'profiles', 'guest:9001', 'c_john', timestamp '2025-05-05 00:00:00'),
    ('stripe', 'profiles', 'cus_john', 'c_john', timestamp '2023-02-01 00:00:00'),
    ('ga4', 'devices', 'dev.1', 'c_john', timestamp '2026-01-05 00:00:00'),
    ('stripe', 'profiles', 'cus_jane', 'c_jane', timestamp '2024-03-01 00:00:00'),
    ('stripe', 'profiles', 'cus_mary', 'c_mary', timestamp '2024-01-01 00:00:00'),
    ('stripe', 'profiles', 'cus_omar', 'c_omar', timestamp '2025-01-01 00:00:00'),
    ('stripe', 'profiles', 'cus_void', 'c_void', timestamp '2026-05-05 00:00:00')
) as records (source, entity, record_id, customer_id, valid_from);

create table marts.dim_devices as
select 'ga4' as source, 'dev.1' as device_id, 'c_john' as customer_id, timestamp '2026-01-05 00:00:00' as first_seen_at;

create table marts.dim_customer_redirects as
select 'c_old_john' as customer_id, 'c_john' as living_customer_id, timestamp '2026-06-02 00:00:00' as since, null::timestamp as until;

create table marts.dim_customer_fields as
select 'c_john' as customer_id, 'email' as field, 'john@archer.example' as value, 'stripe' as source, 'cus_john' as record_id, 'source trust' as rule, timestamp '2026-06-01 00:00:00' as observed_at, 'JOHN@ARCHER.example' as losing_values;

create table marts.fct_subscriptions as select * from (values
    ('stripe', 'sub_1', 'cus_john', null, 'weekly', 'The Weekly', 'digital', 'active', 'c_john', 'c_john', 120.00::decimal(18, 4), 'GBP', timestamp '2023-02-01 00:00:00', timestamp '2027-02-01 00:00:00', null::timestamp, false),
    ('bureau', 'sub_2', 'B-100', null, 'garden', 'Garden', 'print', 'active', 'c_john', 'c_john', 60.00, 'GBP', timestamp '2024-04-30 23:00:00', timestamp '2027-04-30 23:00:00', null, false),
    ('stripe', 'sub_3', 'cus_mary', null, 'weekly', 'The Weekly', 'digital', 'active', 'c_mary', 'c_mary', 120.00, 'GBP', timestamp '2024-01-01 00:00:00', timestamp '2027-01-01 00:00:00', null, false),
    ('stripe', 'sub_4', 'cus_omar', null, 'weekly', 'The Weekly', 'digital', 'active', 'c_omar', 'c_omar', 60.00, 'GBP', timestamp '2025-01-01 00:00:00', timestamp '2026-07-01 00:00:00', null, false)
) as subscriptions (source, subscription_id, profile_record_id, payer_profile_record_id, product_id, title, format, status, customer_id, payer_customer_id, amount, currency, started_at, current_period_end_at, ended_at, is_gift);

create table marts.fct_order_lines as
select 'shopify' as source, '9001' as order_id, '9001:1' as record_id, 'guest:9001' as profile_record_id, 'c_john' as customer_id, timestamp '2025-05-05 10:00:00' as ordered_at, 'mug' as product_id, 'Printer''s mug' as product_name, 'merchandise' as product_line, false as is_test, 2::decimal(18, 4) as quantity, 24.00::decimal(18, 4) as line_amount, 'GBP' as currency;

create table marts.fct_newsletter_memberships as
select 'mailchimp' as source, 'L1' as list_id, 'Morning Letter' as list_name, 'L1:m1' as profile_record_id, 'c_john' as customer_id, 'subscribed' as status, timestamp '2024-04-01 00:00:00' as opted_in_at, null::timestamp as opted_out_at, 'e1f2' as email_click_id;

create table marts.fct_newsletter_events as select * from (values
    ('mailchimp', 'e1', 'L1', 'L1:m1', 'c_john', 'Morning of 5 June', 'click', timestamp '2026-06-05 07:00:00', 'https://weekly.example/books/one?email=john@archer.example&mc_eid=e1f2#top', false),
    ('mailchimp', 'e2', 'L1', 'L1:m1', 'c_john', 'Morning of 6 June', 'open', timestamp '2026-06-06 07:00:00', null, true)
) as events (source, event_id, list_id, profile_record_id, customer_id, campaign_name, event_type, occurred_at, url, is_machine);

create table marts.fct_web_sessions as
select 'ga4' as source, 's1' as session_id, 'dev.1' as device_id, 'c_john' as customer_id, timestamp '2026-06-05 07:01:00' as started_at, timestamp '2026-06-05 07:21:00' as ended_at, 5 as page_views, 321.123456789012::double as engaged_seconds, 'https://weekly.example/books/one?mc_eid=e1f2' as landing_page, 'newsletter' as channel, 'reader-john' as login_id;

create table marts.fct_customer_interests as select * from (values
    ('c_john', 'books', 40, 5400::double, timestamp '2026-01-05 00:00:00', timestamp '2026-06-29 00:00:00', 12.5::double, 1),
    ('c_john', 'politics', 11, 900::double, timestamp '2026-01-09 00:00:00', timestamp '2026-03-01 00:00:00', 1.5::double, 2)
) as interests (customer_id, content_section, page_views, engaged_seconds, first_read_at, last_read_at, interest_score, interest_rank);

create table marts.rpt_white_space as select * from (values
    ('c_john', 'titles', 'subscription', 'weekly', 'The Weekly', true, timestamp '2023-02-01 00:00:00'),
    ('c_john', 'titles', 'subscription', 'garden', 'Garden', true, timestamp '2024-01-05 00:00:00'),
    ('c_john', 'archive', 'archive', 'archive', 'The Archive', false, null),
    ('c_john', 'newsletters', 'newsletter', 'morning', 'Morning Letter', true, timestamp '2024-04-01 00:00:00'),
    ('c_john', 'events', 'event', null, null, false, null)
) as white_space (customer_id, product_line, product_kind, product_id, product_name, is_held, held_since);

create table marts.fct_consents as select * from (values
    ('stripe', 'cus_john', 'c_john', 'marketing', 'email', 'granted', timestamp '2024-01-01 00:00:00', 'sign-up form'),
    ('mailchimp', 'L1:m1', 'c_john', 'marketing', 'email', 'withdrawn', timestamp '2025-01-01 00:00:00', 'footer link'),
    ('stripe', 'cus_john', 'c_john', 'marketing', 'post', 'granted', timestamp '2024-04-30 23:00:00', null)
) as consents (source, profile_record_id, customer_id, purpose, channel, status, recorded_at, proof);

create table marts.fct_support_tickets as
select 'zendesk' as source, '1' as ticket_id, '501' as profile_record_id, 'c_omar' as customer_id, 'phone' as channel, 'billing' as category, timestamp '2026-05-01 00:00:00' as opened_at;

create table marts.fct_survey_answers as
select 'typeform' as source, 'a1' as answer_id, 'r1' as profile_record_id, 'c_mary' as customer_id, 'nps' as theme, 'Write to me at mary@moss.example' as answer_text, 9::decimal(18, 4) as answer_number;

create table marts.fct_customer_value as
with amounts (customer_id, list_amount, discount_amount, refund_amount, shipping_amount, cost_of_goods, fulfilment_cost, payment_fees, channel_commission, support_cost, service_cost, deferred_balance, value_tier, value_tier_since, value_tier_reason) as (values
    ('c_john', 204.00, 0.00, 0.00, 4.00, 8.00, 3.50, 4.20, 0.00, 0.00, 20.10, 90.00, 'ideal', date '2026-06-01', 'ideal: no discounts, two product lines: 172.20 earned in twelve months.'),
    ('c_jane', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'prospect', date '2024-04-01', 'Has never paid.'),
    ('c_mary', 120.00, 20.00, 0.00, 0.00, 0.00, 0.00, 3.00, 0.00, 6.00, 1.00, 60.00, 'core', date '2025-09-01', '90.00 earned in twelve months.'),
    ('c_omar', 60.00, 40.00, 0.00, 0.00, 0.00, 0.00, 1.10, 0.00, 48.00, 1.00, 0.00, 'problem', date '2026-02-01', 'Support costs more than he pays.'),
    ('c_void', 10.00, 0, 0, 0, 0, 0, 0.50, 0, 0, 0, 0, 'new', date '2026-06-01', 'First paid under 90 days ago.')
), lifetime as (
    select customer_id, date '2026-06-30' as as_of_date,
        columns(* exclude (customer_id, value_tier, value_tier_since, value_tier_reason))::decimal(18, 4),
        value_tier, value_tier_since, value_tier_reason
    from amounts
), sums as (
    select *, list_amount - discount_amount - refund_amount as net_revenue from lifetime
), profits as (
    select *, (net_revenue + shipping_amount - cost_of_goods - fulfilment_cost - payment_fees - channel_commission - support_cost - service_cost)::decimal(18, 4) as contribution_profit from sums
)
select *, list_amount as list_amount_12m, discount_amount as discount_amount_12m, refund_amount as refund_amount_12m,
    shipping_amount as shipping_amount_12m, net_revenue as net_revenue_12m, cost_of_goods as cost_of_goods_12m,
    fulfilment_cost as fulfilment_cost_12m, payment_fees as payment_fees_12m, channel_commission as channel_commission_12m,
    support_cost as support_cost_12m, service_cost as service_cost_12m, contribution_profit as contribution_profit_12m,
    net_revenue as billed_12m, 0 as unconverted_entries, 2 as order_count, 1 as renewal_count, 2 as product_line_count,
    1.0::double as full_price_share, 1200 as tenure_days, 0 as recency_days, value_tier as value_tier_preview,
    case customer_id when 'c_mary' then 95.00 when 'c_omar' then -20.00 else 0 end::decimal(18, 4) as value_at_risk,
    case customer_id when 'c_mary' then 4.2 end::decimal(18, 4) as acquisition_cost
from profits;

create table marts.dim_customer_tier_history as select * from (values
    ('c_john', 'core', date '2024-01-01', date '2026-06-01', '80.00 earned in twelve months.'),
    ('c_john', 'ideal', date '2026-06-01', null, 'No discounts, two product lines: 172.20 earned in twelve months.'),
    ('c_mary', 'core', date '2025-09-01', null, '90.00 earned in twelve months.'),
    ('c_omar', 'potential', date '2025-05-01', date '2026-02-01', '2.00 earned in twelve months.'),
    ('c_omar', 'problem', date '2026-02-01', null, 'Support costs more than he pays.')
) as history (customer_id, value_tier, valid_from, valid_to, reason);

create table marts.fct_ledger_entries as select * from (values
    ('l1', 'stripe', 'in_1', 'c_john', 'c_john', 'list_price', timestamp '2026-02-01 00:00:00', 'GBP', 120.0000::decimal(18, 4)),
    ('l2', 'bureau', 'P-1', 'c_john', 'c_jane', 'list_price', timestamp '2026-01-05 00:00:00', 'GBP', 60.0000)
) as entries (entry_id, source, record_id, customer_id, beneficiary_customer_id, entry_type, occurred_at, currency, amount);

create table marts.rpt_subscriber_movement as select *, 'subscriptions' as measure from (values
    (date '2026-05-01', 'The Weekly', 'digital', 'direct', 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3),
    (date '2026-06-01', 'The Weekly', 'digital', 'direct', 3, 2, 1, 1, 0, 1, 1, 1, 0, 0, 4),
    (date '2026-06-01', 'Garden', 'print', 'direct', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
) as movement (movement_month, title, format, sales_channel, opening, new, converted, won_back, resumed, voluntary, involuntary, expired, paused, switched, closing);

create table marts.rpt_whale_curve as select * from (values
    (25, 1, 0.25::decimal(9, 6), 0.633787::decimal(12, 6)), (50, 2, 0.50, 0.965035), (75, 3, 0.75, 1.000000), (100, 4, 1.00, 0.889216)
) as curve (percentile, customer_count, customer_share, cumulative_contribution_share);

create table marts.rpt_recognition_rate as select *, recognised_by <> 'nobody' as is_recognised from (values
    (date '2026-06-29', 'visits', 'ga4', 'nobody', 2.0000::decimal(18, 4)),
    (date '2026-06-30', 'visits', 'ga4', 'login', 1.0000), (date '2026-06-30', 'visits', 'ga4', 'newsletter_click', 2.0000),
    (date '2026-06-30', 'visits', 'other', 'nobody', 3.0000), (date '2026-05-31', 'visits', 'ga4', 'login', 5.0000),
    (date '2026-06-05', 'revenue', 'shopify', 'exact_identifier', 24.0000), (date '2026-06-05', 'revenue', 'shopify', 'nobody', 8.0000)
) as recognition (activity_date, measure, source, recognised_by, quantity);

create table ops.home_settings as select date '2026-06-30' as as_of, timestamp '2026-06-30 23:00:00' as as_of_instant, 'GBP' as reporting_currency, 'Europe/London' as reporting_timezone;
create table ops.quarantined_rows as select 'stripe' as source, 'charges' as entry, 'payments' as entity, 'landing/stripe/charges.json' as file, 7 as row_number, 'amount: not a number' as reason, '{"email": "john@archer.example"}' as payload, 'run-1' as run_id, timestamp '2026-06-30 20:00:00' as quarantined_at;
create table ops.check_results as select * from (values
    ('run-1', 'reconciliation', 'raw_stripe', true, 'red', '0 rows differ', timestamp '2026-06-30 20:00:00'),
    ('run-1', 'volume', 'marts.fct_payments', false, 'amber', '2 rows, usually 4', timestamp '2026-06-30 20:00:00')
) as checks (run_id, check_name, asset, passed, severity, observed, checked_at);
create table ops.load_reconciliation as select 'stripe' as source, 'charges' as entry, 'payments' as entity, 'landing/stripe/charges.json' as file, 10 as rows_read, 9 as rows_loaded, 0 as rows_repeated, 0 as rows_superseded, 0 as rows_filtered, 1 as rows_quarantined, 'run-1' as run_id;
create table ops.load_warnings as select 'run-1' as run_id, 'stripe' as source, 'charges' as entry, 'landing/stripe/charges.json' as file, 'amber' as severity, 'new column' as kind, 'The file has a column that no contract knows: colour.' as message;
create table ops.sources as select * from (values ('stripe', 'subscriptions', 'stripe', 'home'), ('bureau', 'subscriptions', 'files', 'home')) as sources (source, feed, connector, login_namespace);

create table identity.record_customers as select * from (values
    ('stripe', 'profiles', 'cus_john', 'c_john', 'person', true, 'John@Archer.example', '01904 555010', 'John', 'Archer', 'John Archer'),
    ('bureau', 'profiles', 'B-100', 'c_john', 'person', true, null, null, 'J.', 'Archer', null),
    ('shopify', 'profiles', 'guest:9001', 'c_john', 'person', true, 'john.archer@home.example', null, 'John', 'Archer', null),
    ('ga4', 'devices', 'dev.1', 'c_john', 'person', false, null, null, null, null, null),
    ('stripe', 'profiles', 'cus_jane', 'c_jane', 'person', true, 'jane@archer.example', null, 'Jane', 'Archer', null),
    ('stripe', 'profiles', 'cus_omar', 'c_omar', 'person', true, null, null, 'Omar', 'Said', null),
    ('stripe', 'profiles', 'cus_void', 'c_void', 'person', false, null, null, null, null, null)
) as records (source, entity, record_id, customer_id, customer_kind, is_described, email, phone, first_name, last_name, full_name);
create table identity.models as select 0 as trained_on, '' as fields_left_out, 0.0 as drift_share;
create table identity.redirects (customer_id varchar, living_customer_id varchar, since timestamp, until timestamp);

create table identity.identifiers as select * from (values
    ('stripe', 'profiles', 'cus_john', 'email', 'john@archer.example', 'links'),
    ('stripe', 'profiles', 'cus_john', 'phone', '+441904555010', 'links'),
    ('shopify', 'profiles', 'guest:9001', 'email', 'john.archer@home.example', 'links'),
    ('stripe', 'profiles', 'cus_omar', 'email', 'family@said.example', 'hub'),
    ('stripe', 'profiles', 'cus_void', 'email', 'family@said.example', 'hub')
) as identifiers (source, entity, record_id, identifier_kind, identifier_value, status);
create table identity.edges as select * from (values
    ('stripe', 'profiles', 'cus_john', 'shopify', 'profiles', 'guest:9001', 'same_phone', true),
    ('stripe', 'profiles', 'cus_john', 'bureau', 'profiles', 'B-100', 'same_phone', true),
    ('stripe', 'profiles', 'cus_john', 'stripe', 'profiles', 'cus_jane', 'same_phone', false),
    ('ga4', 'devices', 'dev.1', 'stripe', 'profiles', 'cus_john', 'one_login', true)
) as edges (source_a, entity_a, record_id_a, source_b, entity_b, record_id_b, rule, is_accepted);
