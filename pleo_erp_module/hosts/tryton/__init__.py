"""Tryton as a host: an ordinary Tryton module named `pleo_erp`, found through Tryton's entry points (docs/hosts/tryton.md).

It holds no rule, no SQL and no table: every screen, button and job asks the module through its hooks.
"""
