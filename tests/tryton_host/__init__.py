"""Tests of the module inside a running Tryton."""
