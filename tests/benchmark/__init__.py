"""How fast, against a baseline that is measured in the same run: ``python -m benchmark`` with ``tests`` on the path."""
