import Testing

@testable import AgentCore

@Suite struct UTCStampTests {
    @Test(arguments: [
        Row("the beginning", "1970-01-01T00:00:00Z", 0.0 as Double?),
        Row("a leap day", "2024-02-29T12:00:00Z", 1_709_208_000),
        Row("the day after a leap day", "2024-03-01T00:00:00Z", 1_709_251_200),
        Row("microseconds", "2026-11-23T10:00:00.250000Z", 1_795_428_000.25),
        Row("one digit of fraction", "2026-11-23T10:00:00.5Z", 1_795_428_000.5),
        Row("a century that leaps", "2000-02-29T00:00:00Z", 951_782_400),
        Row("a leap second", "2016-12-31T23:59:60Z", 1_483_228_800),
        Row("no day of that year", "2023-02-29T00:00:00Z", nil),
        Row("local time", "2026-11-23T10:00:00", nil),
        Row("another offset", "2026-11-23T10:00:00+01:00", nil),
        Row("no fraction after the point", "2026-11-23T10:00:00.Z", nil),
        Row("a letter in the fraction", "2026-11-23T10:00:00.1e5Z", nil),
        Row("month 13", "2026-13-01T00:00:00Z", nil),
        Row("hour 24", "2026-11-23T24:00:00Z", nil),
        Row("empty", "", nil),
        Row("endless", String(repeating: "2", count: 100_000) + "Z", nil),
        Row("before 1970", "1969-12-31T23:59:59Z", nil),
    ])
    func `A stamp is read, or refused`(row: Row<String, Double?>) {
        #expect(UTCStamp.seconds(row.input) == row.expected)
    }
}

