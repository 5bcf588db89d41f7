"""Watches a gateway, and keeps of what passes what a transcript may have."""

import threading
from dataclasses import dataclass, field

from devkit.accept import states, wire
from devkit.accept.gateway import Watcher
from devkit.accept.shapes import Shapes
from devkit.accept.transcript import Seen, Transcript
from devkit.accept.wire import Answer, Asked

SIGN_IN = "(sign-in)"
BEFORE = "(before the first phase)"


@dataclass
class Hold:
    """Keeps back the answer to the first statement that begins with these words, until it is let go."""

    words: str
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def keep(self, shape: str) -> None:
        if shape.startswith(self.words) and not self.reached.is_set():
            self.reached.set()
            self.released.wait()


@dataclass
class Recorder(Watcher):
    """`phase` is the one that statements are put down under; `hold` may keep back an answer."""

    shapes: Shapes
    transcript: Transcript = field(default_factory=Transcript)
    phase: str = BEFORE
    hold: Hold | None = None
    _unfinished: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, asked: Asked, body: bytes, encoding: str) -> bytes:
        shape = self._shape(asked)
        answer = Answer.of(body, encoding) if shape else None
        if shape is None or answer is None or answer.number == wire.SESSION_EXPIRED:
            return body
        if answer.number in wire.IN_PROGRESS:
            with self._lock:
                self._unfinished[answer.result_path or ""] = shape
            return body
        self._put_down(shape, answer)
        if self.hold:
            self.hold.keep(shape)
        return body

    def _shape(self, asked: Asked) -> str | None:
        if asked.statement is not None:
            return self.shapes.of(asked.statement)
        if asked.path == wire.SIGN_IN:
            return SIGN_IN
        with self._lock:
            return self._unfinished.get(asked.path)

    def _put_down(self, shape: str, answer: Answer) -> None:
        names = [name for name, _ in answer.columns]
        with self._lock:
            seen = self.transcript.phase(self.phase).statements.setdefault(shape, Seen())
            seen.count += 1
            seen.outcomes.add(answer.outcome)
            if answer.columns:
                # of a function, the name of its column repeats what was asked
                seen.columns.add(tuple((self.shapes.of(name), type_) for name, type_ in answer.columns))
            for column, state in states.states(shape, names, answer.rows, self.shapes.prefix):
                seen.states.setdefault(column, set()).add(state)
