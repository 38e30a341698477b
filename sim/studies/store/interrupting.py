"""A request to end (SIGTERM) is taken as Ctrl-C while a study folder is open: what is finished is kept, the exit code is 130.

Without it a batch system that ends a job would cut the driver off between two files. That is survived too; an orderly
end also lets the worker processes go and says what happened.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType


class EndAsInterrupt:
    """Takes SIGTERM as an interruption from making it until `restore`; only in the main thread, and only if nobody else took it."""

    def __init__(self) -> None:
        self._is_ours = False
        if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _interrupt)
            self._is_ours = True

    def restore(self) -> None:
        """Leave SIGTERM as it was."""
        if self._is_ours and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._is_ours = False


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
