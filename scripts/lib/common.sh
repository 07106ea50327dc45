# shellcheck shell=bash
# What every script here starts with: messages, exit statuses, packages, Swift, the build.
# Sourced, never run. Exit statuses are the agent's own (docs: `dsvm-agent help`).

readonly EXIT_FAILED=1 EXIT_USAGE=64 EXIT_UNAVAILABLE=69 EXIT_NOT_PERMITTED=77
export EXIT_FAILED EXIT_USAGE EXIT_UNAVAILABLE EXIT_NOT_PERMITTED

# The oldest toolchain whose language features the sources use, and the one we build and test with.
readonly SWIFT_MINIMUM="6.2" SWIFT_WANTED="6.3.1"

REPOSITORY="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly REPOSITORY

note() { printf '%s\n' "$*" >&2; }

# fail STATUS SENTENCE…: the last thing a script says; the sentence names what to do next.
fail() {
    local status="$1"
    shift
    note "${0##*/}: $*"
    exit "$status"
}

# A usage error is one line that points to --help, never the whole help.
usage_error() { fail "$EXIT_USAGE" "$* (see: ${0##*/} --help)"; }

# print_help FILE: the comment block at the top of FILE is its help text; written once, shown twice.
print_help() { sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$1"; }

milliseconds() { printf '%s\n' "$((${EPOCHREALTIME/[.,]/} / 1000))"; }

is_installed() { [[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" == ii* ]]; }

# require_packages PACKAGE…: installs what is missing, and touches apt only if something is.
require_packages() {
    local package missing=()
    command -v dpkg-query >/dev/null ||
        fail "$EXIT_UNAVAILABLE" "this needs Debian or Ubuntu; on other systems provide yourself: $*"
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    ((EUID == 0)) ||
        fail "$EXIT_UNAVAILABLE" "packages are missing; run: sudo apt-get install --yes ${missing[*]}"
    note "installing: ${missing[*]}"
    # A VM's first boot runs apt on its own: wait for its lock instead of failing.
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
    # An expired third-party archive key makes `update` fail although what we need is there.
    "${apt[@]}" update >&2 || note "apt-get update failed; going on with the lists at hand"
    "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" </dev/null >&2 ||
        fail "$EXIT_UNAVAILABLE" "could not install ${missing[*]}; run: apt-get install ${missing[*]}"
}

# sudo resets PATH, so a toolchain in the caller's home is looked for where swiftly and the archive put it.
find_swift() {
    local home="$HOME" candidate
    if [[ -n "${SUDO_USER:-}" ]]; then
        home="$(getent passwd "$SUDO_USER" | cut -d: -f6)"
    fi
    command -v swift && return 0
    for candidate in "$home"/.local/share/swiftly/toolchains/*/usr/bin/swift \
        /opt/swift/usr/bin/swift /usr/local/swift/usr/bin/swift; do
        [[ -x "$candidate" ]] && printf '%s\n' "$candidate" && return 0
    done
    return 1
}

# require_swift: puts a usable `swift` on PATH or says which one to install, from where.
require_swift() {
    local advice="install Swift $SWIFT_WANTED from https://www.swift.org/install/linux/ and put it on PATH"
    local swift version
    swift="$(find_swift)" || fail "$EXIT_UNAVAILABLE" "swift is not installed; $advice"
    version="$("$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)"
    [[ -n "$version" ]] ||
        fail "$EXIT_UNAVAILABLE" "$swift does not run (are the packages it needs installed?); $advice"
    [[ "$(printf '%s\n%s\n' "$SWIFT_MINIMUM" "$version" | sort -V | head -n 1)" == "$SWIFT_MINIMUM" ]] ||
        fail "$EXIT_UNAVAILABLE" "Swift $version is too old, $SWIFT_MINIMUM or newer is needed; $advice"
    PATH="$(dirname -- "$swift"):$PATH"
    export PATH
}

# as_owner COMMAND…: under sudo the build runs as the caller, or root's files in .build would lock them out.
as_owner() {
    if ((EUID == 0)) && [[ -n "${SUDO_USER:-}" && "$(stat -c %U "$REPOSITORY")" == "$SUDO_USER" ]]; then
        runuser -u "$SUDO_USER" -- env "PATH=$PATH" "HOME=$(getent passwd "$SUDO_USER" | cut -d: -f6)" "$@"
    else
        "$@"
    fi
}

# build_release: prints the path of the stripped release binary.
build_release() {
    local options=(-c release --static-swift-stdlib --product dsvm-agent) folder
    cd "$REPOSITORY" || return
    as_owner swift build "${options[@]}" >&2 || fail "$EXIT_FAILED" "the release build failed, see above"
    folder="$(as_owner swift build "${options[@]}" --show-bin-path)"
    as_owner strip --strip-all -o "$folder/dsvm-agent.stripped" "$folder/dsvm-agent"
    printf '%s\n' "$folder/dsvm-agent.stripped"
}

# The packages a Swift build needs beside the toolchain: a linker, libc's and libstdc++'s development files.
readonly BUILD_PACKAGES=(g++ binutils)
export BUILD_PACKAGES
