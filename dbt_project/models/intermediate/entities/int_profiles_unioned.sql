{{ union_entity([
    ref('stg_files__profiles'),
    ref('stg_stripe__customers'),
    ref('stg_mailchimp__members'),
    ref('stg_shopify__customers'),
    ref('stg_shopify__guests'),
    ref('stg_zendesk__users'),
    ref('stg_typeform__respondents')
]) }}
