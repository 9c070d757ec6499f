{{ union_entity([
    ref('stg_files__products'),
    ref('stg_stripe__products'),
    ref('stg_mailchimp__lists'),
    ref('stg_shopify__products')
]) }}
