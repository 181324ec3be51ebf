"""Files to checked rows: the contract, the checker, datasets, parameters and the workspace."""
