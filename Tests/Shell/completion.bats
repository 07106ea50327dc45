#!/usr/bin/env bats
# Shell completion and the man page of the real binary, in real shells.
# DSVM_AGENT names the binary; without it, the debug build is used. A shell that isn't installed is skipped.
#
# What other shells expand stays quoted here.
# shellcheck disable=SC2016

bats_require_minimum_version 1.5.0

setup() {
    agent=${DSVM_AGENT:-$BATS_TEST_DIRNAME/../../.build/debug/dsvm-agent}
    [[ -x $agent ]] || {
        echo "no binary at $agent; run: swift build --product dsvm-agent" >&2
        return 1
    }
    agent=$(realpath "$agent")
    work=$BATS_TEST_TMPDIR
    mkdir "$work/bin" "$work/files"
    touch "$work/files/agent.json"
    # The accounts on offer are ours, two of them hostile; everything else is the binary's own.
    cat >"$work/bin/dsvm-agent" <<EOF
#!/bin/sh
if [ "\$1 \$2" = 'users --names' ]; then
    printf '%s\n' alice albert '\$(touch pwned)' '-rf' 'a;touch pwned' bob
else
    exec '$agent' "\$@"
fi
EOF
    chmod +x "$work/bin/dsvm-agent"
    PATH=$work/bin:$PATH
    cd "$work/files" || return
}

teardown() {
    [[ ! -e $work/files/pwned ]]
}

