/// The one catalogue of everything that can be wrong with a node; `docs/conditions.md` explains each.
///
/// A code is a contract: alerts and scripts match on it. Codes are added, never renamed.
package enum ConditionCode: String, Sendable, CaseIterable, Codable {
    // The share.
    case shareUnconfigured = "share-unconfigured"
    case shareNotMounted = "share-not-mounted"
    case shareForeignMount = "share-foreign-mount"
    case shareHelperMissing = "share-helper-missing"
    case shareNameNotFound = "share-name-not-found"
    case sharePortBlocked = "share-port-blocked"
    case shareAccessDenied = "share-access-denied"
    case shareNotFound = "share-not-found"
    case shareTimedOut = "share-timed-out"
    case shareMountFailed = "share-mount-failed"
    case shareSourceMissing = "share-source-missing"
    case shareNotAnswering = "share-not-answering"
    case shareReadOnly = "share-read-only"
    case shareCredentialsMissing = "share-credentials-missing"
    case shareCredentialsExposed = "share-credentials-exposed"
    case shareUnitForeign = "share-unit-foreign"
    case shareMountpointUnusable = "share-mountpoint-unusable"
    case shareMountpointNotEmpty = "share-mountpoint-not-empty"
    case shareBusy = "share-busy"
    // Links and homes.
    case linkObstructed = "link-obstructed"
    case linkForeign = "link-foreign"
    case homeMissing = "home-missing"
    case homeUnsafe = "home-unsafe"
    case homeNotWritable = "home-not-writable"
    case shareDirectoryObstructed = "share-directory-obstructed"
    case shareDirectoryForeignOwner = "share-directory-foreign-owner"
    case shareDirectoryDenied = "share-directory-denied"
    case legacyLoop = "legacy-loop"
    // Accounts.
    case accountNameInvalid = "account-name-invalid"
    case accountInputInvalid = "account-input-invalid"
    case accountMissing = "account-missing"
    case accountGone = "account-gone"
    case accountForeign = "account-foreign"
    case accountUidConflict = "account-uid-conflict"
    case accountUidsExhausted = "account-uids-exhausted"
    case accountIncomplete = "account-incomplete"
    case accountGroupMissing = "account-group-missing"
    case accountKeysObstructed = "account-keys-obstructed"
    // The coordinator.
    case coordinatorUnreachable = "coordinator-unreachable"
    case coordinatorCertificate = "coordinator-certificate"
    case coordinatorUnauthorized = "coordinator-unauthorized"
    case coordinatorRefused = "coordinator-refused"
    case coordinatorGarbage = "coordinator-garbage"
    case coordinatorThrottled = "coordinator-throttled"
    case coordinatorFailing = "coordinator-failing"
    case coordinatorTokenUnusable = "coordinator-token-unusable"
    // The resident agent.
    case observationStuck = "observation-stuck"
    case reconcileStuck = "reconcile-stuck"
    case healthPortUnavailable = "health-port-unavailable"
    case reloadRefused = "reload-refused"
    // The agent itself.
    case configurationInvalid = "configuration-invalid"
    case configurationMissing = "configuration-missing"
    case configurationExists = "configuration-exists"
    case stateUnreadable = "state-unreadable"
    case stateExposed = "state-exposed"
    case workLeft = "work-left"
    case statusMissing = "status-missing"
    case commandMissing = "command-missing"
    case commandFailed = "command-failed"
    case commandTimedOut = "command-timed-out"
    case systemCallFailed = "system-call-failed"
    case busy = "busy"
    case rootNeeded = "root-needed"
    case bootUnitMissing = "boot-unit-missing"

    /// How bad it is when it stands.
    package var severity: Severity {
        switch self {
        case .shareMountpointNotEmpty, .shareReadOnly, .legacyLoop, .accountGroupMissing, .shareUnconfigured,
            .workLeft, .accountGone, .accountIncomplete, .statusMissing, .bootUnitMissing, .linkForeign, .shareBusy,
            .busy, .coordinatorUnreachable, .coordinatorThrottled, .coordinatorFailing, .healthPortUnavailable,
            .reloadRefused, .reconcileStuck:
            .warning
        default: .critical
        }
    }

    /// The exit status of a command that stops on it.
    package var exitStatus: ExitStatus {
        switch self {
        case .shareNotMounted, .shareHelperMissing, .shareNameNotFound, .sharePortBlocked, .shareAccessDenied,
            .shareNotFound, .shareTimedOut, .shareMountFailed, .shareSourceMissing, .shareNotAnswering,
            .shareForeignMount, .coordinatorUnreachable, .coordinatorCertificate, .coordinatorRefused,
            .coordinatorGarbage, .coordinatorFailing:
            .unreachable
        case .linkObstructed, .linkForeign, .shareDirectoryObstructed, .shareDirectoryForeignOwner, .shareUnitForeign,
            .accountForeign, .configurationExists, .accountUidConflict, .accountKeysObstructed,
            .shareMountpointUnusable:
            .obstructed
        case .accountNameInvalid, .accountInputInvalid, .accountMissing, .accountGroupMissing, .configurationInvalid,
            .configurationMissing, .shareCredentialsMissing, .shareCredentialsExposed, .shareUnconfigured,
            .coordinatorTokenUnusable, .reloadRefused:
            .badInput
        case .busy, .shareBusy, .coordinatorThrottled: .tryAgain
        case .rootNeeded, .coordinatorUnauthorized: .notPermitted
        default: .failure
        }
    }

    /// A stable condition that a caller may live with: reported, but no reason for a failing exit status.
    package var isAdvice: Bool {
        switch self {
        case .shareMountpointNotEmpty, .shareReadOnly, .legacyLoop, .accountGroupMissing, .accountGone,
            .accountIncomplete, .bootUnitMissing:
            true
        default: false
        }
    }
}
