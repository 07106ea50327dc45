#!/usr/bin/env bats
# The compatibility contract: the same two links as mountazurefiles.sh made, and none of its accidents.
# "Row" is a row of the table of what the old script does in odd cases; each runs once, twice, three times.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() { start_node; }
teardown() { stop_nodes; }

@test "row 1: the user's directory on the share is missing: it is made, nothing dangles" {
    agent provision
    expect 0
    expect_mounted
    expect_links dsvmuser
    runs_same provision
}

@test "row 2: the mount fails: exit 69, no link, nothing written below the mountpoint" {
    configure_local "$SHARE" "users: { first: 'dsvmuser' }"
    on umount /srv/pool-share
    on rmdir /srv/pool-share
    for _ in 1 2 3; do
        agent provision
        expect 69
        expect_not_mounted
        expect_absent /home/dsvmuser/dsvmshare
        expect_absent /home/dsvmuser/notebooks/remote
        expect_equal "" "$(on sh -c "ls -A $SHARE 2>/dev/null")"
    done
}

@test "row 3: run again with the user's directory present: no loops inside the share" {
    agent provision
    agent provision
    expect 0
    agent link --all
    expect 0
    expect_absent "$SHARE/dsvmshare"
    expect_absent "$SHARE/notebooks/dsvmuser/dsvmuser"
    runs_same link --all
}

@test "rows 4 and 5: run again after the user's directory vanished: made anew, still no loop" {
    for _ in 1 2 3; do
        agent provision
        expect 0
        expect_links dsvmuser
        expect_absent "$SHARE/dsvmshare"
        on rmdir "$SHARE/notebooks/dsvmuser"
    done
}

@test "row 6: a mountpoint with a slash at the end gives the same links" {
    configure_local "$SHARE/"
    agent provision
    expect 0
    expect_links dsvmuser
    runs_same provision
}

@test "row 7: ~/notebooks is missing: made, and the user's own" {
    foreign_account dsvmuser 1000 /home/dsvmuser
    agent provision
    expect 0
    expect_links dsvmuser
    runs_same provision
}

@test "row 8: ~/notebooks/remote is a real directory: exit 73, left as it is" {
    foreign_account dsvmuser 1000 /home/dsvmuser
    on mkdir -p /home/dsvmuser/notebooks/remote
    on sh -c 'echo thesis >/home/dsvmuser/notebooks/remote/work && chown -R dsvmuser: /home/dsvmuser'
    for _ in 1 2 3; do
        agent provision
        expect 73
        expect_text /home/dsvmuser/notebooks/remote
        expect_equal work "$(on ls -A /home/dsvmuser/notebooks/remote)"
        expect_equal thesis "$(on cat /home/dsvmuser/notebooks/remote/work)"
        # The other link is not in the way of anything.
        expect_link /home/dsvmuser/dsvmshare "$SHARE"
    done
}

@test "row 9: a blank in the mountpoint: works or is refused, never half" {
    for _ in 1 2 3; do
        configure_local "/datamnt/dsvm share"
        agent provision
        if ((status == 0)); then
            expect_equal "/datamnt/dsvm share" "$(on readlink "/home/dsvmuser/dsvm share")"
            expect_equal "/datamnt/dsvm share/notebooks/dsvmuser" "$(on readlink /home/dsvmuser/notebooks/remote)"
        else
            expect 65
            expect_text mountpoint
            expect_equal "" "$(on ls -A /datamnt)"
            expect_equal "" "$(on ls -A /home)"
        fi
    done
}

@test "row 10: no user: an empty name is refused, null means none, nothing lands in /home itself" {
    configure_local "$SHARE" "users: { first: '' }"
    agent provision
    expect 65
    expect_text users.first
    configure_local "$SHARE" "users: { first: null }"
    agent provision
    expect 0
    expect_mounted
    expect_equal "" "$(on ls -A /home)"
    runs_same provision
}

@test "K2: link texts are exact also for another mountpoint" {
    configure_local /data/team
    agent provision
    expect 0
    expect_link /home/dsvmuser/team /data/team
    expect_link /home/dsvmuser/notebooks/remote /data/team/notebooks/dsvmuser
}

@test "another mountpoint: the links follow, those to the old one go, a link of the user's own stays" {
    agent provision
    agent adduser alice
    node_as n1 alice ln -s "$SHARE" mine
    configure_local /data/team
    agent provision
    expect 0
    local name
    for name in dsvmuser alice; do
        expect_link "/home/$name/team" /data/team
        expect_link "/home/$name/notebooks/remote" "/data/team/notebooks/$name"
        expect_absent "/home/$name/dsvmshare"
    done
    expect_link /home/alice/mine "$SHARE"
    runs_same provision
    # What stands at a recorded name by now and is no link of ours stays.
    configure_local "$SHARE"
    on umount /data/team
    node_as n1 alice sh -c 'rm team && echo mine >team'
    agent provision
    expect 0
    expect_equal mine "$(on cat /home/alice/team)"
    expect_absent /home/dsvmuser/team
    expect_links alice
    runs_same provision
}

@test "K3, K4: two nodes see the same files through the links, and their user may write" {
    node_create n2
    agent provision
    expect 0
    node_run n2 dsvm-agent provision
    node_as n1 dsvmuser sh -c 'echo shared >"$HOME/notebooks/remote/a.txt"'
    expect_equal shared "$(node_as n2 dsvmuser sh -c 'cat "$HOME/notebooks/remote/a.txt"')"
    expect_equal shared "$(node_as n2 dsvmuser sh -c 'cat "$HOME/dsvmshare/notebooks/dsvmuser/a.txt"')"
}

