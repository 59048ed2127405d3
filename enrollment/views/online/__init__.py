"""Enrolling online: one topic a page, each page its own address, nothing lost on the way."""
