import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// In processes of their own, so that no other test opens anything while descriptors are counted.
@Suite struct DescriptorLeakTests {
    @Test func `Two hundred rounds of links leave no descriptor open, with and without failures`() async {
        await #expect(processExitsWith: .success) {
            let world = World()
            let (good, bad) = (world.user("good"), world.user("bad", uid: 20002))
            world.folder.link("home/bad/notebooks", to: "/etc", owner: bad.uid)
            let gone = Account(name: "gone", uid: good.uid, gid: good.gid, home: world.folder("home/gone"))
            let round = {
                _ = try world.keep(good)
                _ = try world.keep(bad)
                _ = try world.keep(gone)
                let path = world.folder("home/good/notebooks/remote")
                unlink(path)
                world.folder.link("home/good/notebooks/remote", to: "/gone", owner: good.uid)
                #expect(throws: LinkFailure.self) {
                    try world.homes.perform(.replaceLink(.remote, from: "/other", to: "/new"), good, world.layout)
                }
            }
            try round()
            let before = openDescriptors()
            for _ in 0..<200 { try round() }
            #expect(openDescriptors() == before)
        }
    }

    @Test func `Two hundred rounds of keys, files and locks leave no descriptor open`() async {
        await #expect(processExitsWith: .success) {
            let world = World()
            let alice = world.user()
            let files = Host.live().files
            let round = {
                try world.homes.writeKeys(alice, ["one"])
                _ = try world.homes.keys(alice)
                _ = try world.homes.state(alice)
                try files.write(world.folder("state"), [65], 0o600)
                _ = try files.read(world.folder("state"), 10)
                _ = try files.list(world.folder.path)
                let held = try files.lock(world.folder("lock"))
                #expect(try files.lock(world.folder("lock")) == nil)
                withExtendedLifetime(held) {}
                try files.remove(world.folder("state"))
                #expect(throws: SystemFailure.self) { try files.write(world.folder("absent/state"), [65], 0o600) }
                #expect(throws: SystemFailure.self) { try files.read(world.folder.path, 10) }
            }
            try round()
            let before = openDescriptors()
            for _ in 0..<200 { try round() }
            #expect(openDescriptors() == before)
        }
    }
}
