// How followed paths and the sources of their lines belong together.
// SPDX-License-Identifier: EUPL-1.2

package import Foundation
package import Store

extension FollowedFile {
    /// The path in one form: absolute, without `..`.
    ///
    /// - Parameter folder: from where a path counts that is not absolute.
    package func fullPath(in folder: URL?) -> String {
        guard let folder, !path.hasPrefix("/") else { return URL(fileURLWithPath: path).standardizedFileURL.path }
        return folder.appendingPathComponent(path).standardizedFileURL.path
    }

    /// Whether lines of a source come from it: the file itself, or one of the folder.
    package func isOrigin(of source: ArchiveSource, in folder: URL?) -> Bool {
        let full = fullPath(in: folder)
        guard source.name.hasPrefix("file \(full)") else { return false }
        let rest = source.name.dropFirst("file \(full)".count)
        return rest.isEmpty || rest.first == "/" && !rest.dropFirst().contains("/")
    }
}
