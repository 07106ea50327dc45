/// How large a heartbeat can get, whatever users call their processes.
///
/// With every list full and every text at its limit it stays below the coordinator's 256 KiB; a test adds it up.
package enum HeartbeatLimits {
    /// Units: bytes of UTF-8 of one text.
    package static let textBytesMax = 256
    package static let signalsMax = 12
    package static let actorsMax = 8
    package static let holdsMax = 16
    package static let conditionsMax = 40
    package static let devicesMax = 16
    package static let frameworksMax = 16
    package static let problemsMax = 32
    /// The coordinator refuses more with 413. Source: DESIGN section 9.
    package static let bodyBytesMax = 256 * 1024

    /// Cuts a text at a character and replaces control characters, which JSON would write as six bytes each.
    package static func cut(_ text: String) -> String {
        var result = ""
        var size = 0
        for character in text {
            let isControl = character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
            let next = isControl ? " " : String(character)
            size += next.utf8.count
            if size > textBytesMax { break }
            result += next
        }
        return result
    }
}

extension Heartbeat {
    /// The same with every text and list within `HeartbeatLimits`.
    package func limited() -> Heartbeat {
        var result = self
        result.pool = HeartbeatLimits.cut(pool)
        result.node = node.limited()
        result.lifecycle.drainId = lifecycle.drainId.map(HeartbeatLimits.cut)
        result.lifecycle.refusal = lifecycle.refusal.map(HeartbeatLimits.cut)
        result.activity.signals = activity.signals.prefix(HeartbeatLimits.signalsMax).map { signal in
            var signal = signal
            signal.name = HeartbeatLimits.cut(signal.name)
            signal.actors = signal.actors.prefix(HeartbeatLimits.actorsMax).map {
                ActivityReport.Actor(user: HeartbeatLimits.cut($0.user), what: HeartbeatLimits.cut($0.what))
            }
            return signal
        }
        result.holds = holds.prefix(HeartbeatLimits.holdsMax).map {
            HoldReport(
                id: HeartbeatLimits.cut($0.id), user: HeartbeatLimits.cut($0.user),
                reason: HeartbeatLimits.cut($0.reason), remainingSeconds: $0.remainingSeconds)
        }
        result.health.conditions = health.conditions.prefix(HeartbeatLimits.conditionsMax).map {
            HealthReport.Condition(
                code: $0.code, severity: $0.severity, subject: $0.subject.map(HeartbeatLimits.cut),
                text: HeartbeatLimits.cut($0.text))
        }
        result.share.source = HeartbeatLimits.cut(share.source)
        result.share.mountpoint = HeartbeatLimits.cut(share.mountpoint)
        result.gpu?.driver = gpu?.driver.map(HeartbeatLimits.cut)
        result.gpu?.cuda = gpu?.cuda.map(HeartbeatLimits.cut)
        result.gpu?.devices = (gpu?.devices ?? []).prefix(HeartbeatLimits.devicesMax).map {
            GPUReport.Device(index: $0.index, name: HeartbeatLimits.cut($0.name))
        }
        result.frameworks = frameworks.prefix(HeartbeatLimits.frameworksMax).map {
            FrameworkReport(
                environment: HeartbeatLimits.cut($0.environment), name: HeartbeatLimits.cut($0.name),
                version: $0.version.map(HeartbeatLimits.cut))
        }
        result.users.problems = users.problems.prefix(HeartbeatLimits.problemsMax).map {
            UsersReport.Problem(user: HeartbeatLimits.cut($0.user), code: $0.code)
        }
        return result
    }
}

extension NodeIdentity {
    func limited() -> NodeIdentity {
        var result = self
        result.name = HeartbeatLimits.cut(name)
        result.instanceId = instanceId.map(HeartbeatLimits.cut)
        result.vmId = vmId.map(HeartbeatLimits.cut)
        result.resourceId = resourceId.map(HeartbeatLimits.cut)
        result.scaleSet = scaleSet.map(HeartbeatLimits.cut)
        result.vmSize = vmSize.map(HeartbeatLimits.cut)
        result.image = image.map(HeartbeatLimits.cut)
        result.bootId = HeartbeatLimits.cut(bootId)
        return result
    }
}
