"""OpenTelemetry traces: a span a request, in it one for the answer, and in that one for each stretch of a stage.

Nothing of OpenTelemetry is imported unless traces are wanted. No span holds a question, a document or a key.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from assistant import Answer
from assistant.stages import Stopwatch
from index import YuanwenError

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

_NANO = 1_000_000_000
_LAST_WORDS = 3_000  # milliseconds a stopping server gives a collector that may be gone


@dataclass(frozen=True, slots=True)
class Trace:
    """An answer being traced, or nothing where traces are not wanted."""

    tracer: Tracer | None = None
    context: Context | None = None

    def end(self, watch: Stopwatch, answer: Answer | None) -> None:
        """Write down what was measured; ``answer`` is None where there was none in the end."""
        if self.tracer is None or not watch.intervals:
            return
        from opentelemetry.trace import set_span_in_context

        began = min(interval.started for interval in watch.intervals)
        span = self.tracer.start_span("answer", self.context, start_time=int(began * _NANO))
        inside = set_span_in_context(span)
        for interval in watch.intervals:
            stage = self.tracer.start_span(interval.stage, inside, start_time=int(interval.started * _NANO))
            stage.end(int(interval.ended * _NANO))
        span.set_attribute("yuanwen.finished", answer is not None)
        if answer is not None:
            span.set_attribute("yuanwen.mode", answer.mode)
            span.set_attribute("yuanwen.grounded", answer.grounded)
            span.set_attribute("yuanwen.citations", len(answer.citations))
            span.set_attribute("yuanwen.sources", len(answer.sources))
        span.end(int(max(interval.ended for interval in watch.intervals) * _NANO))


class Tracing:
    """What makes the spans; without a tracer it makes none."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("yuanwen", version("yuanwen")) if provider else None

    def begin(self) -> Trace:
        """An answer's trace, inside the request that is being served."""
        if self._tracer is None:
            return Trace()
        from opentelemetry.context import get_current

        return Trace(self._tracer, get_current())

    @contextmanager
    def request(self, headers: Mapping[str, str]) -> Iterator[Span | None]:
        """A request's span, part of the caller's own trace when its ``traceparent`` names one."""
        if self._tracer is None:
            yield None
            return
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        caller = TraceContextTextMapPropagator().extract(headers)
        with self._tracer.start_as_current_span("request", caller, SpanKind.SERVER) as span:
            yield span

    def flush(self) -> None:
        """Send what has not been sent yet."""
        if self._provider is not None:
            self._provider.force_flush(_LAST_WORDS)

    def close(self) -> None:
        """Send what has not been sent yet, and stop."""
        self.flush()
        if self._provider is not None:
            self._provider.shutdown()


def open_tracing(*, wanted: bool) -> Tracing:
    """Traces to where OpenTelemetry's own ``OTEL_EXPORTER_OTLP_…`` variables say, if they are wanted.

    Raises:
        YuanwenError: OpenTelemetry is not installed.
    """
    if not wanted:
        return Tracing()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise YuanwenError(
            'server.traces wants OpenTelemetry, which is not installed: pip install "yuanwen[otel]"'
        ) from error
    return trace_to(OTLPSpanExporter())


def trace_to(exporter: SpanExporter) -> Tracing:
    """Traces to an exporter, in batches and in a thread of its own."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME") or "yuanwen"})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)
