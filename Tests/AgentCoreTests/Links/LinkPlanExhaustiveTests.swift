import AgentCore
import Testing

private let alice = Account(name: "alice", uid: 20000, gid: 20000, home: "/home/alice")
private let unreadable = SystemFailure(operation: "look at", path: "/x", number: 13, reason: "Permission denied")

/// Everything that can stand at a link's place, given the text that it should have.
private func entries(_ wanted: String) -> [Entry] {
    [
        .absent, .directory(owner: alice.uid), .directory(owner: 0), .other("a file"), .other("a FIFO"),
        .denied(unreadable), .link(target: wanted, isDangling: nil), .link(target: wanted + "/", isDangling: false),
        .link(target: "/elsewhere", isDangling: false), .link(target: "/elsewhere", isDangling: nil),
        .link(target: "/nowhere", isDangling: true), .link(target: "/recorded", isDangling: false),
    ]
}

private let notebooks: [Entry] = [
    .absent, .directory(owner: alice.uid), .directory(owner: 0), .other("a file"), .denied(unreadable),
    .link(target: "/etc", isDangling: false), .link(target: "/nowhere", isDangling: true),
]

private let steps: [Entry] = [
    .absent, .directory(owner: alice.uid), .directory(owner: 0), .other("a file"), .denied(unreadable),
    .link(target: "/etc", isDangling: false),
]

/// The share unmounted, and every way its steps can look, seen up to the first that is no directory.
private let shares: [[Entry]?] =
    [nil, []]
    + steps.flatMap { first -> [[Entry]?] in
        if case .directory = first { steps.map { [first, $0] } + [[first]] } else { [[first]] }
    }

private let layouts = [
    Row("notebooks/{user}", LinkLayout(mountpoint: "/datamnt/dsvmshare", layout: .notebooksThenUser), ()),
    Row("{user}/notebooks", LinkLayout(mountpoint: "/datamnt/dsvmshare", layout: .userThenNotebooks), ()),
]

struct LinkPlanExhaustiveTests {
    /// Each world planned, performed on a model and planned again: some forty thousand in all.
    @Test(arguments: layouts, [true, false])
    private func `In every world the plan touches only what is its own, and the second plan is empty`(
        layout: Row<LinkLayout, Void>, ownersAreReal: Bool
    ) {
        let layout = layout.input
        let recorded = [
            layout.path(of: .home, home: alice.home): "/recorded",
            layout.path(of: .remote, home: alice.home): "/recorded",
        ]
        let inputs = LinkPlan.Inputs(account: alice, layout: layout, recorded: recorded, ownersAreReal: ownersAreReal)
        var worlds = 0
        for share in shares {
            for homeLink in entries(layout.target(of: .home, for: alice.name)) {
                for notebook in notebooks {
                    for remote in entries(layout.target(of: .remote, for: alice.name)) {
                        var observation = LinkObservation(home: .own)
                        (observation.homeLink, observation.share) = (homeLink, share)
                        (observation.notebooks, observation.remote) = (notebook, remote)
                        // What is below something that is no directory of the user cannot be seen.
                        if notebook != .directory(owner: alice.uid) { observation.remote = .absent }
                        worlds += 1
                        check(observation, inputs)
                    }
                }
            }
        }
        #expect(worlds == shares.count * 12 * 7 * 12)
    }

    private func check(_ observation: LinkObservation, _ inputs: LinkPlan.Inputs) {
        let plan = LinkPlan(observation, inputs: inputs)
        var model = LinkModel(observation, account: alice, layout: inputs.layout)
        if observation.share == nil, !plan.actions.isEmpty || !plan.failures.isEmpty {
            Issue.record("\(observation) unmounted: \(plan)")
        }
        for action in plan.actions {
            if case .replaceLink(let kind, let from, _) = action, !mayReplace(kind, from, observation, inputs) {
                Issue.record("\(observation): \(action)")
            }
            if let fault = model.apply(action) {
                Issue.record("\(observation): \(fault) by \(action)")
                return
            }
        }
        let again = LinkPlan(model.observation, inputs: inputs)
        if !again.actions.isEmpty { Issue.record("\(observation) planned \(plan.actions), then \(again.actions)") }
        if again.failures != plan.failures { Issue.record("\(observation): \(plan.failures), then \(again.failures)") }
        // Nothing to do and nothing in the way means that all is as it should be.
        if observation.share != nil, again.failures.isEmpty, !isComplete(model.observation, inputs.layout) {
            Issue.record("\(observation) ended as \(model.observation)")
        }
    }

    private func mayReplace(
        _ kind: LinkKind, _ from: String, _ observation: LinkObservation, _ inputs: LinkPlan.Inputs
    ) -> Bool {
        let entry = kind == .home ? observation.homeLink : observation.remote
        let samePath = inputs.layout.target(of: kind, for: alice.name) + "/"
        return entry == .link(target: from, isDangling: true) || from == "/recorded" || from == samePath
    }

    private func isComplete(_ observation: LinkObservation, _ layout: LinkLayout) -> Bool {
        guard case .link(let home, _) = observation.homeLink, case .link(let remote, _) = observation.remote else {
            return false
        }
        return home == layout.target(of: .home, for: alice.name)
            && remote == layout.target(of: .remote, for: alice.name)
    }

    @Test(arguments: [LinkObservation.HomeEntry.absent, .foreign("a file")])
    func `Without a home of the user nothing is planned, whatever else was seen`(home: LinkObservation.HomeEntry) {
        for share in shares {
            var observation = LinkObservation(home: home)
            observation.share = share
            let inputs = LinkPlan.Inputs(account: alice, layout: layouts[0].input, recorded: [:], ownersAreReal: true)
            let plan = LinkPlan(observation, inputs: inputs)
            #expect(plan.actions.isEmpty && plan.failures.count == 1)
        }
    }
}
