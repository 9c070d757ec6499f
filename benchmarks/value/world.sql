-- An invented publisher's books, in the tables that the value layer reads, drawn by hashing: equal for equal numbers.
--
-- Variables: customers, lines (ledger lines in all), first_day, as_of. The books begin on first_day, so that a replay
-- has just the month-ends between the two. The ledger has the money that these customers' trade makes, and sends of
-- newsletters up to the number of lines asked for.

create schema if not exists intermediate;

create or replace macro draw(owner, topic) as cast(hash(owner, topic) % 10000 as integer);
create or replace macro opens_at() as cast(getvariable('first_day') as timestamp);
create or replace macro ends_at() as cast(getvariable('as_of') as timestamp) + to_days(1);
create or replace macro history_days() as date_diff('day', opens_at(), ends_at());
create or replace macro key_of(prefix, number) as prefix || left(md5(prefix || number), 14);
create or replace macro cents(amount) as cast(amount as decimal(18, 2));

-- Who there is -------------------------------------------------------------------------------------------------------

create or replace temp table people as
select
    number,
    key_of('c_', number) as customer_id,
    number % 250 = 0 as is_organisation,
    case
        when draw(number, 'currency') < 7600 then 'GBP'
        when draw(number, 'currency') < 9000 then 'EUR'
        when draw(number, 'currency') < 9850 then 'USD'
        else 'SEK'
    end as currency,
    -- Half of them are known from the first month on.
    opens_at() + to_days(
        draw(number, 'seen') % if(number % 2 = 0, 30, cast(history_days() as integer))
    ) as first_seen_at
from range(1, getvariable('customers') + 1) as numbers(number);

-- A rate for each day; of Swedish crowns none is known.
create or replace temp table rates as
select
    currency,
    cast(opens_at() + to_days(day) as date) as rate_date,
    cast(base + (hash(currency, day) % 4000000) / 1e8 as decimal(18, 8)) as rate
from (values ('EUR', 0.84), ('USD', 0.76)) as bases(currency, base), range(history_days()) as days(day);

create or replace temp table titles as
select
    number as title_number,
    'title_' || number as product_id,
    if(number % 3 = 0, 'print titles', 'digital titles') as product_line,
    ['Tide', 'Furrow', 'Ledger', 'Compass', 'Kiln', 'Orchard'][number + 1] as title,
    if(number % 3 = 0, 'print', 'digital') as format,
    cents(8 + 2 * number) as monthly_price
from range(6) as numbers(number);

create or replace temp table goods as
select
    number as good_number,
    'good_' || number as product_id,
    ['books', 'stationery', 'art prints', 'events'][number % 4 + 1] as product_line,
    if(number % 4 = 3, ['Tide', 'Furrow', 'Ledger', 'Compass', 'Kiln', 'Orchard'][number % 6 + 1], null) as title,
    cents(6 + number * 1.35) as price
from range(40) as numbers(number);

-- Subscriptions and what was paid for them ---------------------------------------------------------------------------

-- Of every hundred customers five pay by the month, eleven by the year, three for two years, two by the issue;
-- every seventh of them has a second title. A few have access for nothing, or a trial.
create or replace temp table plans as
select
    number, is_organisation, currency, copy,
    case
        when is_organisation then 'year'
        when copy = 2 then if(draw(number, 'second plan') < 4000, 'month', 'year')
        when draw(number, 'plan') < 500 then 'month'
        when draw(number, 'plan') < 1600 then 'year'
        when draw(number, 'plan') < 1900 then 'two years'
        when draw(number, 'plan') < 2100 then 'issues'
        when draw(number, 'plan') < 2200 then 'complimentary'
        when draw(number, 'plan') < 2300 then 'trial'
    end as plan
from people, (values (1), (2)) as copies(copy)
where copy = 1 or (draw(number, 'plan') < 2100 and draw(number, 'second title') < 1500);

