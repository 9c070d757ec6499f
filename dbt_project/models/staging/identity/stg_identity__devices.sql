select * from {{ source('identity', 'devices') }}
