"""The model: what was learned, in a form that can be kept, published and read by people.

Data flow: an `Estimate` in; posteriors and weights of patterns, or state/identity_model/ (model.json and the
tiers of values), out. Two records compared under one model always get one score, whenever they arrive.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from ingestion.errors import KithError
from ingestion.scan import literal
from kith.identity.connection import Connection, value_of
from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.estimation import HOUSEHOLD, PERSON, STRANGER, Estimate, posterior
from kith.identity.replacement import replace_file

if TYPE_CHECKING:
    import numpy

    Numbers = numpy.ndarray[Any, numpy.dtype[numpy.float64]]

CLASSES = ("person", "household", "stranger")
FILE = "model.json"
UNTRIED_FILE = "untried.json"
"""A model that a run trained, until that run's checks let it publish: what a broken feed teaches is not kept."""
FEWEST_HOUSEHOLDS = 1e-3
"""Pairs of a household per pair of one person, below which the records are taken to know no households. One couple to
a thousand people with two records is on the bound; in lists of single people the share ends at 1e-9, in one of many
errors at 4e-4."""


@dataclass(frozen=True)
class Weight:
    """What one comparison says of a pair, in bits: +1 doubles the odds that it is one person, -1 halves them."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True)
class Model:
    """Chances per comparison and class, and where they are from.

    trained_on: records it learned from, 0 for the shipped weights. fields_left_out: comparisons that no pair
    of those records could answer; a model that was trained weighs nothing by them.
    """

    estimate: Estimate
    trained_on: int
    fields_left_out: tuple[str, ...] = ()

    def posterior(self, patterns: "numpy.ndarray[Any, Any]", even_priors: bool = False) -> "Numbers":
        """Chance of each class per pattern, shape (3, patterns).

        even_priors: as if relatives were as frequent as strangers.
        """
        answered = self._answered(patterns)
        if not even_priors:
            return posterior(self.estimate, answered)
        priors = self.estimate.priors.copy()
        priors[STRANGER] = priors[PERSON] + priors[HOUSEHOLD]
        return posterior(replace(self.estimate, priors=priors / priors.sum()), answered)

    def _answered(self, patterns: "numpy.ndarray[Any, Any]") -> "numpy.ndarray[Any, Any]":
        """The patterns without the fields that were left out of training.

        A feed that comes later may have such a field: how often strangers agree in it was never seen, and taken for
        never it joins them by the thousand.
        """
        if not self.trained_on:
            return patterns
        silent = [comparison.name in self.fields_left_out for comparison in COMPARISONS]
        found = patterns.copy()
        found[:, silent] = 0
        return found

    @property
    def knows_households(self) -> bool:
        """Whether two people of one household are among the records at all; a list of single people has none."""
        return bool(self.estimate.priors[HOUSEHOLD] > FEWEST_HOUSEHOLDS * self.estimate.priors[PERSON])

    def weights(self, pattern: tuple[int, ...]) -> tuple[float, list[Weight], str]:
        """Bits for one person against the likelier of household and stranger: the start, each field, and which.

        The start is the odds before anything is compared. Start and weights add up to the logarithm of the odds against
        that one rival, each rounded to a hundredth of a bit; the chance of one person is against both.
        """
        import numpy

        answered = self._answered(numpy.array([pattern]))[0]
        chances = self.posterior(numpy.array([pattern]))[:, 0]
        rival = HOUSEHOLD if chances[HOUSEHOLD] >= chances[STRANGER] else STRANGER
        priors = self.estimate.priors
        weights = [
            Weight(
                comparison.name,
                comparison.levels[level - 1].name,
                round(float(numpy.log2(table[PERSON][level] / table[rival][level])), 2),
            )
            for comparison, table, level in zip(COMPARISONS, self.estimate.chances, answered, strict=True)
            if level
        ]
        return round(float(numpy.log2(priors[PERSON] / priors[rival])), 2), weights, CLASSES[rival]


def save_model(connection: Connection, model: Model, folder: Path) -> None:
    """Keep `model` and temp table `value_tiers` in `folder`; a crash leaves the former model whole."""
    save_untried(connection, model, folder)
    keep_untried(folder)


def save_untried(connection: Connection, model: Model, folder: Path) -> None:
    """Lay `model` and temp table `value_tiers` down in `folder`, not in force until `keep_untried`."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "tiers.draft"
    connection.execute(f"copy (from value_tiers order by all) to {literal(str(draft))} (format parquet)")
    tiers = folder / f"tiers-{hashlib.sha256(draft.read_bytes()).hexdigest()[:16]}.parquet"
    draft.chmod(0o600)
    draft.replace(tiers)
    plain = _as_plain(model) | {"tiers": tiers.name, "key": _key_name(connection)}
    replace_file(folder / UNTRIED_FILE, json.dumps(plain, indent=1))


