"""Runs all tests and prints how many passed, in one line that `cargo xtask test` reads."""

import sys
import unittest
from pathlib import Path

here = Path(__file__).parent
result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.discover(str(here), top_level_dir=str(here.parent)))
failed = len(result.failures) + len(result.errors)
print(f"outlook tests of Python: {result.testsRun - failed} passed, {failed} failed")
sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
