/// A man page in the making: text goes in plain and comes out escaped.
struct RoffPage {
    /// The fonts of a man page.
    enum Font: String {
        case roman = "R"
        case bold = "B"
        case italic = "I"
    }

    /// The source of the page so far.
    private(set) var output = ""
    /// Whether a heading was just set: a paragraph needs no distance from it.
    private var isAfterHeading = false

    /// Adds a line that readers of the source see.
    mutating func comment(_ text: String) {
        line(".\\\" " + String(text.unicodeScalars.map { $0 == "\n" ? " " : Character($0) }))
    }

    /// Begins the page; dates keep their plain dashes, as mandoc reads them.
    mutating func title(_ name: String, section: String, date: String, source: String, manual: String) {
        let plainDate = escaped(date).replacing("\\-", with: "-")
        let arguments = [escaped(name), section, plainDate, escaped(source), escaped(manual)]
        line(".TH " + arguments.map { "\"\($0)\"" }.joined(separator: " "))
    }

    /// Adds a request of roff itself, as it stands.
    mutating func request(_ text: String) {
        line("." + text)
    }

    /// Begins a section, or a part of one.
    mutating func heading(_ text: String, isPart: Bool = false) {
        line(".\(isPart ? "SS" : "SH") \"\(escaped(text))\"")
        isAfterHeading = true
    }

    /// Adds a line of running text.
    mutating func text(_ text: String) {
        line(guarded(escaped(text)))
    }

    /// Adds a paragraph.
    mutating func paragraph(_ text: String) {
        if !isAfterHeading { line(".PP") }
        self.text(text)
    }

    /// Adds paragraphs.
    mutating func paragraphs(_ texts: [String]) {
        for text in texts { paragraph(text) }
    }

    /// Adds a command line: the fixed part bold, then what it takes.
    mutating func synopsis(_ command: String, _ pieces: [String]) {
        line((["\\fB\(escaped(command))\\fR"] + pieces.map(escaped)).joined(separator: " "))
    }

    /// Adds a definition: a tag in fonts, then its text.
    mutating func item(_ tag: [(String, Font)], _ text: String) {
        line(".TP")
        let pieces = tag.map { text, font in
            font == .roman ? escaped(text) : "\\f\(font.rawValue)\(escaped(text))\\fR"
        }
        line(pieces.joined())
        self.text(text)
    }

    /// Adds a line that isn't filled, indented.
    mutating func verbatim(_ text: String) {
        line(".PP")
        line(".RS 4")
        line(".nf")
        self.text(text)
        line(".fi")
        line(".RE")
    }

    private mutating func line(_ text: String) {
        output += text + "\n"
        isAfterHeading = false
    }

    /// Keeps a line of text from being taken for a request; an empty line would be a break.
    private func guarded(_ text: String) -> String {
        if text.isEmpty || text.utf8.first == UInt8(ascii: ".") || text.utf8.first == UInt8(ascii: " ") {
            return "\\&" + text
        }
        return text
    }

    /// Writes text so that roff shows exactly these characters.
    ///
    /// Source: groff_char(7), groff_man_style(7): these ASCII characters otherwise come out as typographic ones, which
    /// nobody could paste into a shell. What isn't printable ASCII is written as a named code point.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\(rs"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\n", "\t", "\r": result += " "
            case " "..."\u{7E}": result.unicodeScalars.append(scalar)
            case "\u{A0}"...: result += "\\[u\(fourDigits(scalar.value))]"
            default: break
            }
        }
        return result
    }

    private func fourDigits(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
