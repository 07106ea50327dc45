# shellcheck shell=bash
# How the demo talks: chapters, commands as typed with their real output, and check marks that are earned.
# Sourced inside the sandbox, after sandbox.sh.

story_chapter=0 story_failures=0
story_output="" story_status=0

chapter() {
    story_chapter=$((story_chapter + 1))
    printf '\n%d. %s\n\n' "$story_chapter" "$1"
}

say() { printf '  %s\n' "$*"; }

# as_typed ARGUMENT…: quoted only where a shell needs it.
as_typed() {
    local argument line=""
    # `sh -c TEXT` is only our way in: show TEXT, which is what the person types.
    if [[ "$1" == sh && "$2" == -c ]]; then
        printf '%s' "$3"
        return 0
    fi
    for argument in "$@"; do
        [[ "$argument" =~ ^[A-Za-z0-9_./:=@+-]+$ ]] || argument="'${argument//\'/\'\\\'\'}'"
        line+="${line:+ }$argument"
    done
    printf '%s' "$line"
}

# typed NODE USER COMMAND…: shows it, runs it, shows what it printed, keeps output and status for verify.
typed() { typed_with_input "" "$@"; }

typed_with_input() {
    local input="$1" node="$2" user="$3" prompt='#'
    shift 3
    [[ "$user" == root ]] || prompt='$'
    printf '  %s@%s %s %s%s\n' "$user" "$node" "$prompt" "${input:+echo SECRET | }" "$(as_typed "$@")"
    local run=(node_as "$node" "$user")
    [[ "$user" != root ]] || run=(node_run "$node")
    story_status=0
    story_output="$("${run[@]}" "$@" 2>&1 <<<"$input")" || story_status=$?
    [[ -z "$story_output" ]] || printf '      %s\n' "${story_output//$'\n'/$'\n'      }"
    ((story_status == 0)) || printf '      (exit status %d)\n' "$story_status"
}

# verify SENTENCE TEST…: the sentence is printed as true only if the test's command succeeds.
verify() {
    local sentence="$1"
    shift
    local reason
    if reason="$("$@" 2>&1)"; then
        printf '  ✓ %s\n' "$sentence"
    else
        printf '  ✗ %s\n' "$sentence"
        [[ -z "$reason" ]] || head -n 8 <<<"$reason" | sed 's/^/      /'
        story_failures=$((story_failures + 1))
    fi
}

not() { ! "$@"; }
succeeded() { ((story_status == 0)); }
status_is() { ((story_status == $1)); }
output_is() { [[ "$story_output" == "$1" ]]; }

uid_of() { node_run "$1" id -u "$2"; }
same_uid() { [[ -n "$(uid_of node1 "$1")" && "$(uid_of node1 "$1")" == "$(uid_of node2 "$1")" ]]; }
uid_in_range() { (($(uid_of "$1" "$2") >= 20000 && $(uid_of "$1" "$2") <= 59999)); }
content_is() { [[ "$(node_run "$1" cat "$2")" == "$3" ]]; }

# The share is mounted when the kernel says that what lies there is the share's directory, not that a command said so.
mounted() { node_run "$1" grep -q ' /share /datamnt/dsvmshare ' /proc/self/mountinfo; }

# PAM's helper checks a password the way a login does; it is given on stdin, closed by a NUL.
password_is() { printf '%s\0' "$3" | node_run "$1" unix_chkpwd "$2" nullok; }

authorized() {
    [[ "$(node_run "$1" cat "/home/$2/.ssh/authorized_keys")" == *"$3"* ]] &&
        [[ "$(node_run "$1" stat -c '%a %U' "/home/$2/.ssh" "/home/$2/.ssh/authorized_keys")" == "700 $2"$'\n'"600 $2" ]]
}

link_is() { [[ "$(node_run "$1" readlink "$2")" == "$3" ]]; }
verify_links() {
    local share=/datamnt/dsvmshare
    verify "$2's ~/dsvmshare -> $share on $1" link_is "$1" "/home/$2/dsvmshare" "$share"
    verify "$2's ~/notebooks/remote -> $share/notebooks/$2 on $1" \
        link_is "$1" "/home/$2/notebooks/remote" "$share/notebooks/$2"
    verify "which is a directory that belongs to $2" owned_by "$1" "$share/notebooks/$2" "$2"
}
owned_by() { [[ "$(node_run "$1" stat -c '%F %U' "$2")" == "directory $3" ]]; }

story_verdict() { ((story_failures == 0)); }
