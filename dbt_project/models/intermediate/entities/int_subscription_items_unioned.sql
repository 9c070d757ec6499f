{{ union_entity([
    ref('stg_files__subscription_items')
]) }}
