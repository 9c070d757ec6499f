"""Writes feeds.yml of the demo home: complete, worked, commented; a reader's first example of one.

Data flow: World -> home/feeds.yml.
"""

from __future__ import annotations

from pathlib import Path

from kith.demo.world import REPORTING_CURRENCY, REPORTING_TIMEZONE, World

TEXT = """\
# The demo publisher of Kith: Tidewater, an invented house. Written by `kith demo`; see docs/demo.md.
as_of: {as_of}                  # the world ends here, so every run gives the same result
reporting_currency: {currency}
reporting_timezone: {timezone}
rates: landing/rates.csv           # one unit of EUR, USD in pounds, day by day

sources:
  # Vendor connectors know the vendor's objects: a folder of files as the API or the export writes them is all they
  # need.
  - name: stripe
    feed: subscriptions
    connector: stripe
    path: landing/stripe/
  - name: mailchimp
    feed: newsletters
    connector: mailchimp
    path: landing/mailchimp/
  - name: shopify
    feed: merchandise
    connector: shopify
    path: landing/shopify/
  - name: ga4
    feed: web_analytics
    connector: ga4
    path: landing/ga4/
  - name: zendesk
    feed: support
    connector: zendesk
    path: landing/zendesk/
  - name: typeform
    feed: surveys
    connector: typeform
    path: landing/typeform/

  # Any other system: no code, one mapping per canonical entity. The print bureau sends one CSV a week in which each
  # line is a transaction and repeats the account's names and addresses; seven entries read the same files.
  - name: bureau
    feed: subscriptions
    connector: files
    files:
      - name: accounts                       # bill-to: who pays
        path: landing/bureau/week_*.csv
        entity: profiles
        timezone: Europe/London
        columns:
          record_id: account
          profile_kind: "case when organisation is not null then 'organisation' else 'person' end"
          email: email
          phone: phone
          first_name: forename
          last_name: surname
          organisation_name: organisation
          address_line: address
          city: town
          region: county
          postal_code: postcode
          country_code: country
          address_status: address_status
          updated_at: txn_date
      - name: ship_to                        # who reads, where somebody else pays
        path: landing/bureau/week_*.csv
        entity: profiles
        timezone: Europe/London
        where: "ship_account is not null"
        columns:
          record_id: ship_account
          first_name: ship_forename
          last_name: ship_surname
          address_line: ship_address
          city: ship_town
          postal_code: ship_postcode
          country_code: ship_country
          updated_at: txn_date
      - name: subscriptions
        path: landing/bureau/week_*.csv
        entity: subscriptions
        timezone: Europe/London
        columns:
          subscription_id: order_no
          profile_record_id: "coalesce(ship_account, account)"
          payer_profile_record_id: "case when ship_account is not null then account end"
          product_id: title_code
          title: title
          format: "'print'"
          quantity: copies
          term_unit: "'issue'"
          term_count: term_issues
          issues_remaining: issues_left
          list_amount: list_price
          amount: paid
          currency: "'GBP'"
          status: status
          payment_method: pay_method
          sales_channel: channel
          offer_code: offer_code
          source_code: source_code
          is_gift: "ship_account is not null"
          started_at: first_sold
          current_period_start_at: starts_on
          current_period_end_at: expires_on
          paused_at: paused_on
          resumes_at: resumes_on
          ended_at: ended_on
          end_kind: "case when ended_on is not null then 'expired' end"
          updated_at: txn_date
      - name: bundle_items_garden            # a bundle's two titles share its price by their own list prices
        path: landing/bureau/week_*.csv
        entity: subscription_items
        where: "title_code = 'BGF' and txn_type in ('NEW', 'RENEWAL')"
        columns:
          subscription_id: order_no
          product_id: "'GGP'"
          format: "'print'"
          quantity: copies
          list_amount: "'78.00'"
      - name: bundle_items_notes
        path: landing/bureau/week_*.csv
        entity: subscription_items
        where: "title_code = 'BGF' and txn_type in ('NEW', 'RENEWAL')"
        columns:
          subscription_id: order_no
          product_id: "'FNP'"
          format: "'print'"
          quantity: copies
          list_amount: "'42.00'"
      - name: payments
        path: landing/bureau/week_*.csv
        entity: payments
        timezone: Europe/London
        where: "txn_type in ('NEW', 'RENEWAL')"
        columns:
          payment_id: txn_no
          subscription_id: order_no
          profile_record_id: account
          paid_at: txn_date
          list_amount: list_price
          discount_amount: discount
          discount_code: offer_code
          shipping_amount: "'0'"
          tax_amount: "'0'"
          paid_amount: paid
          currency: "'GBP'"
          status: "'paid'"
          payment_method: pay_method
          sales_channel: channel
          title: title
      - name: payment_lines                  # the term paid for, in issues
        path: landing/bureau/week_*.csv
        entity: payment_lines
        timezone: Europe/London
        where: "txn_type in ('NEW', 'RENEWAL')"
        columns:
          payment_id: txn_no
          line_id: "'1'"
          subscription_id: order_no
          product_id: title_code
          line_kind: "'term'"
          quantity: copies
          period_start_at: starts_on
          period_end_at: expires_on
          issue_count: term_issues
          list_amount: list_price
          discount_amount: discount
          discount_code: offer_code
          tax_amount: "'0'"
          line_amount: paid
          currency: "'GBP'"
      - name: campaigns                      # what a mailing cost, by the source code it asks to be named
        path: landing/bureau/campaigns_*.csv
        entity: campaign_costs
        columns:
          source_code: source_code
          channel: channel
          date_from: date_from
          date_to: date_to
          amount: amount
          currency: currency
      - name: titles
        path: landing/bureau/titles.csv
        entity: products
        columns:
          product_id: title_code
          name: title
          product_line: "'print titles'"
          product_kind: "'subscription'"
          brand: brand
          format: "'print'"
          list_price: cover_price_per_year
          currency: "'GBP'"
          issues_per_year: issues_per_year
      - name: seat_holders
        path: landing/bureau/seats.csv
        entity: profiles
        columns: {{record_id: account, email: email, first_name: forename, last_name: surname}}
      - name: seats
        path: landing/bureau/seats.csv
        entity: subscription_seats
        timezone: Europe/London
        columns:
          subscription_id: order_no
          profile_record_id: account
          assigned_at: assigned_on
          removed_at: removed_on
      - name: preferences
        path: landing/bureau/preferences_*.csv
        entity: consents
        timezone: Europe/London
        columns:
          profile_record_id: account
          purpose: "'marketing'"
          channel: channel
          status: status
          recorded_at: recorded_on
          proof: filename

  - name: advocacy
    feed: advocacy
    connector: files
    files:
      - name: members
        path: landing/advocacy/members_*.csv
        entity: profiles
        columns:
          record_id: member_no
          first_name: first_name
          last_name: last_name
          email: email
          created_at: joined_on
      - name: referrals
        path: landing/advocacy/referrals_*.csv
        entity: referrals
        columns:
          referral_id: referral_id
          referrer_profile_record_id: referrer
          referred_profile_record_id: referred
          channel: channel
          referred_at: referred_at
          converted_at: converted_at
      - name: social
        path: landing/advocacy/social_*.csv
        entity: social_interactions
        columns:
          interaction_id: interaction_id
          profile_record_id: member
          handle: handle
          interaction_type: type
          post_id: post_id
          post_kind: post_kind
          occurred_at: occurred_at
"""


def write_feeds(home: Path, world: World) -> None:
    """Writes home/feeds.yml."""
    text = TEXT.format(as_of=world.as_of, currency=REPORTING_CURRENCY, timezone=REPORTING_TIMEZONE)
    (home / "feeds.yml").write_text(text)
