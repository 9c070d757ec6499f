select * from {{ source('identity', 'login_customers') }}
