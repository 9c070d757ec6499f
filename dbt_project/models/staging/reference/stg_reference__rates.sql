select
    rate_date,
    currency,
    rate
from {{ source('raw_reference', 'rates') }}
