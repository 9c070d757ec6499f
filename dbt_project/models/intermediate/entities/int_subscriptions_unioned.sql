{{ union_entity([
    ref('stg_files__subscriptions'),
    ref('stg_stripe__subscriptions')
]) }}
