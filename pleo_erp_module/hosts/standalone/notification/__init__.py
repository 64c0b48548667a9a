"""Telling people: each new reason once, by mail and webhook, and again only while it does not arrive."""
