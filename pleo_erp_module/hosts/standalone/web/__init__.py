"""The standalone host's web pages. They call the module through its hooks, and hold no rule and no SQL of it."""
