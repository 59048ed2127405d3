"""Gateways: the wire protocols of providers. They know bytes and codes, no models and no people."""
