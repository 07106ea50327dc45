import AgentCore
import Testing

private let mountpoint = "/datamnt/dsvmshare"
private let alice = Account(name: "alice", uid: 20000, gid: 20000, home: "/home/alice")
private let remote = "/datamnt/dsvmshare/notebooks/alice"
private let own = Entry.directory(owner: 20000)
private let common = Entry.directory(owner: 0)

/// What an observation of a user who has everything but these looks like.
private func seen(_ change: (inout LinkObservation) -> Void = { _ in }) -> LinkObservation {
    var observation = LinkObservation(home: .own)
    observation.homeLink = .link(target: mountpoint, isDangling: nil)
    observation.notebooks = own
    observation.remote = .link(target: remote, isDangling: nil)
    observation.share = [common, own]
    change(&observation)
    return observation
}

private func plan(
    _ observation: LinkObservation, recorded: [String: String] = [:], at mountpoint: String = mountpoint,
    ownersAreReal: Bool = true, removesLoops: Bool = false
) -> LinkPlan {
    let layout = LinkLayout(mountpoint: mountpoint, layout: .notebooksThenUser)
    return LinkPlan(
        observation,
        inputs: LinkPlan.Inputs(
            account: alice, layout: layout, recorded: recorded, ownersAreReal: ownersAreReal, removesLoops: removesLoops
        ))
}

/// One row of table 3.1 of the contract: what an old script left, and what the replacement does about it.
private typealias Legacy = Row<LinkObservation, [LinkAction]>

private let loops = [
    LegacyLoop(path: "\(mountpoint)/dsvmshare", target: mountpoint),
    LegacyLoop(path: "\(remote)/alice", target: remote),
]

