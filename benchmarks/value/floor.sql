-- What every customer is worth, by hand: the yardstick of the models' speed, and the judge of what they say.
--
-- Written from the definitions of value, tiers and the ledger, for DuckDB alone, as fast as its writer can: one read
-- of the ledger, integers for keys, windows only over the few that need them, no recursion. Money is exact
-- throughout: whole ten-thousandths in 64 bits while it is worked on, decimals in what comes out.
--
-- In: database `books` (the tables of world.sql), variable as_of; the reporting time zone is UTC. The books begin in
-- the month 24 months before as_of's, so 24 month-ends are replayed.
-- Out: customer_value, tier_history, thresholds, whale_curve, year_on_year_bridge, with the columns of the models.

-- STEP value ---------------------------------------------------------------------------------------------------------

create macro months_since(day) as cast(year(day) * 12 + month(day) as integer) - getvariable('base_month');
create macro money(ten_thousandths) as cast(cast(ten_thousandths as decimal(14, 0)) * 0.0001 as decimal(18, 4));
create macro in_cents(ten_thousandths) as cast(cast(money(ten_thousandths) as decimal(18, 2)) as varchar);
create macro ten_thousandths(amount) as cast(amount * 10000 as bigint);
-- A share of an amount in whole cents, cut downwards.
create macro share(amount, part, whole) as
    (amount * part - if(amount * part < 0, 100 * whole - 1, 0)) // (100 * whole) * 100;

set variable base_month = cast(year(getvariable('as_of')) * 12 + month(getvariable('as_of')) - 24 as integer);
set variable midnight = cast(getvariable('as_of') + 1 as date);

-- Months by number, 0 being the first of the books.
create temp table months as
select
    number,
    cast(date_trunc('month', getvariable('as_of')) + to_months(cast(number - 24 as integer)) as date) as opens_on,
    cast(opens_on + to_months(1) as date) as closes_on
from range(-1, 90) as numbers(number);

-- The three days at which lifetime, the last 12 months and the 12 before them are cut.
set variable now = getvariable('midnight');
set variable year_ago = cast(getvariable('midnight') - to_months(12) as date);
set variable two_years_ago = cast(getvariable('midnight') - to_months(24) as date);

create temp table customers as
select
    customer_number as customer_no, customer_id, customer_kind = 'organisation' as is_organisation,
    months_since(first_seen_at) + 1 as seen_month
from books.intermediate.int_customers;

create temp table records as
select source, record_id, customer_number as customer_no
from books.intermediate.int_customer_records;

create temp table products as
select cast(row_number() over () as integer) as product_no, *
from (
    select distinct product_id, product_line, title
    from books.intermediate.int_ledger_entries
    where entry_type in ('list_price', 'discount', 'refund', 'chargeback')
);

-- Whose, of which kind and, for what the buyer pays, of which product: one number, for by one key a group is found in
-- half the time.
create macro what(customer_no, product_no, kind, is_priced, is_undiscounted) as
    (coalesce(customer_no + 1, 0)::bigint << 32) | (if(kind <= 3, coalesce(product_no, 0), 0)::bigint << 8)
    | (kind::bigint << 2) | if(is_priced, 2, 0) | if(is_undiscounted, 1, 0);

-- 1 list price, 2 discount, 3 refund or chargeback, 4 shipping, 5 to 10 the costs.
create temp table entries as
select
    customer_no,
    case entry_type
        when 'list_price' then 1 when 'discount' then 2 when 'refund' then 3 when 'chargeback' then 3
        when 'shipping' then 4 when 'cost_of_goods' then 5 when 'fulfilment' then 6 when 'payment_fee' then 7
        when 'channel_commission' then 8 when 'support_cost' then 9 when 'service_cost' then 10
    end::utinyint as kind,
    product_no,
    occurred_date as day,
    ten_thousandths(reporting_amount) as amount,
    ten_thousandths(reporting_unearned_amount) as unearned,
    ten_thousandths(coalesce(quantity, 1)) as quantity,
    entry_type = 'list_price' and not is_donation as is_priced,
    is_undiscounted,
    what(customer_no, product_no, kind, is_priced, is_undiscounted) as what,
    entry_type = 'list_price' and net_line_amount > 0 as is_payment,
    refund_id is null as is_sale,
    cast(service_start_at as date) as agreed_from,
    cast(service_end_at as date) as agreed_to,
    -- A payment that was given back altogether earns the rest on that day.
    least(agreed_from, settled_date) as starts_on,
    least(agreed_to, settled_date + 1) as ends_on,
    cast(pause_start_at as date) as paused_on,
    cast(pause_end_at as date) as resumed_on,
    issue_count,
    coalesce(agreed_to > agreed_from, false) as is_spread
from books.intermediate.int_ledger_entries as ledger
left join records on ledger.profile_record_id = records.record_id and ledger.source = records.source
left join products
    on ledger.product_id is not distinct from products.product_id
    and ledger.product_line is not distinct from products.product_line
    and ledger.title is not distinct from products.title
where not is_memo;

-- What is served over time is earned by its days: by the end of each so much in whole cents, the odd cents with the last.
-- Of a refund the part that takes back what was not yet earned is spread, the rest counts at once.
create temp table spread as
select
    what, customer_no, kind, product_no, is_priced, is_undiscounted, quantity, starts_on, ends_on,
    cast(agreed_to - agreed_from as integer) as days,
    coalesce(unearned, amount) as amount,
    months_since(starts_on) as first_month,
    months_since(ends_on - 1) as last_month
from entries
where is_spread and amount is not null and issue_count is null and paused_on is null;

create macro earned_before(piece, day) as
    case
        when piece.ends_on <= day then piece.amount
        when piece.starts_on >= day then 0
        else share(piece.amount, day - piece.starts_on, piece.days)
    end;

create macro days_before(piece, day) as
    case when piece.ends_on <= day then piece.days else greatest(day - piece.starts_on, 0) end;

set variable openings = (select list(opens_on order by number) from months where number >= 0);
create macro share_of_month(piece, month) as
    earned_before(piece, getvariable('openings')[month + 2]) - earned_before(piece, getvariable('openings')[month + 1]);

-- Pauses earn nothing; where the issues are known each earns the same on the day it comes out: issue k of n that many
-- n-ths of the days after the start, cut to whole days. Few are so; they are written out month by month.
create macro units_at(piece, day) as
    case
        when day >= piece.ends_on then piece.units
        when piece.issue_count is null then served_days(piece, day)
        else (served_days(piece, day) * piece.issue_count + piece.days - 1) // piece.days
    end;
create macro served_days(piece, day) as
    (day - piece.starts_on) - least(greatest((day - piece.starts_on) - piece.pause_from, 0), piece.pause_days);