# Prints what bash offers for a command line, a word a line; the last argument is the word at the cursor.
in_bash() {
    bash --norc --noprofile -c '
        set -u
        source <(dsvm-agent completion bash)
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
        declare -a COMPREPLY=()
        "$(complete -p dsvm-agent | sed "s/.*-F \([^ ]*\) .*/\1/")" "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
        ((${#COMPREPLY[@]} == 0)) || printf "%s\n" "${COMPREPLY[@]}"
    ' bash "$@"
}

# Prints what fish offers for a command line, without descriptions.
in_fish() {
    HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data \
        fish --no-config -c 'dsvm-agent completion fish | source; complete -C "$argv[1]"' "$1" | cut -f 1
}

# Prints the command line after a press of the tabulator in an interactive zsh.
in_zsh() {
    HOME=$work ZDOTDIR=$work timeout 30 zsh -f -c '
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "PS1=; PROMPT=; stty columns 500; autoload -Uz compinit; compinit -u -d $HOME/dump"
        zpty -w shell "source <(dsvm-agent completion zsh)"
        zpty -w shell "show() { print -r -- \"<<\$BUFFER>>\" >\$HOME/result; BUFFER=; zle accept-line }; zle -N show"
        zpty -w shell "bindkey ^I complete-word; bindkey ^X show; unsetopt list_ambiguous auto_menu; touch \$HOME/ready"
        repeat 100; do [[ -e $HOME/ready ]] && break; sleep 0.1; done
        zpty -wn shell "$1"$'"'\t\C-X'"'
        repeat 100; do [[ -s $HOME/result ]] && break; zpty -rt shell output; sleep 0.1; done
        zpty -d shell
        cat $HOME/result
    ' zsh "$1"
}

@test "bash: the script is sound" {
    dsvm-agent completion bash >"$work/script"
    bash -n "$work/script"
    if command -v shellcheck >/dev/null; then shellcheck "$work/script"; fi
}

@test "bash: commands, and the words of a group" {
    [[ $(in_bash dsvm-agent ad) == adduser ]]
    [[ $(in_bash dsvm-agent --json ad) == adduser ]]
    [[ $(in_bash dsvm-agent --config x ad) == adduser ]]
    [[ $(in_bash dsvm-agent --config = x ad) == adduser ]]
    [[ $(in_bash dsvm-agent config sh) == show ]]
    [[ $(in_bash dsvm-agent config) == config ]]
    [[ -z $(in_bash dsvm-agent nonsense ad) ]]
}

@test "bash: options of the command and of the program, not those of others" {
    [[ $(in_bash dsvm-agent adduser --ss) == --ssh-key ]]
    [[ $(in_bash dsvm-agent adduser alice --ss) == --ssh-key ]]
    [[ $(in_bash dsvm-agent adduser --js) == --json ]]
    [[ -z $(in_bash dsvm-agent check --ss) ]]
    [[ -z $(in_bash dsvm-agent adduser -- --ss) ]]
    [[ -z $(in_bash dsvm-agent --roo) ]]
}

@test "bash: values by kind, in both forms" {
    [[ $(in_bash dsvm-agent --config ag) == agent.json ]]
    [[ $(in_bash dsvm-agent --config = ag) == agent.json ]]
    [[ $(in_bash dsvm-agent --config =) == agent.json ]]
    [[ $(in_bash dsvm-agent --config=ag) == --config=agent.json ]]
    [[ $(in_bash dsvm-agent check us) == users ]]
    [[ $(in_bash dsvm-agent completion z) == zsh ]]
    [[ -z $(in_bash dsvm-agent completion zsh z) ]]
}

@test "bash: names from the machine are data" {
    [[ $(in_bash dsvm-agent deluser al) == $'alice\nalbert' ]]
    [[ $(in_bash dsvm-agent deluser '') == $'alice\nalbert\nbob' ]]
    [[ -z $(in_bash dsvm-agent deluser '$(touch pwned)') ]]
    [[ -z $(in_bash dsvm-agent '$(touch pwned)' '`touch pwned`') ]]
    [[ -z $(in_bash dsvm-agent 'x[$(touch pwned)]' --config '*') ]]
}

@test "zsh: the script is sound and completes" {
    command -v zsh >/dev/null || skip "zsh is not installed"
    dsvm-agent completion zsh >"$work/script"
    zsh -n "$work/script"
    [[ $(in_zsh 'dsvm-agent addu') == '<<dsvm-agent adduser >>' ]]
}

@test "zsh: options, values and names" {
    command -v zsh >/dev/null || skip "zsh is not installed"
    [[ $(in_zsh 'dsvm-agent adduser --ssh') == '<<dsvm-agent adduser --ssh-key >>' ]]
    rm "$work/result" "$work/ready"
    [[ $(in_zsh 'dsvm-agent --config=ag') == '<<dsvm-agent --config=agent.json >>' ]]
    rm "$work/result" "$work/ready"
    [[ $(in_zsh 'dsvm-agent deluser b') == '<<dsvm-agent deluser bob >>' ]]
}

@test "fish: the script is sound and completes" {
    command -v fish >/dev/null || skip "fish is not installed"
    dsvm-agent completion fish >"$work/script"
    fish --no-execute "$work/script"
    [[ $(in_fish 'dsvm-agent ad') == adduser ]]
    [[ $(in_fish 'dsvm-agent --config x ad') == adduser ]]
    [[ $(in_fish 'dsvm-agent config sh') == show ]]
}

@test "fish: options, values and names" {
    command -v fish >/dev/null || skip "fish is not installed"
    [[ $(in_fish 'dsvm-agent adduser --ss') == --ssh-key ]]
    [[ -z $(in_fish 'dsvm-agent check --ss') ]]
    [[ $(in_fish 'dsvm-agent --config ag') == agent.json ]]
    [[ $(in_fish 'dsvm-agent --config=ag') == --config=agent.json ]]
    [[ $(in_fish 'dsvm-agent check us') == users ]]
    [[ $(in_fish 'dsvm-agent deluser al' | sort) == $'albert\nalice' ]]
    [[ $(in_fish 'dsvm-agent deluser ' | sort) == $'albert\nalice\nbob' ]]
    [[ -z $(in_fish 'dsvm-agent deluser alice al') ]]
}

@test "man page: groff, man and mandoc have nothing to say" {
    command -v groff >/dev/null || skip "groff is not installed"
    dsvm-agent help --man >"$work/dsvm-agent.8"
    [[ -z $(groff -man -ww -z "$work/dsvm-agent.8" 2>&1) ]]
    groff -man -Tascii -P -cbou "$work/dsvm-agent.8" | grep --quiet -e '--ssh-key'
    # A minimised image has a stand-in for man that only says so.
    if [[ $(man --version 2>&1) == man\ [0-9]* ]]; then
        [[ -z $(man -l --warnings -Tutf8 "$work/dsvm-agent.8" 2>&1 >/dev/null) ]]
    fi
    if command -v mandoc >/dev/null; then mandoc -Tlint -W warning "$work/dsvm-agent.8"; fi
}
