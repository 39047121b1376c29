"""One line for each assertion, and the total."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

WHAT_WIDTH = 74
SHOWN_MAX = 1_500
TAIL_LINES = 20
LOGS_MAX = 2


@dataclass
class Report:
    """Prints as it goes. No credential gets through: each is replaced by stars first."""

    out: TextIO
    credentials: tuple[str, ...]
    """Values that must not be printed."""
    logs: Path
    """Where PyAirbyte keeps what the connectors logged."""
    passed: int = 0
    failed: int = 0
    _since: float = field(default_factory=time.monotonic)

    def same(self, what: str, *, expected: Any, got: Any, compared: str = "") -> bool:
        """Asserts that two values are equal."""
        return self._judge(what, expected == got, expected, got, compared)

    def has(self, what: str, *, part: str, text: str, compared: str = "") -> bool:
        """Asserts that a text holds a part."""
        return self._judge(what, part in text, f"a text with: {part}", text, compared or part)

    def nothing(self, what: str, *, problems: Any, compared: str = "") -> bool:
        """Asserts that a collection of problems is empty."""
        return self._judge(what, not problems, "no problem", problems, compared)

    def unavailable(self, what: str, *, reason: str) -> None:
        """Says that something cannot be tried here, and why; it counts neither way."""
        self._line("n/a", what, reason)

    def say(self, text: str) -> None:
        """Prints a line."""
        for credential in self.credentials:
            text = text.replace(credential, "****")
        self.out.write(f"{text}\n")
        self.out.flush()

    @contextmanager
    def section(self, title: str) -> Iterator[None]:
        """Assertions under a title. An exception is a failed one, and the next section runs."""
        self.say(f"\n{title}")
        self._since = time.monotonic()
        began, failed_before = time.time(), self.failed
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported.
            detail = "".join(traceback.format_exception(error, limit=-6))
            self._judge("runs to its end", False, "no exception", detail, "")
        if self.failed > failed_before:
            self._show_tails(began)

    def total(self) -> int:
        """Prints the total; gives the exit code."""
        self.say(f"\n{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0

    def _judge(self, what: str, holds: bool, expected: Any, got: Any, compared: str) -> bool:
        if holds:
            self.passed += 1
            self._line("ok", what, compared)
        else:
            self.failed += 1
            self._line("FAIL", what, compared)
            self.say(f"      expected: {_shown(expected)}")
            self.say(f"      got:      {_shown(got)}")
        return holds

    def _line(self, verdict: str, what: str, compared: str) -> None:
        now = time.monotonic()
        seconds, self._since = now - self._since, now
        self.say(f"{verdict:<5} {what:<{WHAT_WIDTH}} {seconds:>6.1f} s  {compared}".rstrip())

    def _show_tails(self, began: float) -> None:
        logs = [log for log in self.logs.glob("*-user-sync/*.log") if log.stat().st_mtime >= began]
        for log in sorted(logs, key=lambda file: file.stat().st_mtime)[-LOGS_MAX:]:
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            self.say(f"      the last lines of {log.parent.name}:")
            for line in lines[-TAIL_LINES:]:
                self.say(f"      | {line[:400]}")


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    cut = text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]} … ({len(text)} characters)"
    return cut.replace("\n", "\n                ")