create macro by_units(piece, units) as
    case when units >= piece.units then piece.amount else share(piece.amount, units, piece.units) end;

create macro units_in_month(piece, day) as units_at(piece, least(greatest(day, piece.from_day), piece.to_day));

create macro part_before(piece, day) as
    by_units(piece, units_in_month(piece, day))
    - by_units(piece, piece.from_units);

create temp table uneven as
with served as (
    select
        what, customer_no, kind, product_no, is_priced, is_undiscounted, quantity, starts_on, ends_on, issue_count,
        coalesce(unearned, amount) as amount,
        coalesce(greatest(paused_on - agreed_from, 0), 0) as pause_from,
        coalesce(greatest(least(agreed_to, resumed_on) - greatest(agreed_from, paused_on), 0), 0) as pause_length,
        -- A pause of the whole time leaves no day to earn on; then it counts as none.
        case when pause_length < agreed_to - agreed_from then pause_length else 0 end as pause_days,
        agreed_to - agreed_from - pause_days as days,
        coalesce(issue_count, days) as units
    from entries
    where is_spread and amount is not null and (issue_count is not null or paused_on is not null)
),
by_month as (
    select *, unnest(range(months_since(starts_on), months_since(ends_on - 1) + 1))::integer as month
    from served
),
shared as (
    select
        served.*,
        greatest(opens_on, starts_on) as from_day,
        least(closes_on, ends_on) as to_day,
        units_at(served, greatest(opens_on, starts_on)) as from_units,
        units_at(served, least(closes_on, ends_on)) as to_units
    from by_month as served
    inner join months on served.month = months.number
),
placed as (
    select *, by_units(shared, to_units) - by_units(shared, from_units) as month_share
    from shared
)
select
    what, customer_no, kind, product_no, is_priced, is_undiscounted, quantity, from_day, to_day, month, month_share,
    if(issue_count is null, 2, 4)::utinyint as unit,
    units_in_month(placed, getvariable('now')) as units,
    units_in_month(placed, getvariable('year_ago')) as units_a_year_ago,
    units_in_month(placed, getvariable('two_years_ago')) as units_two_years_ago,
    part_before(placed, getvariable('now')) as earned,
    part_before(placed, getvariable('year_ago')) as earned_a_year_ago,
    part_before(placed, getvariable('two_years_ago')) as earned_two_years_ago
from placed;

-- Everything that is earned, by now and before the two years that are compared; units: days, issues or pieces, and
-- which of them there are: a bit each. Of whom, of what kind and, for what the buyer pays, of which product is all that
-- is asked later. Those five keys are `what`.
create temp table earned as
select
    nullif(what >> 32, 0)::integer - 1 as customer_no,
    nullif((what >> 8) & 16777215, 0)::integer as product_no,
    ((what >> 2) & 63)::utinyint as kind,
    what & 2 = 2 as is_priced,
    what & 1 = 1 as is_undiscounted,
    columns(* exclude (what))
from (
    select
        what,
        cast(sum(booked) as bigint) as booked,
        cast(sum(earned) as bigint) as earned,
        cast(sum(earned_a_year_ago) as bigint) as earned_a_year_ago,
        cast(sum(earned_two_years_ago) as bigint) as earned_two_years_ago,
        cast(sum(units_this_year) as bigint) as units_this_year,
        cast(sum(units_last_year) as bigint) as units_last_year,
        bit_or(if(units_this_year <> 0 or units_last_year <> 0, unit, 0)) as unit_bits
    from (
        select
            what,
            amount as booked,
            amount as earned,
            if(day < getvariable('year_ago'), amount, 0) as earned_a_year_ago,
            if(day < getvariable('two_years_ago'), amount, 0) as earned_two_years_ago,
            if(day >= getvariable('year_ago'), quantity, 0) as units_this_year,
            if(day < getvariable('year_ago') and day >= getvariable('two_years_ago'), quantity, 0) as units_last_year,
            1::utinyint as unit
        from (
            select * replace (if(is_spread, amount - unearned, amount) as amount)
            from entries
            where amount is not null and (not is_spread or unearned <> amount)
        )
        union all
        select
            what, amount,
            earned_before(spread, getvariable('now')),
            earned_before(spread, getvariable('year_ago')),
            earned_before(spread, getvariable('two_years_ago')),
            quantity * (days_before(spread, getvariable('now')) - days_before(spread, getvariable('year_ago'))),
            quantity * (
                days_before(spread, getvariable('year_ago')) - days_before(spread, getvariable('two_years_ago'))
            ),
            2
        from spread
        union all
        select
            what, month_share, earned, earned_a_year_ago,
            earned_two_years_ago,
            quantity * (units - units_a_year_ago),
            quantity * (units_a_year_ago - units_two_years_ago),
            unit
        from uneven
    )
    group by what
);

create temp table sums as
select
    customer_no,
    sum(if(kind = 1, earned, 0)) as list_amount,
    -sum(if(kind = 2, earned, 0)) as discount_amount,
    -sum(if(kind = 3, earned, 0)) as refund_amount,
    sum(if(kind = 4, earned, 0)) as shipping_amount,
    -sum(if(kind = 5, earned, 0)) as cost_of_goods,
    -sum(if(kind = 6, earned, 0)) as fulfilment_cost,
    -sum(if(kind = 7, earned, 0)) as payment_fees,
    -sum(if(kind = 8, earned, 0)) as channel_commission,
    -sum(if(kind = 9, earned, 0)) as support_cost,
    -sum(if(kind = 10, earned, 0)) as service_cost,
    sum(earned) as contribution_profit,
    sum(if(kind = 1, this_year, 0)) as list_amount_12m,
    -sum(if(kind = 2, this_year, 0)) as discount_amount_12m,
    -sum(if(kind = 3, this_year, 0)) as refund_amount_12m,
    sum(if(kind = 4, this_year, 0)) as shipping_amount_12m,
    -sum(if(kind = 5, this_year, 0)) as cost_of_goods_12m,
    -sum(if(kind = 6, this_year, 0)) as fulfilment_cost_12m,
    -sum(if(kind = 7, this_year, 0)) as payment_fees_12m,
    -sum(if(kind = 8, this_year, 0)) as channel_commission_12m,
    -sum(if(kind = 9, this_year, 0)) as support_cost_12m,
    -sum(if(kind = 10, this_year, 0)) as service_cost_12m,
    sum(this_year) as contribution_profit_12m,
    sum(booked - earned) as deferred_balance,
    sum(if(is_priced, earned - earned_two_years_ago, 0)) as priced_24m,
    sum(if(is_priced and is_undiscounted, earned - earned_two_years_ago, 0)) as full_price_24m
from (select *, earned - earned_a_year_ago as this_year from earned where customer_no is not null)
group by customer_no;

create temp table value as
select customer_no, cast(columns(* exclude (customer_no)) as bigint)
from sums;

