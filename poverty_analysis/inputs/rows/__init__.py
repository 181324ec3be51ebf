"""The rows of the input tables as they leave the door: a frozen dataclass for each table of the contract."""