create or replace temp table agreed as
select
    plans.*,
    number * 2 + copy as subscription_number,
    key_of('sub_', number * 2 + copy) as subscription_id,
    case when plan = 'issues' then 'bureau' else 'stripe' end as source,
    key_of('cus_', number * 2 + if(draw(number, 'two records') < 1000, copy, 1)) as payer_record_id,
    titles.*,
    case plan when 'month' then 1 when 'year' then 12 when 'issues' then 12 when 'two years' then 24 end as term_months,
    case when is_organisation then 20 else 1 end as copies,
    draw(subscription_number, 'gift') < 600 and not is_organisation as is_gift,
    1 + hash(number, 'receiver') % getvariable('customers') as receiver_number,
    case
        when draw(subscription_number, 'deal') < 1000 then 'always'
        when draw(subscription_number, 'deal') < 3000 then 'first term'
        else 'none'
    end as deal,
    draw(subscription_number, 'app') < 600 as is_by_app,
    plan in ('year', 'two years') and draw(subscription_number, 'pause') < 300 as has_pause,
    -- Every third subscription is there from the first weeks on: a publisher does not begin from nothing.
    opens_at() + to_seconds(cast(hash(subscription_number, 'start') % (
        86400 * if(draw(subscription_number, 'early') < 3500, 28, history_days() - 1)
    ) as bigint)) as started_at,
    case plan
        when 'month' then 1 + draw(subscription_number, 'stays') % 26
        else 1 + draw(subscription_number, 'stays') % 3
    end as most_terms
from plans
inner join titles on titles.title_number = hash(number, copy, 'title') % 6
where plan is not null;

create or replace temp table subscriptions as
select
    *,
    case
        when has_pause then started_at + to_days(45 + draw(subscription_number, 'pause from') % 200)
    end as pause_start_at,
    pause_start_at + to_days(30) as pause_end_at,
    started_at + to_months(most_terms * term_months) + to_days(if(has_pause, 30, 0)) as last_end_at
from agreed;

create or replace temp table payments as
select
    *,
    started_at + to_months(term * term_months) + to_days(if(has_pause and term > 0, 30, 0)) as service_start_at,
    started_at + to_months((term + 1) * term_months) + to_days(if(has_pause, 30, 0)) as service_end_at,
    if(
        term = 0, started_at,
        service_start_at + to_seconds(
            cast(hash(subscription_number, term, 'late') % (12 * 86400) as bigint) - 6 * 86400
        )
    ) as paid_at,
    key_of('in_', subscription_number * 100 + term) as payment_id,
    cents(monthly_price * term_months * copies * case term_months when 1 then 1 when 12 then 0.85 else 0.75 end
        -- A rise of prices in the second spring.
        * if(paid_at >= timestamp '2026-03-01', 1.05, 1)) as list_amount,
    case
        when deal = 'always' then cents(list_amount * 0.3)
        when deal = 'first term' and term = 0 then cents(list_amount * 0.5)
        else 0
    end as discount_amount,
    list_amount - discount_amount as net_amount
from (select *, unnest(range(most_terms)) as term from subscriptions where term_months is not null) as terms
where paid_at < ends_at();

-- The ledger ---------------------------------------------------------------------------------------------------------

create or replace temp table lines (
    entry_id varchar, source varchar, record_id varchar, profile_record_id varchar, entry_type varchar, basis varchar,
    product_id varchar, product_line varchar, title varchar, subscription_id varchar, order_id varchar,
    payment_id varchar, refund_id varchar, is_donation boolean default false, occurred_at timestamp,
    service_start_at timestamp, service_end_at timestamp, pause_start_at timestamp, pause_end_at timestamp,
    issue_count integer, quantity decimal(18, 4), currency varchar, amount decimal(18, 4),
    net_line_amount decimal(18, 4), unearned_amount decimal(18, 4)
);

create or replace macro payment_fee(net) as cents(net * 0.015 + 0.2);

insert into lines by name
select
    source || ':payment:' || payment_id || ':1:' || entry_type as entry_id,
    source, payment_id as record_id, payer_record_id as profile_record_id, entry_type,
    if(entry_type in ('payment_fee', 'channel_commission'), 'rated', 'fed') as basis,
    product_id, product_line, title, subscription_id, payment_id, paid_at as occurred_at,
    if(entry_type = 'tax', null, service_start_at) as service_start_at,
    if(entry_type = 'tax', null, service_end_at) as service_end_at,
    if(has_pause and term = 0 and entry_type <> 'tax', pause_start_at, null) as pause_start_at,
    if(has_pause and term = 0 and entry_type <> 'tax', pause_end_at, null) as pause_end_at,
    if(plan = 'issues' and entry_type <> 'tax', 10, null) as issue_count,
    currency, amount,
    if(entry_type = 'list_price', net_amount, null) as net_line_amount
