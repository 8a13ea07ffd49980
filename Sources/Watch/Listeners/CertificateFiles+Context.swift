// The certificate of a listener, ready for use. TLS 1.3, and 1.2 only with ciphers that hide and protect at once
// (RFC 9325 section 4.2): older senders of logs speak no better.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Foundation
package import NIOSSL

extension CertificateFiles {
    private static let ciphers = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ].joined(separator: ":")

    /// What a server needs to speak TLS with it.
    ///
    /// - Parameter folder: from where paths count that are not absolute.
    /// - Throws: `Problem` if a file is missing or is not what it should be.
    package func context(in folder: URL) throws(Problem) -> NIOSSLContext {
        let certificatePath = path(certificate, folder)
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificatePath).map {
                NIOSSLCertificateSource.certificate($0)
            }
            let key = try NIOSSLPrivateKey(file: path(self.key, folder), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.cipherSuites = CertificateFiles.ciphers
            if let clientIssuers {
                configuration.trustRoots = .file(path(clientIssuers, folder))
                // A sender of logs has no name that it could be checked against.
                configuration.certificateVerification = .noHostnameVerification
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw Problem(.certificateUnusable, ["\(error)"], at: Place(file: certificatePath))
        }
    }

    private func path(_ text: String, _ folder: URL) -> String {
        text.hasPrefix("/") ? text : folder.appendingPathComponent(text).path
    }
}
