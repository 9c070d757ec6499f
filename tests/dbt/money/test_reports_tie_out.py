"""The data tests that tie each report to what it is of: silent where it is that, loud on any one number that is not.

Each case is a small world in which the report is right, and the numbers of which each by itself, changed, is found.
"""

from copy import deepcopy
from typing import Any

import pytest

from tests.dbt.conftest import Asked
from tests.dbt.money import worlds_of_customers, worlds_of_subscriptions

RIGHT = worlds_of_subscriptions.RIGHT | worlds_of_customers.RIGHT
WRONG = worlds_of_subscriptions.WRONG | worlds_of_customers.WRONG


@pytest.mark.parametrize("rule", RIGHT)
def test_a_report_that_is_what_it_is_of_passes(found: Asked, rule: str) -> None:
    assert found(rule, **RIGHT[rule]) == []


@pytest.mark.parametrize(
    ("rule", "table", "column", "value"), [(rule, *wrong) for rule in WRONG for wrong in WRONG[rule]]
)
def test_one_wrong_number_is_found(found: Asked, rule: str, table: str, column: str, value: Any) -> None:
    world = deepcopy(RIGHT[rule])
    world[table][0][column] = value
    assert found(rule, **world)
