"""Pictures of the reports: self-contained SVG of numbers alone, on the briefing page and on the assets' pages."""
