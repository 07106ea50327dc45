/// Finds the known key that a mistyped one was probably meant to be.
enum NearestKey {
    /// Longest key compared; no known key is half as long.
    static let bytesMax = 64

    /// Returns the candidate at most so many typing mistakes away, else one that shares a beginning.
    static func find(_ key: String, among candidates: [String], distanceMax: Int = 2) -> String? {
        guard !key.isEmpty, key.utf8.count <= bytesMax else { return nil }
        let typed = Array(key.lowercased().utf8)
        // A key of one or two letters is "near" to almost anything.
        let limit = min(distanceMax, typed.count - 1)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates {
            let distance = distance(typed, Array(candidate.lowercased().utf8))
            if distance <= limit, distance < best?.distance ?? Int.max {
                best = (distance, candidate)
            }
        }
        if let best { return best.candidate }
        return candidates.first { candidate in
            let known = candidate.lowercased()
            let text = key.lowercased()
            return min(known.utf8.count, text.utf8.count) >= 3 && (known.hasPrefix(text) || text.hasPrefix(known))
        }
    }

    /// Returns the Damerau-Levenshtein distance, neighbours swapped counting once.
    ///
    /// Source: the "optimal string alignment" form.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let cost = left[row] == right[column] ? 0 : 1
                var best = min(previous[column + 1] + 1, current[column] + 1, previous[column] + cost)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
