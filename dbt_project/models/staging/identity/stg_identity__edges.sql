select * from {{ source('identity', 'edges') }}
