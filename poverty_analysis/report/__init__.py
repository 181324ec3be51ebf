"""Opens a report: reads its data once, builds the facts of a plan, records the files and the law it used."""
