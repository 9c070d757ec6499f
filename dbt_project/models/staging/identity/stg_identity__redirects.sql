select * from {{ source('identity', 'redirects') }}
