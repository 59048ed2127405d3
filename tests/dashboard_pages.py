"""Which pages the dashboards have, as the addresses themselves tell."""

from django.urls import get_resolver

TAKE_A_FORM_ONLY = {
    "dashboard_indicator_take_back",
    "dashboard_indicator_value",
    "dashboard_report_reader_remove",
}
"""Addresses nobody opens."""


def page_names() -> set[str]:
    """Names of everything that can be opened below `/dashboard/`, without downloads."""
    found = get_resolver().reverse_dict
    names = {name for name in found if isinstance(name, str) and name.startswith("dashboard")}
    return {name for name in names if "file_format" not in _parts(found, name)} - TAKE_A_FORM_ONLY


def _parts(found, name: str) -> set[str]:
    """What stands in an address besides fixed words."""
    return {part for ways, *_rest in found.getlist(name) for _address, parts in ways for part in parts}
