"""When it runs: every day, and on get-to-know-your-customers day."""
