// All that the rules of one plan ask of one field, compiled: literals into one index, the rest into a list.
// SPDX-License-Identifier: EUPL-1.2

import CScan
import Events
import Glibc

/// The compiled tests of one field. A value goes in, the numbers of the tests that it meets come out.
///
/// Immutable and shared by all workers; what changes while matching lies in `TestScratch`.
final class FieldTests: @unchecked Sendable {
    /// Text tests on the folded value and, for `cased`, on the value as it is.
    private let folded: LiteralIndex
    private let cased: LiteralIndex
    /// Globs that are more than one literal. A literal of the glob leads here as ~number.
    private let globs: [(glob: Glob, test: Int32)]
    /// Globs without a literal, and tests that look at the value as a whole.
    private let looseGlobs: [Int32]
    private let slow: [(test: SlowTest, number: Int32)]
    /// Tests met by every value (`*`).
    private let unconditional: [Int32]
    private let numbers: [(value: Double, test: Int32)]
    /// Whether a number of a rule is written otherwise than in digits alone, so that `4.0` must be held against 4 too.
    private let hasOddNumbers: Bool
    /// The rule's atoms by test number.
    let atomStarts: [Int32]
    let atoms: [Int32]
    let testCount: Int
    let hasCased: Bool
    let hasFolded: Bool

    init(_ tests: [(test: SlotTest, atoms: [Int32])]) {
        var foldedLiterals: [(bytes: [UInt8], position: LiteralPosition, output: Int32)] = []
        var casedLiterals: [(bytes: [UInt8], position: LiteralPosition, output: Int32)] = []
        var globs: [(glob: Glob, test: Int32)] = []
        var loose: [Int32] = []
        var slow: [(test: SlowTest, number: Int32)] = []
        var unconditional: [Int32] = []
        var numbers: [(value: Double, test: Int32)] = []
        var starts: [Int32] = [0]
        var atoms: [Int32] = []
        for (index, (test, testAtoms)) in tests.enumerated() {
            let number = Int32(index)
            atoms += testAtoms
            starts.append(Int32(atoms.count))
            switch test {
            case .glob(let glob):
                if glob.meetsEverything {
                    unconditional.append(number)
                } else if let best = glob.bestLiteral, best.isAll || best.bytes.count > 0 {
                    let output = best.isAll ? number : ~Int32(globs.count)
                    if !best.isAll { globs.append((glob, number)) }
                    if glob.isCased {
                        casedLiterals.append((best.bytes, best.position, output))
                    } else {
                        foldedLiterals.append((best.bytes, best.position, output))
                    }
                } else {
                    loose.append(Int32(globs.count))
                    globs.append((glob, number))
                }
            case .number(let text, let value):
                foldedLiterals.append((CaseFolding.fold(Array(text.utf8)), .whole, number))
                numbers.append((value, number))
            case .slow(let test): slow.append((test, number))
            }
        }
        folded = LiteralIndex(foldedLiterals)
        cased = LiteralIndex(casedLiterals)
        self.globs = globs
        looseGlobs = loose
        self.slow = slow
        self.unconditional = unconditional
        self.numbers = numbers
        hasOddNumbers = tests.contains { test in
            guard case .number(let text, _) = test.test else { return false }
            return text.utf8.contains { !(0x30...0x39 ~= $0) }
        }
        atomStarts = starts
        self.atoms = atoms
        testCount = tests.count
        hasCased = !casedLiterals.isEmpty || globs.contains { $0.glob.isCased }
        hasFolded = !foldedLiterals.isEmpty || globs.contains { !$0.glob.isCased }
    }

    /// The atoms that a test makes true.
    @inline(__always)
    func atoms(of test: Int32) -> ArraySlice<Int32> {
        atoms[Int(atomStarts[Int(test)])..<Int(atomStarts[Int(test) + 1])]
    }

