{{ union_entity([
    ref('stg_files__subscription_items'),
    ref('stg_stripe__subscription_items')
]) }}
