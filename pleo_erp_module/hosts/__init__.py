"""Hosts that ship with the module. Each is thin: it implements the host's side of the contract and holds no rule."""
