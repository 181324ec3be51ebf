"""Administrative units with dates: codes, borders over time, and what units add up to."""
