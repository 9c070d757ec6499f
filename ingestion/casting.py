"""How a mapped value becomes a column of its contract's type: SQL that gives null where the value does not fit.

A value fits or the row is set aside: '6.5' is no whole number ('17850.0' is), infinity is no time, nor is what lies
outside the years 1 to 9999, which Python and others cannot hold; a NUL byte is no text; what is beyond its column's
limit is not believed. Case and outer blanks of currencies and of words from a list mean nothing. One thing is rounded:
an amount to four decimals, half away from zero. A time without a zone means the entry's; the session's TimeZone must be
set to that.
"""

import re

from ingestion.contracts import LIMITS, Column
from ingestion.scan import literal

TEXT = "VARCHAR"
FIRST_SECOND = -62_135_596_800  # 0001-01-01 00:00:00
LAST_SECOND = 253_402_300_799  # 9999-12-31 23:59:59

NAMES = {
    "text": "text",
    "currency": "a currency code of three letters, such as GBP",
    "integer": "a whole number",
    "decimal": "a number",
    "money": "an amount",
    "minor_units": "a whole number",
    "timestamp": "a time",
    "date": "a date",
    "boolean": "true or false",
    "json": "JSON",
    "epoch_seconds": "a time in seconds since 1970",
    "epoch_microseconds": "a time in microseconds since 1970",
}

KINDS = {
    "[-+]?[0-9.]{19,}": "too many digits",
    "[-+]?[0-9]+": "a whole number",
    r"[-+]?[0-9]*\.[0-9]+": "a number with a decimal point",
    "[-+]?[0-9]+,[0-9]+": (
        "a number with a comma; `replace({column}, '','', ''.'')` in its mapping mends a decimal comma"
    ),
    "[-+]?[0-9][0-9.,'' ]*": "a number with commas, points or blanks between its digits",
    "[^0-9a-zA-Z]{0,3}[0-9][0-9.,'' ]*[^0-9a-zA-Z]{0,3}": "a number with another sign, perhaps of its currency",
    "[^0-9]*[a-zA-Z][^0-9]*": "a word",
}
"""What a value looks like that is no number, time or truth: patterns, the first that fits the whole of it, and how it
is said. Written as they stand in SQL; {column} is what the value is mapped from."""
_OTHER_DAY = "a day that is not written like 2026-05-31"
_READ_AS = (
    f"{_OTHER_DAY}; `strptime({{column}}, ''%d{{mark}}%m{{mark}}%Y'')` in its mapping reads it, with %m first where "
    "the month comes first, and %H:%M after it where it tells the hour"
)
DATES = {
    "[0-9]{4,}-[0-9]{2}-[0-9]{2}.*": "a day or an hour that cannot be",
    **{
        f"[0-9]{{1,2}}[{mark}][0-9]{{1,2}}[{mark}][0-9]{{4}}.*": _READ_AS.replace("{mark}", mark)
        for mark in "/.-"
    },
    "[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}.*": f"{_OTHER_DAY}; `strptime` in its mapping reads it",
}
"""The same of what was to be a time; elsewhere such a value is a date."""
TIMES = frozenset(["timestamp", "date"])
_IS_COLUMN = re.compile(r'"[^"]{1,60}"|\w{1,60}')
"""An expression that is a column of the file, short enough to be repeated."""
_NESTED_TYPE = re.compile(r".+\]|(STRUCT|MAP|UNION)\(.+", re.DOTALL)
"""SQL types of lists and of what has named parts."""
DESCRIBED = frozenset(NAMES) - {"text", "currency", "json"}
"""Types whose misfits are worth a word on what they look like."""