create temp table product_lines_now as
select customer_no, count(*) as line_count
from (
    select customer_no, product_line
    from earned
    inner join products using (product_no)
    where kind = 1 and customer_no is not null
    group by customer_no, product_line
    having sum(earned - earned_a_year_ago) > 0 and product_line is not null
)
group by customer_no;

create temp table booked as
select
    customer_no,
    min(day) filter (is_payment) as first_paid_on,
    sum(amount) filter (kind in (1, 2, 4) and is_sale and day >= getvariable('year_ago')) as billed_12m,
    count(*) filter (amount is null) as unconverted_entries
from entries
where customer_no is not null
group by customer_no;

-- Orders with something in them, and subscriptions that are more than a trial; terms that were paid for.
create temp table goods_orders as
select customer_no, count(distinct (lines.source, order_id)) as orders, max(cast(ordered_at as date)) as last_ordered_on
from books.intermediate.int_order_lines_booked as lines
inner join records on lines.profile_record_id = records.record_id and lines.source = records.source
where quantity > 0
group by customer_no;

create temp table starts as
select customer_no, count(*) as starts
from books.intermediate.int_customer_subscriptions as subscriptions
inner join customers using (customer_id)
where
    role = 'payer' and not is_complimentary and status <> 'trial'
    and coalesce(trial_end_at, started_at) < getvariable('midnight')
    and (ended_at is null or ended_at > coalesce(trial_end_at, started_at))
group by customer_no;

create temp table terms as
select
    customer_no, lines.source, lines.subscription_id, lines.payment_id,
    min(service_start_at) as starts_at,
    max(least(
        service_end_at, ended_at, if(settled_date is not null, greatest(cast(settled_date as timestamp), paid_at), null)
    )) as ends_at,
    -- What was given back altogether, or before it began, is no term to renew.
    any_value(is_all_paid_back) is not true and (any_value(settled_date) <= min(service_start_at)) is not true as is_kept
from books.intermediate.int_payment_lines_split as lines
inner join records on lines.profile_record_id = records.record_id and lines.source = records.source
left join books.intermediate.int_subscriptions_described as subscriptions
    on lines.subscription_id = subscriptions.subscription_id and lines.source = subscriptions.source
left join (
    select source, payment_id, min(refunded_date) as settled_date, bool_or(is_all_paid_back) as is_all_paid_back
    from books.intermediate.int_refunds_allocated
    where is_end_of_service
    group by all
) as settled on lines.payment_id = settled.payment_id and lines.source = settled.source
where line_kind in ('term', 'remainder') and net_amount > 0 and service_end_at is not null
group by all;

create temp table terms_counted as
select
    customer_no,
    count(*) filter (is_kept) - count(distinct (source, subscription_id)) filter (is_kept) as renewals,
    max(ends_at) >= getvariable('midnight') as has_term_left
from terms
group by customer_no;

-- The last stretch of paid service; pauses belong to it, gaps to 60 days, whole ones, do not end it.
create temp table service as
with served as (
    select customer_no, starts_at, ends_at from terms where starts_at < getvariable('midnight')
    union all
    select distinct customer_no, pause_start_at, pause_end_at
    from books.intermediate.int_customer_subscriptions as subscriptions
    inner join customers using (customer_id)
    inner join terms using (customer_no, source, subscription_id)
    where
        role = 'payer' and not is_complimentary
        and pause_start_at >= starts_at
        and cast(pause_start_at as date) - cast(ends_at as date) <= if(format in ('print', 'both'), 60, 30)
),
reached as (
    select
        *,
        max(ends_at) over (
            partition by customer_no order by starts_at, ends_at rows between unbounded preceding and 1 preceding
        ) as served_until
    from served
    where ends_at >= starts_at
)
select
    customer_no,
    max(starts_at) filter (
        served_until is null or cast(starts_at as date) - cast(served_until as date) > 60
    ) as began_at,
    max(ends_at) as ended_at
from reached
group by customer_no;

create temp table loyalty as
select
    customer_no,
    coalesce(orders, 0) + coalesce(starts, 0) as order_count,
    coalesce(renewals, 0) as renewal_count,
    case
        when ended_at + to_days(60) >= getvariable('midnight')
            then greatest(cast(least(ended_at, getvariable('midnight')) as date) - cast(began_at as date), 0)
        else 0
    end as tenure_days,
    case
        when has_term_left then 0
        else greatest(getvariable('as_of') - greatest(cast(ended_at as date), last_ordered_on), 0)
    end as recency_days
from goods_orders
full join starts using (customer_no)
full join terms_counted using (customer_no)
full join service using (customer_no);

-- STEP replay --------------------------------------------------------------------------------------------------------

-- What may change a tier at a month-end is kept as bits, one per month-end: bit 1 is the first one, bit 24 the last,
-- bit 25 the midnight after as_of, which the preview is of. Month 0 lies before bit 1. A rule over months is then a
-- few operations on one number: `through_a_year` sets the bits of the twelve month-ends after each month.
create macro through_4(bits) as bits | (bits << 1) | (bits << 2) | (bits << 3);
create macro through_a_year(bits) as
    ((through_4(bits) << 1) | (through_4(bits) << 5) | (through_4(bits) << 9)) & 33554431;
create macro month_bit(number) as 1::bigint << number;
-- The bits from one month-end up to the last one.
create macro from_bit(number) as 33554432 - month_bit(least(greatest(number, 0), 25));
create macro has_bit(bits, number) as (bits >> number) & 1 = 1;

-- What was bought when, by product line: months that are over, for at a month-end nothing of the month that it begins
-- counts. An amount of less than a cent a day may not show in every month, and is looked at month by month.
create macro months_between(first_month, last_month) as
    (month_bit(least(last_month, 23) + 1) - month_bit(least(first_month, 24)));

create temp table lists as
select customer_no, product_no, is_priced, is_undiscounted, month_bit(months_since(day)) as months_bought
from entries
where
    kind = 1 and not is_spread and amount > 0 and customer_no is not null
    and day < date_trunc('month', getvariable('as_of'))
union all
select customer_no, product_no, is_priced, is_undiscounted, months_between(first_month, last_month)
from spread
where
    kind = 1 and customer_no is not null and amount >= 100 * days
union all
select customer_no, product_no, is_priced, is_undiscounted, month_bit(month)
from (
    select *, unnest(range(first_month, least(last_month, 23) + 1))::integer as month
    from spread
    where kind = 1 and customer_no is not null and amount > 0 and amount < 100 * days
) as small_ones
where share_of_month(small_ones, month) > 0
union all
select customer_no, product_no, is_priced, is_undiscounted, month_bit(month)
from uneven
where kind = 1 and customer_no is not null and month_share > 0 and month < 24;

