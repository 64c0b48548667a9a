"""The kinds of record that are synchronised, each one file: what it reads, compares, writes, and how people name it."""
