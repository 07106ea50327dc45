import AgentCore
import Glibc

/// A stand-in for a Jupyter server: the runtime file and the two calls of the real one, and what a broken one does.
///
/// It runs as the user whose home it gets, and is killed by its PID with this value.
final class StandInJupyter {
    let pid: pid_t
    let port: Int
    private let home: String

    /// Starts one. `mode`: `kernels` answers the body; `hang`, `denied`, `redirect`, `garbage`, `big`, `missing` say themselves.
    init?(_ account: Account, mode: String, body: String = "[]", command: [String] = [], environment: [String] = []) {
        home = account.home
        var ends: [Int32] = [0, 0]
        guard pipe2(&ends) else { return nil }
        let words =
            ["/usr/bin/env", "python3", "-c", Self.script, "\(account.uid)", account.home, mode, body] + command
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var arguments = words.map { strdup($0) } + [nil]
        var variables = (["PATH=/usr/bin:/bin"] + environment).map { strdup($0) } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var child = pid_t()
        let result = posix_spawn(&child, "/usr/bin/env", &actions, nil, &arguments, &variables)
        close(ends[1])
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while result == 0, read(ends[0], &byte, 1) == 1, byte != 0x0A { line.append(byte) }
        close(ends[0])
        pid = child
        port = Int(String(decoding: line, as: UTF8.self)) ?? 0
        if result != 0 || port == 0 { return nil }
    }

    /// What it was asked: a line for each request, with the token it was given.
    var requests: [String] { (fileText("\(home)/requests") ?? "").split(separator: "\n").map(String.init) }

    deinit {
        if pid > 0 {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
    }

    private static let script = """
        import http.server, json, os, sys, time
        uid, home, mode, body = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
        if os.getuid() == 0:
            os.setgid(uid); os.setuid(uid)
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args): pass
            def do_GET(self):
                with open(home + "/requests", "a") as log: log.write(self.path + " " + str(self.headers["Authorization"]) + "\\n")
                if mode == "hang": time.sleep(60)
                status = {"denied": 403, "redirect": 302, "missing": 404}.get(mode, 200)
                text = {"garbage": "<html>", "big": "[" + " " * 10000000 + "]"}.get(mode, body)
                if "/terminals" in self.path: text = '[{"name":"1","last_activity":"2026-11-23T10:00:00Z"}]'
                self.send_response(status)
                if status == 302: self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()
                try: self.wfile.write(text.encode())
                except OSError: pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        port = server.server_address[1]
        folder = home + "/.local/share/jupyter/runtime"
        os.makedirs(folder, exist_ok=True)
        with open(folder + "/jpserver-%d.json" % os.getpid(), "w") as file:
            json.dump({"url": "http://localhost:%d/" % port, "hostname": "localhost", "port": port, "base_url": "/",
                "token": "t0ken", "secure": False, "sock": "", "pid": os.getpid()}, file)
        os.write(1, b"%d\\n" % port)
        server.serve_forever()
        """
}

/// pipe2(2) with O_CLOEXEC is a GNU name; the ends are marked one by one instead.
private func pipe2(_ ends: inout [Int32]) -> Bool {
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return true
}