create temp table lines_bought as
select
    customer_no, product_line,
    bit_or(months_bought) as months_bought,
    bit_or(months_bought) filter (is_priced and is_undiscounted) as months_in_full,
    bit_or(months_bought) filter (is_priced and not is_undiscounted) as months_reduced
from lists
inner join products using (product_no)
group by customer_no, product_line;

create temp table bought as
select
    customer_no,
    bit_or(months_bought) as months_bought,
    coalesce(bit_or(months_in_full), 0) as months_in_full,
    coalesce(bit_or(months_reduced), 0) as months_reduced
from lines_bought
group by customer_no;

-- At full price: four fifths of what was listed in the months before. Only for who bought both ways must it be summed:
-- what was paid in full less four times what was reduced is then not below zero.
create temp table full_price as
with mixed as (
    select customer_no from bought where months_in_full <> 0 and months_reduced <> 0
),
amounts as (
    select customer_no, months_since(day) as month, if(is_undiscounted, amount, -4 * amount) as amount
    from entries
    semi join mixed using (customer_no)
    where is_priced and not is_spread and day < date_trunc('month', getvariable('as_of'))
    union all
    select
        customer_no, month,
        share_of_month(pieces, month) * if(is_undiscounted, 1, -4)
    from (
        select *, unnest(range(first_month, least(last_month, 23) + 1))::integer as month
        from spread
        semi join mixed using (customer_no)
        where is_priced
    ) as pieces
    union all
    select customer_no, month, month_share * if(is_undiscounted, 1, -4)
    from uneven
    semi join mixed using (customer_no)
    where is_priced and month < 24
),
running as (
    select
        customer_no, month,
        lead(month) over so_far as next_month,
        sum(sum(amount)) over so_far as balance
    from amounts
    group by customer_no, month
    window so_far as (partition by customer_no order by month)
)
select customer_no, bit_or(months_between(month, coalesce(next_month, 24) - 1) << 1) as full_price
from running
where balance >= 0
group by customer_no
union all
select customer_no, from_bit(bit_count((months_in_full & -months_in_full) - 1) + 1)
from bought
where months_in_full <> 0 and months_reduced = 0;

-- Two lines at a month-end are any two whose years overlap there; what is of no known line is none of them.
create temp table two_lines as
select customer_no, bit_or(through_a_year(one.months_bought) & through_a_year(other.months_bought)) as two_lines
from lines_bought as one
inner join lines_bought as other using (customer_no)
where one.product_line < other.product_line
group by customer_no;

-- Who reads what another pays for: from the month-end after that begins, which is no trial, to the last one it reaches.
create temp table readers as
select
    customer_no,
    min(months_since(paid_from) + 1) as reads_from,
    bit_or(
        from_bit(months_since(paid_from) + 1) & ~from_bit(coalesce(months_since(access_until), 24) + 1)
        | if(access_until is null or access_until >= getvariable('midnight'), month_bit(25), 0)
    ) as reads_on_anothers_money
from (
    select *, greatest(access_from, trial_end_at) as paid_from
    from books.intermediate.int_customer_subscriptions
    where role = 'reader' and customer_id <> payer_customer_id and not is_complimentary and status <> 'trial'
)
inner join customers using (customer_id)
where paid_from < getvariable('midnight') and (access_until is null or access_until > paid_from)
group by customer_no;

-- Advocates: the latest answer is 9 or 10, or somebody they referred has converted, or three shares in twelve months.
create temp table advocates as
with answers as (
    select
        customer_no, answered_at, answer_number,
        lead(answered_at) over (
            partition by customer_no order by answered_at, answers.source, answers.record_id
        ) as next_answered_at
    from books.intermediate.int_survey_answers_unioned as answers
    inner join records on answers.source = records.source and answers.profile_record_id = records.record_id
    where theme = 'nps' and answer_number is not null and answered_at < getvariable('midnight')
),
shares as (
    select
        customer_no,
        months_since(occurred_at) as month,
        occurred_at >= getvariable('year_ago') as is_of_this_year
    from books.intermediate.int_social_interactions_unioned as interactions
    inner join records on interactions.source = records.source and interactions.profile_record_id = records.record_id
    where interaction_type = 'share' and occurred_at < getvariable('midnight')
),
signs as (
    select
        customer_no,
        from_bit(months_since(answered_at) + 1) & ~from_bit(coalesce(months_since(next_answered_at), 24) + 1)
        | if(next_answered_at is null, month_bit(25), 0) as bits
    from answers
    where answer_number >= 9
    union all
    select customer_no, from_bit(months_since(converted_at) + 1) | month_bit(25)
    from books.intermediate.int_referrals_unioned as referrals
    inner join records
        on referrals.source = records.source and referrals.referrer_profile_record_id = records.record_id
    where converted_at < getvariable('midnight')
    union all
    select customer_no, month_bit(month_end)
    from shares, range(1, 25) as month_ends(month_end)
    where month_end between month + 1 and month + 12
    group by customer_no, month_end
    having count(*) >= 3
    union all
    select customer_no, month_bit(25) from shares where is_of_this_year group by customer_no having count(*) >= 3
)
select customer_no, bit_or(bits) as advocate from signs group by customer_no;

-- Whoever has money, or reads another's: what decides the tier before there is a rank. `new` comes before `dormant`:
-- who has just paid for what begins later has earned us nothing yet, but is not asleep.
create temp table states as
select
    customer_no,
    is_organisation,
    first_paid_on,
    33554432 - month_bit(least(
        greatest(least(seen_month, months_since(first_paid_on) + 1, reads_from), 0), 25
    )) as known,
    if(first_paid_on is null, 0, from_bit(months_since(first_paid_on) + 1) | month_bit(25)) as paid,
    -- Ninety days from the first payment: up to the month-end before the one that they are over by.
    coalesce(
        from_bit(months_since(first_paid_on) + 1) & ~from_bit(months_since(first_paid_on + 89) + 1), 0
    ) | if(getvariable('midnight') - first_paid_on < 90, month_bit(25), 0) as recent,
    through_a_year(coalesce(months_bought, 0)) | if(list_amount_12m > 0, month_bit(25), 0) as earning,
    coalesce(reads_on_anothers_money, 0) as reading,
    coalesce(two_lines, 0) | if(line_count >= 2, month_bit(25), 0) as two_lines,
    coalesce(advocate, 0) as advocate,
    coalesce(full_price, 0)
    | if(priced_24m > 0 and 5 * full_price_24m >= 4 * priced_24m, month_bit(25), 0) as full_price,
    paid & ~recent & earning as ranked
from customers
left join booked using (customer_no)
left join value using (customer_no)
left join product_lines_now using (customer_no)
left join bought using (customer_no)
left join two_lines using (customer_no)
left join full_price using (customer_no)
left join readers using (customer_no)
left join advocates using (customer_no);

