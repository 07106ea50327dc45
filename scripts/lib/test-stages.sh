# shellcheck shell=bash
# The stages of scripts/test, in order. Sourced. Each is a function stage_NAME that prints what it does and
# fails if the check does; one that runs many tests writes "PASSED FAILED SKIPPED" to descriptor 4.

readonly STAGES=(tidy format build unit release size links shell fabric bats thread address lab)
# Two more builds of everything: many minutes, so --quick leaves them out.
readonly SLOW_STAGES=(thread address)
# Booted machines. They run when they are asked for by name, until the whole suite has been seen green in one run.
readonly NAMED_STAGES=(lab)
readonly TEST_PACKAGES=(bats shellcheck strace jq python3 groff-base man-db mandoc zsh fish libpam-modules-bin)
export STAGES SLOW_STAGES NAMED_STAGES TEST_PACKAGES

declare -A STAGE_TITLES=(
    [tidy]="house rules that no compiler checks"
    [format]="swift format lint"
    [build]="debug build, warnings are errors"
    [unit]="unit, property, simulation and command-line tests"
    [release]="release build with a static standard library"
    [size]="the stripped binary is at most 20 MB"
    [links]="only glibc and the C++ runtime are linked, nothing newer than Ubuntu 22.04 has"
    [shell]="shellcheck"
    [bats]="the release binary in sandbox nodes"
    [fabric]="the emulated metadata service and vault"
    [lab]="booted machines with real SMB, NFS and JupyterHub (docs/lab.md)"
    [thread]="the tests under the thread sanitizer"
    [address]="the tests under the address sanitizer"
)
export STAGE_TITLES

stage_tidy() { python3 scripts/lib/tidy.py "$REPOSITORY"; }

stage_format() { as_owner swift format lint --strict --recursive Sources Tests Package.swift; }

# Warnings are errors by the package's own settings; --build-tests takes the tests in.
stage_build() { as_owner swift build --build-tests; }

stage_unit() { swift_tests; }

# Own build folders: sanitizer objects and normal ones would otherwise rebuild each other at every run.
stage_thread() { swift_tests --sanitize=thread --scratch-path .build-thread; }
# No search for leaks: it takes for lost what Swift keeps in enums, whose pointers have tag bits set.
stage_address() { ASAN_OPTIONS=detect_leaks=0 swift_tests --sanitize=address --scratch-path .build-address; }

# swift_tests OPTION…: the counts come from the report, so that a crash before it is a failure.
swift_tests() {
    local folder report attributes tests failures errors skips status=0
    folder="$(as_owner mktemp -d)"
    report="$folder/tests.xml"
    as_owner swift test --disable-xctest --xunit-output "$report" "$@" || status=$?
    attributes="$(grep -h -m 1 '<testsuite ' "$folder"/*.xml)"
    rm -rf -- "$folder"
    tests="$(attribute tests "$attributes")" failures="$(attribute failures "$attributes")"
    errors="$(attribute errors "$attributes")" skips="$(attribute skipped "$attributes")"
    # `tests` is the number that ran: skipped ones are not in it.
    printf '%d %d %d\n' "$((tests - failures - errors))" "$((failures + errors))" "${skips:-0}" >&4
    ((tests > 0)) || note "no test ran"
    ((tests > 0 && status == 0))
}

attribute() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2"; }

# release_binary: where `release` left it; later stages fail with a sentence if it did not.
release_binary() {
    local file
    file="$(cat "$REPOSITORY/.work/test/release.path" 2>/dev/null || true)"
    [[ -x "$file" ]] || fail "$EXIT_FAILED" "there is no release binary; run: scripts/test --stage release"
    printf '%s\n' "$file"
}

stage_release() {
    rm -f "$REPOSITORY/.work/test/release.path"
    local binary
    build_release >"$REPOSITORY/.work/test/release.path"
    binary="$(release_binary)"
    "$binary" --version
}

readonly BINARY_BYTES_MAX=20000000
stage_size() {
    local binary bytes
    binary="$(release_binary)"
    bytes="$(stat -c %s "$binary")"
    printf '%d bytes, at most %d\n' "$bytes" "$BINARY_BYTES_MAX"
    ((bytes <= BINARY_BYTES_MAX))
}

# What every Ubuntu 22.04 base image has; libFoundation or libcurl here would be a change of decision. libcrypt is
# there because the essential packages `login` and `perl-base` need it.
readonly LIBRARIES_ALLOWED='^(libc|libm|libcrypt|libdl|libpthread|librt|libutil|libstdc\+\+|libgcc_s|ld-linux-x86-64|ld-linux-aarch64)\.so'
readonly GLIBC_NEWEST=2.35
stage_links() {
    local binary needed foreign newest
    binary="$(release_binary)"
    needed="$(objdump -p "$binary" | awk '$1 == "NEEDED" { print $2 }')"
    printf 'linked: %s\n' "${needed//$'\n'/ }"
    foreign="$(grep -Ev "$LIBRARIES_ALLOWED" <<<"$needed" || true)"
    [[ -z "$foreign" ]] || fail "$EXIT_FAILED" "not on every Ubuntu 22.04: ${foreign//$'\n'/ }"
    newest="$(objdump -T "$binary" | sed -n 's/.*GLIBC_\([0-9.]*\).*/\1/p' | sort -Vu | tail -n 1)"
    printf 'newest symbol: GLIBC_%s, at most %s\n' "$newest" "$GLIBC_NEWEST"
    [[ "$(printf '%s\n%s\n' "$newest" "$GLIBC_NEWEST" | sort -V | tail -n 1)" == "$GLIBC_NEWEST" ]]
}

stage_shell() {
    local files
    mapfile -t files < <(grep -rlE '^#!.*(bash|/sh)|^# shellcheck shell=' scripts .ci Tests/Shell Tests/Lab extensions 2>/dev/null || true)
    printf '%d files\n' "${#files[@]}"
    shellcheck --external-sources --source-path="$REPOSITORY" "${files[@]}"
}

stage_bats() {
    local status=0 report="$REPOSITORY/.work/test/bats.tap" binary
    binary="$(release_binary)"
    # The report is parsed, not the exit status alone: a file that stops half-way shows in its plan.
    sandbox_enter "$REPOSITORY/scripts/lib/bats-inside" "$binary" "$REPOSITORY"/Tests/Shell/*.bats |
        tee "$report" || status=$?
    bats_counts "$report" >&4
    return "$status"
}

stage_fabric() { (cd Tests/Lab && python3 -m unittest discover -t . -s azure_emulator/tests); }

# The last line is "N passed, N failed"; a run that stops before it counts as one failure.
stage_lab() {
    local status=0 report="$REPOSITORY/.work/test/lab.report" binary
    binary="$(release_binary)"
    scripts/lab test --binary "$binary" | tee "$report" || status=$?
    sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2 0/p' "$report" >&4
    return "$status"
}

# bats_counts FILE: "PASSED FAILED SKIPPED"; planned tests that gave no result count as failed.
bats_counts() {
    awk '/^1\.\.[0-9]+/ { split($1, plan, "[.][.]"); planned += plan[2] }
        /^ok [0-9]+.*# skip/ { skipped++; next }
        /^ok [0-9]+/ { passed++ }
        /^not ok [0-9]+/ { failed++ }
        END { missing = planned - passed - failed - skipped
              print passed + 0, failed + (missing > 0 ? missing : 0), skipped + 0 }' "$1"
}
