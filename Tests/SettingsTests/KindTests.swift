import Settings
import Testing

struct KindTests {
    @Test(arguments: [
        Row("text", "{name: 'team'}"),
        Row("integer, lower edge", "{size: 5}"),
        Row("integer, upper edge", "{size: 300}"),
        Row("integer, written as 30.0", "{size: 30.0}"),
        Row("boolean", "{flag: true}"),
        Row("path", "{group: {file: '/a'}}"),
        Row("path with blanks and unicode", "{group: {file: '/a b/ä'}}"),
        Row("null where it may stand", "{group: {file: null}}"),
        Row("directory with a slash at the end", "{group: {directory: '/a/'}}"),
        Row("root", "{group: {directory: '/'}}"),
        Row("URL with port", "{group: {inner: {url: 'https://10.0.0.4:8443'}}}"),
        Row("URL with path", "{group: {inner: {url: 'http://a.example/b/c'}}}"),
        Row("URL with IPv6", "{group: {inner: {url: 'https://[fd00::1]:8443/'}}}"),
        Row("list", "{group: {inner: {range: [0, 10]}}}"),
    ])
    func `A value of the right kind is accepted`(row: Row) {
        #expect(problems([file("{group: {kind: 'smb'}}", name: "first"), file(row.text)]).isEmpty)
    }

