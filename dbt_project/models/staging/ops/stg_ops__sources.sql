select
    source,
    feed,
    connector,
    login_namespace
from {{ source('ops', 'sources') }}
