{{ union_entity([
    ref('stg_files__refunds')
]) }}
