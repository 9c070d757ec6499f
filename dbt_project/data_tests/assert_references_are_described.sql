-- A person, product, payment or order that a record points to is described by some feed; what is not is kept and
-- counted.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(reference_count), 0)',
    meta={
        'finding': "no feed describes {count} of the people, products, payments and orders that records point to: they count without details; add an entry to feeds.yml, or the files of before, that describe them",
        'named': ['place']
    }
) }}

-- People are only counted: the key of a record may be an address.
select
    count(*) || (case when count(*) = 1 then ' person of ' else ' people of ' end) || source as place,
    count(*) as reference_count
from {{ ref('int_record_pointers') }}
where not is_described
group by source

union all

select
    'product ' || product_id || ' of ' || source as place,
    count(*) as reference_count
from {{ ref('dim_products') }}
where not is_described
group by source, product_id

union all

-- A refund may be several rows, of its lines: what they point to is counted once.
select
    count(distinct coalesce(refunds.payment_id, refunds.order_id)) || ' of the payments and orders that refunds of '
    || refunds.source || ' name' as place,
    count(distinct coalesce(refunds.payment_id, refunds.order_id)) as reference_count
from {{ ref('int_refunds_unioned') }} as refunds
left join {{ ref('int_payments_unioned') }} as payments
    on refunds.source = payments.source and refunds.payment_id = payments.payment_id
-- An order of Shopify is described by its own row, be it without a line.
left join (
    select source, order_id from {{ ref('int_order_lines_unioned') }}
    union
    select source, id from {{ source('raw_shopify', 'orders') }}
) as orders
    on refunds.source = orders.source and refunds.order_id = orders.order_id
where
    coalesce(refunds.payment_id, refunds.order_id) is not null
    and payments.payment_id is null
    and orders.order_id is null
group by refunds.source