def nested_sql(value: str, value_type: str, is_json: bool, json_type: str | None) -> str | None:
    """Condition that `value` is a list or an object, for a column that takes one text; None where it cannot be.

    `is_json`: the file is of JSON, whose nested values reach expressions as text. `json_type`: SQL of what the value is
    in the file, where it is mapped as it stands there; a text that only looks like a list is then none.
    """
    if _NESTED_TYPE.fullmatch(value_type):
        return f"{value} is not null"
    if not is_json and value_type != "JSON":
        return None
    text = value if value_type == TEXT else f"cast({value} as varchar)"
    is_nested = f"{json_type} in ('ARRAY', 'OBJECT')" if json_type else f"json_valid({text})"
    # A text's first letter tells most of them, at 5 ns each; DuckDB would parse them all for an `and`.
    return f"case when ord({text}) in ({ord('[')}, {ord('{')}) then {is_nested} else false end"


def cast_sql(
    column: Column, value: str, value_type: str, timezone: str, has_nul: bool, nested: str | None = None
) -> str:
    """SQL that turns `value`, an SQL expression of `value_type`, into the column's type, or null where it cannot.

    `nested` is nested_sql's condition for a column of text.
    """
    if column.values:
        return _listed(f"cast({value} as varchar)", column.values)
    converted = _CASTS[column.type](value, value_type, timezone)
    if column.limit != LIMITS.get(column.type) or column.least is not None:
        converted = _within(column.limit, converted, column.least)
    if has_nul and column.sql_type in ("varchar", "json"):
        converted = f"case when not contains(cast({value} as varchar), chr(0)) then {converted} end"
    return f"case when {nested} then null else {converted} end" if nested else converted


def misfit_sql(column: Column, value: str, nested: str | None = None, origin: str = "") -> str:
    """SQL of what to say of a value that cannot be cast; never the value itself, which may be personal.

    origin: the expression that it is mapped from.
    """
    if nested:
        said = literal(
            f"{column.name} is a list or an object, not one value: map one of its values, as `->> '$[0]'` or "
            "`->> '$.name'` takes it."
        )
        return f"case when {nested} then {said} else {misfit_sql(column, value, origin=origin)} end"
    if column.values:
        return literal(f"{column.name} is none of {', '.join(column.values)}.")
    plain = literal(f"{column.name} is not {NAMES[column.type]}.")
    if column.type in DESCRIBED:
        kind = _kind_sql(column, value, origin)
        plain = f"{literal(f'{column.name} is not {NAMES[column.type]}, but ')} || {kind} || '.'"
    if column.limit is None:
        return plain
    beyond = literal(f"{column.name} is beyond {column.limit:,}, which is not credible.")
    number = f"try_cast({value} as double)"
    under = ""
    if column.least is not None:
        wrong_sign = f"{column.name} is below {column.least}; where its sign alone is wrong, map it with the other one."
        under = f"when isfinite({number}) and {number} < {column.least} then {literal(wrong_sign)} "
    return f"case when isfinite({number}) and abs({number}) > {column.limit} then {beyond} {under}else {plain} end"


def _kind_sql(column: Column, value: str, origin: str) -> str:
    """SQL of what a value looks like that does not fit `column`, without telling it."""
    dates = DATES if column.type in TIMES else dict.fromkeys(DATES, "a date")
    text = f"trim(cast({value} as varchar))"
    column_of_file = origin.replace("'", "''") if _IS_COLUMN.fullmatch(origin) else "COLUMN"
    kinds = {form: said.replace("{column}", column_of_file) for form, said in (dates | KINDS).items()}
    cases = " ".join(
        f"when regexp_full_match({text}, '{form}') then '{said}'" for form, said in kinds.items()
    )
    return f"case {cases} else 'another text' end"


def _within(limit: int | None, number: str, least: int | None = None) -> str:
    return (
        f"case when {number} between {f'-{limit}' if least is None else least} and {limit} then {number} end"
    )


def _listed(text: str, values: tuple[str, ...]) -> str:
    allowed = ", ".join(literal(entry) for entry in values)
    # Written once: DuckDB would work out what stands twice for every row, before it asks whether it must.
    tidied = f"[{allowed}][list_position([{allowed}], lower(trim({text})))]"
    return f"case when {text} in ({allowed}) then {text} else {tidied} end"


