#!/usr/bin/env python3
"""House rules that no compiler checks. Prints one line a finding; status 1 if there is any.

Usage: tidy.py [REPOSITORY]

The rules are those of CONTRIBUTING.md: short files and functions, pure modules that reach nothing outside,
no crash on outside data, no forgotten notes, a sentence of documentation on what other modules use, and no
test data that nothing reads.
"""

import re
import sys
from pathlib import Path

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70

# Foundation proper costs 44 MB of static code; FoundationEssentials has what we need.
FORBIDDEN_EVERYWHERE = {"Foundation", "FoundationNetworking", "FoundationXML"}
# One module talks to the system; the others get what they need handed in.
SYSTEM_MODULES = {"Glibc", "CLinux", "Dispatch", "Synchronization"}
PURE_MODULES = {"AgentCore", "CoordinatorCore", "Settings", "CommandTable", "PoolProtocol"}
IMPURE_WORDS = re.compile(
    r"\b(FileManager|ProcessInfo|ContinuousClock\(\)|SuspendingClock\(\)|Date\(\)|Date\.now|SystemRandomNumberGenerator"
    r"|\.random\(in:|shuffled\(\)|UUID\(\))"
)

IMPORT = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:\w+\s+)?(\w+)")
FUNCTION = re.compile(r"^(\s*)(?:[\w@()]+\s+)*(?:func\s+\S|init[?(<]|deinit\b|subscript[(<])")
TRAPS = re.compile(r"\btry!|\bas!\s|\bfatalError\(")
PRINTING = re.compile(r"(?<![.\w])(print|debugPrint|dump|NSLog)\(")
NOTE = re.compile(r"\b(TODO|FIXME|XXX)\b(?!.*#\d)")
EXPORTED = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|package)\s+(?!import\b|extension\b)"
    r"(?:(?:static|final|mutating|nonisolated|consuming|borrowing|indirect|convenience|internal\(set\)|private\(set\)|package\(set\))\s+)*"
    r"(?:func|struct|enum|class|actor|protocol|typealias|subscript)\b\s*(\S*)"
)
# Types and functions need a sentence. Stored properties and initialisers of a documented type often say all in
# their name and type, and a comment that repeats these is noise: there it is the reviewer's call.
# What a protocol of the standard library already documents needs none either.
CONFORMANCES = re.compile(r"^(hash\(|encode\(|==|<|next\()")


def strip_text(line: str) -> str:
    """A line without its string literals and comments, so that words in them are not code."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', '""', line)
    return re.sub(r"//.*", "", line)


def function_lengths(lines):
    """Yields (line number, length): a function ends at the closing brace of its own indentation."""
    for index, line in enumerate(lines):
        match = FUNCTION.match(line)
        if not match:
            continue
        indentation = match.group(1)
        for end in range(index + 1, len(lines)):
            if lines[end].startswith(indentation + "}"):
                yield index + 1, end - index + 1
                break
            if lines[end].strip() and not lines[end].startswith(indentation):
                break
            if FUNCTION.match(lines[end]) and FUNCTION.match(lines[end]).group(1) == indentation:
                break


def is_documented(lines, index: int) -> bool:
    """True if the nearest line above that is no attribute is a documentation comment."""
    index -= 1
    while index >= 0 and (lines[index].strip().startswith("@") or lines[index].strip().startswith("#")):
        index -= 1
    return index >= 0 and (lines[index].strip().startswith("///") or lines[index].strip().endswith("*/"))


def swift_findings(path: Path, module: str, in_sources: bool):
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > FILE_LINES_MAX:
        yield 1, f"{len(lines)} lines, at most {FILE_LINES_MAX}"
    for number, length in function_lengths(lines):
        if length > FUNCTION_LINES_MAX:
            yield number, f"function of {length} lines, at most {FUNCTION_LINES_MAX}"
    in_text = False
    for number, line in enumerate(lines, 1):
        if line.count('"""') % 2:
            in_text = not in_text
            continue
        if in_text:
            continue
        if NOTE.search(line):
            yield number, "a note to do something names no issue (#N)"
        if in_sources:
            yield from ((number, text) for text in source_findings(lines, number - 1, module))


def source_findings(lines, index: int, module: str):
    line = strip_text(lines[index])
    imported = IMPORT.match(line)
    if imported:
        name = imported.group(1)
        if name in FORBIDDEN_EVERYWHERE:
            yield f"import {name}: use FoundationEssentials"
        if name in SYSTEM_MODULES and module in PURE_MODULES:
            yield f"import {name} in the pure module {module}"
        if name in {"Glibc", "CLinux"} and module != "AgentLinux":
            yield f"import {name}: only AgentLinux talks to the system"
    if TRAPS.search(line):
        yield "traps on data from outside (try!, as!, fatalError)"
    if PRINTING.search(line):
        yield "prints past the output seam"
    if module in PURE_MODULES and IMPURE_WORDS.search(line):
        yield f"{IMPURE_WORDS.search(line).group(1)} in the pure module {module}"
    exported = EXPORTED.match(line)
    if exported and not CONFORMANCES.match(exported.group(1)) and not is_documented(lines, index):
        yield f"no documentation on '{line.strip()[:60]}'"


def dead_fixtures(repository: Path):
    """Test data whose name, or the name of a folder above it, occurs in no test source."""
    tests = repository / "Tests"
    sources = [p for p in tests.rglob("*") if p.suffix in {".swift", ".bats", ".bash"}]
    text = "\n".join(p.read_text(encoding="utf-8") for p in sources)
    for path in sorted(tests.rglob("*")):
        parts = path.relative_to(tests).parts
        if not path.is_file() or path.name == "README.md" or not {"Fixtures", "Golden"} & set(parts):
            continue
        start = max(parts.index(name) for name in ("Fixtures", "Golden") if name in parts) + 1
        if not any(Path(part).stem in text for part in parts[start:]):
            yield path, "test data that no test names"


def shell_findings(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > FILE_LINES_MAX:
        yield 1, f"{len(lines)} lines, at most {FILE_LINES_MAX}"


def main() -> int:
    repository = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    findings, files = [], 0
    for top in ("Sources", "Tests"):
        for path in sorted((repository / top).rglob("*.swift")):
            module = path.relative_to(repository / top).parts[0]
            files += 1
            findings += [(path, n, t) for n, t in swift_findings(path, module, top == "Sources")]
    for path in sorted([*(repository / "scripts").rglob("*"), *(repository / "Tests").rglob("*.ba[ts]*")]):
        if path.is_file() and "__pycache__" not in path.parts:
            files += 1
            findings += [(path, n, t) for n, t in shell_findings(path)]
    findings += [(path, 1, text) for path, text in dead_fixtures(repository)]
    for path, number, text in findings:
        print(f"{path.relative_to(repository)}:{number}: {text}")
    print(f"{files} files read, {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
