/// Breaks text into lines at blanks; a word longer than the width stays whole.
func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        if line.isEmpty {
            line = String(word)
        } else if line.count + 1 + word.count <= width {
            line += " " + word
        } else {
            lines.append(line)
            line = String(word)
        }
    }
    return line.isEmpty ? lines : lines + [line]
}

/// Sets text as a paragraph with every line indented.
func paragraph(_ text: String, indent: Int, width: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return wrapped(text, width: width - indent).map { margin + $0 }
}

/// The widest first column: a longer name gets a line of its own.
private let firstColumnWidthMax = 26

/// Sets pairs in two columns, the second one wrapped and aligned, with two blanks before and between.
func twoColumns(_ rows: [(name: String, text: String)], width: Int) -> [String] {
    let columnMax = min(firstColumnWidthMax, width / 2 - 4)
    let fitting = rows.map(\.name.count).filter { $0 <= columnMax }
    let column = fitting.max() ?? 4
    let margin = column + 4
    var lines: [String] = []
    for row in rows {
        let text = paragraph(row.text, indent: margin, width: width)
        let name = "  " + row.name
        guard let first = text.first, row.name.count <= column else {
            lines += [name] + text
            continue
        }
        lines.append(name + first.dropFirst(name.count))
        lines += text.dropFirst()
    }
    return lines
}
