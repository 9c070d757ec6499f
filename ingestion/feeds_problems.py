"""What is wrong with feeds.yml, in words: which key, and what must stand there instead.

Data flow: the ValidationError of `feeds.read_feeds` and the content it judged -> `first_problem` -> one sentence.
"""

from typing import Any

from pydantic import ValidationError

_BLOCK = "it must be a block of keys with values, such as `name: shop`"
_DAY = "it must be a day without a time, such as 2026-06-30"
_TEXT = "it must be text: write one value, in quotes where it looks like a number"
_WHOLE_NUMBER = "it must be a whole number, such as 1"
REMEDIES = {
    "tuple_type": "it must be a list, whose items each begin with `- `",
    "model_type": _BLOCK,
    "dict_type": _BLOCK,
    "string_type": _TEXT,
    "invalid_key": "a key must be text: see docs/feeds.md for those there are",
    "string_pattern_mismatch": "it must be three capital letters, such as GBP",
    "string_too_short": "it must be one character",
    "string_too_long": "it must be one character",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "bool_type": "it must be true or false",
    "bool_parsing": "it must be true or false",
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "greater_than_equal": "it must be 0 or more",
}
"""What to say of a wrong value, by the type pydantic gives its error."""
TRUTH_WORDS = {
    True: "`yes`, `on` and `true` are read by YAML as true: write the word in quotes",
    False: "`no`, `off` and `false` are read by YAML as false: write the word in quotes",
}
"""What to say where text was wanted and YAML made a truth value of a word; which word it was, it does not keep."""


def first_problem(error: ValidationError, content: dict[str, Any]) -> str:
    """Say the problem to mend first: an unknown key, often a slip of the pen, before all others."""
    problem = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    place = _place(problem["loc"], content)
    last = str(problem["loc"][-1]) if problem["loc"] else ""
    if problem["type"] == "extra_forbidden":
        return f"unknown key {last!r}{_inside(place.removesuffix(last).rstrip('.'))}; see docs/feeds.md"
    if problem["type"] == "missing":
        return f"the key {last!r} is missing{_inside(place.removesuffix(last).rstrip('.'))}"
    must_be = "it must be one of" if problem["type"] == "literal_error" else "it must be"
    said = problem["msg"].removeprefix("Value error, ").replace("Input should be", must_be, 1)
    message = REMEDIES.get(problem["type"], said)
    if problem["type"] == "string_type" and isinstance(problem["input"], bool):
        message = TRUTH_WORDS[problem["input"]]
    return f"{place}: {message}" if place else message


def _inside(place: str) -> str:
    return f" in {place}" if place else ""


def _place(location: tuple[int | str, ...], content: Any) -> str:
    """Path to a setting in words the user wrote: list positions become the name of what stands there."""
    parts: list[str] = []
    for step in location:
        is_position = isinstance(step, int) and not isinstance(content, dict)
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            content = None
        if is_position:
            name = content.get("name") or content.get("entity") if isinstance(content, dict) else None
            parts[-1:] = [f"{parts[-1]}[{name or int(step) + 1}]"] if parts else []
        elif step != "[key]":
            parts.append(str(step))
    return ".".join(parts)
