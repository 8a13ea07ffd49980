// Certificates for tests only: made for them, trusted by nobody. One issuer, and two servers with its signature.
// SPDX-License-Identifier: EUPL-1.2

import NIOSSL

enum TestIssuer {
    struct Server {
        let certificate: String
        let key: String

        func context() throws -> NIOSSLContext {
            let certificate = try NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem)
            let key = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
            return try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: [.certificate(certificate)], privateKey: .privateKey(key)))
        }
    }

    static func trust() throws -> NIOSSLTrustRoots {
        .certificates([try NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem)])
    }

    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBYDCCAQWgAwIBAgIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtUZXN0IGlz
        c3VlcjAgFw0yNDAxMDEwMDAwMDBaGA8yMTI0MDEwMTAwMDAwMFowFjEUMBIGA1UE
        AwwLVGVzdCBpc3N1ZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQkRB5xCPfc
        jevTbHb31CyxmcGnrzc/RJdPLRhllkuSrUGfzLq+w3uBngGIxAT/rkjHnh5zPdZ3
        bD2uS4OPpSXKo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwICBDAd
        BgNVHQ4EFgQUh2/Dkje+hoDX6orua4J7tauEnokwCgYIKoZIzj0EAwIDSQAwRgIh
        AO3nieO3h95LP+/TjZO+AIUrhdl4Xis/wdOfb6rDBMiAAiEAzQuxuzsN9hoqfkoe
        jKVpt/VsMn8tP+7r1vBQGjY1rtE=
        -----END CERTIFICATE-----
        """

    /// For `localhost` and 127.0.0.1.
    static let local = Server(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBnzCCAUagAwIBAgIBAjAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtUZXN0IGlz
            c3VlcjAgFw0yNDAxMDEwMDAwMDBaGA8yMTI0MDEwMTAwMDAwMFowFzEVMBMGA1UE
            AwwMbWFpbC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETNuQtPgj
            2hz49A3ck2OzxpbHgBNbeXBAxvJI84k9CHQ4If6qycE6CXS3AINWzW9OUUcbjbGM
            N4DFX6SnxVCJ7KOBgTB/MAwGA1UdEwEB/wQCMAAwGgYDVR0RBBMwEYIJbG9jYWxo
            b3N0hwR/AAABMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBR20HX8KkKm
            puBuKPZKB93+WzXcwzAfBgNVHSMEGDAWgBSHb8OSN76GgNfqiu5rgnu1q4SeiTAK
            BggqhkjOPQQDAgNHADBEAiA7yE7EGQ02lla60AT25dSEh0MFJjqST9Oh1pHl4/WE
            4QIgaNLdBXb9lRPgyp+RJ9bVse52p2VVFOJQaRepMR/CTRY=
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxzssypNUke59WyOS
            sUOGYCW5MwibSHdTHVdWktM6q5qhRANCAARM25C0+CPaHPj0DdyTY7PGlseAE1t5
            cEDG8kjziT0IdDgh/qrJwToJdLcAg1bNb05RRxuNsYw3gMVfpKfFUIns
            -----END PRIVATE KEY-----
            """)

    /// For `other.example`.
    static let other = Server(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBnjCCAUSgAwIBAgIBAzAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtUZXN0IGlz
            c3VlcjAgFw0yNDAxMDEwMDAwMDBaGA8yMTI0MDEwMTAwMDAwMFowGDEWMBQGA1UE
            AwwNb3RoZXIuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEqP9pUB
            MFGOoWswvwcl26u2gKj4M0JroU+4xhptVY30Zs9LW7HGj7Yo5+b5eu4Od733D4Zr
            vYwjhF6VEw6G5YajfzB9MAwGA1UdEwEB/wQCMAAwGAYDVR0RBBEwD4INb3RoZXIu
            ZXhhbXBsZTATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQUxz12oRD4SF6I
            3LmOx2ukw6Z37q4wHwYDVR0jBBgwFoAUh2/Dkje+hoDX6orua4J7tauEnokwCgYI
            KoZIzj0EAwIDSAAwRQIgfHX0289uJyJOhEe2UXRhrMiwA5M0ClgF3UnlbtkVkqQC
            IQDqT7Z+JSEFKMHFTNpE0Y1OTKA+qqaoatT+izE58MdvgQ==
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYfxc/5DOsaRjbPKI
            cw5F7zfyWMSBFtHm8rmbCpGEwoOhRANCAARKj/aVATBRjqFrML8HJdurtoCo+DNC
            a6FPuMYabVWN9GbPS1uxxo+2KOfm+XruDne99w+Ga72MI4RelRMOhuWG
            -----END PRIVATE KEY-----
            """)
}
