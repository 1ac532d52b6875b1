"""Giving memory back while much is written."""

from __future__ import annotations

import ctypes
import sys

_M_MMAP_THRESHOLD = -3  # malloc.h of glibc
_BYTES = 128 * 1024


def return_large_blocks() -> None:
    """Have glibc hand blocks of 128 KiB and more back to the system as soon as they are freed.

    That is its rule at start, which it gives up once a larger block has been freed. Each of tantivy's writers frees
    thirty megabytes in a thread of its own, and up to sixteen threads' pools then keep as much for good. Elsewhere
    than on Linux with glibc nothing is done.
    """
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_M_MMAP_THRESHOLD, _BYTES)
