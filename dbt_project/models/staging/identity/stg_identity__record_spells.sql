select * from {{ source('identity', 'record_spells') }}
