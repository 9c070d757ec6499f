{#-
    Whether of one payer's two subscriptions the later can go on in the earlier's place: it begins about when that ends,
    up to as long before as two may overlap, or within the grace of the earlier's format, and outlasts it.
-#}
{% macro takes_over(ended, later) -%}
    {{ ended }}.payer_key = {{ later }}.payer_key
        and {{ ended }}.paid_from < {{ later }}.paid_from
        and {{ local_days_between(ended ~ '.left_at', later ~ '.paid_from') }}
        between -{{ var('term_overlap_days', 60) }} and {{ grace_days(ended ~ '.format') }}
        and coalesce({{ later }}.left_at > {{ ended }}.left_at, true)
{%- endmacro %}


{#-
    CTE `switches`: what the feed calls switched, with all that takes over, whatever its title, reader and format. What
    nothing takes over is no switch, it ran out; nobody's is believed, and names none.
-#}
{% macro switches_of(subscriptions) -%}
switches as (
    select
        ended.source,
        ended.subscription_id,
        later.source as next_source,
        later.subscription_id as next_subscription_id
    from {{ subscriptions }} as ended
    left join {{ subscriptions }} as later
        on {{ takes_over('ended', 'later') }}
    where ended.left_kind = 'switched' and (ended.customer_id is null or later.subscription_id is not null)
)
{%- endmacro %}
