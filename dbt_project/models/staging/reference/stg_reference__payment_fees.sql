{{ home_or_seed('payment_fees', {
    'payment_method': dbt.type_string(),
    'sales_channel': dbt.type_string(),
    'percentage': 'decimal(18, 8)',
    'fixed_amount': 'decimal(18, 4)',
    'currency': dbt.type_string(),
    'valid_from': 'date',
}) }}
