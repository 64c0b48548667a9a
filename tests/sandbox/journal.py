"""Keeping the state on disk, so that a killed sandbox goes on where it was.

The file holds the whole state; beside it ``<file>.journal`` has one line for each change since. So a change costs one short
append, and a kill loses nothing. The journal is folded into the file at start, at stop, and when the state is replaced.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

from .state import Row, State, storable


class Journal:
    """Reads ``file`` into ``state`` (a missing file is an empty state) and from then on records each change."""

    def __init__(self, file: Path, state: State) -> None:
        self._file = file
        self._lines = file.with_name(file.name + ".journal")
        self._state = state
        self._stream: IO[str] | None = None
        if file.exists():
            state.load(json.loads(file.read_text("utf-8")))
        if self._lines.exists():
            for line in self._lines.read_text("utf-8").splitlines():
                self._replay(line)
        self.fold()
        state.on_change = self._append

    def fold(self) -> None:
        """Writes the whole state at once and empties the journal. A kill at any point leaves a readable pair."""
        self._close()
        fresh = self._file.with_name(self._file.name + ".new")
        fresh.write_text(json.dumps(self._state.dump(), ensure_ascii=False, indent=1), "utf-8")
        fresh.replace(self._file)
        self._lines.unlink(missing_ok=True)
        self._stream = self._lines.open("w", encoding="utf-8")

    def close(self) -> None:
        """Folds for the last time; nothing is recorded afterwards."""
        self.fold()
        self._close()
        self._lines.unlink(missing_ok=True)
        self._state.on_change = lambda kind, row: None

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _append(self, kind: str, row: Row) -> None:
        if self._stream is not None:
            self._stream.write(json.dumps([kind, storable(row)], ensure_ascii=False) + "\n")
            self._stream.flush()

    def _replay(self, line: str) -> None:
        try:
            kind, fields = json.loads(line)
        except ValueError:
            return  # the kill cut the last line: its request was never answered
        self._state.put_back(kind, fields)
