"""Puts a demo world together, chunk by chunk.

Data flow: World -> for each chunk of people: people, facts, records, files, truth -> the files that close the world.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from kith.demo import (
    advocacy,
    bureau,
    bureau_facts,
    campaigns,
    cast,
    catalogue,
    earlier,
    faults,
    feeds,
    ga4,
    letters_facts,
    mailchimp,
    people,
    records,
    shop_facts,
    shopify,
    stripe,
    stripe_facts,
    truth,
    typeform,
    web_facts,
    zendesk,
)
from kith.demo.landing import Landing
from kith.demo.world import World

LONGEST = 1095  # three years: before that nothing happened


def build(
    home: Path, count: int, days: int, seed: int, progress: Callable[[str], None], with_faults: bool
) -> bool:
    """Writes the whole home; see kith.demo.generate."""
    if count < 1 or not 1 <= days <= LONGEST:
        raise ValueError(
            f"A demo world has at least one person and 1 to {LONGEST} days: change --people or --days."
        )
    world = World(count, days, seed)
    arguments = earlier.Arguments.of(world, with_faults)
    if earlier.is_there(home, arguments):
        return False
    earlier.begin(home, arguments)
    catalogue.write_reference_files(home, world)
    landing, daily = Landing(home), ga4.DailyFiles(home)
    mailings = campaigns.Campaigns(world)
    for chunk, numbers in enumerate(world.chunks()):
        with world.connect() as connection:
            catalogue.load_catalogue(connection, world)
            _imagine(connection, world, chunk, numbers)
            _write(connection, world, home, landing, daily, is_first=chunk == 0)
            mailings.note(connection)
        progress(f"{numbers.stop - 1:,} of {count:,} people")
    landing.close()
    daily.close()
    mailings.write(home)
    faults.plant(home, world, with_faults)
    feeds.write_feeds(home, world)
    earlier.finish(home, arguments)
    progress(f"demo publisher of {count:,} people written")
    return True


def _imagine(connection: duckdb.DuckDBPyConnection, world: World, chunk: int, numbers: range) -> None:
    """What is true and what happened: the crowd's draws, then the cast's plan, then what follows from both."""
    people.make_people(connection, world, chunk, numbers)
    stripe_facts.draw_stripe_facts(connection, world, chunk)
    bureau_facts.draw_bureau_facts(connection, world, chunk)
    shop_facts.draw_shop_facts(connection, world, chunk)
    letters_facts.draw_letters(connection, world, chunk)
    records.make_profiles(connection, world, chunk)
    advocacy.draw_advocacy(connection, world, chunk)
    zendesk.draw_tickets(connection, world, chunk)
    typeform.draw_responses(connection, world, chunk)
    web_facts.make_devices(connection)
    if chunk == 0:
        cast.plant_facts(connection, world)
    stripe_facts.derive_stripe_facts(connection)
    stripe_facts.draw_retries(connection, world, chunk)
    bureau_facts.derive_bureau_facts(connection)
    shop_facts.derive_shop_facts(connection)
    letters_facts.derive_letters(connection, world, chunk)
    web_facts.make_sessions(connection, world, chunk)


def _write(
    connection: duckdb.DuckDBPyConnection,
    world: World,
    home: Path,
    landing: Landing,
    daily: ga4.DailyFiles,
    is_first: bool,
) -> None:
    if is_first:
        stripe.write_stripe_catalogue(connection, landing)
        mailchimp.write_mailchimp_catalogue(connection, landing)
        shopify.write_shopify_catalogue(connection, landing)
        bureau.write_bureau_catalogue(connection, landing)
        typeform.write_forms(connection, landing)
    stripe.write_stripe(connection, landing)
    mailchimp.write_mailchimp(connection, landing)
    shopify.write_shopify(connection, landing)
    bureau.write_bureau(connection, landing, world)
    zendesk.write_zendesk(connection, landing)
    typeform.write_typeform(connection, landing)
    advocacy.write_advocacy(connection, landing)
    ga4.write_ga4(connection, daily, world, home)
    truth.write_truth(connection, landing, world)
