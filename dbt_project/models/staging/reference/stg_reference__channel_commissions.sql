{{ home_or_seed('channel_commissions', {
    'sales_channel': dbt.type_string(),
    'rate': 'decimal(18, 8)',
    'valid_from': 'date',
}) }}