-- Contribution by month of whoever is ever ranked.
create temp table monthly as
select customer_no * 32 + month as customer_month, cast(sum(amount) as bigint) as amount
from (
    select customer_no, months_since(day) as month, if(is_spread, amount - unearned, amount) as amount
    from entries
    where
        customer_no is not null and amount is not null and day < date_trunc('month', getvariable('as_of'))
        and (not is_spread or unearned <> amount)
    union all
    select customer_no, month, share_of_month(pieces, month)
    from (
        select *, unnest(range(first_month, least(last_month, 23) + 1))::integer as month
        from spread
        where customer_no is not null and first_month < 24
    ) as pieces
    union all
    select customer_no, month, month_share
    from uneven
    where customer_no is not null and month < 24
)
group by customer_month;

-- Sums of twelve months at each month-end, and at as_of.
create temp table windows as
select
    customer_no, is_organisation, ranked,
    [
        sum_1, sum_2, sum_3, sum_4, sum_5, sum_6, sum_7, sum_8,
        sum_9, sum_10, sum_11, sum_12, sum_13, sum_14, sum_15, sum_16,
        sum_17, sum_18, sum_19, sum_20, sum_21, sum_22, sum_23, sum_24,
        contribution_profit_12m
    ]::bigint[] as contributions
from (
    select
        *,
        month_0 as sum_1,
        sum_1 + month_1 as sum_2,
        sum_2 + month_2 as sum_3,
        sum_3 + month_3 as sum_4,
        sum_4 + month_4 as sum_5,
        sum_5 + month_5 as sum_6,
        sum_6 + month_6 as sum_7,
        sum_7 + month_7 as sum_8,
        sum_8 + month_8 as sum_9,
        sum_9 + month_9 as sum_10,
        sum_10 + month_10 as sum_11,
        sum_11 + month_11 as sum_12,
        sum_12 + month_12 - month_0 as sum_13,
        sum_13 + month_13 - month_1 as sum_14,
        sum_14 + month_14 - month_2 as sum_15,
        sum_15 + month_15 - month_3 as sum_16,
        sum_16 + month_16 - month_4 as sum_17,
        sum_17 + month_17 - month_5 as sum_18,
        sum_18 + month_18 - month_6 as sum_19,
        sum_19 + month_19 - month_7 as sum_20,
        sum_20 + month_20 - month_8 as sum_21,
        sum_21 + month_21 - month_9 as sum_22,
        sum_22 + month_22 - month_10 as sum_23,
        sum_23 + month_23 - month_11 as sum_24
    from (
        select
            customer_no,
            sum(if(month = 0, amount, 0)) as month_0,
            sum(if(month = 1, amount, 0)) as month_1,
            sum(if(month = 2, amount, 0)) as month_2,
            sum(if(month = 3, amount, 0)) as month_3,
            sum(if(month = 4, amount, 0)) as month_4,
            sum(if(month = 5, amount, 0)) as month_5,
            sum(if(month = 6, amount, 0)) as month_6,
            sum(if(month = 7, amount, 0)) as month_7,
            sum(if(month = 8, amount, 0)) as month_8,
            sum(if(month = 9, amount, 0)) as month_9,
            sum(if(month = 10, amount, 0)) as month_10,
            sum(if(month = 11, amount, 0)) as month_11,
            sum(if(month = 12, amount, 0)) as month_12,
            sum(if(month = 13, amount, 0)) as month_13,
            sum(if(month = 14, amount, 0)) as month_14,
            sum(if(month = 15, amount, 0)) as month_15,
            sum(if(month = 16, amount, 0)) as month_16,
            sum(if(month = 17, amount, 0)) as month_17,
            sum(if(month = 18, amount, 0)) as month_18,
            sum(if(month = 19, amount, 0)) as month_19,
            sum(if(month = 20, amount, 0)) as month_20,
            sum(if(month = 21, amount, 0)) as month_21,
            sum(if(month = 22, amount, 0)) as month_22,
            sum(if(month = 23, amount, 0)) as month_23
        from (
            select customer_month >> 5 as customer_no, customer_month & 31 as month, amount
            from monthly
            where customer_month >> 5 in (select customer_no from states where ranked <> 0)
        )
        group by customer_no
    )
)
inner join states using (customer_no)
inner join value using (customer_no);

create temp table ranked as
select customer_no, is_organisation, month_end::utinyint as month_end, contribution
from (
    select
        customer_no, is_organisation, ranked,
        unnest(contributions) as contribution,
        unnest(range(1, 26))::integer as month_end
    from windows
)
where has_bit(ranked, month_end);

-- A threshold is the smallest contribution of which those with more hold less than half, or four fifths, of all that
-- is positive. Steps of ten units first; only the step that a threshold lies in is looked at customer by customer.
create temp table tier_thresholds as
with steps as (
    select month_end, is_organisation, contribution // 100000 as step, sum(contribution) as amount
    from ranked
    where contribution > 0
    group by all
),
summed as (
    select
        *,
        sum(amount) over (partition by month_end, is_organisation order by step desc) - amount as above,
        sum(amount) over (partition by month_end, is_organisation) as total
    from steps
),
met as (
    select
        month_end, is_organisation, 'ideal' as tier,
        min(step) as step, arg_min(above, step) as above, any_value(total) as total
    from summed
    where 2 * above < total
    group by all
    union all
    select month_end, is_organisation, 'core', min(step), arg_min(above, step), any_value(total)
    from summed
    where 5 * above < 4 * total
    group by all
),
amounts as (
    select month_end, is_organisation, tier, contribution, above, total, sum(contribution) as amount
    from (
        select met.*, ranked.contribution
        from ranked
        inner join met
            on ranked.month_end = met.month_end
            and ranked.is_organisation = met.is_organisation
            and ranked.contribution // 100000 = met.step
        where ranked.contribution > 0
    )
    group by all
),
placed as (
    select
        * replace (
            above - amount + sum(amount) over (
                partition by month_end, is_organisation, tier order by contribution desc
            ) as above
        )
    from amounts
)
select
    month_end, is_organisation,
    min(contribution) filter (tier = 'ideal' and 2 * above < total) as ideal_threshold,
    min(contribution) filter (tier = 'core' and 5 * above < 4 * total) as core_threshold
from placed
group by all;

-- The dead band, per threshold: bits of the month-ends above it, of those below it, and at which the plain one is met.
create temp table signals as
select
    customer_no,
    bit_or(if(contribution >= ideal_threshold, month_bit(month_end), 0)) as ideal_plain,
    bit_or(if(5 * contribution >= 6 * ideal_threshold, month_bit(month_end), 0)) as ideal_up,
    bit_or(if(5 * contribution < 4 * ideal_threshold, month_bit(month_end), 0)) as ideal_down,
    bit_or(if(contribution >= core_threshold, month_bit(month_end), 0)) as core_plain,
    bit_or(if(5 * contribution >= 6 * core_threshold, month_bit(month_end), 0)) as core_up,
    bit_or(if(5 * contribution < 4 * core_threshold, month_bit(month_end), 0)) as core_down,
    bit_or(if(contribution >= 0, month_bit(month_end), 0)) as profit_up
