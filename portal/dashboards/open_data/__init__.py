"""Open data: the public figures of all months as files with a documented schema and lasting addresses."""
