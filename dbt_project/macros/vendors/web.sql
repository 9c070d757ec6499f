{#- A text that says something; null for the words that analytics tools write where they know nothing. -#}
{% macro known(text) -%}
    case
        when lower(trim({{ text }})) not in
            ('', '(not set)', '(direct)', '(none)', '(other)', '(not provided)', '(data not available)')
            then trim({{ text }})
    end
{%- endmacro %}


{#- The value of a query parameter of a URL; null where it is absent or empty. -#}
{% macro url_parameter(url, name) -%}
    nullif(regexp_extract({{ url }}, '[?&]{{ name }}=([^&#]*)', 1), '')
{%- endmacro %}


{#- True for user agents and browsers that say they are robots; null where there is nothing to read. -#}
{% macro is_robot(user_agent) -%}
    (
        {%- for word in ['bot', 'crawl', 'spider', 'slurp', 'headless', 'lighthouse', 'preview', 'python-', 'curl/'] %}
        lower({{ user_agent }}) like '%{{ word }}%'
        {{- ' or' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#-
    ISO 3166 code of a country that a tool names in English; a code of two letters stays itself, any other name is null.
    The list has the countries that sent most of the readers of English-language publishers, not the whole world.
-#}
{% macro country_code(country) -%}
    {%- set codes = {
        'Argentina': 'AR', 'Australia': 'AU', 'Austria': 'AT', 'Belgium': 'BE', 'Brazil': 'BR', 'Canada': 'CA',
        'Chile': 'CL', 'China': 'CN', 'Czechia': 'CZ', 'Denmark': 'DK', 'Finland': 'FI', 'France': 'FR',
        'Germany': 'DE', 'Greece': 'GR', 'Hong Kong': 'HK', 'Hungary': 'HU', 'India': 'IN', 'Ireland': 'IE',
        'Israel': 'IL', 'Italy': 'IT', 'Japan': 'JP', 'Luxembourg': 'LU', 'Mexico': 'MX', 'Netherlands': 'NL',
        'New Zealand': 'NZ', 'Nigeria': 'NG', 'Norway': 'NO', 'Poland': 'PL', 'Portugal': 'PT', 'Romania': 'RO',
        'Singapore': 'SG', 'South Africa': 'ZA', 'South Korea': 'KR', 'Spain': 'ES', 'Sweden': 'SE',
        'Switzerland': 'CH', 'Turkey': 'TR', 'Ukraine': 'UA', 'United Arab Emirates': 'AE', 'United Kingdom': 'GB',
        'United States': 'US'
    } -%}
    case
        when length({{ country }}) = 2 then upper({{ country }})
        {%- for name, code in codes.items() %}
        when {{ country }} = '{{ name }}' then '{{ code }}'
        {%- endfor %}
    end
{%- endmacro %}


{#-
    Texts at several keys of a JSON object, as one list: read in one pass, which is four times faster than key by key
    (100,000 events, 15 params: 0.3 s, not 1.4 s). texts_as_columns names them again in the next step.
-#}
{% macro json_texts(column, keys) -%}
    {{ return(adapter.dispatch('json_texts', 'kith')(column, keys)) }}
{%- endmacro %}

{% macro default__json_texts(column, keys) -%}
    json_extract_string({{ column }}, [
        {%- for key in keys %}'$.{{ key }}'{{ ', ' if not loop.last }}{% endfor -%}
    ])
{%- endmacro %}

{% macro spark__json_texts(column, keys) -%}
    array(
        {%- for key in keys %}get_json_object({{ column }}, '$.{{ key }}'){{ ', ' if not loop.last }}{% endfor -%}
    )
{%- endmacro %}


{#- A column for each of the keys that json_texts has read, by the key's last part. -#}
{% macro texts_as_columns(texts, keys) -%}
    {{ return(adapter.dispatch('texts_as_columns', 'kith')(texts, keys)) }}
{%- endmacro %}

{% macro default__texts_as_columns(texts, keys) -%}
    {%- for key in keys %}
        list_extract({{ texts }}, {{ loop.index }}) as {{ key.split('.')[-1] }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro spark__texts_as_columns(texts, keys) -%}
    {%- for key in keys %}
        element_at({{ texts }}, {{ loop.index }}) as {{ key.split('.')[-1] }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- What led to a visit: its campaign's words first, else the host of its referrer beside that of its landing page. -#}
{% macro visit_channel() -%}
    case
        when email_click_id is not null or utm_medium in ('email', 'newsletter') then 'email'
        when
            utm_medium in ('cpc', 'ppc', 'paid', 'paidsearch', 'paid_social', 'display', 'banner', 'affiliate')
            then 'paid'
        when utm_medium in ('social', 'social-network') then 'social'
        when utm_medium = 'organic' then 'search'
        when coalesce(utm_medium, '') not in ('', '(none)', '(not set)', 'referral') then 'campaign'
        when coalesce(referrer_host, '') in ('', landing_host) then 'direct'
        when {{ is_host_of('referrer_host', ['google', 'bing', 'duckduckgo', 'yahoo', 'ecosia']) }} then 'search'
        when
            {{ is_host_of('referrer_host', ['facebook', 'instagram', 'twitter', 'linkedin', 'reddit']) }}
            or referrer_host in ('t.co', 'x.com')
            then 'social'
        else 'referral'
    end
{%- endmacro %}