from ranked
left join tier_thresholds using (month_end, is_organisation)
group by customer_no;

-- Two month-ends running: where a run of ranked month-ends begins the plain condition decides, later only a signal
-- that stands for the second time, and between decisions the last one holds. Of two numbers whose sum carries from
-- bit to bit just where a decision holds on, the carries are the flag.
create macro decided(starts, plain, up) as (starts & plain) | (~starts & up & (up << 1));
create macro carried(decision, held) as xor(xor((decision | held) + decision, decision | held), decision) >> 1;
create macro flag(ranked, starts, plain, up, down) as carried(
    decided(starts, plain, up),
    ranked & ~starts & ~decided(starts, plain, up) & ~(down & (down << 1))
);

create temp table tiers as
with placed as (
    select
        customer_no, is_organisation, first_paid_on, known,
        (known | month_bit(25)) & ~paid & ~reading as prospect,
        reading & ~(paid & earning) as beneficiary,
        paid & recent & ~(reading & ~earning) as new,
        paid & ~recent & ~earning & ~reading as dormant,
        ranked & ~profit as problem,
        ideal as is_past_ideal,
        kinds,
        ranked & profit & ideal & core & kind as ideal,
        ranked & profit & core & ~(ideal & kind) as core,
        ranked & profit & ~core as potential
    from (
        select
            states.*,
            ranked & ~(ranked << 1) as starts,
            coalesce(flag(ranked, starts, ideal_plain, ideal_up, ideal_down), 0) as ideal,
            coalesce(flag(ranked, starts, core_plain, core_up, core_down), 0) as core,
            coalesce(flag(ranked, starts, profit_up, profit_up, ranked & ~profit_up), 0) as profit,
            (full_price | two_lines | advocate) & ranked as kinds,
            coalesce(flag(ranked, starts, kinds, kinds, ranked & ~kinds), 0) as kind
        from states
        left join signals using (customer_no)
    )
)
select
    *,
    -- A tier begins where its bits differ from those of the month-end before.
    known & 33554431 & (
        ~(known << 1)
        | xor(prospect, prospect << 1) | xor(beneficiary, beneficiary << 1) | xor(new, new << 1)
        | xor(dormant, dormant << 1) | xor(problem, problem << 1) | xor(ideal, ideal << 1)
        | xor(core, core << 1) | xor(potential, potential << 1)
    ) as changed
from placed;

create table thresholds as
select
    -- Months since the year 0, as the models count them.
    getvariable('base_month') - 1 + month_end as month_number,
    if(is_organisation, 'organisation', 'person') as customer_kind,
    money(ideal_threshold) as ideal_threshold,
    money(core_threshold) as core_threshold
from tier_thresholds;

create macro tier_at(tiers, number) as
    case
        when has_bit(tiers.prospect, number) then 'prospect'
        when has_bit(tiers.beneficiary, number) then 'beneficiary'
        when has_bit(tiers.dormant, number) then 'dormant'
        when has_bit(tiers.new, number) then 'new'
        when has_bit(tiers.problem, number) then 'problem'
        when has_bit(tiers.ideal, number) then 'ideal'
        when has_bit(tiers.core, number) then 'core'
        when has_bit(tiers.potential, number) then 'potential'
    end;

-- A spell ends where the next one begins, at the lowest bit of those above its own.
create temp table spells as
select
    customer_no,
    tier_at(tiers, number) as value_tier,
    opens_on as valid_from,
    changed >> (number + 1) as later,
    case
        when later <> 0 then cast(opens_on + to_months(1 + bit_count((later & -later) - 1)::integer) as date)
    end as valid_to,
    number as month_end,
    has_bit(is_past_ideal, number) as is_past_ideal,
    has_bit(kinds, number) as is_of_ideal_kind,
    is_organisation,
    first_paid_on
from tiers
inner join months on number between 1 and 24 and has_bit(changed, number);

-- What held a tier that contribution and thresholds alone would not give.
create macro held_by(contribution, threshold, tier) as
    case
        when 5 * contribution >= 6 * threshold
            then 'above the band of ' || tier || ', not yet at two month-ends running'
        when 5 * contribution < 4 * threshold
            then 'below the band of ' || tier || ', not yet at two month-ends running'
        else 'within the band of ' || tier
    end;

create table tier_history as
select
    customer_id,
    value_tier,
    valid_from,
    valid_to,
    case value_tier
        when 'prospect' then 'has never paid'
        when 'beneficiary' then 'reads on what another pays'
        when 'dormant' then 'nothing earned in 12 months; first paid on ' || first_paid_on
        when 'new' then 'first paid on ' || first_paid_on
        else
            'contribution of 12 months ' || in_cents(contribution)
            || coalesce('; core from ' || in_cents(core_threshold), '')
            || coalesce(', ideal from ' || in_cents(ideal_threshold), '')
            || coalesce('; ' || case
                when value_tier <> 'problem' and contribution < 0 then 'below 0, not yet at two month-ends running'
                when value_tier = 'ideal' and contribution < ideal_threshold
                    then held_by(contribution, ideal_threshold, 'ideal')
                when value_tier = 'core' and contribution >= ideal_threshold and not is_past_ideal
                    then held_by(contribution, ideal_threshold, 'ideal')
                when value_tier = 'core' and contribution >= ideal_threshold
                    then 'ideal needs full price, two lines or a recommendation'
                        || if(is_of_ideal_kind, ' at two month-ends running', '')
                when
                    value_tier = 'core' and contribution < core_threshold
                    or value_tier = 'potential' and contribution >= core_threshold
                    then held_by(contribution, core_threshold, 'core')
            end, '')
    end as reason
from (
    select spells.*, contributions[month_end] as contribution
    from spells
    left join windows
        on spells.customer_no = windows.customer_no
        and value_tier in ('problem', 'ideal', 'core', 'potential')
) as spells
inner join customers using (customer_no)
left join tier_thresholds
    on spells.month_end = tier_thresholds.month_end and spells.is_organisation = tier_thresholds.is_organisation;

-- STEP present -------------------------------------------------------------------------------------------------------

-- The two components furthest from the tier's median, of equally far ones the first by name. A component's distance
-- and its place in the alphabet make one number, so that the greatest is found without sorting.
create temp table members as
select customer_no, is_organisation, tier_at(tiers, 24) as value_tier, value.*
from tiers
inner join value using (customer_no)
where has_bit(problem | ideal | core | potential, 24);

