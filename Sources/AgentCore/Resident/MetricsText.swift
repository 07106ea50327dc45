/// Writes OpenMetrics text.
///
/// Source: OpenMetrics 1.0.0, "ABNF" and "Overall Structure"; prometheus.io/docs/specs/om/open_metrics_spec.
struct MetricsText {
    static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    /// The types of metric that we use, in the specification's words.
    enum Kind: String {
        case counter, gauge, info
        case stateSet = "stateset"
    }

    private var text = ""

    /// Begins a family; its samples follow at once, as the specification asks.
    mutating func family(_ name: String, _ kind: Kind, _ help: String, unit: String? = nil) {
        text += "# TYPE \(name) \(kind.rawValue)\n"
        if let unit { text += "# UNIT \(name) \(unit)\n" }
        text += "# HELP \(name) \(Self.escaped(help))\n"
    }

    /// Adds a sample.
    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
        }
        // Whole numbers without a fraction: a reader of bytes should not meet an exponent below 2^53.
        let isWhole = value == value.rounded() && abs(value) < 9e15
        text += isWhole ? " \(Int(value))\n" : " \(value)\n"
    }

    /// The whole text with its end mark.
    var finished: String { text + "# EOF\n" }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
