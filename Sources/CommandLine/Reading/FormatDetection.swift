// Tells the few formats apart that reading must cut differently; stands in for the detection in Events.
// SPDX-License-Identifier: EUPL-1.2

package import Events

/// Tells the format of a source by its first bytes.
package enum FormatDetection {
    package static func detect(_ prefix: Bytes, isWhole: Bool) -> Format {
        if prefix.starts(with: "ElfFile\0".utf8) { return .evtx }
        let text = prefix.drop { $0 <= 0x20 }
        if text.first == UInt8(ascii: "[") { return .jsonArray }
        guard text.first == UInt8(ascii: "{") else { return .text }
        let line = text.prefix { $0 != 0x0A && $0 != 0x0D }
        let isWrapper = ["{\"Records\":[", "{\"value\":[", "{\"records\":["].contains { line.starts(with: $0.utf8) }
        return line.last == UInt8(ascii: "}") && !isWrapper ? .jsonLines : .jsonArray
    }
}
