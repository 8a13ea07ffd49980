// A certificate for tests only: made for them, valid until 2124, trusted by nobody.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBTzCB9qADAgECAgEBMAoGCCqGSM49BAMCMBgxFjAUBgNVBAMMDXdhdGNoLmV4
        YW1wbGUwIBcNMjQwMTAxMDAwMDAwWhgPMjEyNDAxMDEwMDAwMDBaMBgxFjAUBgNV
        BAMMDXdhdGNoLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATnLS0J
        CS0TIb3X/OedWH+y+F6bMzyZwj6w+eO+Wh+lfABSP6gvIyMl90Kj7TBh6EFZvL0R
        WUHMsJItRKt6pPWEoy8wLTAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGCCWxv
        Y2FsaG9zdIcEfwAAATAKBggqhkjOPQQDAgNIADBFAiAzSsPOsgixx47M3B6gqyxY
        YM2NN0eCXqmFQI6jB1W2egIhAJeU83sRoIziWe2SfOUcK0zDTmpYwyj7IDn/WTcE
        AcUH
        -----END CERTIFICATE-----
        """
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgt2ICTWIqgEZyDkzE
        VSBoEybh8ifUUPEX/WSfTTDef7ihRANCAATnLS0JCS0TIb3X/OedWH+y+F6bMzyZ
        wj6w+eO+Wh+lfABSP6gvIyMl90Kj7TBh6EFZvL0RWUHMsJItRKt6pPWE
        -----END PRIVATE KEY-----
        """

    /// A folder with `watch.pem` and `watch.key`.
    static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(certificate.utf8).write(to: folder.appending(path: "watch.pem"))
        try Data(key.utf8).write(to: folder.appending(path: "watch.key"))
        return folder
    }
}
