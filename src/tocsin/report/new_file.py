"""Writing a new file for the user: whole or not at all, and never over another one."""

from __future__ import annotations

import os
from pathlib import Path

from tocsin.errors import InputError, Problem, TocsinError

__all__ = ["write_new"]


def write_new(path: Path, content: str | bytes) -> None:
    """Write a file that does not exist yet.

    Parameters
    ----------
    path : Path
    content : str or bytes
        A text is written as UTF-8.

    Raises
    ------
    InputError
        If the path names no file, or the file exists; it is left as it is.
    TocsinError
        If it cannot be written, as on a full disk; nothing is left behind.
    """
    if not path.name:
        raise InputError([Problem("that names no file", str(path), expected="the name of a new file")])
    data = content.encode() if isinstance(content, str) else content
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        os.link(partial, path)  # fails where the file exists, also if it has come to exist meanwhile
    except FileExistsError:
        problem = Problem("the file exists and is left as it is", str(path), expected="another name")
        raise InputError([problem]) from None
    except OSError as error:
        raise TocsinError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)
