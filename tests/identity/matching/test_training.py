"""Training: from which records, to which model, and what is said about it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pytest

from kith.identity import resolve
from kith.identity.engine import MODEL_FOLDER, train_anew
from kith.identity.ids import install_key
from kith.identity.matching import estimation
from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.estimation import NotConvergedError, shipped_estimate
from kith.identity.matching.model import Model, keep_untried, load_model
from kith.identity.matching.training import model_in_force, train
from kith.identity.settings import IdentitySettings
from tests.identity.matching.town import settle, town
from tests.identity.matching.traits import traits_of
from tests.identity.world import RAN_AT, SECRET, World

COUPLES = 60
RECORDS = len(town(COUPLES))
CAP = 100


def trained(world: World, few_records: int = 2) -> Model:
    """The model that the records of the world give."""
    with traits_of(world) as connection:
        return train(connection, CAP, few_records)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, list[tuple[Any, ...]], Path]:
    """The model of the town, its tiers, and the folder where it is kept."""
    folder = tmp_path_factory.mktemp("it's a model")
    with traits_of(settle(World(tmp_path_factory.mktemp("town")), COUPLES)) as connection:
        model = model_in_force(connection, folder, CAP, 2)
        keep_untried(folder)
        return model, connection.execute("from value_tiers order by all").fetchall(), folder


@pytest.fixture(scope="module")
def town_model(kept: tuple[Model, list[tuple[Any, ...]], Path]) -> Model:
    """The model of the town."""
    return kept[0]


@pytest.fixture
def folder(kept: tuple[Model, list[tuple[Any, ...]], Path], tmp_path: Path) -> Path:
    """A copy of the folder where the town's model is kept."""
    return shutil.copytree(kept[2], tmp_path / "it's a model")


def same(one: Model, other: Model) -> bool:
    """Whether two models are equal to the last digit."""
    return (
        (one.trained_on, one.fields_left_out) == (other.trained_on, other.fields_left_out)
        and bool((one.estimate.priors == other.estimate.priors).all())
        and all(
            (left == right).all()
            for left, right in zip(one.estimate.chances, other.estimate.chances, strict=True)
        )
    )


def test_one_record_below_the_bound_uses_the_shipped_weights_and_says_so(world: World) -> None:
    settle(world, COUPLES)
    assert IdentitySettings().few_records == 500
    few = trained(world, few_records=RECORDS + 1)
    assert few.trained_on == 0
    assert few.estimate.rounds == 0
    assert (few.estimate.priors == shipped_estimate(RECORDS).priors).all()
    assert trained(world, few_records=RECORDS).trained_on == RECORDS


def test_few_records_are_judged_by_the_shipped_weights_until_there_are_more(world: World) -> None:
    world.person("shop", "1", first_name="John", last_name="Hill")
    assert world.resolve().model_records == 0
    assert train_anew(world.warehouse, world.state, SECRET, IdentitySettings())["records"] == 0
    settle(world, COUPLES)
    assert world.resolve("run-2", settings=IdentitySettings(few_records=2)).model_records == RECORDS + 1


def test_the_same_records_give_the_same_model_to_the_last_digit(world: World, town_model: Model) -> None:
    settle(world, COUPLES).profiles.reverse()
    assert same(town_model, trained(world))


def test_one_source_trains_as_well_as_several(world: World, town_model: Model) -> None:
    settle(world, COUPLES, ("bureau", "list", "shop", "zendesk"))
    assert same(town_model, trained(world))


def test_sources_that_hold_every_other_record_give_nearly_the_same_model(
    world: World, town_model: Model
) -> None:
    """Records are numbered by source, so other random pairs are drawn: that may move the last digits only."""
    settle(world, COUPLES)
    for place, record in enumerate(world.profiles):
        record["source"] = ("bureau", "shop")[place % 2]
    assert trained(world).estimate.priors == pytest.approx(town_model.estimate.priors, rel=0.02)


def test_a_field_that_nobody_has_is_left_out_and_said(town_model: Model) -> None:
    assert town_model.fields_left_out == ("middle_initial", "personal_number", "email", "phone")
    untouched = shipped_estimate(RECORDS).chances
    by_name = dict(
        zip((comparison.name for comparison in COMPARISONS), town_model.estimate.chances, strict=True)
    )
    phone = [comparison.name for comparison in COMPARISONS].index("phone")
    assert by_name["phone"][0] == pytest.approx(untouched[phone][0])


def test_a_field_that_some_have_is_not_left_out(world: World) -> None:
    settle(world, COUPLES)
    for record in world.profiles[:8]:
        record["phone"] = f"020 7946 00{record['record_id'][3:5]}"
    assert "phone" not in trained(world).fields_left_out


