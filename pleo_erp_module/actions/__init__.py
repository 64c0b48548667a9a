"""What a person can do with the module, and the data that screens show: every rule that is not in a lower package is here.

Each action is a function of a `Runtime` and keyword arguments; `action_registry` lists them for hosts and
checks role and arguments.
"""
