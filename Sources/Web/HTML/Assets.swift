// The style sheet, the scripts and the picture of the pages: files inside the program, whose address changes when they
// do, so that browsers may keep them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Crypto
import HTTPTypes
import Synchronization

/// Files that pages name.
enum Assets {
    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    private struct File {
        let bytes: [UInt8]
        let type: String
        let mark: String
    }

    private static let files = Mutex<[String: File]>([:])

    /// Takes the files over, once at the start.
    static func use(_ contents: [String: [UInt8]]) {
        var made: [String: File] = [:]
        for (name, bytes) in contents {
            guard let type = name.split(separator: ".").last.flatMap({ types[String($0)] }) else { continue }
            made[name] = File(bytes: bytes, type: type, mark: String(SHA256.hash(data: bytes).hex.prefix(12)))
        }
        let ready = made
        files.withLock { $0 = ready }
    }

    /// Where a file is.
    static func address(_ name: String) -> Address {
        Address("/bestanden").part(files.withLock { $0[name]?.mark } ?? "-").part(name)
    }

    /// The route that gives them out. The mark does not matter: who has an old page gets the file of today.
    static let routes: [PageRoute] = [
        .open(.get, "/bestanden/{mark}/{name}") { call, _ in
            let (name, mark) = (try call.path("name"), try call.path("mark"))
            guard let file = files.withLock({ $0[name] }) else { throw Problem(.notThere) }
            var answer = Answer(type: file.type, bytes: file.bytes)
            if file.mark == mark { answer.fields[.cacheControl] = "public, max-age=31536000, immutable" }
            return .answer(answer)
        }
    ]
}
