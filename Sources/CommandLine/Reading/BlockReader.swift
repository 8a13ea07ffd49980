// From sources to blocks: opens one after the other, unpacks what is packed, tells the format and cuts at records.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation

/// Reads all sources in order. Used by one thread at a time: `AssemblyLine` keeps the lock that makes it Sendable.
package final class BlockReader: @unchecked Sendable {
    /// How much of the start of a source its format is told by.
    static let detectionBytes = FormatDetection.prefixBytes

    package let limits: ReadingLimits
    package let progress: ReadingProgress

    private enum Cutter {
        case lines(LineCutter)
        case json(JSONCutter)
        case chunks(ChunkCutter)
    }

    /// The source that is being read.
    private struct Current {
        var state: Cutting
        var cutter: Cutter?
        var format = Format.text
        let index: Int
    }

    private let inputs: [InputSource]
    private var nextInput = 0
    private var archives: [(members: ArchiveMembers, name: String)] = []
    private var current: Current?
    private var sourceCount = 0
    private var blockCount = 0
    private var problems: [Problem]

    package init(_ files: InputFiles, limits: ReadingLimits = ReadingLimits()) {
        precondition(limits.recordBytes >= limits.blockBytes, "a block holds at most one record beyond blockBytes")
        inputs = files.sources
        problems = files.problems
        self.limits = limits
        progress = ReadingProgress(totalBytes: files.totalBytes)
    }

    /// Fills the block with the next records; false at the end of all sources, or when the user has stopped it.
    package func fill(_ block: Block) -> Bool {
        while !Interrupts.isRequested {
            block.reset(to: limits.blockBytes)
            if current != nil {
                if fillFromCurrent(block) { return true }
                endCurrent()
            } else if problems.isEmpty, !openNext() {
                return false
            }
            if !problems.isEmpty { return deliverProblems(block) }
        }
        return false
    }

    private func fillFromCurrent(_ block: Block) -> Bool {
        guard var source = current else { return false }
        // The state is moved out and back, so that its buffers are not copied.
        current = nil
        defer { current = source }
        source.state.restore(block)
        if source.cutter == nil { start(&source, block) }
        let isFilled: Bool
        switch source.cutter {
        case .lines(var cutter):
            isFilled = cutter.fill(block, &source.state)
            source.cutter = .lines(cutter)
        case .json(var cutter):
            isFilled = cutter.fill(block, &source.state)
            source.cutter = .json(cutter)
        case .chunks(var cutter):
            isFilled = cutter.fill(block, &source.state)
            source.cutter = .chunks(cutter)
        case nil: isFilled = false
        }
        guard isFilled else { return false }
        block.format = source.format
        stamp(block, name: source.state.name, index: source.index)
        return true
    }

    /// Reads the first block of a source; without a cutter after it, the source is no log. Passes over a byte order
    /// mark (RFC 3629 6) and tells the format.
    private func start(_ source: inout Current, _ block: Block) {
        source.state.fill(block)
        if block.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { source.state.drop(block, 3) }
        let prefix = Bytes(rebasing: block.bytes.prefix(BlockReader.detectionBytes))
        block.endWithPadding()
        let isWhole = source.state.isAtEnd && prefix.count == block.count
        guard let format = limits.format ?? FormatDetection.detect(prefix, isWhole: isWhole) else {
            problems.append(Problem(.binaryContent, at: Place(file: source.state.name)))
            progress.addRefused()
            return
        }
        source.format = format
        switch format {
        case .jsonArray: source.cutter = .json(JSONCutter())
        case .evtx: source.cutter = .chunks(ChunkCutter())
        default: source.cutter = .lines(LineCutter())
        }
    }

    private func endCurrent() {
        guard let source = current else { return }
        current = nil
        if let failure = source.state.stream.failure {
            problems.append(failure.at(source.state.place(source.state.line)))
        }
    }

    private func stamp(_ block: Block, name: String, index: Int) {
        block.source = name
        block.sourceIndex = index
        block.sequence = blockCount
        blockCount += 1
        progress.addBlock()
    }

    /// The bytes of a source that was refused may still be in the block: they are no records.
    private func deliverProblems(_ block: Block) -> Bool {
        block.reset(to: limits.blockBytes)
        block.problems = problems
        problems.removeAll()
        block.format = .text
        block.endWithPadding()
        stamp(block, name: block.problems.first?.place?.file ?? "", index: sourceCount)
        return true
    }

    /// Opens the next source, or notes why it cannot be; false if there is none.
    private func openNext() -> Bool {
        if let archive = archives.last {
            switch archive.members.next() {
            case .member(let name, let stream): open(stream, "\(archive.name)!\(name)")
            case .problem(let problem, let name):
                problems.append(problem.at(Place(file: "\(archive.name)!\(name)")))
            case .end(let problem):
                if let problem { problems.append(problem.at(Place(file: archive.name))) }
                archives.removeLast()
            }
            return true
        }
        guard nextInput < inputs.count else { return false }
        let input = inputs[nextInput]
        nextInput += 1
        if let stream = FileStream(input, progress: progress) {
            open(stream, input.name)
        } else {
            let place = Place(file: input.name)
            problems.append(
                errno == ENOENT
                    ? Problem(.pathMissing, at: place) : Problem(.pathUnreadable, [systemText(errno)], at: place))
        }
        return true
    }

    /// Unpacks layer by layer, until the bytes are a log or an archive of logs.
    private func open(_ stream: ByteStream, _ name: String) {
        var stream = stream
        var compressions = 0
        while true {
            let prefix = stream.sniff()
            let packing = Packing(prefix: prefix)
            switch packing {
            case .none:
                if let encoding = UTF16Encoding(prefix: prefix) { stream = UTF16Stream(stream, encoding) }
                current = Current(state: Cutting(stream, name: name, limits: limits), index: sourceCount)
                sourceCount += 1
                progress.addSource()
                return
            case .gzip, .zstd:
                compressions += 1
                if compressions > limits.compressionsDeep { return noteTooDeep(limits.compressionsDeep, name) }
                stream =
                    packing == .gzip
                    ? GzipStream(stream, limits: limits) : ZstdStream(stream, limits: limits)
            case .zip, .tar:
                if archives.count >= limits.archivesDeep { return noteTooDeep(limits.archivesDeep, name) }
                if let members = ArchiveMembers(stream, packing, limits: limits, progress: progress) {
                    archives.append((members, name))
                }
                return
            }
        }
    }

    private func noteTooDeep(_ limit: Int, _ name: String) {
        problems.append(Problem(.nestedTooDeep, ["\(limit)"], at: Place(file: name)))
    }
}
