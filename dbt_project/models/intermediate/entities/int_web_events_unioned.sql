{{ union_entity([
    ref('stg_files__web_events')
]) }}