    @Test(arguments: [
        Row("text, wrong type", "{name: 3}", "name: found the number 3; write a lower-case word"),
        Row("text, rule", "{name: 'A'}", #"name: the text "A" is not a lower-case word; write a lower-case word"#),
        Row("text, empty", "{name: ''}", "name: an empty text is not a lower-case word; write a lower-case word"),
        Row(
            "null", "{name: null}",
            "name: null is not accepted; write a lower-case word, or remove the key to get the default"),
        Row("integer, below", "{size: 4}", "size: 4 is below the range; write a whole number from 5 to 300 seconds"),
        Row(
            "integer, above", "{size: 301}",
            "size: 301 is above the range; write a whole number from 5 to 300 seconds"),
        Row("integer, quoted", "{size: '30'}", #"size: found the text "30"; write the number without quotes"#),
        Row(
            "integer, fraction", "{size: 5.5}", "size: found the number 5.5; write a whole number from 5 to 300 seconds"
        ),
        Row("boolean, text", "{flag: 'yes'}", #"flag: found the text "yes"; write true or false"#),
        Row("boolean, number", "{flag: 1}", "flag: found the number 1; write true or false"),
        Row(
            "choice, unlike any", "{group: {kind: 'cifs'}}",
            #"group.kind: the text "cifs" is not known; write "smb", "nfs" or "none""#),
        Row(
            "choice, mistyped", "{group: {kind: 'SMB'}}",
            #"group.kind: the text "SMB" is not known; write "smb"; known are "smb", "nfs" or "none""#),
        Row(
            "choice, list", "{group: {kind: []}}",
            #"group.kind: found a list of 0 values; write one of "smb", "nfs" or "none""#),
        Row("path, relative", "{group: {file: 'a'}}", #"group.file: "a" is not an absolute path; begin it with /"#),
        Row(
            "path, dots", "{group: {file: '/a/../b'}}",
            #"group.file: "/a/../b" contains ".."; write the path without it"#),
        Row("path, one dot", "{group: {file: '/./b'}}", #"group.file: "/./b" contains "."; write the path without it"#),
        Row(
            "path, two slashes", "{group: {file: '/a//b'}}", #"group.file: "/a//b" has two slashes in a row; write one"#
        ),
        Row(
            "directory, two slashes at the end", "{group: {directory: '/a//'}}",
            #"group.directory: "/a//" has two slashes in a row; write one"#),
        Row(
            "directory, only slashes", "{group: {directory: '//'}}",
            #"group.directory: "//" has two slashes in a row; write one"#),
        Row(
            "file, slash at the end", "{group: {file: '/a/'}}",
            #"group.file: "/a/" ends with a slash but must name a file; remove the slash at the end"#),
        Row("file, root", "{group: {file: '/'}}", #"group.file: "/" is a directory; write the path of a file"#),
        Row(
            "path, control character", #"{group: {file: "/a\u001b[2J"}}"#,
            #"group.file: "/a\u001b[2J" holds a control or invisible character; type the path anew"#),
        Row(
            "path, direction of text", #"{group: {file: "/a\u202e"}}"#,
            #"group.file: "/a\u202e" holds a control or invisible character; type the path anew"#),
        Row(
            "URL, scheme", "{group: {inner: {url: 'ftp://a'}}}",
            #"group.inner.url: "ftp://a" is not a URL with the scheme https or http; "#
                + "write https://HOST[:PORT]/ or http://HOST[:PORT]/"
        ),
        Row(
            "URL, password", "{group: {inner: {url: 'https://u:secret@a/'}}}",
            "group.inner.url: the URL holds a user name or password; leave it out; secrets are kept in files"),
        Row(
            "URL, port", "{group: {inner: {url: 'https://a:0'}}}",
            #"group.inner.url: "https://a:0" has no valid port; write a port from 1 to 65535 or none"#),
        Row(
            "list, length", "{group: {inner: {range: [1]}}}",
            "group.inner.range: found a list of 1 value; write a list of 2 values, each a whole number from 0 to 10"),
        Row(
            "list, element", "{group: {inner: {range: [1, 'x']}}}",
            #"group.inner.range[1]: found the text "x"; write a whole number from 0 to 10"#),
        Row(
            "list, not a list", "{group: {inner: {range: 1}}}",
            "group.inner.range: found the number 1; write a list of 2 values, each a whole number from 0 to 10"),
        Row(
            "object for a value", "{size: {a: 1}}",
            "size: found an object { … }; write a whole number from 5 to 300 seconds"),
        Row(
            "value for an object", "{group: 1}",
            "group: found the number 1 where keys are expected; write { … } with the keys kind, file, directory or inner"
        ),
        Row(
            "null for an object", "{group: null}",
            "group: found null where keys are expected; write { … } with the keys kind, file, directory or inner"),
    ])
    func `A value of the wrong kind is reported with what was found and what to write`(row: Row) {
        let first = row.text.contains("group: {kind") || row.text.contains("group: 1") ? "{}" : "{group: {kind: 'smb'}}"
        let lines = problems([file(first, name: "first"), file(row.text)])
        #expect(lines == ["agent.json: " + row.expected[0]])
    }

    @Test(arguments: [
        "https://", "https:///a", "https://-a/", "https://a b/", "https://a/?q=1", "https://a:x/", "https://a:70000/",
        "https://[x]/", "http//a", "",
    ])
    func `A URL without a proper host, or with more than a path, is refused`(url: String) {
        #expect(problems("{group: {kind: 'smb', inner: {url: '\(url)'}}}").count == 1)
    }

    @Test func `Long texts are refused and shortened in messages`() {
        let long = String(repeating: "/a", count: 3000)
        let lines = problems("{group: {kind: 'smb', file: '\(long)'}, name: '\(String(repeating: "a", count: 5000))'}")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.utf8.count < 200 })
        #expect(problems("{group: {kind: 'smb', file: '/\(String(repeating: "a", count: 256))'}}").count == 1)
        #expect(problems("{group: {kind: 'smb', file: '/\(String(repeating: "a", count: 255))'}}").isEmpty)
    }

    @Test func `Host names follow RFC 1123`() {
        for name in ["a", "A-1.b", "10.0.0.4", String(repeating: "a", count: 63) + ".b"] {
            #expect(TextCheck.isHostName(name), "\(name)")
        }
        for name in ["", "-a", "a-", "a..b", "a.", "a_b", "ä", String(repeating: "a", count: 64), "a b"] {
            #expect(!TextCheck.isHostName(name), "\(name)")
        }
    }
}