struct LinkPlanTests {
    @Test(arguments: [
        Legacy(
            "first run, user directory absent: remote dangles",
            seen {
                $0.share = [.absent]
                $0.remote = .link(target: remote, isDangling: nil)
            }, [.makeShareDirectory(step: 0), .makeShareDirectory(step: 1)]),
        Legacy("mount failed: links to the local disk stay, none is made", seen { $0.share = nil }, []),
        Legacy("second run, user directory present: loops inside the share", seen { $0.loops = loops }, []),
        Legacy(
            "second run, user directory absent: one loop",
            seen { ($0.share, $0.loops) = ([common, .absent], [loops[0]]) }, [.makeShareDirectory(step: 1)]),
        Legacy("third run: everything there", seen(), []),
        Legacy(
            "mountpoint with a slash at the end: doubled slash",
            seen { $0.remote = .link(target: "\(mountpoint)//notebooks/alice", isDangling: false) },
            [.replaceLink(.remote, from: "\(mountpoint)//notebooks/alice", to: remote)]),
        Legacy(
            "notebooks absent", seen { ($0.notebooks, $0.remote) = (.absent, .absent) },
            [.makeNotebooks, .makeLink(.remote, target: remote)]),
        Legacy("remote is a real directory", seen { $0.remote = own }, []),
        Legacy(
            "blank in the mountpoint: directory made, no links",
            seen { ($0.homeLink, $0.remote) = (.absent, .absent) },
            [.makeLink(.home, target: mountpoint), .makeLink(.remote, target: remote)]),
        Legacy(
            "nothing there yet",
            seen { ($0.homeLink, $0.notebooks, $0.remote, $0.share) = (.absent, .absent, .absent, [.absent]) },
            [
                .makeShareDirectory(step: 0), .makeShareDirectory(step: 1), .makeLink(.home, target: mountpoint),
                .makeNotebooks, .makeLink(.remote, target: remote),
            ]),
    ])
    private func `What the old script left is taken over in one run`(row: Legacy) {
        let first = plan(row.input)
        #expect(first.actions == row.expected)
        var model = LinkModel(
            row.input, account: alice, layout: LinkLayout(mountpoint: mountpoint, layout: .notebooksThenUser))
        for action in first.actions { #expect(model.apply(action) == nil) }
        for _ in 2...3 { #expect(plan(model.observation).actions == []) }
    }

    @Test func `A real directory at remote is left and named`() {
        let failures = plan(seen { $0.remote = own }).failures
        #expect(
            failures == [
                .obstructed(path: "/home/alice/notebooks/remote", what: "a directory", wanted: "a link to '\(remote)'")
            ])
        #expect(failures.first?.exitStatus == .obstructed)
    }

    @Test func `Loops are reported, and removed only on request`() {
        let observation = seen { $0.loops = loops }
        #expect(plan(observation).failures == loops.map { .legacyLoop($0) })
        #expect(plan(observation, removesLoops: true).actions == loops.map { .removeLoop($0) })
        #expect(plan(observation, removesLoops: true).failures == [])
        #expect(plan(observation).failures.allSatisfy { $0.code.isAdvice && $0.subject("alice") == nil })
    }

    @Test func `A link that we made follows a new mountpoint, one of the user's does not`() {
        let old = "/old/share/notebooks/alice"
        let observation = seen {
            $0.homeLink = .absent
            $0.remote = .link(target: old, isDangling: false)
        }
        let path = "/home/alice/notebooks/remote"
        let wanted = "/new/share/notebooks/alice"
        let ours = plan(observation, recorded: [path: old], at: "/new/share")
        #expect(ours.actions.last == .replaceLink(.remote, from: old, to: wanted))
        let theirs = plan(observation, recorded: [path: "/other"], at: "/new/share")
        #expect(theirs.failures == [.foreignLink(path: path, target: old, wanted: wanted)])
    }

    @Test func `Links that we made for an earlier mountpoint go, those of others stay`() {
        let recorded = [
            "/home/alice/old": "/data/old", "/home/alice/dsvmshare": mountpoint, "/home/alice/notebooks/remote": remote,
            "/home/alice2/old": "/data/old", "/home/bob/old": "/data/old", "/home/alice/notebooks/x": "/data/old/x",
        ]
        let found = plan(seen(), recorded: recorded)
        #expect(found.actions == [.removeStale(name: "old", target: "/data/old")])
        #expect(found.failures == [] && found.settled == [.home, .remote])
        #expect(plan(seen { $0.share = nil }, recorded: recorded).actions == [])
    }

    @Test func `Only links that end as they should are remembered as ours`() {
        let found = plan(
            seen {
                $0.homeLink = .link(target: "/data/mine", isDangling: false)
                $0.remote = .absent
            })
        #expect(found.settled == [.remote])
    }

    @Test func `A common directory of somebody else is refused where owners are real`() {
        let observation = seen { ($0.share, $0.remote) = ([own, own], .absent) }
        let found = plan(observation)
        #expect(found.actions == [])
        #expect(found.failures == [.commonDirectoryForeign(path: "\(mountpoint)/notebooks", owner: 20000)])
        #expect(found.failures.allSatisfy { $0.subject("alice") == nil && $0.exitStatus == .obstructed })
        #expect(plan(observation, ownersAreReal: false).actions == [.makeLink(.remote, target: remote)])
    }

    @Test(arguments: [
        Row(
            "local or NFS", true,
            [LinkFailure.shareDirectoryForeignOwner(path: remote, owner: 0, user: "alice", uid: 20000)]),
        Row("SMB, where owners mean nothing", false, []),
    ])
    func `A directory of somebody else is not linked where owners are real`(row: Row<Bool, [LinkFailure]>) {
        let observation = seen { ($0.share, $0.remote) = ([common, common], .absent) }
        let found = plan(observation, ownersAreReal: row.input)
        #expect(found.failures == row.expected)
        #expect(found.actions == (row.input ? [] : [.makeLink(.remote, target: remote)]))
    }

    @Test(arguments: [Entry.other("a FIFO"), .link(target: "/etc", isDangling: false)])
    func `Something else on the share in a directory's place keeps remote unmade`(entry: Entry) {
        let found = plan(seen { ($0.share, $0.remote) = ([entry], .absent) })
        #expect(found.actions == [])
        #expect(found.failures == [.shareDirectoryObstructed(path: "\(mountpoint)/notebooks", what: entry.noun)])
    }
}
