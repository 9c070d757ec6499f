{{ union_entity([
    ref('stg_files__web_events'),
    ref('stg_ga4__web_events')
]) }}
