// swift-tools-version:6.2
// The targets and the arrows between them. TidyTests holds the arrows against the imports.
// SPDX-License-Identifier: EUPL-1.2

import PackageDescription

/// For targets that see the server stack. Without `MemberImportVisibility`: the compiler takes structures of C (`stat`,
/// `timespec`) for those of whatever C module it loads first, and those modules cannot be imported.
let atTheEdge: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]
let strict = atTheEdge + [.enableUpcomingFeature("MemberImportVisibility")]

/// One of our own library targets: its name, what it may import, and nothing else.
func library(_ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "dijkwacht",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "dijkwacht", targets: ["dijkwacht"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    ],
    targets: [
        // The flow: log -> event -> hit -> alert -> incident. Each target knows only those above it. Each names all of ours
        // that it imports: what it has through another only is not compiled anew when that changes, and a class whose
        // stored properties changed is then made with its old size.
        library("Base", []),
        library("Events", ["Base", "CScan"]),
        library("Sigma", ["Base", "Events", "CLibYAML", "CPCRE2"]),
        library("Exercises", ["Base", "Events"]),
        library(
            "Watch",
            [
                "Base", "Events", "Incidents", "Sigma", "Store", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
            ]),
        library(
            "Web", ["Base", "Events", "Incidents", "Duties", "Letters", "Store", "Watch", "Access"], settings: atTheEdge
        ),
        library("Incidents", ["Base", "Events"]),
        library("Duties", ["Base"]),
        library("Letters", ["Base", "Events", "Incidents"]),
        library(
            "Access",
            [
                "Base", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        library(
            "Store",
            [
                "Base", "Events", "Incidents", "Access", "CLinux", "CZstd",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        library(
            "CommandLine",
            [
                "Base", "Events", "Incidents", "Duties", "Letters", "Access", "Store", "Sigma", "Exercises", "Watch",
                "Web",
                "Embedded",
                "CArchive", "CLinux", "CMaxMindDB", "CScan", "CZlib", "CZstd",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], settings: atTheEdge),
        .executableTarget(
            name: "dijkwacht", dependencies: ["CommandLine"], exclude: ["README.md"], swiftSettings: strict),

        // C: inner loops that need SSE2, data embedded in the program, and libraries of the system.
        .target(name: "CScan", exclude: ["README.md"]),
        .target(name: "Embedded", exclude: ["README.md", "list.inc"]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CMaxMindDB", pkgConfig: "libmaxminddb", providers: [.apt(["libmaxminddb-dev"])]),

        tests("BaseTests", ["Base"]),
        tests("EventsTests", ["Base", "Events"]),
        tests("SigmaTests", ["Base", "Events", "Sigma"]),
        tests("ExercisesTests", ["Base", "Events", "Exercises"]),
        tests("AccessTests", ["Base", "Access"]),
        tests("IncidentsTests", ["Base", "Events", "Incidents"]),
        tests("DutiesTests", ["Base", "Duties"]),
        tests("LettersTests", ["Base", "Events", "Incidents", "Letters"]),
        tests(
            "WatchTests",
            [
                "Base", "Events", "Sigma", "Incidents", "Store", "Watch", "Exercises",
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            settings: atTheEdge),
        tests(
            "WebTests", ["Base", "Events", "Incidents", "Duties", "Letters", "Access", "Store", "Watch", "Web"],
            settings: atTheEdge),
        tests(
            "StoreTests",
            ["Base", "Events", "Incidents", "Access", "Store", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(
            "CommandLineTests",
            ["Base", "Events", "Sigma", "Letters", "CommandLine", "CArchive", "CScan", "CZlib", "CZstd"],
            settings: atTheEdge),
        tests("TidyTests", []),
    ],
    swiftLanguageModes: [.v6]
)
