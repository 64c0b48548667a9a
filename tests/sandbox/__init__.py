"""A strict Pleo that runs on this machine: for tests, for the demo, for trying things out. Never part of the wheel.

It keeps to the written contract (`contract`) and knows nothing of the client. What the contract leaves open is a switch.
"""

from .failures import Fault
from .sandbox import Sandbox
from .switches import Switches
from .web import Logged

__all__ = ["Fault", "Logged", "Sandbox", "Switches"]
