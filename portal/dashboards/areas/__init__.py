"""Rates and gains by neighbourhood: dongs of the district, tongs of a dong, bans of a tong."""
