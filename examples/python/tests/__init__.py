"""Tests of the example, against the emulator."""
