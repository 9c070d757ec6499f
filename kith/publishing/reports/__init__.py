"""The reports that managers read: each as a CSV file, a short table on the briefing page, and some as a picture.

Data flow: marts.rpt_* -> catalogue.py says what of a report is shown -> reading.py -> briefing page; pictures.py ->
briefing page and the asset's page.
"""
