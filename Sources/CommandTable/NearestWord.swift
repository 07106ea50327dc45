/// The longest text for which a near name is looked for: names are short, and the work grows with the square.
private let nearestLengthMax = 40

/// Finds the name that was most likely meant, or nil where none is near.
///
/// Near is a third of the name's length in typing errors (a letter left out, added, replaced, or two swapped), or a
/// name that begins with at least three letters typed.
func nearestWord(to word: String, among names: [String]) -> String? {
    let typed = Array(word.utf8)
    guard !typed.isEmpty, typed.count <= nearestLengthMax else { return nil }
    let letters = typed.count(where: { $0 != UInt8(ascii: "-") })
    var best: (name: String, distance: Int)?
    for name in names where name.utf8.count <= nearestLengthMax {
        let isStart = letters >= 3 && name.utf8.starts(with: typed)
        let distance = isStart ? 1 : editDistance(typed, Array(name.utf8))
        let limit = max(1, name.utf8.count(where: { $0 != UInt8(ascii: "-") }) / 3)
        if distance <= limit, distance < best?.distance ?? Int.max { best = (name, distance) }
    }
    return best?.name
}

/// Counts the typing errors between two words.
///
/// Source: optimal string alignment distance.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, leftByte) in left.enumerated() {
        var current = [row + 1]
        for (column, rightByte) in right.enumerated() {
            var cost = min(
                previous[column + 1] + 1, current[column] + 1, previous[column] + (leftByte == rightByte ? 0 : 1))
            if row > 0, column > 0, leftByte == right[column - 1], left[row - 1] == rightByte {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[right.count]
}
