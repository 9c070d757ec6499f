-- A retired id is answered for by one customer, who is not retired in turn, while its redirect stands; one that was
-- given back is dated. Whoever answers may have gone since, with all his records.
{{ config(meta={
    'finding': "{count} retired customer ids lead to two customers, on to a retired one, or end before they begin"
}) }}
with

living as (
    select customer_id from {{ ref('dim_customers') }}
),

redirects as (
    select * from {{ ref('dim_customer_redirects') }}
),

standing as (
    select
        customer_id,
        count(*) as redirect_count
    from redirects
    where until is null
    group by customer_id
)

select
    redirects.customer_id,
    redirects.living_customer_id,
    redirects.since,
    redirects.until
from redirects
left join living on redirects.customer_id = living.customer_id
left join standing on redirects.customer_id = standing.customer_id
left join standing as onward on redirects.living_customer_id = onward.customer_id
where
    redirects.since is null
    or redirects.until < redirects.since
    or (redirects.until is null and (living.customer_id is not null or onward.customer_id is not null))
    or standing.redirect_count > 1
