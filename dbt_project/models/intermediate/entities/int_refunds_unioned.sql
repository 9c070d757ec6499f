{{ union_entity([
    ref('stg_files__refunds'),
    ref('stg_stripe__refunds'),
    ref('stg_shopify__refunds')
]) }}