def _text(value: str, value_type: str, timezone: str) -> str:
    return value if value_type == TEXT else f"cast({value} as varchar)"


def _currency(value: str, value_type: str, timezone: str) -> str:
    text = _text(value, value_type, timezone)
    tidied = f"nullif(regexp_extract(upper(trim({text})), '^[A-Z]{{3}}$'), '')"
    return f"case when regexp_full_match({text}, '[A-Z]{{3}}') then {text} else {tidied} end"


def _integer(value: str, value_type: str, timezone: str) -> str:
    if value_type in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT"):
        return f"cast({value} as bigint)"
    exact = f"try_cast({value} as decimal(38, 9)) = try_cast({value} as bigint)"
    if value_type == TEXT:
        exact = f"(not regexp_matches({value}, '[.eE]') or {exact})"
    return f"case when {exact} then try_cast({value} as bigint) end"


def _decimal(value: str, value_type: str, timezone: str) -> str:
    return f"try_cast({value} as decimal(38, 9))"


def _money(value: str, value_type: str, timezone: str) -> str:
    # Ten digits before the point: the limit of money at no cost, where a comparison costs half as much as the cast.
    return f"cast(try_cast({value} as decimal(14, 4)) as decimal(18, 4))"


def _minor_units(value: str, value_type: str, timezone: str) -> str:
    return _within(LIMITS["minor_units"], _integer(value, value_type, timezone))


def _timestamp(value: str, value_type: str, timezone: str) -> str:
    local = f"try_cast({value} as timestamp)"
    if timezone != "UTC":
        local = f"timezone('UTC', timezone({literal(timezone)}, {local}))"
    zoned = f"timezone('UTC', try_cast({value} as timestamp with time zone))"
    if value_type == TEXT:
        # These forms are told apart from others with an offset without a slow look at the text.
        is_local = (
            f"(strlen({value}) = 10 or "
            f"strlen({value}) = 19 and strpos({value}, ':') = 14 and {value} like '%:%:%')"
        )
        is_utc = f"strlen({value}) = 20 and ends_with({value}, 'Z')"
        utc = f"try_cast({value} as timestamp)"
        converted = f"case when {is_local} then {local} when {is_utc} then {utc} else {zoned} end"
    else:
        converted = zoned if value_type == "TIMESTAMP WITH TIME ZONE" else local
    limits = "timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999'"
    return f"case when {converted} between {limits} then {converted} end"


def _date(value: str, value_type: str, timezone: str) -> str:
    converted = f"try_cast({value} as date)"
    return f"case when {converted} between date '0001-01-01' and date '9999-12-31' then {converted} end"


def _boolean(value: str, value_type: str, timezone: str) -> str:
    return f"try_cast({value} as boolean)"


def _json(value: str, value_type: str, timezone: str) -> str:
    if value_type == TEXT:
        return f"case when json_valid({value}) then cast({value} as json) end"
    return f"try(to_json({value}))"


def _epoch_seconds(value: str, value_type: str, timezone: str) -> str:
    return _epoch(value, 1_000_000)


def _epoch_microseconds(value: str, value_type: str, timezone: str) -> str:
    return _epoch(value, 1)


def _epoch(value: str, microseconds: int) -> str:
    number = f"try_cast({value} as bigint)"
    first, last = (second * 1_000_000 // microseconds for second in (FIRST_SECOND, LAST_SECOND))
    return f"case when {number} between {first} and {last} then make_timestamp({number} * {microseconds}) end"


_CASTS = {
    "text": _text,
    "currency": _currency,
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "minor_units": _minor_units,
    "timestamp": _timestamp,
    "date": _date,
    "boolean": _boolean,
    "json": _json,
    "epoch_seconds": _epoch_seconds,
    "epoch_microseconds": _epoch_microseconds,
}
