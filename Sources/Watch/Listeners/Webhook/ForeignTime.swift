// When another system says that it was: only a time with a zone, or one whose zone is known, is a point in time.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Events

/// A time of an alert. One without a zone is not guessed: it stays as it was written, and the time of receipt counts.
package struct ForeignTime: Sendable, Hashable {
    /// The first text that can be read, or the first one.
    package let text: String
    /// Nil if it is no point in time.
    package let time: Timestamp?

    private static let textBytes = 64

    /// Nil if none of the texts is there.
    init?(_ texts: [String?], zone: ZoneRule) {
        let texts = texts.compactMap(\.self).filter { $0.utf8.count <= ForeignTime.textBytes }
        guard let first = texts.first else { return nil }
        for var text in texts {
            if let time = text.withUTF8({ ForeignTime.read($0, zone) }) {
                self.text = text
                self.time = time
                return
            }
        }
        text = first
        time = nil
    }

    /// The reader of times may look behind the text.
    private static func read(_ text: Bytes, _ zone: ZoneRule) -> Timestamp? {
        let padded = Array(text) + [UInt8](repeating: 0, count: ForeignJSON.padding)
        return padded.withUnsafeBufferPointer {
            TimestampText.parse(Bytes(rebasing: $0[..<text.count]), zone: zone).timestamp
        }
    }
}
