// TLS of a server from the files of its configuration: 1.3 by preference, 1.2 only with forward secrecy and AEAD
// (NCSC-NL guideline for TLS; RFC 9325 section 4.2).
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Foundation
package import NIOSSL

/// How servers of this program speak TLS.
package enum ServerTLS {
    /// Reads the certificate, its key, and the issuers that clients must have one of.
    ///
    /// - Parameter folder: what relative paths count from.
    package static func configuration(
        _ files: CertificateFiles, in folder: URL?
    ) throws(Problem) -> TLSConfiguration {
        let chain = try read(files.certificate, folder) { try NIOSSLCertificate.fromPEMFile($0) }
        guard !chain.isEmpty else { throw Problem(.httpCertificate, [files.certificate]) }
        let key = try read(files.key, folder) { try NIOSSLPrivateKey(file: $0, format: .pem) }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"
        tls.applicationProtocols = ["http/1.1"]
        if let issuers = files.clientIssuers {
            let trusted = try read(issuers, folder) { try NIOSSLCertificate.fromPEMFile($0) }
            guard !trusted.isEmpty else { throw Problem(.httpCertificate, [issuers]) }
            tls.trustRoots = .certificates(trusted)
            // Clients have no name that could be checked: who has a certificate of the issuers may connect.
            tls.certificateVerification = .noHostnameVerification
        }
        return tls
    }

    private static func read<Value>(
        _ path: String, _ folder: URL?, _ body: (String) throws -> Value
    ) throws(Problem) -> Value {
        let full = path.hasPrefix("/") ? path : folder?.appending(path: path).path ?? path
        do {
            return try body(full)
        } catch {
            throw Problem(.httpCertificate, [full])
        }
    }
}
