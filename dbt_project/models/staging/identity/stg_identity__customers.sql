select * from {{ source('identity', 'customers') }}
