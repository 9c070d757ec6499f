{{ home_or_seed('ad_revenue', {
    'section': dbt.type_string(),
    'revenue_per_thousand_views': 'decimal(18, 8)',
    'currency': dbt.type_string(),
    'valid_from': 'date',
}) }}
