"""Tests of the standalone host's pages in a real browser."""
