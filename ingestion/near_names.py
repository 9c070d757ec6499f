"""Slips of the pen: which known names an unknown one is nearly called by."""

from collections.abc import Iterable
from difflib import get_close_matches

_MOST, _ALIKE = 3, 0.6


def near_names(name: str, known: Iterable[str], alike: float = _ALIKE) -> list[str]:
    """At most three of the known names, the most alike first; upper and lower case are one."""
    by_lower_case = {known_name.lower(): known_name for known_name in known}
    return [by_lower_case[found] for found in get_close_matches(name.lower(), by_lower_case, _MOST, alike)]


def nearly(name: str, known: Iterable[str]) -> str:
    """What to add to a sentence on an unknown name: the names it may have been meant for, or nothing."""
    found = near_names(name, known)
    return f", which is nearly {' or '.join(map(repr, found))}" if found else ""