@Suite struct JupyterTextTests {
    private static let longId = String(repeating: "x", count: 1024)
    private static let manyKernels = String(repeating: #"{"id":"a"},"#, count: 1999)
    private static let wide = String(repeating: " ", count: 10_000_000)

    private static let kernelLists: [Row<String, [JupyterKernel]?>] = [
        Row("none", "[]", []),
        Row(
            "one, with more members than needed",
            #"[{"id":"a1","name":"python3","last_activity":"1970-01-01T00:01:00Z","execution_state":"busy","connections":2}]"#,
            [JupyterKernel(id: "a1", state: "busy", lastActivity: 60)]),
        Row(
            "no state yet", #"[{"id":"a1","execution_state":null}]"#,
            [JupyterKernel(id: "a1", state: nil, lastActivity: nil)]),
        Row(
            "a stamp that is none", #"[{"id":"a1","execution_state":"idle","last_activity":"yesterday"}]"#,
            [JupyterKernel(id: "a1", state: "idle", lastActivity: nil)]),
        Row("no list", #"{"id":"a1"}"#, nil),
        Row("a login page", "<html>Log in</html>", nil),
        Row("a number for the id", #"[{"id":1}]"#, nil),
        Row("a list for the state", #"[{"id":"a","execution_state":["busy"]}]"#, nil),
        Row("no id", #"[{"execution_state":"busy"}]"#, nil),
        Row("an id of 1 KB", #"[{"id":"\#(longId)"}]"#, nil),
        Row("cut off", #"[{"id":"a1","execution_state":"bu"#, nil),
        Row("nothing", "", nil),
        Row("nested 100,000 deep", String(repeating: "[", count: 100_000), nil),
        Row("2,000 kernels", #"[\#(manyKernels){"id":"a"}]"#, nil),
        Row("10 MB", "[\(wide)]", nil),
        Row("half a character", #"[{"id":"\uD800"}]"#, nil),
    ]

    @Test(arguments: kernelLists)
    func `A list of kernels is read, or refused whole`(row: Row<String, [JupyterKernel]?>) {
        #expect(JupyterText.kernels(Array(row.input.utf8)) == row.expected)
    }

    @Test func `Terminals have a name and a stamp`() {
        let body = #"[{"name":"1","last_activity":"1970-01-01T00:00:09Z"},{"name":"2"}]"#
        #expect(
            JupyterText.terminals(Array(body.utf8)) == [
                JupyterTerminal(name: "1", lastActivity: 9), JupyterTerminal(name: "2", lastActivity: nil),
            ])
    }

    @Test func `A page of the hub has users, servers and the next page`() throws {
        let body = #"""
            {"items":[{"name":"alice","admin":false,"pending":null,"last_activity":"1970-01-01T01:00:00Z","servers":{"":
            {"name":"","ready":true,"pending":null,"stopped":false,"started":"1970-01-01T00:00:05Z","url":"/user/alice/",
            "last_activity":"1970-01-01T00:00:10.5Z","state":{"pid":7}}}},{"name":"bob","pending":"spawn","servers":{"":
            {"ready":false,"pending":"spawn","url":"/user/bob/","started":"1970-01-01T00:00:05Z","last_activity":null}}}],
            "_pagination":{"offset":0,"limit":2,"total":3,"next":{"offset":2,"limit":2,"url":"http://x"}}}
            """#
        let page = try #require(JupyterText.hubUsers(Array(body.utf8)))
        #expect(page.nextOffset == 2)
        #expect(
            page.users == [
                HubUser(
                    name: "alice", servers: [HubServer(path: "/user/alice/", isReady: true, lastActivity: 10.5)]),
                HubUser(
                    name: "bob", isPending: true,
                    servers: [HubServer(path: "/user/bob/", isReady: false, isPending: true, lastActivity: 5)]),
            ])
    }

    @Test func `A hub before 2.0 gives a plain list`() {
        #expect(
            JupyterText.hubUsers(Array(#"[{"name":"alice","servers":{}}]"#.utf8))?.users == [HubUser(name: "alice")])
    }

    @Test(arguments: ["{}", "[1]", #"{"items":1}"#, #"{"items":[{"name":"a","servers":[]}]}"#, "<html>", ""])
    func `What is no page of the hub is refused`(body: String) {
        #expect(JupyterText.hubUsers(Array(body.utf8)) == nil)
    }
}

@Suite struct JupyterAddressTests {
    @Test(arguments: [
        Row("loopback", "http://127.0.0.1:8888/", "http://127.0.0.1:8888/" as String?),
        Row("by name, without a slash", "http://localhost:8888", "http://localhost:8888/"),
        Row("a hub's server", "http://127.0.0.1:40001/user/alice/", "http://127.0.0.1:40001/user/alice/"),
        Row("IPv6", "https://[::1]:8888/x", "https://[::1]:8888/x/"),
        Row("every address", "http://0.0.0.0:8888/", "http://127.0.0.1:8888/"),
        Row("a query", "http://127.0.0.1:8888/lab?token=secret", "http://127.0.0.1:8888/lab/"),
        Row("another host", "http://10.0.0.4:8888/", nil),
        Row("a name that begins like loopback", "http://127.0.0.1.example.org:8888/", nil),
        Row("another loopback address", "http://127.0.0.2:8888/", nil),
        Row("a user before the host", "http://127.0.0.1:80@10.0.0.4/", nil),
        Row("a user that hides the host", "http://10.0.0.4@127.0.0.1:8888/", nil),
        Row("metadata", "http://169.254.169.254/", nil),
        Row("a file", "file:///etc/shadow", nil),
        Row("port 0", "http://127.0.0.1:0/", nil),
        Row("port 70000", "http://127.0.0.1:70000/", nil),
        Row("a line break in the path", "http://127.0.0.1:8888/a\r\nHost: x", nil),
        Row("up and away", "http://127.0.0.1:8888/user/../hub/", nil),
        Row("an endless path", "http://127.0.0.1:8888/" + String(repeating: "a", count: 10_000), nil),
    ])
    func `Only loopback is ever asked`(row: Row<String, String?>) {
        #expect(JupyterAddress(url: row.input)?.url("") == row.expected)
    }

    @Test(arguments: [
        Row(
            "usual",
            #"{"url":"http://localhost:8888/","hostname":"localhost","port":8888,"base_url":"/","token":"t","secure":false,"sock":"","pid":7}"#,
            "http://localhost:8888/" as String?),
        Row(
            "bound to every address",
            #"{"url":"http://dsvm7:8888/","hostname":"0.0.0.0","port":8888,"base_url":"/b/","token":"t"}"#,
            "http://127.0.0.1:8888/b/"),
        Row("only a URL", #"{"url":"http://127.0.0.1:8888/x/","port":8888}"#, "http://127.0.0.1:8888/x/"),
        Row("another machine", #"{"url":"http://10.0.0.9:8888/","hostname":"10.0.0.9","port":8888}"#, nil),
        Row("two ports", #"{"url":"http://127.0.0.1:22/","port":8888}"#, nil),
        Row("a Unix socket", #"{"url":"http+unix://x","hostname":"localhost","sock":"/x","port":0}"#, nil),
    ])
    func `A runtime file leads to loopback or nowhere`(row: Row<String, String?>) throws {
        let runtime = try #require(JupyterRuntime(Array(row.input.utf8)))
        #expect(runtime.address?.url("") == row.expected)
    }

    @Test(arguments: ["", "[]", #"{"port":"8888"}"#, #"{"port":1,"token":"a\r\nHost: x"}"#, "{"])
    func `Another file is refused`(text: String) { #expect(JupyterRuntime(Array(text.utf8)) == nil) }

    @Test func `The token shows in no description`() throws {
        let runtime = try #require(JupyterRuntime(Array(#"{"port":1,"token":"hunter2"}"#.utf8)))
        #expect(!"\(runtime)".contains("hunter2"))
        #expect(!String(reflecting: runtime).contains("hunter2"))
    }

    @Test(arguments: [
        Row("server", "jpserver-77.json", 77 as Int32?), Row("older", "nbserver-1.json", 1),
        Row("a page", "jpserver-77-open.html", nil), Row("a kernel", "kernel-77.json", nil),
        Row("a zero before", "jpserver-077.json", nil), Row("a sign", "jpserver--1.json", nil),
        Row("no number", "jpserver-.json", nil), Row("too large", "jpserver-99999999999.json", nil),
    ])
    func `The name tells the PID`(row: Row<String, Int32?>) {
        #expect(JupyterRuntime.pid(fileName: row.input) == row.expected)
    }

    @Test func `Listeners count where loopback reaches them`() {
        var ports = ListeningPorts()
        ports.add(
            """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:22B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 1 1 0
               1: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0
               2: 0400000A:22B9 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 3 1 0
               3: 0100007F:22BA 0100007F:0016 01 00000000:00000000 00:00000000 00000000  1001        0 4 1 0
            """)
        ports.add("   0: 00000000000000000000000001000000:22B8 0:0 0A 0:0 00:0 0 1002 0 5\nrubbish\n")
        #expect([8888, 8000, 8889, 8890].map { ports.owners(of: $0) } == [[1001, 1002], [0], [], []])
    }

    @Test(arguments: [
        Row("script", ["/anaconda/bin/python3.10", "/anaconda/bin/jupyterhub-singleuser", "--port=1"], true),
        Row("module", ["python", "-m", "jupyterhub.singleuser"], true),
        Row("lab", ["/opt/python", "/opt/bin/jupyter-labhub"], true),
        Row("own server", ["/opt/python", "/opt/bin/jupyter-lab"], false),
        Row("the hub", ["/anaconda/bin/python", "/anaconda/bin/jupyterhub", "-f", "x"], false),
        Row("a longer name", ["vi", "jupyterhub-singleuser.log"], false), Row("nothing", [], false),
    ])
    func `A hub's server is known by its command`(row: Row<[String], Bool>) {
        #expect(JupyterCommand.isSingleUser(row.input.flatMap { Array($0.utf8) + [0] }) == row.expected)
    }

    @Test func `A hub's server tells address and token`() {
        let text = "HOME=/home/a\0JUPYTERHUB_API_TOKEN=abc\0JUPYTERHUB_SERVICE_URL=http://127.0.0.1:4000/user/a/\0"
        let environment = SingleUserEnvironment(Array(text.utf8))
        #expect(environment.token?.reveal == "abc")
        #expect(environment.address?.url("") == "http://127.0.0.1:4000/user/a/")
        #expect(SingleUserEnvironment(Array("JUPYTERHUB_API_TOKEN=a\nb\0".utf8)).token == nil)
    }
}
