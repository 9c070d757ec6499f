{{ union_entity([
    ref('stg_files__newsletter_events')
]) }}
