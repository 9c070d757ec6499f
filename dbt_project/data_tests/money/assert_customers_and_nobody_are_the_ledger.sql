-- Earned and deferred contribution of every customer is what the ledger books for them;
-- what no customer has is nobody's, and both together are the ledger.
{{ config(meta={
    'finding': "the customers' money and what is nobody's are not what the ledger books, in {count} places"
}) }}
with

compared as (
    select customer_id, contribution_profit + deferred_balance as amount from {{ ref('fct_customer_value') }}
    union all
    select customer_id, -reporting_amount from {{ ref('fct_ledger_entries') }}
    where not is_memo and customer_id is not null
)

select
    customer_id,
    sum(amount) as difference
from compared
group by customer_id
having sum(amount) <> 0
