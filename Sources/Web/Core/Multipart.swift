// A form with a file as a browser sends it (RFC 7578; RFC 2046, 5.1.1), read without mercy: what is not in the one form that
// browsers use is refused.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
import Hummingbird
import NIOCore
import Synchronization

/// The parts of a form: its fields, and the one file that was chosen.
package struct Upload: Sendable {
    package struct File: Sendable {
        /// As the browser calls it. Never a path.
        package var name: String
        package var bytes: [UInt8]
    }

    package private(set) var form = Form()
    /// Nil if none was chosen.
    package private(set) var file: File?

    /// - Parameter boundary: as the header says it.
    /// - Throws: `Problem` if anything is not as it must be.
    package init(_ bytes: [UInt8], boundary: String) throws(Problem) {
        let delimiter = Array("\r\n--\(boundary)".utf8)
        var reader = MultipartReader(bytes)
        // No text before the first part, which browsers never send.
        guard reader.skip(Array("--\(boundary)".utf8)) else { throw Problem(.uploadInvalid) }
        var parts = 0
        while true {
            if reader.skip(Array("--".utf8)) {
                // Nothing behind the end but the end of its line.
                guard reader.isAtEnd || (reader.skip([0x0D, 0x0A]) && reader.isAtEnd) else {
                    throw Problem(.uploadInvalid)
                }
                return
            }
            parts += 1
            guard parts <= WebLimits.uploadParts, reader.skip([0x0D, 0x0A]),
                let head = reader.until(Array("\r\n\r\n".utf8), most: WebLimits.partHeaderBytes),
                let field = PartHead(bytes[head]),
                let body = reader.until(delimiter, most: field.isFile ? bytes.count : WebLimits.partTextBytes)
            else { throw Problem(.uploadInvalid) }
            try add(field, bytes[body])
        }
    }

    private mutating func add(_ field: PartHead, _ body: ArraySlice<UInt8>) throws(Problem) {
        guard let name = field.fileName else {
            guard let text = String(validating: body, as: UTF8.self) else { throw Problem(.uploadInvalid) }
            return form.add(field.name, text.replacing("\r\n", with: "\n"))
        }
        // Without a choice browsers send an empty file without a name (HTML, 4.10.21.8).
        if name.isEmpty, body.isEmpty { return }
        guard file == nil else { throw Problem(.uploadInvalid) }
        file = File(name: name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "", bytes: Array(body))
    }

    /// The boundary that a header says (RFC 2046, 5.1.1: one to seventy characters of a few kinds); nil if it is of another
    /// kind of body.
    package static func boundary(_ header: String) -> String? {
        let parts = header.split(separator: ";", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard parts.count == 2, parts[0].lowercased() == "multipart/form-data",
            parts[1].lowercased().hasPrefix("boundary=")
        else { return nil }
        var text = parts[1].dropFirst("boundary=".count)
        if text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        let isPlain = text.utf8.allSatisfy { byte in
            0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || "'()+_,-./:=?".utf8.contains(byte)
        }
        return 1...70 ~= text.utf8.count && isPlain ? String(text) : nil
    }
}

/// The header fields of one part.
private struct PartHead {
    let name: String
    /// Nil for a field that is no file.
    let fileName: String?
    var isFile: Bool { fileName != nil }

    init?(_ bytes: ArraySlice<UInt8>) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var parameters: [String: String]?
        var seen: Set<String> = []
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let name = line[..<colon].lowercased()
            guard seen.insert(name).inserted else { return nil }
            switch name {
            case "content-disposition": parameters = PartHead.parameters(line[line.index(after: colon)...])
            case "content-type": continue
            // RFC 7578, 4.7 and 4.8: no other is sent, and one that is would say something that is not listened to.
            default: return nil
            }
        }
        guard let parameters, let name = parameters["name"], !name.isEmpty else { return nil }
        self.name = name
        fileName = parameters["filename"]
    }

    /// `form-data; name="a"; filename="b"`. Browsers write a quote within as `%22` (HTML, 4.10.21.8).
    private static func parameters(_ text: Substring) -> [String: String]? {
        var rest = text.drop { $0 == " " }
        guard rest.hasPrefix("form-data") else { return nil }
        rest = rest.dropFirst("form-data".count)
        var found: [String: String] = [:]
        while !rest.isEmpty {
            guard rest.hasPrefix("; ") else { return nil }
            rest = rest.dropFirst(2)
            guard let equals = rest.range(of: "=\"") else { return nil }
            let name = String(rest[..<equals.lowerBound])
            rest = rest[equals.upperBound...]
            guard ["name", "filename"].contains(name), let quote = rest.firstIndex(of: "\"") else { return nil }
            let value = rest[..<quote].replacing("%22", with: "\"").replacing("%0D", with: "\r")
                .replacing("%0A", with: "\n")
            guard found.updateValue(String(value), forKey: name) == nil else { return nil }
            rest = rest[rest.index(after: quote)...]
        }
        return found
    }
}

/// A place in the bytes of a body.
private struct MultipartReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Goes past some bytes if they stand here.
    mutating func skip(_ expected: [UInt8]) -> Bool {
        guard bytes[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    /// Goes past the next place where some bytes stand.
    ///
    /// - Parameter most: how many bytes may come before it.
    /// - Returns: what comes before; nil if they stand nowhere near enough.
    mutating func until(_ mark: [UInt8], most: Int) -> Range<Int>? {
        guard let first = mark.first else { return nil }
        let end = min(position + most + mark.count, bytes.count)
        var at = position
        while at + mark.count <= end {
            guard let next = bytes[at..<(end - mark.count + 1)].firstIndex(of: first) else { return nil }
            if bytes[next..<(next + mark.count)].elementsEqual(mark) {
                defer { position = next + mark.count }
                return position..<next
            }
            at = next + 1
        }
        return nil
    }
}

extension Call {
    /// The form with a file that was sent.
    func upload() async throws -> Upload {
        guard let boundary = request.headers[.contentType].flatMap(Upload.boundary) else {
            throw Problem(.uploadInvalid)
        }
        let limit = WebLimits.uploadBytes
        if let stated = request.headers[.contentLength].flatMap({ Int($0) }), stated > limit {
            throw Problem(.bodyTooLong, ["\(limit)"])
        }
        do {
            let body = try await request.body.collect(upTo: limit)
            return try Upload(Array(body.readableBytesView), boundary: boundary)
        } catch is NIOTooManyBytesError {
            throw Problem(.bodyTooLong, ["\(limit)"])
        }
    }
}

/// Bodies with a file that are being received, as many at one time as the limit says.
final class UploadsInFlight: Sendable {
    private let count = Mutex(0)

    /// - Throws: `.busy` if there are too many.
    func receive<Value>(_ body: () async throws -> Value) async throws -> Value {
        let isRoom = count.withLock { count in
            guard count < WebLimits.uploads else { return false }
            count += 1
            return true
        }
        guard isRoom else { throw Problem(.busy) }
        defer { count.withLock { $0 -= 1 } }
        return try await body()
    }
}
