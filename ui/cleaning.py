"""``yuanwen clean``: page dumps in, articles out, nothing kept."""

from __future__ import annotations

import sys
from pathlib import Path

from index import YuanwenError
from index.reading.clean_stream import BadLine, clean_json_lines
from index.reading.files import read_paths


def clean_files(paths: list[Path]) -> bool:
    """Print the articles of files; a bad file is one line on standard error. Returns whether one was bad.

    Raises:
        YuanwenError: no file was given, or one does not exist.
    """
    if not paths:
        raise YuanwenError("nothing to clean: give files, or --jsonl and rows on standard input")
    failed = False
    for number, file in enumerate(read_paths(paths)):
        if file.article is None:
            print(f"yuanwen: {file.problem}", file=sys.stderr)
            failed = True
            continue
        lines = [file.article.title, file.article.text]
        print(("\n" if number else "") + "\n".join(line for line in lines if line))
    return failed


def clean_lines() -> bool:
    """Clean the rows of standard input; a bad row is one line on standard error. Returns whether one was bad."""
    failed = False
    for line in clean_json_lines(sys.stdin.buffer):
        if isinstance(line, BadLine):
            print(f"yuanwen: {line.message}", file=sys.stderr)
            failed = True
        else:
            print(line, flush=True)
    return failed
