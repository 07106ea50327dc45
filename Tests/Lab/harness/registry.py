"""Finding tests: every function test_… of a file in tests/. One file, one idea."""

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Callable

from .lab import SHARES


@dataclass
class Test:
    name: str
    about: str
    body: Callable
    is_long: bool = False


def each_share(function):
    """Makes one test of each kind of share; the function takes (lab, share)."""
    function.shares = SHARES
    return function


def long(function):
    """Marks what takes minutes: begun first, so that no lane works alone at the end."""
    function.is_long = True
    return function


def find_tests():
    import tests

    found = []
    for module in sorted(each.name for each in pkgutil.iter_modules(tests.__path__)):
        loaded = importlib.import_module(f"tests.{module}")
        for name, function in vars(loaded).items():
            if name.startswith("test_") and function.__module__ == loaded.__name__:
                found += _variants(f"{module}.{name.removeprefix('test_')}", function)
    return found


def _variants(name, function):
    about = (function.__doc__ or "").strip().splitlines()[0]
    shares = getattr(function, "shares", None)
    is_long = getattr(function, "is_long", False)
    if not shares:
        return [Test(name, about, function, is_long)]
    return [Test(f"{name}.{share}", about, lambda lab, share=share: function(lab, share), is_long) for share in shares]
