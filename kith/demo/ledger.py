"""The demo's own ledger: what each sale, refund, ticket and day of service booked, by person.

Data flow: the facts of a chunk -> `entries`, one row per amount, which contribution.py spreads over the days it serves.

Rules. An entry is exact to the cent where a system states the amount, to a hundredth of a cent (half up) where it
is rated from costs/*.csv. A pause (the bureau's; a monthly one of Stripe bills nothing) earns nothing and moves the
end of its term by as many days. A refund first takes back what is not yet earned, over the days that were left; the
rest counts on its day. Fees and commission of a payment are earned with it; of what a refund takes back of its unearned
price, the same part of theirs is earned on that day. Where it takes back all of it, the term is over: price, fees and
commission are earned by the end of that day. Serving a subscription costs by the days of each month that it
runs. Who pays carries all of it; who asked carries support. Amounts: ten-thousandths of the currency, costs and
discounts positive.
"""

from kith.demo.bureau import PAUSE_DAYS

# Rates of catalogue.COSTS, told again in the units of this arithmetic: a test holds the two together.
COMMISSION = "case {0} when 'agent' then 2500 when 'app_store' then 1500 else 0 end"
FEE_SHARE = "case {0} when 'direct_debit' then 100 when 'cheque' then 0 else 200 end"
FEE_FIXED = "case {0} when 'direct_debit' then 1000 when 'cheque' then 5000 else 2000 end"
SUPPORT_MINUTE = "case {0} when 'phone' then 8000 when 'email' then 5000 else 5500 end"
ORDER_COST, LINE_COST = 24000, 6000
ISSUE_COST, MONTH_COST = 19000, 4000

