select * from {{ source('identity', 'record_customers') }}