    /// Puts the numbers of the tests that the value meets into `scratch.met`, each once.
    ///
    /// - Parameter value: a value that is not null, with 16 readable bytes after it.
    func match(_ value: Bytes, kind: ValueKind, scratch: inout TestScratch, networks: NetworkLookup?) {
        scratch.begin(testCount: testCount, globCount: globs.count)
        let base = value.baseAddress ?? Event.nothing
        for number in unconditional { scratch.meet(number) }
        var foldedValue = value
        if hasFolded {
            foldedValue = scratch.fold(value)
            let foldedBase = foldedValue.baseAddress ?? Event.nothing
            if !folded.isEmpty {
                folded.find(foldedBase, foldedValue.count) { output in
                    take(output, folded: foldedValue, raw: value, &scratch)
                }
            }
        }
        if hasCased, !cased.isEmpty {
            cased.find(base, value.count) { output in take(output, folded: foldedValue, raw: value, &scratch) }
        }
        for index in looseGlobs { take(~index, folded: foldedValue, raw: value, &scratch) }
        if !numbers.isEmpty { matchNumbers(value, kind, &scratch) }
        for (test, number) in slow {
            switch test.outcome(value, networks: networks, scratch: scratch.regex) {
            case .matched: scratch.meet(number)
            case .notMatched: break
            case .limitHit: scratch.limited.append(number)
            }
        }
    }

    @inline(__always)
    private func take(_ output: Int32, folded: Bytes, raw: Bytes, _ scratch: inout TestScratch) {
        if output >= 0 { return scratch.meet(output) }
        let index = Int(~output)
        guard scratch.tryGlob(index) else { return }
        let (glob, test) = globs[index]
        if glob.covers(glob.isCased ? raw : folded) { scratch.meet(test) }
    }

    /// A number in another notation (`4624.0`, `1e3`) than the rule's: equal as a number.
    private func matchNumbers(_ value: Bytes, _ kind: ValueKind, _ scratch: inout TestScratch) {
        guard kind == .number, hasOddNumbers || value.first == 0x30 || value.contains(where: { !(0x30...0x39 ~= $0) }),
            let number = DecimalNumber.value(value)
        else { return }
        for (wanted, test) in numbers where wanted == number { scratch.meet(test) }
    }
}

/// A test as the plan builder hands it over.
enum SlotTest: Hashable {
    case glob(Glob)
    case number(text: String, value: Double)
    case slow(SlowTest)
}

/// What one worker needs while it holds values against tests; reused for every value.
struct TestScratch: ~Copyable {
    /// The numbers of the tests met by the last value.
    private(set) var met: [Int32] = []
    /// The tests whose regular expression gave up on the last value at its limit, until they are taken: told, never a
    /// silent miss.
    fileprivate(set) var limited: [Int32] = []
    let regex = RegexScratch()
    private var epoch: UInt32 = 0
    private var testStamps: [UInt32] = []
    private var globStamps: [UInt32] = []
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity = 4096

    init() {
        buffer = .allocate(capacity: capacity + 32)
    }

    deinit {
        buffer.deallocate()
    }

    mutating func takeLimited() -> [Int32] {
        defer { limited.removeAll() }
        return limited
    }

    mutating func begin(testCount: Int, globCount: Int) {
        met.removeAll(keepingCapacity: true)
        if epoch == .max {
            testStamps = testStamps.map { _ in 0 }
            globStamps = globStamps.map { _ in 0 }
            epoch = 0
        }
        epoch += 1
        while testStamps.count < testCount { testStamps.append(0) }
        while globStamps.count < globCount { globStamps.append(0) }
    }

    @inline(__always)
    mutating func meet(_ number: Int32) {
        if testStamps[Int(number)] == epoch { return }
        testStamps[Int(number)] = epoch
        met.append(number)
    }

    /// Whether the glob was not yet tried on this value.
    mutating func tryGlob(_ index: Int) -> Bool {
        if globStamps[index] == epoch { return false }
        globStamps[index] = epoch
        return true
    }

    /// The value with the case folded, valid until the next call, with 16 readable bytes after it.
    mutating func fold(_ value: Bytes) -> Bytes {
        if value.count > capacity {
            buffer.deallocate()
            capacity = value.count * 2
            buffer = .allocate(capacity: capacity + 32)
        }
        guard let base = value.baseAddress else { return Bytes(start: buffer, count: 0) }
        if scan_fold(buffer, base, value.count) == 0 { return Bytes(start: buffer, count: value.count) }
        // Folding a scalar may change its length, at most from one byte to three.
        let folded = UnsafeMutablePointer<UInt8>.allocate(capacity: value.count * 3 + 32)
        var count = 0
        CaseFolding.fold(value) { byte in
            folded[count] = byte
            count += 1
        }
        buffer.deallocate()
        buffer = folded
        capacity = value.count * 3
        return Bytes(start: buffer, count: count)
    }
}
