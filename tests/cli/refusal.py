"""How a refused command is judged, whatever it was refused for."""

from __future__ import annotations

from pathlib import Path

from cli.command import Answer
from cli.world import HISTORY, MARKS, World
from pleo_erp_module.messages.error_sentences import ERRORS

EXIT = {"fault": 1, "usage": 2, "busy": 5, "stopped": 3}
DEAD_END = "http://127.0.0.1:1"  # nothing listens there


def refused(world: World, command: str, *, stdin: str = "") -> Answer:
    """Run a command that must be refused: one JSON object with an error, no traceback, both sides as they were."""
    words = command.split()
    left_out = MARKS | HISTORY if words[0] == "run" else MARKS
    before = world.state(left_out)
    answer = world.cli(*words, stdin=stdin)
    assert world.state(left_out) == before
    assert "Traceback" not in answer.text
    assert ERRORS[answer.error].message
    return answer


def check_refusal(world: World, command: str, code: str, *, stdin: str = "", network: bool = True) -> Answer:
    """The same, with this error and its exit code; without ``network`` not even one request was sent."""
    world.pleo.reset_log()
    answer = refused(world, command, stdin=stdin)
    assert answer.error == code
    if command.startswith("run ") and "status" in answer.data:
        assert (answer.data["status"], answer.code) == ("failed", 1)
        assert answer.data["requests"]["writes"] == 0
    else:
        assert answer.code == EXIT[ERRORS[code].kind]
        assert set(answer.data) == {"error"}
    assert network or world.pleo.requests == []
    # The same for a person: two sentences on standard error, and nothing on standard output.
    person = world.human(*command.split(), stdin=stdin)
    assert person.code == answer.code
    assert "Traceback" not in person.text
    assert code in person.text
    assert command.startswith("run ") or (person.out, len(person.err.splitlines()) >= 2) == ("", True)
    return answer


def move(path: Path) -> Path:
    """Put a file out of the way."""
    return path.rename(path.with_name(path.name + ".away"))
