"""Bringing in files of applications: read, recognise, check, write, give back what could not go in."""