from (
    select
        *,
        unnest(['list_price', 'discount', 'payment_fee', 'channel_commission', 'tax']) as entry_type,
        unnest([
            list_amount, -discount_amount, -payment_fee(net_amount), if(is_by_app, -cents(net_amount * 0.15), 0),
            if(format = 'digital' and draw(subscription_number, 'tax') < 5000, cents(net_amount * 0.2), 0)
        ]) as amount
    from payments
)
where amount <> 0 or entry_type = 'list_price';

-- What it costs to serve a subscription, month by month of its paid time.
insert into lines by name
select
    source || ':service:' || subscription_id || ':' || term || ':' || month_of_term as entry_id,
    source, subscription_id as record_id, payer_record_id as profile_record_id,
    'service_cost' as entry_type, 'rated' as basis, product_id, product_line, title, subscription_id,
    service_start_at + to_months(month_of_term) as occurred_at, 30 as quantity, 'GBP' as currency,
    -cents(copies * if(format = 'print', 1.33, 0.28)) as amount
from (select *, unnest(range(term_months)) as month_of_term from payments)
where service_start_at + to_months(month_of_term) < ends_at();

-- One payment in seventy is given back, half of them in full; one in five hundred is charged back. Where all that was
-- left of it comes back, the rest is earned on that day; of paused terms and of issues only all comes back.
create or replace temp table payments_back as
select
    *,
    if(draw(payment_id, 'refund') < 20, 'chargeback', 'refund') as entry_type,
    greatest(paid_at, service_start_at) + to_days(cast(
        hash(payment_id, 'refund day') % cast(1.1 * date_diff('day', service_start_at, service_end_at) as bigint)
    as integer)) as refunded_at,
    if(draw(payment_id, 'in full') < 5000, net_amount, cents(net_amount * 0.3)) as refunded,
    date_diff('day', service_start_at, service_end_at) as service_days,
    greatest(date_diff('day', refunded_at, service_end_at), 0) as days_left,
    net_amount - trunc(net_amount * greatest(service_days - days_left, 0) / service_days, 2) as left_amount,
    refunded >= least(left_amount, net_amount) as is_settled,
    if(days_left > 0 and not is_settled, refunded, 0)::decimal(18, 2) as unearned
from payments
where
    draw(payment_id, 'refund') < 160
    and (draw(payment_id, 'in full') < 5000 or (not has_pause and plan <> 'issues'));

insert into lines by name
select
    source || ':refund:re_' || payment_id || ':' || entry_type as entry_id,
    source, payment_id as record_id, payer_record_id as profile_record_id, entry_type, 'fed' as basis,
    product_id, product_line, title, subscription_id, payment_id, 're_' || payment_id as refund_id,
    refunded_at as occurred_at,
    if(unearned > 0, greatest(refunded_at, service_start_at), null) as service_start_at,
    if(unearned > 0, service_end_at, null) as service_end_at,
    currency, -refunded as amount,
    if(unearned > 0, -unearned, null) as unearned_amount
from payments_back
where refunded_at < ends_at() and refunded > 0;

-- Orders of one to three lines by every fourth customer.
create or replace temp table order_lines as
select
    orders.*,
    goods.* exclude (price),
    line,
    1 + cast(hash(order_id, line, 'quantity') % 10 = 0 as integer) as quantity,
    price * quantity as list_amount,
    if(draw(order_id, 'coupon') < 2500, cents(price * quantity * 0.15), 0) as discount_amount,
    list_amount - discount_amount as net_amount
from (
    select
        number, currency, key_of('o_', number * 10 + nth) as order_id,
        'shop' as source, key_of('shop_', number) as profile_record_id,
        opens_at() + to_seconds(cast(
            hash(number, nth, 'ordered') % (86400 * cast(history_days() as bigint)) as bigint
        )) as ordered_at
    from (
        select *, unnest(range(1 + least(draw(number, 'orders') % 5, draw(number, 'orders again') % 5))) as nth
        from people
        where draw(number, 'buys goods') < 2300 and not is_organisation
    )
) as orders, range(1, 4) as positions(line)
inner join goods on goods.good_number = hash(order_id, line, 'good') % 40
where line <= 1 + draw(order_id, 'lines') % 3 and (line = 1 or draw(order_id, line) < 6000);