create temp table medians as
select
    value_tier,
    is_organisation,
    [
        quantile_disc(channel_commission_12m, 0.5),
        quantile_disc(cost_of_goods_12m, 0.5),
        quantile_disc(discount_amount_12m, 0.5),
        quantile_disc(fulfilment_cost_12m, 0.5),
        quantile_disc(list_amount_12m, 0.5),
        quantile_disc(payment_fees_12m, 0.5),
        quantile_disc(refund_amount_12m, 0.5),
        quantile_disc(service_cost_12m, 0.5),
        quantile_disc(shipping_amount_12m, 0.5),
        quantile_disc(support_cost_12m, 0.5)
    ] as medians
from members
group by value_tier, is_organisation;

create macro driver_name(number) as [
    'channel commission', 'cost of goods', 'discounts', 'fulfilment', 'list sales',
    'payment fees', 'refunds', 'service', 'shipping', 'support'
][number];
create macro distance(amount, median, number) as abs(amount - median) * 16 + 16 - number;
create macro driver_text(number, amounts, medians) as
    driver_name(number) || ' ' || in_cents(amounts[number]) || ' (tier median ' || in_cents(medians[number]) || ')';

create temp table reasons as
select
    customer_no,
    '; unlike most of its tier: ' || nullif(concat_ws(
        '; ',
        if(furthest >= 16, driver_text(16 - furthest % 16, amounts, medians), null),
        if(second >= 16, driver_text(16 - second % 16, amounts, medians), null)
    ), '') as drivers
from (
    select
        *,
        greatest(
            if(distance_1 < furthest, distance_1, 0),
            if(distance_2 < furthest, distance_2, 0),
            if(distance_3 < furthest, distance_3, 0),
            if(distance_4 < furthest, distance_4, 0),
            if(distance_5 < furthest, distance_5, 0),
            if(distance_6 < furthest, distance_6, 0),
            if(distance_7 < furthest, distance_7, 0),
            if(distance_8 < furthest, distance_8, 0),
            if(distance_9 < furthest, distance_9, 0),
            if(distance_10 < furthest, distance_10, 0)
        ) as second
    from (
        select
            *,
            greatest(
                distance_1, distance_2, distance_3, distance_4, distance_5,
                distance_6, distance_7, distance_8, distance_9, distance_10
            ) as furthest
        from (
            select
                customer_no, medians,
                [
                    channel_commission_12m, cost_of_goods_12m, discount_amount_12m,
                    fulfilment_cost_12m, list_amount_12m, payment_fees_12m,
                    refund_amount_12m, service_cost_12m, shipping_amount_12m,
                    support_cost_12m
                ] as amounts,
                distance(channel_commission_12m, medians[1], 1) as distance_1,
                distance(cost_of_goods_12m, medians[2], 2) as distance_2,
                distance(discount_amount_12m, medians[3], 3) as distance_3,
                distance(fulfilment_cost_12m, medians[4], 4) as distance_4,
                distance(list_amount_12m, medians[5], 5) as distance_5,
                distance(payment_fees_12m, medians[6], 6) as distance_6,
                distance(refund_amount_12m, medians[7], 7) as distance_7,
                distance(service_cost_12m, medians[8], 8) as distance_8,
                distance(shipping_amount_12m, medians[9], 9) as distance_9,
                distance(support_cost_12m, medians[10], 10) as distance_10
            from members
            inner join medians using (value_tier, is_organisation)
        )
    )
);

