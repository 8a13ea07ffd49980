// One followed path, a file or a folder: which files belong to it now, and which of them were put aside by rotation.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store

/// The files of one followed path. Owned by the follower.
final class Trail {
    /// Absolute, in one form only.
    let path: String
    let lineLimit: Int
    private let fileLimit: Int
    private let openReadings: OpenReadings
    private(set) var setting: FollowedFile
    var zone: ZoneRule
    /// Files of this folder that are followed by themselves, with what they are rotated to.
    var others: [String] = []
    private(set) var isFolder = false
    /// In the order in which they are read: what was rotated away first.
    var readings: [FileReading] = []
    /// Marks of the program before, whose files were not looked at yet.
    var remembered: [FollowMark]?
    /// When the last change was of a file that the program before had seen.
    var lastSeen: Int64?
    var isRecovered = false
    /// Files of which more is known than the last chunk said.
    var changedMarks: [FileIdentity: FileReading] = [:]
    var isIndexChanged = false
    var cursor = 0
    var problem: Problem?
    /// Lines that could not be read any more.
    var loss: Problem?
    private var isScanning = false
    /// The files of the folder within one look.
    private var siblingFiles: [FoundFile]?
    private var listed: (changed: Int64, at: Timestamp)?
    private var loadRetry: Timestamp?

    init(_ path: String, _ setting: FollowedFile, lineLimit: Int, fileLimit: Int, openReadings: OpenReadings) {
        self.fileLimit = fileLimit
        self.openReadings = openReadings
        self.path = path
        self.setting = setting
        self.lineLimit = lineLimit
        zone = setting.zoneRule
    }

    /// Reads on with another format or zone.
    func use(_ setting: FollowedFile) {
        guard setting != self.setting else { return }
        self.setting = setting
        zone = setting.zoneRule
    }

    /// The folder in which its files and what they are rotated to lie.
    var root: String { isFolder ? path : (path as NSString).deletingLastPathComponent }

    var name: String { (path as NSString).lastPathComponent }

    /// Links are followed only where the path itself is one.
    func followsLinks(_ reading: FileReading) -> Bool { !isFolder && reading.path == path }

    /// Looks which files there are, and how long they are.
    ///
    /// - Parameter mark: what was kept under a name.
    func scan(now: Timestamp, mark: (String) throws(Problem) -> String?) {
        guard load(now, mark) else { return }
        problem = nil
        cursor = 0
        isScanning = true
        defer {
            isScanning = false
            siblingFiles = nil
        }
        do {
            let facts = try FileFacts(path: path, followsLinks: true)
            switch facts.kind {
            case .folder:
                isFolder = true
                try scanFolder(facts, now)
            case .regular:
                isFolder = false
                take([FoundFile(name: name, path: path, facts: facts)], now)
            default:
                problem = Problem(.followNotAFile, [], at: Place(file: path))
            }
        } catch {
            problem = error.problem(path)
            if error.isMissing { take([], now) }
        }
        lookAfterRotated(now)
        if !isFolder { readings = readings.filter(\.isRotated) + readings.filter { !$0.isRotated } }
    }

    /// A mark that cannot be read is asked for again: to begin at the start would store all lines twice.
    private func load(_ now: Timestamp, _ mark: (String) throws(Problem) -> String?) -> Bool {
        if remembered != nil { return true }
        if let loadRetry, now < loadRetry, problem != nil { return false }
        do {
            var marks: [FollowMark] = []
            for inode in try mark(FollowIndex.name(path)).flatMap(FollowIndex.inodes) ?? [] {
                guard let text = try mark(FollowMark.name(path, inode)), let mark = FollowMark(text: text) else {
                    continue
                }
                marks.append(mark)
            }
            lastSeen = marks.map(\.changed).max()
            remembered = marks
            return true
        } catch {
            problem = error
            loadRetry = now.advanced(byNanoseconds: 5_000_000_000)
            return false
        }
    }