insert into lines by name
select
    source || ':order:' || order_id || ':' || line || ':' || entry_type as entry_id,
    source, order_id || ':' || line as record_id, profile_record_id, entry_type,
    if(entry_type in ('cost_of_goods', 'fulfilment', 'payment_fee'), 'rated', 'fed') as basis,
    product_id, product_line, title, order_id, ordered_at as occurred_at, quantity, currency, amount,
    if(entry_type = 'list_price', net_amount, null) as net_line_amount
from (
    select
        *,
        unnest(['list_price', 'discount', 'cost_of_goods', 'fulfilment', 'payment_fee', 'shipping', 'tax'])
            as entry_type,
        unnest([
            list_amount, -discount_amount, -cents(list_amount * 0.45), if(line = 1, -1.25, -0.3),
            if(line = 1, -payment_fee(net_amount), 0), if(line = 1 and draw(order_id, 'post') < 4000, 3.95, 0),
            if(draw(order_id, 'tax') < 4000, cents(net_amount * 0.2), 0)
        ]) as amount
    from order_lines
)
where amount <> 0;

-- Goods given back: the money in full, and where they go back on the shelf their cost.
insert into lines by name
select
    source || ':refund:re_' || order_id || line || ':' || entry_type as entry_id,
    source, order_id || ':' || line as record_id, profile_record_id, entry_type, 'fed' as basis,
    product_id, product_line, title, order_id, 're_' || order_id || line as refund_id,
    ordered_at + to_days(12) as occurred_at, currency,
    if(entry_type = 'refund', -net_amount, cents(list_amount * 0.45)) as amount
from (
    select *, unnest(if(draw(order_id, 'shelf') < 6000, ['refund', 'cost_of_goods'], ['refund'])) as entry_type
    from order_lines
    where draw(order_id || line, 'given back') < 300 and ordered_at + to_days(12) < ends_at()
);

-- Help desk, a few of whose customers call again and again; donations; copies sold without a name; advertising.
insert into lines by name
select
    'helpdesk:ticket:' || key_of('t_', number * 100 + nth) as entry_id,
    'helpdesk' as source, key_of('t_', number * 100 + nth) as record_id, key_of('h_', number) as profile_record_id,
    'support_cost' as entry_type, 'rated' as basis,
    opens_at() + to_seconds(cast(
        hash(number, nth, 'call') % (86400 * cast(history_days() as bigint)) as bigint
    )) as occurred_at,
    'GBP' as currency, -cents(3 + draw(number * 100 + nth, 'minutes') / 500.0) as amount
from (
    select *, unnest(range(if(draw(number, 'calls') < 100, 12, 1))) as nth
    from people
    where draw(number, 'calls') < 900
);

insert into lines by name
select
    'stripe:payment:' || key_of('do_', number) || ':1:list_price' as entry_id,
    'stripe' as source, key_of('do_', number) as record_id, key_of('cus_', number * 2 + 1) as profile_record_id,
    'list_price' as entry_type, 'fed' as basis, 'donation' as product_id, 'donations' as product_line,
    key_of('do_', number) as payment_id, true as is_donation,
    opens_at() + to_days(draw(number, 'gives on') % cast(history_days() as integer)) as occurred_at,
    currency, 25 as amount, 25 as net_line_amount
from people
where draw(number, 'gives') < 60;

insert into lines by name
select
    'agents:sale:' || number || ':' || entry_type as entry_id, 'agents' as source, 'sale_' || number as record_id,
    entry_type, 'fed' as basis, product_id, product_line, title,
    opens_at() + to_days(cast(number % (history_days() - 40) as integer)) as occurred_at,
    occurred_at as service_start_at, occurred_at + to_days(30) as service_end_at,
    'GBP' as currency,
    if(entry_type = 'list_price', 480, -96) as amount,
    if(entry_type = 'list_price', 384, null) as net_line_amount
