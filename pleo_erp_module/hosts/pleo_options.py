"""The options about Pleo, which every host's configuration has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from pleo_erp_hookspecs import PleoAccess
from pleo_erp_module.record_reader import Record, RecordError

ENVIRONMENTS = {"production": "https://external.pleo.io", "staging": "https://external.staging.pleo.io"}


class PleoOptions(Record, frozen=True):
    """Pleo's address and the way to it."""

    environment: Literal["production", "staging"] | None = None
    base_url: str | None = None  # instead of an environment
    proxy: str | None = None
    ca_bundle: Path | None = None
    requests_per_minute: Annotated[float, Meta(gt=0, le=1_000_000_000)] = 500.0

    def __post_init__(self) -> None:
        if self.environment and self.base_url:
            raise RecordError("environment_and_base_url")

    def access(self) -> PleoAccess:
        """What the module gets."""
        base_url = self.base_url or ENVIRONMENTS[self.environment or "production"]
        return PleoAccess(base_url, self.proxy, self.ca_bundle, self.requests_per_minute)
