"""Extensions: found through the entry point group ``pleo_erp.extensions``, each loaded in its own try."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

import pluggy

from pleo_erp_hookspecs import EXTENSION_GROUP, PROJECT, ExtensionSpecs

_logger = logging.getLogger("pleo_erp.plugins")


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """An extension that could not be loaded. Every read fails because of it: a source without it would look complete."""

    plugin: str
    detail: str


class ExtensionManager(pluggy.PluginManager):
    """A plugin manager for `ExtensionSpecs` that remembers what could not be loaded."""

    def __init__(self, failures: Iterable[LoadFailure] = ()) -> None:
        super().__init__(PROJECT)
        self.add_hookspecs(ExtensionSpecs)
        self.failures = tuple(failures)


def new_plugin_manager(entries: Iterable[EntryPoint] | None = None) -> ExtensionManager:
    """A manager with all installed extensions; ``entries`` replaces those that are installed."""
    manager = ExtensionManager()
    load_extensions(manager, entries)
    return manager


def load_extensions(manager: ExtensionManager, entries: Iterable[EntryPoint] | None = None) -> None:
    """Load and register each extension. What fails is logged and kept in ``manager.failures``; nothing is raised."""
    for entry in entry_points(group=EXTENSION_GROUP) if entries is None else entries:
        try:
            _register(manager, entry)
        except Exception as exc:
            _logger.exception("The extension %s could not be loaded", entry.name)
            manager.failures = (*manager.failures, LoadFailure(entry.name, describe(exc)))


def failures_of(manager: pluggy.PluginManager) -> tuple[LoadFailure, ...]:
    """What could not be loaded into this manager."""
    return manager.failures if isinstance(manager, ExtensionManager) else ()


def describe(exc: BaseException) -> str:
    """One line for a person."""
    return " ".join(f"{type(exc).__name__}: {exc}".split()).rstrip(".: ")


def _register(manager: ExtensionManager, entry: EntryPoint) -> None:
    plugin = entry.load()
    manager.register(plugin, entry.name)
    try:
        manager.check_pending()  # a misspelt hook would never be called, and nobody would notice
        for caller in manager.get_hookcallers(plugin) or ():
            if any(impl.plugin is plugin and (impl.hookwrapper or impl.wrapper) for impl in caller.get_hookimpls()):
                raise TypeError(f"{caller.name} is a hook wrapper, which is not supported")
    except Exception:
        manager.unregister(plugin)
        raise