from (
    select *, unnest(['list_price', 'channel_commission']) as entry_type
    from range(getvariable('customers') // 100) as numbers(number)
    inner join titles on title_number = number % 6
);

insert into lines by name
select
    'web:views:' || number as entry_id, 'web' as source, 'v' || number as record_id, 'ad_revenue' as entry_type,
    'rated' as basis, opens_at() + to_days(cast(number % history_days() as integer)) as occurred_at,
    'GBP' as currency, 0.0113 as amount
from range(getvariable('customers') // 5) as numbers(number);

-- Newsletters sent to people: as many as lines are left.
create or replace temp table sends as
select number, cast(1 + hash(number, 'to') % getvariable('customers') as bigint) as reader_number
from range(greatest(getvariable('lines') - (select count(*) from lines), 0)) as numbers(number);

insert into lines by name
select
    'letters:send:' || number as entry_id, 'letters' as source, 's' || number as record_id,
    key_of('m_', reader_number) as profile_record_id, 'service_cost' as entry_type, 'rated' as basis,
    opens_at() + to_days(cast(hash(number, 'sent') % cast(history_days() as bigint) as integer)) as occurred_at,
    'GBP' as currency, -0.01 as amount
from sends;

create or replace table intermediate.int_ledger_entries as
select
    entry_id, lines.source, record_id, profile_record_id, entry_type, basis, product_id, product_line, title,
    subscription_id, order_id, lines.payment_id, refund_id, is_donation, occurred_at, service_start_at, service_end_at,
    pause_start_at, pause_end_at, issue_count, quantity, lines.currency, amount, net_line_amount, unearned_amount,
    cast(occurred_at as date) as occurred_date,
    cast(
        if(lines.currency = 'GBP', amount, cast(amount as decimal(38, 4)) * rate) as decimal(18, 4)
    ) as reporting_amount,
    cast(
        if(lines.currency = 'GBP', unearned_amount, cast(unearned_amount as decimal(38, 4)) * rate) as decimal(18, 4)
    ) as reporting_unearned_amount,
    entry_type in ('tax', 'acquisition_cost', 'ad_revenue') as is_memo,
    coalesce(net_line_amount = amount, false) as is_undiscounted,
    settled_date
from lines
left join rates on lines.currency = rates.currency and cast(occurred_at as date) = rates.rate_date
left join (
    select payment_id, cast(refunded_at as date) as settled_date
    from payments_back
    where is_settled and refunded_at < ends_at()
) as settled on lines.payment_id = settled.payment_id and lines.service_end_at is not null;

-- The other tables that the value layer reads, as far as it reads them -----------------------------------------------

create or replace table intermediate.int_customers as
select
    customer_id, cast(row_number() over (order by customer_id) as integer) as customer_number,
    if(is_organisation, 'organisation', 'person') as customer_kind, first_seen_at
from people;

create or replace table intermediate.int_customer_records as
select source, record_id, customer_id, customer_number, customer_kind
from (
    select 'stripe' as source, key_of('cus_', number * 2 + 1) as record_id, * from people
    union all
    select 'stripe', key_of('cus_', number * 2 + 2), * from people where draw(number, 'two records') < 1000
    union all
    select 'bureau', key_of('cus_', number * 2 + 1), * from people where draw(number, 'plan') between 1900 and 2099
    union all
    select 'shop', key_of('shop_', number), * from people where draw(number, 'buys goods') < 2300
    union all
    select 'helpdesk', key_of('h_', number), * from people where draw(number, 'calls') < 900
    union all
    select 'letters', key_of('m_', number), * from people
)
inner join intermediate.int_customers using (customer_id);

create or replace table intermediate.int_subscriptions_described as
select
    source, subscription_id, format,
    case when last_end_at < ends_at() then last_end_at end as ended_at
from subscriptions;

create or replace table intermediate.int_customer_subscriptions as
with held as (
    select
        subscriptions.*,
        payers.customer_id as payer_customer_id,
        receivers.customer_id as receiver_customer_id,
        case when last_end_at < ends_at() then last_end_at end as ended_at,
        -- One gift in five is tried first.
        case
            when plan = 'trial' or is_gift and draw(subscriptions.number, 'gift tried') < 2000
                then started_at + to_days(30)
        end as trial_end_at
    from subscriptions
    inner join people as payers on subscriptions.number = payers.number
    inner join people as receivers on subscriptions.receiver_number = receivers.number
),
roles as (
    select *, 'payer' as role, payer_customer_id as customer_id from held
    union all
    select *, 'reader', if(is_gift, receiver_customer_id, payer_customer_id) from held where not is_organisation
    union all
    -- Three of the seats of an organisation are somebody's.
    select held.*, 'reader', people.customer_id
    from held, range(3) as seats(seat)
    inner join people on people.number = 1 + hash(held.number, seat, 'seat') % getvariable('customers')
    where held.is_organisation
)
select
    customer_id, customer_number, role, payer_customer_id,
    case
        when
            role = 'reader' and plan not in ('complimentary', 'trial') and customer_id <> payer_customer_id
            and (ended_at is null or ended_at > greatest(started_at, trial_end_at))
            then greatest(started_at, trial_end_at)
    end as anothers_money_from,
    started_at as access_from,
    ended_at as access_until,
    source, subscription_id, format,
    case when plan = 'trial' then 'trial' when ended_at is not null then 'ended' else 'active' end as status,
    plan = 'complimentary' as is_complimentary,
    started_at,
    trial_end_at,
    pause_start_at,
    pause_end_at,
    ended_at
from roles
inner join intermediate.int_customers using (customer_id);

create or replace table intermediate.int_payment_lines_split as
select
    source, payment_id, subscription_id, payer_record_id as profile_record_id, 'term' as line_kind, paid_at,
    cast(net_amount as decimal(38, 4)) as net_amount, cast(discount_amount as decimal(38, 4)) as discount_amount,
    currency,
    service_start_at, service_end_at
from payments;

create or replace table intermediate.int_refunds_allocated as
select
    source, payment_id, cast(refunded_at as date) as refunded_date, is_settled as is_end_of_service,
    refunded >= net_amount as is_all_paid_back
from payments_back
where refunded_at < ends_at() and refunded > 0;

create or replace table intermediate.int_order_lines_booked as
select source, order_id, profile_record_id, ordered_at, cast(quantity as decimal(38, 9)) as quantity
from order_lines;

create or replace table intermediate.int_survey_answers_unioned as
select
    'survey' as source, key_of('a_', number * 10 + nth) as record_id, key_of('m_', number) as profile_record_id,
    'nps' as theme, cast(draw(number * 10 + nth, 'score') % 11 as decimal(38, 9)) as answer_number,
    opens_at() + to_days(draw(number * 10 + nth, 'answered') % cast(history_days() as integer)) as answered_at
from (select *, unnest(range(1 + draw(number, 'answers') % 2)) as nth from people where draw(number, 'answers') < 400);

create or replace table intermediate.int_referrals_unioned as
select
    'survey' as source, key_of('m_', number) as referrer_profile_record_id,
    key_of('m_', number + 1) as referred_profile_record_id,
    opens_at() + to_days(draw(number, 'converted') % cast(history_days() as integer)) as converted_at
from people
where draw(number, 'refers') < 50;

create or replace table intermediate.int_social_interactions_unioned as
select
    'survey' as source, key_of('m_', number) as profile_record_id, 'share' as interaction_type,
    opens_at() + to_days(draw(number * 10 + nth, 'shared') % cast(history_days() as integer)) as occurred_at
from (select *, unnest(range(1 + draw(number, 'shares') % 5)) as nth from people where draw(number, 'shares') < 200);

-- Answers, referrals and shares come from a source of their own, which knows people under their newsletter's key.
insert into intermediate.int_customer_records
select 'survey', record_id, customer_id, customer_number, customer_kind
from intermediate.int_customer_records where source = 'letters';

create or replace table intermediate.int_customer_stages as
select
    customer_id,
    customer_number,
    cast(if(draw(number, 'risk') < 500, monthly_price, null) as decimal(38, 12)) as next_term_amount_at_risk
from people
inner join titles on title_number = number % 6
inner join intermediate.int_customers using (customer_id);

-- No campaigns here: what won a customer stands beside what he earns.
create or replace table intermediate.int_offer_costs as
select customer_id, cast(null as decimal(18, 4)) as acquisition_cost from intermediate.int_customers limit 0;
