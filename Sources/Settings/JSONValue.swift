/// A JSON value of any shape, as a configuration file holds it.
package enum JSONValue: Sendable, Equatable {
    /// No value.
    case null
    /// True or false.
    case boolean(Bool)
    /// A whole number that fits 64 bits; `30.0` and `0x1E` arrive as this too.
    case integer(Int)
    /// Any other finite number.
    case number(Double)
    /// A text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Values by key, without their order.
    case object([String: JSONValue])
}

extension JSONValue: Codable {
    /// Takes any JSON value.
    package init(from decoder: any Decoder) throws {
        // Scalars first: they are the many, and each failed attempt costs an error value.
        if let container = try? decoder.singleValueContainer() {
            if container.decodeNil() {
                self = .null
                return
            }
            if let text = try? container.decode(String.self) {
                self = .string(text)
                return
            }
            if let integer = try? container.decode(Int.self) {
                self = .integer(integer)
                return
            }
            if let boolean = try? container.decode(Bool.self) {
                self = .boolean(boolean)
                return
            }
            if let number = try? container.decode(Double.self) {
                self = .number(number)
                return
            }
        }
        if var list = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !list.isAtEnd {
                values.append(try list.decode(JSONValue.self))
            }
            self = .array(values)
            return
        }
        let members = try decoder.container(keyedBy: AnyKey.self)
        var object: [String: JSONValue] = [:]
        for key in members.allKeys {
            object[key.stringValue] = try members.decode(JSONValue.self, forKey: key)
        }
        self = .object(object)
    }

    /// Writes the value as JSON.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .boolean(let boolean):
            var container = encoder.singleValueContainer()
            try container.encode(boolean)
        case .integer(let integer):
            var container = encoder.singleValueContainer()
            try container.encode(integer)
        case .number(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .string(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .array(let values):
            var container = encoder.unkeyedContainer()
            for value in values {
                try container.encode(value)
            }
        case .object(let members):
            var container = encoder.container(keyedBy: AnyKey.self)
            for (name, value) in members {
                try container.encode(value, forKey: AnyKey(stringValue: name))
            }
        }
    }

    /// The key of any object member.
    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            return nil
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value on one line of JSON, object keys sorted.
    package var description: String {
        switch self {
        case .null: "null"
        case .boolean(let boolean): boolean ? "true" : "false"
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .string(let text): MessageText.jsonString(text)
        case .array(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { "\(MessageText.jsonString($0.key)): \($0.value)" }
                .joined(separator: ", ") + "}"
        }
    }

    /// What was found, in words for a message, user text quoted and shortened.
    var found: String {
        switch self {
        case .null: "null"
        case .boolean(let boolean): boolean ? "true" : "false"
        case .integer(let integer): "the number \(integer)"
        case .number(let number): "the number \(number)"
        case .string(let text): text.isEmpty ? "an empty text" : "the text \(MessageText.quoted(text))"
        case .array(let values): values.count == 1 ? "a list of 1 value" : "a list of \(values.count) values"
        case .object: "an object { … }"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
    /// Makes a text.
    package init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Makes a whole number.
    package init(integerLiteral value: Int) {
        self = .integer(value)
    }

    /// Makes true or false.
    package init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }

    /// Makes a list.
    package init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    /// Makes null.
    package init(nilLiteral: ()) {
        self = .null
    }
}
