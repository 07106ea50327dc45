/// A Jupyter server of a person, and what it answered.
package struct JupyterServer: Sendable, Equatable {
    package var user: String
    package var uid: UInt32
    /// 0 where it is not known.
    package var port: Int
    /// `/`, or `/user/alice/` below a hub.
    package var basePath: String
    package var answer: Answer

    /// What came of asking.
    package enum Answer: Sendable, Equatable {
        case seen(kernels: [JupyterKernel], terminals: [JupyterTerminal])
        /// It is there and lets us not ask: another token, no token, a certificate of its own.
        case denied(String)
        /// It does not answer, or answers what cannot be understood.
        case failed(String)
    }

    /// Describes a server.
    package init(user: String, uid: UInt32, port: Int, basePath: String = "/", answer: Answer) {
        self.user = user
        self.uid = uid
        self.port = port
        self.basePath = basePath
        self.answer = answer
    }

    /// "Jupyter of alice on port 8888"
    package var title: String { "Jupyter of \(printable(user)) on port \(port)" }
}

/// Everything that one look at the people's homes and processes found.
package struct JupyterFindings: Sendable, Equatable {
    /// Servers that people started themselves.
    package var servers: [JupyterServer]
    /// Servers that a JupyterHub started for people.
    package var singleUsers: [JupyterServer]
    /// Why this may not be all of it.
    package var problems: [String]
    /// What is deliberately not counted.
    package var notes: [String]
    /// Kernel processes of people, whichever server they belong to.
    package var kernelProcesses: Int

    /// Puts findings together.
    package init(
        servers: [JupyterServer] = [], singleUsers: [JupyterServer] = [], problems: [String] = [], notes: [String] = [],
        kernelProcesses: Int = 0
    ) {
        self.servers = servers
        self.singleUsers = singleUsers
        self.problems = problems
        self.notes = notes
        self.kernelProcesses = kernelProcesses
    }
}