def holds_untried(folder: Path) -> bool:
    """Whether this run trained the model that it works with."""
    return (folder / UNTRIED_FILE).is_file()


def keep_untried(folder: Path) -> None:
    """Put the model of `save_untried` in force, if there is one, and remove the tiers of the one before."""
    untried = folder / UNTRIED_FILE
    if not untried.is_file():
        return
    untried.replace(folder / FILE)
    _remove_outdated_tiers(folder)


def discard_untried(folder: Path) -> None:
    """Forget the model of a run that never published, if there is one."""
    untried = folder / UNTRIED_FILE
    if untried.is_file():
        untried.unlink()
        _remove_outdated_tiers(folder)


def _remove_outdated_tiers(folder: Path) -> None:
    named = "".join(path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("*.json"))
    for tiers in folder.glob("tiers-*.parquet"):
        if tiers.name not in named:
            tiers.unlink()


def load_model(connection: Connection, folder: Path) -> Model | None:
    """The kept model, with its tiers as temp table `value_tiers`; None where there is none that fits.

    A model of other comparisons than today's does not fit (Kith was brought up to date since), nor one from under
    another secret, whose tiers of houses nobody could look up. Raises KithError where it is damaged.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        return _fitting_model(connection, json.loads(path.read_text(encoding="utf-8")), folder)
    except (ValueError, LookupError, TypeError, AttributeError, duckdb.Error) as error:
        raise KithError(
            f"{path} is damaged: restore {folder} from a backup, or delete it, and the next run trains anew."
        ) from error


def _fitting_model(connection: Connection, plain: dict[str, Any], folder: Path) -> Model | None:
    if plain["comparisons"].keys() != {comparison.name for comparison in COMPARISONS} or any(
        [level["name"] for level in plain["comparisons"][comparison.name]]
        != [level.name for level in comparison.levels]
        for comparison in COMPARISONS
    ):
        return None
    if plain.get("key") != _key_name(connection):
        return None
    connection.execute(
        "create or replace temp table value_tiers as select field, value, tier from read_parquet($path)",
        {"path": str(folder / plain["tiers"])},
    )
    return _from_plain(plain)


def _key_name(connection: Connection) -> str:
    """A name of the key in force, which tells nothing of it."""
    return str(value_of(connection, "select left(keyed_name('identity_model'), 16)"))


def level_rows(model: Model) -> Iterable[tuple[str, int, str, float, float, float]]:
    """One row per comparison and level: comparison, number, name, chance in each class."""
    for comparison, table in zip(COMPARISONS, model.estimate.chances, strict=True):
        for number, level in enumerate(comparison.levels, start=1):
            person, household, stranger = (float(table[kind][number]) for kind in range(3))
            yield comparison.name, number, level.name, person, household, stranger


def _as_plain(model: Model) -> dict[str, Any]:
    comparisons: dict[str, list[dict[str, Any]]] = {}
    for comparison, _, level, *chances in level_rows(model):
        comparisons.setdefault(comparison, []).append(
            {"name": level} | dict(zip(CLASSES, chances, strict=True))
        )
    return {
        "trained_on": model.trained_on,
        "rounds": model.estimate.rounds,
        "fields_left_out": list(model.fields_left_out),
        "priors": dict(zip(CLASSES, map(float, model.estimate.priors), strict=True)),
        "comparisons": comparisons,
    }


def _from_plain(plain: dict[str, Any]) -> Model:
    import numpy

    chances = [
        numpy.array(
            [[1.0, *(level[kind] for level in plain["comparisons"][comparison.name])] for kind in CLASSES],
            dtype=float,
        )
        for comparison in COMPARISONS
    ]
    priors = numpy.array([plain["priors"][kind] for kind in CLASSES], dtype=float)
    return Model(
        Estimate(chances, priors, plain["rounds"]), plain["trained_on"], tuple(plain["fields_left_out"])
    )
