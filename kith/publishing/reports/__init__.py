"""The reports that managers read: each as a CSV file, a short table on the briefing page, and some as a picture.

Data flow: marts.rpt_* -> subscriptions.py, customers.py and revenue.py say what of a report is shown, catalogue.py in
which order -> reading.py -> briefing page; pictures.py -> briefing page and the asset's page.
"""
