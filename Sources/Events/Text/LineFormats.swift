// stub
// SPDX-License-Identifier: EUPL-1.2
import Base
public enum LineFormats {
    public static func read(_ line: Bytes, format: Format, zone: ZoneRule, into event: inout Event) -> Bool {
        event.append("message", value: line)
        return true
    }
}