_DAY = "moment({0})::date"
# Every entry ends with its period of service, the pause in it, and its issues where they are counted.
_NONE = "null::date as served_from, null::date as served_to, null::date, null::date, null::bigint as issues"
GIVEN_BACK = f"""
create table given_back as
with back as (
    select invoice_id, person_number, amount, refunded_at as back_at from stripe_refunds
    union all select invoice_id, person_number, amount, disputed_at from disputes
),
dated as (
    select back.*, subscription_id, term, invoices.currency, fee * 100 as fee, (list_amount - discount) * 100 as net,
        {_DAY.format("back_at")} as booked, {_DAY.format("paid_at")} as paid, {_DAY.format("period_end")} as served_to,
        date_diff('day', {_DAY.format("period_start")}, served_to) as days,
        least(date_diff('day', {_DAY.format("period_start")}, booked), days) as gone
    from back join invoices using (invoice_id)
)
select *, net - net * gone // days // 100 * 100 as in_hand, amount * 100 >= in_hand as is_all from dated
"""
STRIPE_ENTRIES = f"""
create table entries as
with ended as (select subscription_id, term, min(booked) + 1 as free_from from given_back where is_all group by all),
paid as (
    select lines.*, invoices.paid_at, lines.amount - lines.discount as net,
        least({_DAY.format("lines.period_end")}, free_from) as served_to
    from invoice_lines as lines join invoices using (subscription_id, term)
    left join ended using (subscription_id, term)
    where is_paid
),
told as (
    select person_number, currency, {_DAY.format("paid_at")} as booked, {_DAY.format("period_start")} as served_from,
        served_to, null::date as idle_from, null::date as idle_to, null::bigint as issues,
        unnest([
            {{'component': 'list_amount', 'amount': amount * 100}},
            {{'component': 'discount_amount', 'amount': discount * 100}},
            {{'component': 'channel_commission', 'amount': rated(net * {COMMISSION.format("sales_channel")}, 100)}}
        ]) as entry
    from paid
)
select person_number, entry.component as component, entry.amount as amount, currency, booked, served_from, served_to,
    idle_from, idle_to, issues
from told
union all
select person_number, 'payment_fees', fee * 100, currency, {_DAY.format("paid_at")}, {_DAY.format("period_start")},
    least({_DAY.format("period_end")}, free_from), null, null, null
from invoices left join ended using (subscription_id, term) where is_paid
union all
select person_number, 'payment_fees', fee * 100, currency, {_DAY.format("disputed_at")}, {_NONE} from disputes
"""
# Money given back: what was not yet earned on that day over the days that were left, the rest at once; and the same
# part of what is left of fee and commission at once, in place of those days. All in reporting currency: what was in
# hand goes at the rate at which it came.
_LEFT = "left_of({0}, gone, days, unearned, in_hand)"
RETURNS = f"""
insert into entries
with exchanged as (
    select given_back.*, coalesce(day_paid.rate_millionths, 1000000) as rate,
        coalesce(day_back.rate_millionths, 1000000) as rate_back
    from given_back
    left join rates as day_paid on day_paid.currency = given_back.currency and day_paid.rate_date = paid
    left join rates as day_back on day_back.currency = given_back.currency and day_back.rate_date = booked
),
sold as (
    select invoice_id, back_at, sum(rated(lines.amount * 100 * rate, 1000000) - rated(discount * 100 * rate, 1000000)
        )::bigint as price,
        sum(rated(rated((lines.amount - discount) * {COMMISSION.format("sales_channel")}, 100) * rate, 1000000)
        )::bigint as commission
    from exchanged join invoice_lines as lines using (subscription_id, term) group by all
),
parts as (
    select *, rated(exchanged.amount * 100 * rate_back, 1000000) as given, rated(fee * rate, 1000000) as fee_paid,
        case when is_all then 0 else exchanged.amount * 100 end as unearned
    from exchanged join sold using (invoice_id, back_at)
),
told as (
    select person_number, booked, served_to, unnest([
        {{'component': 'refund_amount', 'over_days': {_LEFT.format("price")}, 'in_all': given}},
        {{'component': 'payment_fees', 'over_days': {_LEFT.format("-fee_paid")}, 'in_all': 0}},
        {{'component': 'channel_commission', 'over_days': {_LEFT.format("-commission")}, 'in_all': 0}}
    ], recursive := true)
    from parts
)
select person_number, component, over_days, 'GBP', booked, booked, served_to, null, null, null from told
union all
select person_number, component, in_all - over_days, 'GBP', booked, {_NONE} from told
"""
# A bundle's line is split by its titles' own prices before anything is spread: Field Notes cut to the penny, the rest
# is Garden & Gable's; its discount by what each of the two was listed at then. The fee stays whole.
BUNDLE, FIRST_PRICE, BOTH_PRICES = "BGF", 4200, 4200 + 7800
BUREAU_ENTRIES = f"""
insert into entries
with sold as (
    select *, {_DAY.format("sold_at")} as booked, pauses and term = 0 and pause_begins < end_second() as is_paused,
        {_DAY.format("ends_at")} + case when is_paused then {PAUSE_DAYS} else 0 end as served_to,
        case when is_paused then {_DAY.format("pause_begins")} end as idle_from, idle_from + {PAUSE_DAYS} as idle_to,
        case when title_code = '{BUNDLE}' then list_amount * {FIRST_PRICE} // {BOTH_PRICES} else 0 end as first_list,
        coalesce(discount * first_list // nullif(list_amount, 0), 0) as first_discount
    from bureau_terms
),
titled as (
    select * exclude (list_amount, discount), unnest([
        {{'list_amount': first_list, 'discount': first_discount}},
        {{'list_amount': list_amount - first_list, 'discount': discount - first_discount}}
    ], recursive := true)
    from sold
),
told as (
    select person_number, booked, served_to, idle_from, idle_to, term_issues::bigint as issues, unnest([
        {{'component': 'list_amount', 'amount': list_amount * 100}},
        {{'component': 'discount_amount', 'amount': discount * 100}},
        {{'component': 'channel_commission',
            'amount': rated((list_amount - discount) * {COMMISSION.format("sales_channel")}, 100)}}
    ]) as entry
    from titled
    union all
    select person_number, booked, served_to, idle_from, idle_to, term_issues::bigint as issues, unnest([
        {{'component': 'payment_fees',
            'amount': rated((list_amount - discount) * {FEE_SHARE.format("payment_method")}, 100)}},
        {{'component': 'payment_fees', 'amount': {FEE_FIXED.format("payment_method")}}}
    ]) as entry
    from sold
)
select person_number, entry.component, entry.amount, 'GBP', booked, booked, served_to, idle_from, idle_to, issues
from told
"""
SHOP_ENTRIES = f"""
insert into entries
with sold as (
    select person_number, {_DAY.format("ordered_at")} as booked, unnest([
        {{'component': 'list_amount', 'amount': list_amount * 100}},
        {{'component': 'discount_amount', 'amount': discount * 100}},
        {{'component': 'shipping_amount', 'amount': shipping * 100}},
        {{'component': 'fulfilment_cost', 'amount': {ORDER_COST} + {LINE_COST} * lines}},
        {{'component': 'payment_fees', 'amount': rated((list_amount - discount + tax + shipping) * 200, 100)}},
        {{'component': 'payment_fees', 'amount': 2000}}
    ]) as entry
    from orders where not is_test
)
select person_number, entry.component, entry.amount, 'GBP', booked, {_NONE} from sold
union all
select order_lines.person_number, 'cost_of_goods', unit_cost * quantity * 100, 'GBP',
    {_DAY.format("orders.ordered_at")}, {_NONE}
from order_lines join orders using (order_id) where not is_test
union all
select person_number, 'refund_amount', net_amount * 100, 'GBP', {_DAY.format("refunded_at")}, {_NONE} from order_refunds
union all
select person_number, 'cost_of_goods', -unit_cost * quantity * 100, 'GBP', {_DAY.format("refunded_at")}, {_NONE}
from order_refunds where restocks
"""
SUPPORT_ENTRIES = f"""
insert into entries
select person_number, 'support_cost', minutes * {SUPPORT_MINUTE.format("channel")}, 'GBP', {_DAY.format("opened")},
    {_NONE}
from tickets
"""
# Days served in each month, by subscription: the last version of a digital one says when it ended, the bureau's files
# when a print one was paused.
SERVICE_ENTRIES = f"""
insert into entries
with served as (
    select subscription_id, person_number, {_DAY.format("started")} as first_day,
        case when is_ended then {_DAY.format("ends_at")} else as_of_day() + 1 end as last_day,
        case when is_paused then {_DAY.format("paused_at")} end as pause_from,
        case when is_paused then {_DAY.format("resumes_at")} end as pause_to, {MONTH_COST}::bigint as monthly,
            1::bigint as divisor
    from subscription_versions where seen_at = end_second()
    union all
    select subscription_id, any_value(person_number), {_DAY.format("min(sold_at)")},
        case when max(ended_at) is not null then {_DAY.format("max(ended_at)")} else as_of_day() + 1 end,
        {_DAY.format("max(paused_at)")}, {_DAY.format("max(paused_at)")} + {PAUSE_DAYS},
        {ISSUE_COST} * any_value(copies) * any_value(issues_per_year), 12
    from bureau_transactions group by subscription_id
),
monthly as (
    select *, unnest(generate_series(date_trunc('month', first_day), last_day - interval 1 day,
        interval 1 month))::date as month
    from served where last_day > first_day
),
counted as (
    select *, (month + interval 1 month)::date as next_month, overlap(first_day, last_day, month) as days,
        case when pause_from is null then 0
            else overlap(greatest(first_day, pause_from), least(last_day, pause_to), month) end as idle_days
    from monthly
)
select person_number, 'service_cost',
    rated(monthly * (days - idle_days), divisor * date_diff('day', month, next_month)), 'GBP', month, {_NONE}
from counted where days > idle_days
"""