def test_training_anew_says_what_it_learned_from(world: World) -> None:
    settle(world, COUPLES).build()
    said = train_anew(world.warehouse, world.state, SECRET, IdentitySettings(few_records=2))
    assert said["records"] == RECORDS
    assert said["rounds"] > 1
    assert "phone" in said["fields_left_out"]


def test_records_of_which_no_two_are_alike_teach_nothing(world: World) -> None:
    for number, name in enumerate(["John Hill", "Rosa Diaz", "Otto Kemp"]):
        world.person("shop", str(number), full_name=name)
    model = trained(world)
    assert (model.estimate.priors == shipped_estimate(3).priors).all()
    assert model.trained_on == 0, "or it would be kept, and weigh all records to come"


def test_a_field_that_came_after_training_weighs_nothing(town_model: Model) -> None:
    """How often strangers agree in it was never seen; taken for never, it joined strangers by the thousand."""
    names = [comparison.name for comparison in COMPARISONS]
    known = [1 if name in ("last_name", "place") else 0 for name in names]
    with_phone = [1 if name == "phone" else level for name, level in zip(names, known, strict=True)]
    patterns = numpy.array([known, with_phone])
    one, other = town_model.posterior(patterns).T
    assert (one == other).all()
    assert town_model.weights(tuple(with_phone)) == town_model.weights(tuple(known))
    assert (patterns[1] == with_phone).all()


def test_a_model_that_is_kept_is_used_and_not_trained_anew(
    world: World, folder: Path, town_model: Model
) -> None:
    settle(world, COUPLES)
    settle(world, 5, ("bureau",))
    with traits_of(world) as connection:
        assert same(model_in_force(connection, folder, CAP, 2), town_model)
    with traits_of(world) as connection:
        assert not same(train(connection, CAP, 2), town_model)


def test_a_kept_model_and_its_tiers_come_back_as_they_were(
    kept: tuple[Model, list[tuple[Any, ...]], Path],
) -> None:
    model, tiers, folder = kept
    with duckdb.connect() as connection:
        install_key(connection, SECRET)
        found = load_model(connection, folder)
        assert found is not None
        assert same(found, model)
        assert found.estimate.rounds == model.estimate.rounds
        assert connection.execute("from value_tiers order by all").fetchall() == tiers
    assert tiers


def test_a_model_kept_twice_leaves_one_file_of_tiers(world: World) -> None:
    settle(world, COUPLES).build()
    for _ in range(2):
        train_anew(world.warehouse, world.state, SECRET, IdentitySettings(few_records=2))
    assert len(list((world.state / MODEL_FOLDER).glob("tiers-*.parquet"))) == 1
    assert list((world.state / MODEL_FOLDER).glob("*.draft")) == []


def test_no_model_is_no_model(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        assert load_model(connection, tmp_path / "nothing") is None


def test_a_model_from_under_another_secret_is_not_used(folder: Path) -> None:
    """Its houses stand there by a hash that nobody has."""
    with duckdb.connect() as connection:
        install_key(connection, SECRET)
        assert load_model(connection, folder) is not None
        install_key(connection, b"another secret that is long enough")
        assert load_model(connection, folder) is None


@pytest.mark.parametrize("change", ["comparison", "level"])
def test_a_model_of_other_comparisons_is_not_used(world: World, folder: Path, change: str) -> None:
    settle(world, COUPLES)
    plain = json.loads((folder / "model.json").read_text())
    if change == "comparison":
        plain["comparisons"]["shoe_size"] = plain["comparisons"].pop("phone")
    else:
        plain["comparisons"]["phone"][1]["name"] = "two_slips"
    (folder / "model.json").write_text(json.dumps(plain))
    with traits_of(world) as connection:
        assert load_model(connection, folder) is None
        assert model_in_force(connection, folder, CAP, 2).trained_on == RECORDS


def test_a_run_that_does_not_settle_fails_and_leaves_the_tables_of_the_last_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(world, COUPLES)
    world.resolve()
    before = world.query("select * from identity.customers order by all")
    (world.state / MODEL_FOLDER / "model.json").unlink(missing_ok=True)
    monkeypatch.setattr(estimation, "MOST_ROUNDS", 1)
    with pytest.raises(NotConvergedError):
        resolve(world.warehouse, world.state, SECRET, "run-2", RAN_AT, IdentitySettings(few_records=2))
    assert world.query("select * from identity.customers order by all") == before
    assert not (world.state / MODEL_FOLDER / "model.json").exists()


def test_a_trained_model_joins_copies_and_keeps_couples_apart(world: World) -> None:
    settle(world, COUPLES, ("bureau", "shop"))
    report = world.resolve(settings=IdentitySettings(few_records=2))
    assert report.model_records == RECORDS
    people = {
        frozenset(record.split(":")[1].rsplit("-", 1)[0] for record in group) for group in world.groups()
    }
    assert {len(person) for person in people} == {1}, "no group holds two people"
    assert report.persons == 2 * COUPLES, "no person is in two groups"
