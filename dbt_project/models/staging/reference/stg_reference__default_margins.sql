{{ home_or_seed('default_margins', {
    'product_line': dbt.type_string(),
    'margin': 'decimal(18, 8)',
    'valid_from': 'date',
}) }}
