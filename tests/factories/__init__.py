"""Synthetic people and things. Names are obviously invented, numbers are 010-0000-xxxx."""
