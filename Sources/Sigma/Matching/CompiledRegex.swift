// A regular expression made ready by PCRE2, with limits on the work that one value may cost.
// Sigma specification 2.1, appendix on modifiers, "Regular Expression"; pcre2api(3).
// SPDX-License-Identifier: EUPL-1.2

import CPCRE2
package import Events
import Synchronization

/// Compiled once and shared by all threads: PCRE2 only reads the code, and each match has data of its own.
package final class CompiledRegex: @unchecked Sendable {
    /// What a search in one value gave. A limit that was hit is no answer: the caller must count it.
    package enum Outcome: Sendable {
        case matched, notMatched, limitHit
    }

    /// Owned; never changed after `init`.
    private let code: OpaquePointer
    private let context: OpaquePointer?

    /// Compiles, with the reason and the offset in the pattern if PCRE2 refuses.
    package init(_ regex: Regex, compilesToMachineCode: Bool = true) throws(RegexError) {
        // UCP: `\w`, `\d`, `\s` and `\b` know letters beyond ASCII, as the rest of Sigma does.
        var options = UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_NEVER_BACKSLASH_C)
        options |= UInt32(PCRE2_NO_AUTO_CAPTURE)
        if regex.ignoresCase { options |= UInt32(PCRE2_CASELESS) }
        if regex.anchorsMatchLines { options |= UInt32(PCRE2_MULTILINE) }
        if regex.dotMatchesNewline { options |= UInt32(PCRE2_DOTALL) }
        var error: Int32 = 0
        var offset = 0
        var pattern = regex.pattern
        let compileContext = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(compileContext) }
        pcre2_set_newline_8(compileContext, UInt32(PCRE2_NEWLINE_LF))
        let code = pattern.withUTF8 { bytes in
            pcre2_compile_8(
                bytes.baseAddress ?? RegexScratch.nothing, bytes.count, options, &error, &offset, compileContext)
        }
        guard let code else { throw RegexError(code: error, offset: offset) }
        self.code = code
        if compilesToMachineCode { pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) }
        context = pcre2_match_context_create_8(nil)
        pcre2_set_match_limit_8(context, RuleLimits.regexSteps)
        pcre2_set_depth_limit_8(context, RuleLimits.regexDepth)
        pcre2_set_heap_limit_8(context, RuleLimits.regexKibibytes)
    }

    deinit {
        pcre2_code_free_8(code)
        pcre2_match_context_free_8(context)
    }

    /// Searches a value, without anchors at its ends, with match data of the worker.
    package func match(_ bytes: Bytes, _ scratch: borrowing RegexScratch) -> Outcome {
        let start = bytes.baseAddress ?? RegexScratch.nothing
        var result = pcre2_match_8(code, start, bytes.count, 0, 0, scratch.data, context)
        if result == PCRE2_ERROR_JIT_STACKLIMIT {
            // The small stack of the compiled form was not enough; the interpreter keeps its own on the heap.
            result = pcre2_match_8(code, start, bytes.count, 0, UInt32(PCRE2_NO_JIT), scratch.data, context)
        }
        if result >= 0 { return .matched }
        switch result {
        case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_JIT_STACKLIMIT,
            PCRE2_ERROR_NOMEMORY:
            return .limitHit
        default: return .notMatched
        }
    }

    /// Searches a value with match data made for this one search.
    package func match(_ bytes: Bytes) -> Outcome {
        match(bytes, RegexScratch())
    }
}

/// The match data of one worker. Not for two threads at a time.
package struct RegexScratch: ~Copyable {
    /// A place to point at for an empty value.
    nonisolated(unsafe) fileprivate static let nothing: UnsafePointer<UInt8> = {
        let zero = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        zero.initialize(to: 0)
        return UnsafePointer(zero)
    }()

    /// Room for the ends of the whole match only: groups are never asked for.
    fileprivate let data = pcre2_match_data_create_8(1, nil)

    package init() {}

    deinit {
        pcre2_match_data_free_8(data)
    }
}

/// Why PCRE2 does not compile a pattern.
package struct RegexError: Error {
    package var code: Int32
    /// In bytes from the start of the pattern.
    package var offset: Int

    /// In the words of PCRE2, in English.
    package var reason: String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let length = pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
            return String(decoding: buffer.prefix(max(Int(length), 0)), as: UTF8.self)
        }
    }
}

extension CompiledRegex {
    private static let cache = Mutex<[Regex: CompiledRegex]>([:])

    /// The compiled form, made at the first call and kept. Nil for what PCRE2 does not compile; rules hold no such
    /// expression, since `RuleReader` rejects it.
    package static func shared(_ regex: Regex) -> CompiledRegex? {
        cache.withLock { cache in
            if let compiled = cache[regex] { return compiled }
            guard let compiled = try? CompiledRegex(regex) else { return nil }
            cache[regex] = compiled
            return compiled
        }
    }
}
