"""Tocsin puts a political argument to the test: claims in, simulated histories and evidence out."""

from __future__ import annotations

__version__ = "0.1.0"