    /// The whole folder is listed when it changed, and every two seconds; in between its files are asked for alone.
    private func scanFolder(_ facts: FileFacts, _ now: Timestamp) throws(FileFailure) {
        if let listed, listed.changed == facts.changed, listed.at <= now,
            now.nanoseconds - listed.at.nanoseconds < 2_000_000_000
        {
            for reading in readings where !reading.isRotated {
                guard let path = reading.path, let facts = try? FileFacts(path: path, followsLinks: false),
                    facts.id == reading.id
                else {
                    self.listed = nil
                    continue
                }
                reading.observe(facts, now: now)
            }
            if self.listed != nil { return }
        }
        let listing = try FolderListing(path, limit: fileLimit) { name in
            RotatedName.isFollowed(name)
                && !others.contains { name == $0 || RotatedName.isRotation(name, of: $0) }
        }
        listed = (facts.changed, now)
        if listing.isCut {
            problem = Problem(.followTooMany, ["\(fileLimit)"], at: Place(file: path))
        }
        take(listing.files, now)
    }

    /// Takes over what is there now: first what is known, then what the program before knew, then what is new.
    private func take(_ files: [FoundFile], _ now: Timestamp) {
        let seen = readings.map(\.facts.changed).max() ?? .max
        var present: Set<FileIdentity> = []
        let known = Dictionary(readings.map { ($0.id, $0) }) { first, _ in first }
        var others: [FoundFile] = []
        for file in files {
            guard let reading = known[file.facts.id] else {
                others.append(file)
                continue
            }
            reading.path = file.path
            reading.isRotated = false
            reading.observe(file.facts, now: now)
            present.insert(reading.id)
        }
        let gone = readings.filter { !present.contains($0.id) && !$0.isRotated }
        for reading in gone { putAside(reading) }
        others = others.filter { !resume($0, now) }
        recover(now)
        if !gone.isEmpty, !isFolder { takeUnseen(since: seen, before: nil, now) }
        let taken = Set(readings.map(\.id))
        for file in others where !taken.contains(file.facts.id) { begin(file, now) }
    }

    /// A file that is not under the name any more is looked for under others.
    private func putAside(_ reading: FileReading) {
        reading.isRotated = true
        reading.path = found(reading.id)?.path
    }

    func found(_ id: FileIdentity) -> FoundFile? {
        siblings().first { $0.facts.id == id }
    }

    /// All files of the folder, also those that are not followed.
    func siblings() -> [FoundFile] {
        if let siblingFiles { return siblingFiles }
        let files = (try? FolderListing(root, limit: FollowLimits.folderFiles) { _ in true })?.files ?? []
        if isScanning { siblingFiles = files }
        return files
    }

    private func begin(_ file: FoundFile, _ now: Timestamp) {
        if isFolder {
            // A copy that is being made begins empty; there is nothing to read yet in any case.
            guard file.facts.size > 0, !isCopy(file) else { return }
            guard readings.count < fileLimit else {
                problem = Problem(.followTooMany, ["\(fileLimit)"], at: Place(file: path))
                return
            }
        }
        add(file, source: isFolder ? file.path : path, now)
    }

    @discardableResult
    func add(_ file: FoundFile, source: String, before: FileReading? = nil, _ now: Timestamp) -> FileReading {
        let reading = FileReading(
            file.facts, path: file.path, source: source, lineLimit: lineLimit, openReadings: openReadings, now: now)
        let index = before.flatMap { before in readings.firstIndex { $0 === before } } ?? readings.count
        readings.insert(reading, at: index)
        changedMarks[reading.id] = reading
        isIndexChanged = true
        return reading
    }

    func forget(_ reading: FileReading) {
        readings.removeAll { $0 === reading }
        changedMarks[reading.id] = nil
        reading.file = nil
        isIndexChanged = true
    }

    /// What to say of each file.
    var status: [FollowStatus] {
        var status = readings.map { reading in
            FollowStatus(
                path: reading.shown, bytesBehind: reading.bytesBehind, lastRead: reading.lastRead,
                linesCut: reading.lines.cut, problem: reading.failure ?? reading.notice)
        }
        if let problem = problem ?? loss {
            status.append(FollowStatus(path: path, bytesBehind: 0, lastRead: nil, linesCut: 0, problem: problem))
        }
        return status
    }
}
