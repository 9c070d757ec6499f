{{ union_entity([
    ref('stg_files__consents'),
    ref('stg_mailchimp__consents'),
    ref('stg_shopify__consents')
]) }}
