"""Tests of the screens inside Tryton in a real browser."""
