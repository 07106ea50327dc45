/// Every way to choose one element for each of `count` places.
func product<Element>(of elements: [Element], count: Int) -> [[Element]] {
    (0..<count).reduce([[]]) { partial, _ in partial.flatMap { start in elements.map { start + [$0] } } }
}
