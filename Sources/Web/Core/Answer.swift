// What goes back: a status, bytes, and the header fields that keep a browser from making more of them than they are.
// SPDX-License-Identifier: EUPL-1.2

import Base
import HTTPTypes
import Hummingbird
import NIOCore

/// One answer.
struct Answer: Sendable {
    var status: HTTPResponse.Status = .ok
    var type = "application/json"
    var bytes: [UInt8] = []
    var fields = HTTPFields()

    /// One JSON value.
    static func json(_ status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void) -> Answer {
        var writer = JSONWriter()
        write(&writer)
        return Answer(status: status, bytes: writer.bytes)
    }

    /// What is wrong, in the language of who asked.
    static func problem(_ problem: Problem, _ words: Words?) -> Answer {
        let known = WebProblem(problem)
        let text = words?.text("problem.\(known.shown.code.name)", known.shown.arguments) ?? known.shown.code.name
        var answer = json(known.status) { json in
            json.beginObject()
            json.name("problem")
            json.problem(code: known.shown.code.name, message: text)
            json.endObject()
        }
        if known.status == .unauthorized { answer.fields[.wwwAuthenticate] = "Bearer realm=\"dijkwacht\"" }
        if let seconds = known.retrySeconds { answer.fields[.retryAfter] = String(seconds) }
        return answer
    }

    func response(_ language: Language, isEncrypted: Bool) -> Response {
        var fields = fields
        if !bytes.isEmpty { fields[.contentType] = type }
        fields[.cacheControl] = "no-store"
        fields[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        fields[.xContentTypeOptions] = "nosniff"
        fields[.contentLanguage] = language.rawValue
        fields[.vary] = "Accept-Language"
        // What frame-ancestors says, for who does not read that.
        if let name = HTTPField.Name("X-Frame-Options") { fields[name] = "DENY" }
        if let name = HTTPField.Name("Referrer-Policy") { fields[name] = "no-referrer" }
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { fields[name] = "same-origin" }
        if isEncrypted { fields[.strictTransportSecurity] = "max-age=31536000" }
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension JSONWriter {
    mutating func problem(code: String, message: String) {
        beginObject()
        member("code", code)
        member("message", message)
        endObject()
    }

    mutating func member(_ name: String, _ time: Timestamp?) {
        member(name, time?.description)
    }
}
