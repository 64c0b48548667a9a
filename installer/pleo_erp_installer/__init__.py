"""Sets a machine up for the module, and runs its demo and its tests. Standard library only, except what `demo` runs inside the
environment that was built before.
"""
