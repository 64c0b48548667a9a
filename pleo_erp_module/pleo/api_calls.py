"""A request with everything around it: the pace, the stop signal, the repeats, the log, the counts, the error at the end."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.pleo import answer_parser
from pleo_erp_module.pleo.answer_parser import MalformedError
from pleo_erp_module.pleo.error_body import ErrorBody, is_html, said
from pleo_erp_module.pleo.limits import Limits
from pleo_erp_module.pleo.pacer import Pacer
from pleo_erp_module.pleo.pleo_errors import Failure, PleoError, Rule, Treatment, rule_for
from pleo_erp_module.pleo.pleo_records import RequestCounts
from pleo_erp_module.pleo.retry_delay import full_jitter, retry_after
from pleo_erp_module.pleo.transport import Answer, Transport
from pleo_erp_module.pleo.transport_diagnosis import TransportFailure

T = TypeVar("T")
_LOG = logging.getLogger("pleo_erp_module.pleo")

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of Pleo. ``repeatable``: doing it twice is the same as doing it once."""

    area: str
    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: object | None = None
    repeatable: bool = True

    @property
    def is_read(self) -> bool:
        """Whether it leaves Pleo as it is."""
        return self.method == "GET" or self.path.endswith(":search")


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: the status and the JSON that came with it (None if there was no body)."""

    status: int
    json: object


class Calls:
    """Sends calls to Pleo, from any thread.

    ``before_send`` is called in the calling thread right before each attempt, and told whether it is a write; what it raises, and
    what ``sleep`` raises, passes through untouched. But if an earlier attempt may have been carried out, its error is raised.
    """

    def __init__(
        self,
        transport: Transport,
        limits: Limits,
        pacer: Pacer,
        *,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
        sleep: Callable[[float], None],
        random: Callable[[], float],
        before_send: Callable[[bool], None],
    ) -> None:
        self._transport = transport
        self._limits = limits
        self._pacer = pacer
        self._clock = clock
        self._wall_clock = wall_clock
        self._sleep = sleep
        self._random = random
        self._before_send = before_send
        self._lock = threading.Lock()
        self._counts = RequestCounts()

    @property
    def counts(self) -> RequestCounts:
        """How many requests were sent so far."""
        with self._lock:
            return self._counts

    def make(self, call: Call, build: Callable[[Reply], T]) -> T:
        """Make ``call`` and ``build`` the result from the reply. Raises PleoError."""
        tried, lost, wait = 0, False, 0.0
        fault: PleoError | None = None
        while True:
            try:
                self._wait_for_turn(call, wait)
            except PleoErpError:
                if not lost or fault is None:
                    raise
                raise fault from None
            tried += 1
            self._count(call, tried)
            outcome = self._attempt(call)
            if isinstance(outcome, Answer) and outcome.status // 100 == 2:
                result = self._success(call, outcome, build)
                if not isinstance(result, TransportFailure):
                    return result[0]
                outcome = result
            what = outcome.status if isinstance(outcome, Answer) else outcome.trouble
            rule = rule_for(what)
            lost = lost or (rule.carried_out and not call.is_read)
            asked = self._asked(outcome)
            patient = (asked or 0.0) <= self._limits.wait_seconds
            wait = asked or full_jitter(tried, self._random)
            if what == 429 and patient:
                self._pacer.pause(wait)  # holds all threads back, this one when it takes its next turn
            again = rule.happens is Treatment.RETRY and (call.repeatable or not rule.carried_out) and tried < self._limits.tries
            fault = self._fault(call, outcome, rule, None if patient else asked, lost)
            if not (again and patient):
                raise fault
            _LOG.debug("%s %s: again in %.1f s", call.method, call.path, wait)
            wait = 0.0 if what == 429 else wait

    def _wait_for_turn(self, call: Call, seconds: float) -> None:
        if seconds:
            self._sleep(seconds)
        self._pacer.take()
        self._before_send(not call.is_read)

    def _attempt(self, call: Call) -> Answer | TransportFailure:
        begun = self._clock()
        outcome = self._transport.send(call.method, call.path, call.params, call.body)
        result = outcome.status if isinstance(outcome, Answer) else outcome.trouble
        _LOG.debug("%s %s: %s, %d ms", call.method, call.path, result, round((self._clock() - begun) * 1000))
        return outcome

    def _count(self, call: Call, tried: int) -> None:
        with self._lock:
            now = self._counts
            self._counts = RequestCounts(
                now.reads + (1 if call.is_read else 0),
                now.writes + (0 if call.is_read else 1),
                now.retries + (1 if tried > 1 else 0),
            )

    def _success(self, call: Call, answer: Answer, build: Callable[[Reply], T]) -> tuple[T] | TransportFailure:
        """The result in a tuple (it may be anything), or why the answer cannot be used."""
        content: object = None
        if answer.body.strip():
            try:
                content = json.loads(answer.body.decode("utf-8-sig"))  # of bytes, json takes half a surrogate pair
            except (ValueError, RecursionError):
                return TransportFailure(Failure.NOT_JSON, status=answer.status)
        try:
            if _SURROGATE.search(answer.body):
                answer_parser.check_text(content)
            return (build(Reply(answer.status, content)),)
        except MalformedError as malformed:
            part = {"what": malformed.found, "call": f"{call.method} {call.path}"}
            return TransportFailure(Failure.INVALID, Message("answer_part", part), status=answer.status)

    def _asked(self, outcome: Answer | TransportFailure) -> float | None:
        """Seconds for which Pleo asks to be left alone; only 429 and 503 may."""
        if isinstance(outcome, Answer) and outcome.status in (429, 503):
            return retry_after(outcome.retry_after, outcome.date, self._wall_clock)
        return None

    def _fault(self, call: Call, outcome: Answer | TransportFailure, rule: Rule, too_long: float | None, lost: bool) -> PleoError:
        if isinstance(outcome, TransportFailure):
            return PleoError(
                rule.code, area=call.area, detail=outcome.detail, status=outcome.status, lost=lost, limit=outcome.limit
            )
        code, status = rule.code, outcome.status
        # A page for people where Pleo would have answered in JSON: something else stands in between.
        if status // 100 == 4 and rule.happens is not Treatment.RETRY and is_html(outcome.body, outcome.content_type):
            code = "not_json"
        words = said(outcome.body, outcome.content_type)
        return PleoError(
            code,
            area=call.area,
            detail=_detail(code, words, too_long),
            status=status,
            lost=lost,
            pleo_message=words.message,
            pleo_type=words.type,
        )


def _detail(code: str, words: ErrorBody, too_long: float | None) -> Message | str:
    said_by_pleo = words.message or words.type or ""
    if too_long is not None:
        wait = {"count": round(too_long)}
        return Message("asked_to_wait_saying", {**wait, "text": said_by_pleo}) if said_by_pleo else Message("asked_to_wait", wait)
    if code == "proxy_refused":
        return Message("proxy_credentials")
    return said_by_pleo
