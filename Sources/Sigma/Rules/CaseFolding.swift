// Makes letters of both cases equal, beyond ASCII, one scalar at a time (Unicode simple case folding).
// SPDX-License-Identifier: EUPL-1.2

package import Events

/// Case folding of UTF-8 text. Pattern and value go through the same function, so both sides always agree.
package enum CaseFolding {
    /// The folded form of text. Invalid bytes stay as they are.
    package static func fold(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        bytes.withUnsafeBufferPointer { fold($0) { result.append($0) } }
        return result
    }

    /// Gives the folded bytes one by one.
    package static func fold(_ bytes: Bytes, into emit: (UInt8) -> Void) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                emit(0x41...0x5A ~= byte ? byte + 0x20 : byte)
                index += 1
                continue
            }
            guard let (scalar, length) = scalar(in: bytes, at: index) else {
                emit(byte)
                index += 1
                continue
            }
            for unit in UTF8.encode(folded(scalar)).unsafelyUnwrapped { emit(unit) }
            index += length
        }
    }

    /// The scalar that begins at a lead byte, with its length in bytes; nil if the bytes are not UTF-8.
    package static func scalar(in bytes: Bytes, at index: Int) -> (Unicode.Scalar, Int)? {
        let lead = bytes[index]
        let length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0
        guard length > 0, index + length <= bytes.count else { return nil }
        guard length > 1 else { return (Unicode.Scalar(lead), 1) }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            guard bytes[index + offset] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(bytes[index + offset] & 0x3F)
        }
        return Unicode.Scalar(value).map { ($0, length) }
    }

    /// The simple folding of one scalar: through its capital to its small letter, where each is one scalar.
    /// U+0131 (dotless i) keeps itself: CaseFolding.txt folds it in Turkic text only.
    package static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.value == 0x131 { return scalar }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return single(upper.properties.lowercaseMapping) ?? single(scalar.properties.lowercaseMapping) ?? scalar
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }
}