-- A quotient in whole parts of 1 / `parts`, halves away from zero, of a dividend not below zero: exact, where a division
-- of decimals would be one of floats.
create macro rounded(dividend, divisor, parts) as
    sign(divisor) * ((2 * cast(dividend as hugeint) * parts + abs(divisor)) // nullif(2 * abs(divisor), 0));

create table customer_value as
select
    customer_id,
    getvariable('as_of') as as_of_date,
    money(coalesce(list_amount, 0)) as list_amount,
    money(coalesce(discount_amount, 0)) as discount_amount,
    money(coalesce(refund_amount, 0)) as refund_amount,
    money(coalesce(shipping_amount, 0)) as shipping_amount,
    money(coalesce(list_amount - discount_amount - refund_amount, 0)) as net_revenue,
    money(coalesce(cost_of_goods, 0)) as cost_of_goods,
    money(coalesce(fulfilment_cost, 0)) as fulfilment_cost,
    money(coalesce(payment_fees, 0)) as payment_fees,
    money(coalesce(channel_commission, 0)) as channel_commission,
    money(coalesce(support_cost, 0)) as support_cost,
    money(coalesce(service_cost, 0)) as service_cost,
    money(coalesce(contribution_profit, 0)) as contribution_profit,
    money(coalesce(list_amount_12m, 0)) as list_amount_12m,
    money(coalesce(discount_amount_12m, 0)) as discount_amount_12m,
    money(coalesce(refund_amount_12m, 0)) as refund_amount_12m,
    money(coalesce(shipping_amount_12m, 0)) as shipping_amount_12m,
    money(coalesce(list_amount_12m - discount_amount_12m - refund_amount_12m, 0)) as net_revenue_12m,
    money(coalesce(cost_of_goods_12m, 0)) as cost_of_goods_12m,
    money(coalesce(fulfilment_cost_12m, 0)) as fulfilment_cost_12m,
    money(coalesce(payment_fees_12m, 0)) as payment_fees_12m,
    money(coalesce(channel_commission_12m, 0)) as channel_commission_12m,
    money(coalesce(support_cost_12m, 0)) as support_cost_12m,
    money(coalesce(service_cost_12m, 0)) as service_cost_12m,
    money(coalesce(contribution_profit_12m, 0)) as contribution_profit_12m,
    money(coalesce(billed_12m, 0)) as billed_12m,
    money(coalesce(deferred_balance, 0)) as deferred_balance,
    cast(coalesce(unconverted_entries, 0) as integer) as unconverted_entries,
    cast(coalesce(order_count, 0) as integer) as order_count,
    cast(coalesce(renewal_count, 0) as integer) as renewal_count,
    cast(coalesce(line_count, 0) as integer) as product_line_count,
    cast(rounded(full_price_24m, priced_24m, 1000000) * 0.000001 as decimal(9, 6)) as full_price_share,
    cast(coalesce(tenure_days, 0) as integer) as tenure_days,
    cast(recency_days as integer) as recency_days,
    -- The next term at the customer's own margin: of what was left after discounts and refunds, and never below zero.
    case
        when list_amount_12m - discount_amount_12m - refund_amount_12m <> 0
            then money(rounded(
                cast(cast(next_term_amount_at_risk as decimal(26, 12)) * 1000000000000 as hugeint)
                * greatest(contribution_profit_12m, 0),
                (list_amount_12m - discount_amount_12m - refund_amount_12m) * 1000000000000::hugeint, 10000
            ))
        else cast(next_term_amount_at_risk as decimal(18, 4))
    end as value_at_risk,
    tier_at(tiers, 24) as value_tier,
    months.opens_on as value_tier_since,
    tier_at(tiers, 24) || ': ' || tier_history.reason || case
        when has_bit(problem | ideal | core | potential, 24)
            then '; by now ' || in_cents(contribution_profit_12m) || coalesce(drivers, '')
        when tier_at(tiers, 24) = 'dormant' and unconverted_entries > 0
            then '; entries without an exchange rate, not counted: ' || unconverted_entries
        else ''
    end as value_tier_reason,
    tier_at(tiers, 25) as value_tier_preview
from customers
inner join tiers using (customer_no)
inner join books.intermediate.int_customer_stages using (customer_id)
left join value using (customer_no)
left join booked using (customer_no)
left join product_lines_now using (customer_no)
left join loyalty using (customer_no)
left join months on changed <> 0 and months.number = cast(floor(log2(nullif(changed, 0))) as integer)
left join tier_history on customers.customer_id = tier_history.customer_id and tier_history.valid_to is null
left join reasons using (customer_no);

-- Hundredths of the customers with money in twelve months, rounded up, the best first.
create table whale_curve as
with placed as (
    select
        contribution_profit_12m as contribution,
        row_number() over (order by contribution_profit_12m desc, customer_id) as place,
        count(*) over () as customers
    from customer_value
    where contribution_profit_12m <> 0
),
hundredths as (
    select
        cast((place * 100 + customers - 1) // customers as integer) as percentile,
        max(place) as customer_count,
        any_value(customers) as customers,
        sum(contribution) as contribution,
        sum(greatest(contribution, 0)) as positive
    from placed
    group by percentile
)
select
    percentile,
    cast(customer_count as integer) as customer_count,
    cast(customer_count / customers as decimal(9, 6)) as customer_share,
    cast(contribution as decimal(18, 4)) as contribution_profit_12m,
    cast(sum(contribution) over so_far as decimal(18, 4)) as cumulative_contribution_12m,
    cast(sum(contribution) over so_far / nullif(sum(positive) over (), 0) as decimal(12, 6))
        as cumulative_contribution_share
from hundredths
window so_far as (order by percentile rows between unbounded preceding and current row);

-- The bridge from the net revenue earned in the 12 months before the last 12 to that of the last 12, in the reporting
-- currency. Net revenue is list price less discounts, refunds and chargebacks, each as it is earned, so a renewal that
-- slips by a month lapses nobody.
--   who      a customer for whom list price was earned in the former year and none in the latter is `lapsed`, the other
--            way round `new` (who comes back after a year is new in it). Whoever has both is `expansion` or, where a
--            product's net revenue fell, `contraction`: per product, so that a change of titles shows as what it is.
--            Money in neither year's list price (a late refund) goes by the same sign. What is nobody's is
--            `unattributed`.
--   why      of customer and product: discount and refund are the changes of those two. What list price changed by is
--            volume, at the former year's price per unit, in whole cents cut towards zero; the rest is price, at the
--            latter year's units. Where a year has no units or no list price, all is volume. Units are what earns: the
--            issues that came out where they are known, else days of service without pauses, times copies; or pieces.
--            Where a product has units of two kinds in the two years, all is volume.
--   closes   net_revenue_before + volume + price + discount + refund = net_revenue, in every line and in all, to the
--            last digit; and the lines add up to the earned entries.
-- One line per tier in force, title, product line and movement; null where there is none.
create table year_on_year_bridge as
with products_sold as (
    select
        customer_no,
        product_no,
        cast(sum(earned_a_year_ago - earned_two_years_ago) filter (kind = 1) as bigint) as list_before,
        cast(sum(earned - earned_a_year_ago) filter (kind = 1) as bigint) as list_now,
        cast(sum(earned_a_year_ago - earned_two_years_ago) filter (kind = 2) as bigint) as discount_before,
        cast(sum(earned - earned_a_year_ago) filter (kind = 2) as bigint) as discount_now,
        cast(sum(earned_a_year_ago - earned_two_years_ago) filter (kind = 3) as bigint) as refund_before,
        cast(sum(earned - earned_a_year_ago) filter (kind = 3) as bigint) as refund_now,
        cast(sum(units_last_year) filter (kind = 1) as hugeint) as units_before,
        cast(sum(units_this_year) filter (kind = 1) as hugeint) as units_now,
        bit_or(unit_bits) filter (kind = 1) as unit_bits
    from earned
    where kind <= 3
    group by customer_no, product_no
),
payers as (
    select customer_no, sum(list_before) > 0 as paid_before, sum(list_now) > 0 as pays_now
    from products_sold
    group by customer_no
),
changes as (
    select
        customer_no, product_no,
        coalesce(list_before, 0) as list_before,
        coalesce(list_now, 0) as list_now,
        coalesce(discount_before, 0) as discount_before,
        coalesce(discount_now, 0) as discount_now,
        coalesce(refund_before, 0) as refund_before,
        coalesce(refund_now, 0) as refund_now,
        case
            when list_before <> 0 and list_now <> 0 and units_before > 0 and units_now > 0 and bit_count(unit_bits) = 1
                then cast(list_before * (units_now - units_before) // (units_before * 100) * 100 as bigint)
            else coalesce(list_now, 0) - coalesce(list_before, 0)
        end as volume
    from products_sold
),
moved as (
    select
        changes.*,
        list_before + discount_before + refund_before as before,
        list_now + discount_now + refund_now as now,
        case
            when changes.customer_no is null then 'unattributed'
            when paid_before and not coalesce(pays_now, false) then 'lapsed'
            when pays_now and not coalesce(paid_before, false) then 'new'
            when now < before then 'contraction'
            else 'expansion'
        end as movement
    from changes
    left join payers using (customer_no)
)
select
    tier_at(tiers, 24) as value_tier,
    title,
    product_line,
    movement,
    cast(count(distinct customer_no) as integer) as customers,
    money(cast(sum(before) as bigint)) as net_revenue_before,
    money(cast(sum(volume) as bigint)) as volume,
    money(cast(sum(list_now - list_before - volume) as bigint)) as price,
    money(cast(sum(discount_now - discount_before) as bigint)) as discount,
    money(cast(sum(refund_now - refund_before) as bigint)) as refund,
    money(cast(sum(now) as bigint)) as net_revenue
from moved
left join tiers using (customer_no)
left join products using (product_no)
where
    (list_before, list_now, discount_before, discount_now, refund_before, refund_now) <> (0, 0, 0, 0, 0, 0)
group by all;
