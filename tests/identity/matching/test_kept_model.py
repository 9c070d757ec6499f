"""When a trained model is kept, and what is said of one that is damaged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import KithError
from kith.identity import keep_model
from kith.identity.engine import MODEL_FOLDER, train_anew
from kith.identity.ids import install_key
from kith.identity.matching.model import load_model
from kith.identity.settings import IdentitySettings
from tests.identity.matching.town import settle, town
from tests.identity.world import SECRET, World

COUPLES = 20
RECORDS = len(town(COUPLES))
TRAINING = IdentitySettings(few_records=2)


def kept_files(world: World) -> list[str]:
    """Names in the model's folder."""
    return sorted(path.name for path in (world.state / MODEL_FOLDER).glob("*"))


def drift_shares(world: World) -> list[tuple[float]]:
    """What the last run found of how old the model is."""
    return world.query("select drift_share from identity.models")


def test_a_run_that_does_not_publish_leaves_no_model_in_force(world: World) -> None:
    """What a broken feed taught is not used: the next run, over the corrected one, learns anew."""
    settle(world, COUPLES // 2)
    world.resolve(settings=TRAINING)
    assert "model.json" not in kept_files(world)
    world.profiles.clear()
    assert settle(world, COUPLES).resolve("run-2", settings=TRAINING).model_records == RECORDS


def rarely_one_person(folder: Path) -> None:
    """Make the kept model one of as many other records, among which hardly anybody is known twice."""
    model = json.loads((folder / "model.json").read_text())
    model["priors"]["person"] *= 1e-9
    (folder / "model.json").write_text(json.dumps(model))


def test_a_run_that_publishes_keeps_its_model_and_a_later_one_tells_how_far_it_is_from_the_records(
    world: World,
) -> None:
    settle(world, COUPLES).resolve(settings=TRAINING)
    assert drift_shares(world) == [(0.0,)]
    keep_model(world.state)
    rarely_one_person(world.state / MODEL_FOLDER)
    world.person("shop", "new", first_name="Rosa", last_name="Diaz")
    assert world.resolve("run-2", settings=TRAINING).model_records == RECORDS
    assert drift_shares(world) > [(0.02,)]
    assert [name.split("-")[0] for name in kept_files(world)] == ["model.json", "tiers"]


def test_a_publication_without_training_keeps_nothing_of_an_earlier_red_run(world: World) -> None:
    settle(world, COUPLES).resolve(settings=TRAINING)
    assert world.resolve("run-2").model_records == 0, "too few records to train"
    keep_model(world.state)
    assert kept_files(world) == []


def test_training_by_hand_goes_before_what_a_red_run_learned(world: World) -> None:
    settle(world, COUPLES).resolve(settings=TRAINING)
    world.person("shop", "new", first_name="Rosa", last_name="Diaz")
    world.build()
    train_anew(world.warehouse, world.state, SECRET, TRAINING)
    keep_model(world.state)
    assert world.resolve("run-2", settings=TRAINING).model_records == RECORDS + 1


def cut_short(folder: Path) -> None:
    path = folder / "model.json"
    path.write_text(path.read_text()[:200])


def without_tiers(folder: Path) -> None:
    for path in folder.glob("tiers-*"):
        path.unlink()


def with_cut_tiers(folder: Path) -> None:
    for path in folder.glob("tiers-*"):
        path.write_bytes(path.read_bytes()[:20])


def holding(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    """A change of what model.json says."""

    def damage(folder: Path) -> None:
        path = folder / "model.json"
        path.write_text(json.dumps(change(json.loads(path.read_text()))))

    return damage


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut short": cut_short,
    "empty": holding(lambda plain: {}),
    "a list": holding(lambda plain: [plain]),
    "comparisons a list": holding(lambda plain: plain | {"comparisons": []}),
    "a chance in words": holding(lambda plain: plain | {"priors": {"person": "few"}}),
    "tiers gone": without_tiers,
    "tiers cut short": with_cut_tiers,
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a kept model."""
    world = settle(World(tmp_path_factory.mktemp("trained")), COUPLES)
    world.resolve(settings=TRAINING)
    keep_model(world.state)
    return world.state / MODEL_FOLDER


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_named_with_the_remedy(trained: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for path in trained.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    DAMAGES[damage](folder)
    with (
        duckdb.connect() as connection,
        pytest.raises(KithError, match=r"model\.json is damaged: restore .* or delete it"),
    ):
        install_key(connection, SECRET)
        load_model(connection, folder)
