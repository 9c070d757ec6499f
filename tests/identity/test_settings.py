"""What feeds.yml may choose about who is who."""

from pathlib import Path

import pytest

from ingestion.errors import UsageError
from ingestion.feeds import Feeds, read_feeds
from kith.identity.settings import GUARDS, IdentitySettings, identity_settings


def test_what_is_not_said_keeps_its_default() -> None:
    chosen = identity_settings(Feeds.model_validate({"identity": {"accept": 0.95}}))
    assert chosen == IdentitySettings(accept=0.95)


def test_every_guard_can_be_switched_off() -> None:
    chosen = identity_settings(Feeds.model_validate({"identity": {"switched_off": list(GUARDS)}}))
    assert chosen.switched_off == GUARDS


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"switched_off": ["first_nam"]}, "feeds.yml, identity: there is no identity guard 'first_nam'"),
        ({"accept": 0.4}, "feeds.yml, identity: identity settings review and accept are chances"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choices: dict[str, object], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        identity_settings(Feeds.model_validate({"identity": choices}))


@pytest.mark.parametrize("choice", ["accept: true", "accept: '0.9'", "review: no", "accept: null"])
def test_a_chance_that_is_no_number_is_refused(choice: str, tmp_path: Path) -> None:
    (tmp_path / "feeds.yml").write_text(f"identity: {{{choice}}}\nsources: []\n")
    key = choice.split(":")[0]
    with pytest.raises(UsageError, match=rf"identity\.{key}: it must be a valid number\."):
        read_feeds(tmp_path)