@test "K7: takes over what a first run of the old script left, without remount or change" {
    foreign_account dsvmuser 1000 /home/dsvmuser
    on mkdir -p "$SHARE" /home/dsvmuser/notebooks
    on chown dsvmuser: /home/dsvmuser/notebooks
    on mount --bind /srv/pool-share "$SHARE"
    on mkdir -p "$SHARE/notebooks/dsvmuser"
    on chown dsvmuser: "$SHARE/notebooks/dsvmuser"
    on ln -s "$SHARE" /home/dsvmuser
    on ln -s "$SHARE/notebooks/dsvmuser" /home/dsvmuser/notebooks/remote
    local mounts before
    mounts="$(on cat /proc/self/mountinfo)"
    before="$(on stat -c '%n %i %u %Z' /home/dsvmuser/dsvmshare /home/dsvmuser/notebooks/remote)"
    agent provision
    expect 0
    expect_equal "$mounts" "$(on cat /proc/self/mountinfo)"
    expect_equal "$before" "$(on stat -c '%n %i %u %Z' /home/dsvmuser/dsvmshare /home/dsvmuser/notebooks/remote)"
    runs_same provision
}

@test "C3: the home comes from the account, wherever it is" {
    foreign_account dsvmuser 1000 /data/home/dsvmuser
    agent provision
    expect 0
    expect_links dsvmuser /data/home/dsvmuser
    expect_absent /home/dsvmuser
}

@test "C4: a link that leads elsewhere and is not ours is reported and stays" {
    foreign_account dsvmuser 1000 /home/dsvmuser
    on mkdir -p /data/mine /home/dsvmuser/notebooks
    on ln -s /data/mine /home/dsvmuser/notebooks/remote
    on chown -hR dsvmuser: /home/dsvmuser /data/mine
    agent provision
    expect 73
    expect_link /home/dsvmuser/notebooks/remote /data/mine
}

@test "C4: a dangling link is replaced" {
    foreign_account dsvmuser 1000 /home/dsvmuser
    on mkdir -p /home/dsvmuser/notebooks
    on ln -s /nowhere/at/all /home/dsvmuser/notebooks/remote
    on chown -hR dsvmuser: /home/dsvmuser
    agent provision
    expect 0
    expect_links dsvmuser
}

@test "C4: a file at ~/dsvmshare is left, the other link is made" {
    foreign_account dsvmuser 1000 /home/dsvmuser
    on sh -c 'echo mine >/home/dsvmuser/dsvmshare && chown dsvmuser: /home/dsvmuser/dsvmshare'
    agent provision
    expect 73
    expect_text /home/dsvmuser/dsvmshare
    expect_equal mine "$(on cat /home/dsvmuser/dsvmshare)"
    expect_link /home/dsvmuser/notebooks/remote "$SHARE/notebooks/dsvmuser"
}

@test "C5: loops that the old script left inside the share stay and disturb nothing" {
    agent provision
    on ln -s "$SHARE" "$SHARE/dsvmshare"
    on ln -s "$SHARE/notebooks/dsvmuser" "$SHARE/notebooks/dsvmuser/dsvmuser"
    agent provision
    expect 0
    expect_link "$SHARE/dsvmshare" "$SHARE"
    expect_link "$SHARE/notebooks/dsvmuser/dsvmuser" "$SHARE/notebooks/dsvmuser"
    runs_same provision
}

@test "C6: after a reboot one provision brings the share back, and nothing else changes" {
    agent provision
    expect_mounted
    node_reboot n1
    expect_not_mounted
    agent provision
    expect 0
    expect_mounted
    expect_links dsvmuser
}

@test "C9: a relative, system or temporary place for the share is refused" {
    local place
    for place in data/share / /etc/share /usr /home /mnt/share ../x /proc/1; do
        configure_local "$place"
        agent provision
        expect 65 || { printf 'for %s\n' "$place" >&2 && return 1; }
        expect_text mountpoint
    done
}

@test "C11: the other layout" {
    configure "{ share: { type: 'local', source: '/srv/pool-share', layout: '{user}/notebooks' } }"
    agent provision
    expect 0
    expect_link /home/dsvmuser/dsvmshare "$SHARE"
    expect_link /home/dsvmuser/notebooks/remote "$SHARE/dsvmuser/notebooks"
    expect_equal "dsvmuser" "$(on stat -c %U "$SHARE/dsvmuser/notebooks")"
    runs_same provision
}

@test "C12: every further user gets the same two links" {
    local name
    agent provision
    for name in alice bob; do
        agent adduser "$name"
        expect 0
        expect_links "$name"
    done
    on rm /home/alice/notebooks/remote /home/bob/dsvmshare
    agent link --all
    expect 0
    expect_links alice
    expect_links bob
}

@test "names with @ . - and capitals work for accounts that others made" {
    local name home uid=70000
    for name in ann.lee@corp.example j-doe CarolAnn; do
        home="/home/corp/$name"
        uid=$((uid + 1))
        foreign_account "$name" "$uid" "$home"
        configure_local "$SHARE" "users: { first: '$name' }"
        agent provision
        expect 0 || { printf 'for %s\n' "$name" >&2 && return 1; }
        expect_link "$home/notebooks/remote" "$SHARE/notebooks/$name"
        expect_equal "$uid" "$(on stat -c %u "$SHARE/notebooks/$name")"
    done
}

@test "link --dry-run prints a plan and changes nothing" {
    agent provision
    on rm /home/dsvmuser/notebooks/remote
    remember
    agent link --all --dry-run
    expect 0
    expect_text /home/dsvmuser/notebooks/remote
    expect_unchanged
}
