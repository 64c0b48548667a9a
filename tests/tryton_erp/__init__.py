"""A real Tryton 8.0 database for tests and for the demo: what is in it, the program that builds it, and its cache."""
