// swift-tools-version: 6.2
// The first version that lets a package with unsafe flags be a dependency; the kernels of each instruction set need such
// flags.
import PackageDescription

// The core and the explorer's library also compile to WebAssembly with the stock toolchain:
//   DOWNHILL_WASM=1 swift build --triple wasm32-unknown-none-wasm --target DownhillExplorer
// A manifest cannot see the target triple, hence the environment variable.
let webAssembly = Context.environment["DOWNHILL_WASM"] != nil

// MARK: Settings

let language: [SwiftSetting] = [.swiftLanguageMode(.v6)]
/// Tests compile in half the time without optimization, and what they test is optimized all the same. Those that compute
/// much themselves are optimized, too.
let unoptimized: [SwiftSetting] = language + [.unsafeFlags(["-Onone"], .when(configuration: .release))]
/// The module leaves out the hashes for the compiler's incremental builds: nothing reads them, and they differ from
/// build to build.
let core: [SwiftSetting] =
  language
  + (webAssembly
    ? [
      .enableExperimentalFeature("Embedded"),
      .unsafeFlags(
        ["-wmo", "-enforce-exclusivity=unchecked", "-Xcc", "-msimd128"]
          + ["-Xfrontend", "-disable-incremental-llvm-codegen"]),
    ] : [])
/// Exclusive access to the engine's buffers is checked in debug builds only: in a release build the checks would take
/// one percent of a narrow network's time.
let engine: [SwiftSetting] =
  webAssembly ? [] : [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]
/// Small code: one shared trap, no copies of functions specialized for their closures, no rotated or unrolled loops.
let smallFlags =
  ["-Osize", "-Xfrontend", "-mergeable-traps"]
  + ["closure-specialize", "loop-rotate", "loop-unroll"].flatMap { ["-Xllvm", "-sil-disable-pass=\($0)"] }
/// For code that is not hot: optimized for size in the module, which is sent to browsers.
let small: [SwiftSetting] = core + (webAssembly ? [.unsafeFlags(smallFlags)] : [])
/// For code that sees only validated values, no bytes from outside: no bounds and overflow checks in the module, which
/// saves a twentieth of its size. The native tests check them.
let checked: [SwiftSetting] =
  small + (webAssembly ? [.unsafeFlags(["-Xfrontend", "-remove-runtime-asserts"])] : [])

/// When memory runs out the program ends with a sentence: see `out_of_memory.c`.
let allocators: [String] = ["malloc", "calloc", "realloc", "memalign", "aligned_alloc", "posix_memalign"]
let wrappedAllocators: [String] = allocators.flatMap { (name: String) -> [String] in ["-Xlinker", "--wrap=" + name] }
let watchedAllocation: [LinkerSetting] = [.unsafeFlags(wrappedAllocators, .when(platforms: [.linux]))]

/// The core's strings in the module, and a target like any other natively, where only its tests ask for it: see
/// `Sources/EmbeddedText`.
let text: [Target] = [.target(name: "EmbeddedText", swiftSettings: small)]
let textDependency: [Target.Dependency] = webAssembly ? ["EmbeddedText"] : []

// MARK: Kernels: one source folder, built once for each instruction set

/// Instruction sets of x86-64 beyond the baseline. Each target holds symbolic links to the files of `KernelsBaseline`.
///
/// A manifest knows the building machine, not the target. So these targets always exist, and are empty for other
/// processors.
struct InstructionSet {
  let target: String
  /// What the sources test with `#if`, on x86-64.
  let conditions: [String]
  let features: [String]
  var settings: [SwiftSetting] {
    // As features: -mavx2 and the like are refused for other processors.
    let flags = features.flatMap { ["-target-feature", "+\($0)"] } + ["-mprefer-vector-width=512"]
    return core + (conditions + ["X86_64_EXTENSION"]).map { .define($0) } + [
      .unsafeFlags(flags.flatMap { ["-Xcc", "-Xclang", "-Xcc", $0] })
    ]
  }
}

let instructionSets =
  webAssembly
  ? []
  : [
    InstructionSet(target: "KernelsAVX2", conditions: ["FUSED_MULTIPLY_ADD"], features: ["avx2", "fma"]),
    InstructionSet(
      target: "KernelsAVX512", conditions: ["FUSED_MULTIPLY_ADD", "AVX512"],
      features: ["avx512f", "avx512vl", "avx512bw", "avx512dq", "avx2", "fma"]),
  ]

let kernelTargets: [Target] =
  [
    .target(name: "CProcessor"),
    .target(name: "KernelTable", dependencies: textDependency, swiftSettings: core),
    .target(name: "KernelsBaseline", dependencies: ["KernelTable", "CProcessor"], swiftSettings: core),
  ]
  + instructionSets.map {
    .target(name: $0.target, dependencies: ["KernelTable", "CProcessor"], swiftSettings: $0.settings)
  }

// MARK: The program

let program: [Target] = [
  .target(name: "COutOfMemory"),
  .executableTarget(
    name: "CLI",
    dependencies: [
      "Downhill", "DownhillDocuments", "DownhillExplain", "DownhillFormats", "DownhillSettings", "DownhillReport",
      "DownhillFiles", "DownhillTables", "DownhillMetrics",
      "DownhillMNIST", "DownhillBench", "DownhillServer", "COutOfMemory", "CProcessor",
    ],
    swiftSettings: language,
    linkerSettings: watchedAllocation),
]

/// The targets below are added to this array one kind at a time: a single sum of so many literals takes the compiler
/// minutes.
let foundations: [Target] = text + kernelTargets + program

// MARK: Package

let package = Package(
  name: "downhill",
  // The first with atomics (Synchronization).
  platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
  products: [
    .executable(name: "downhill", targets: ["CLI"]),
    .library(name: "Downhill", targets: ["Downhill"]),
    .library(name: "DownhillExplain", targets: ["DownhillExplain"]),
    .library(name: "DownhillFormats", targets: ["DownhillFormats"]),
    .library(name: "DownhillMetrics", targets: ["DownhillMetrics"]),
    .library(name: "DownhillReport", targets: ["DownhillReport"]),
    .library(name: "DownhillTables", targets: ["DownhillTables"]),
    .library(name: "DownhillDocuments", targets: ["DownhillDocuments"]),
    .library(name: "DownhillExplorer", targets: ["DownhillExplorer"]),
    .library(name: "DownhillFiles", targets: ["DownhillFiles"]),
    .library(name: "DownhillMNIST", targets: ["DownhillMNIST"]),
  ],
  traits: [
    .trait(name: "Libdeflate", description: "Unpack gzip files by libdeflate, twice as fast as by zlib"),
    .default(enabledTraits: []),
  ],
  targets: foundations + [
    // The core: no Foundation, no files, no clock, no print.
    .target(
      name: "Downhill",
      dependencies: ["KernelTable", "KernelsBaseline", "CProcessor"]
        + instructionSets.map { .target(name: $0.target) },
      swiftSettings: checked + engine),
    .target(name: "DownhillExplain", dependencies: ["Downhill"], swiftSettings: checked),
    .target(name: "DownhillFormats", dependencies: ["Downhill"], swiftSettings: small),
    .target(
      name: "DownhillTables", dependencies: ["DownhillFormats", "Downhill", "CProcessor"], swiftSettings: small + engine
    ),
    .target(name: "DownhillMetrics", dependencies: ["Downhill"], swiftSettings: checked),
    .target(name: "DownhillSettings", dependencies: ["DownhillFormats", "Downhill"], swiftSettings: small),
    .target(name: "DownhillReport", dependencies: ["DownhillExplain", "Downhill"], swiftSettings: checked),
    .target(
      name: "DownhillDocuments", dependencies: ["DownhillExplain", "DownhillFormats", "Downhill"],
      swiftSettings: checked),

    // The explorer: what its WebAssembly module does. The module itself is the package in `Explorer`.
    .target(
      name: "DownhillExplorer",
      dependencies: [
        "DownhillDocuments", "DownhillSettings", "DownhillReport", "DownhillExplain", "DownhillFormats", "Downhill",
      ],
      swiftSettings: checked),

    // The edges: files, the bundled data, the command line.
    .systemLibrary(name: "CZLib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CLibdeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .target(
      name: "DownhillFiles",
      dependencies: [
        "CZLib", .target(name: "CLibdeflate", condition: .when(traits: ["Libdeflate"])), "CProcessor",
        "DownhillTables", "DownhillFormats", "Downhill",
      ],
      swiftSettings: language),
    .target(
      name: "CMNIST",
      exclude: [
        "NOTICE.md", "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
      ]),
    .target(name: "DownhillMNIST", dependencies: ["CMNIST"], swiftSettings: language),
    .target(
      name: "DownhillBench", dependencies: ["DownhillFiles", "Downhill", "KernelTable"], swiftSettings: language),
    .target(name: "CExplorer", exclude: ["site"]),
    .target(name: "DownhillServer", dependencies: ["CExplorer"], swiftSettings: language),
    // Tests mirror the sources.
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(
      name: "DownhillTests",
      dependencies: [
        "Downhill", "DownhillMNIST", "DownhillFiles", "DownhillFormats", "KernelTable", "KernelsBaseline", "CProcessor",
        "AllocationCounter",
      ] + instructionSets.map { .target(name: $0.target) },
      exclude: ["RecordedBits.txt"],
      swiftSettings: language),
    .testTarget(
      name: "DownhillExplainTests",
      dependencies: ["DownhillExplain", "DownhillFiles", "DownhillFormats", "DownhillMNIST"], swiftSettings: language),
    .testTarget(
      name: "DownhillFormatsTests", dependencies: ["DownhillFormats", "CZLib", "AllocationCounter"],
      swiftSettings: language),
    .testTarget(
      name: "DownhillTablesTests",
      dependencies: ["DownhillTables", "DownhillFormats", "Downhill", "AllocationCounter"], swiftSettings: unoptimized),
    .testTarget(name: "DownhillMetricsTests", dependencies: ["DownhillMetrics"], swiftSettings: unoptimized),
    .testTarget(
      name: "DownhillFilesTests", dependencies: ["DownhillFiles", "DownhillMNIST", "AllocationCounter"],
      swiftSettings: language),
    .testTarget(
      name: "DownhillReportTests", dependencies: ["DownhillReport", "DownhillExplain", "Downhill"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "DownhillBenchTests", dependencies: ["DownhillBench", "Downhill", "KernelTable"], swiftSettings: unoptimized
    ),
    .testTarget(name: "EmbeddedTextTests", dependencies: ["EmbeddedText"], swiftSettings: unoptimized),
    .testTarget(
      name: "DownhillExplorerTests",
      dependencies: [
        "DownhillExplorer", "DownhillDocuments", "DownhillReport", "DownhillExplain", "DownhillFormats", "Downhill",
      ],
      swiftSettings: unoptimized),
    .testTarget(name: "DownhillServerTests", dependencies: ["DownhillServer"], swiftSettings: unoptimized),
    .testTarget(
      name: "BoundsTests",
      dependencies: ["Downhill", "DownhillExplain", "DownhillFormats", "DownhillFiles", "DownhillMetrics"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "CLITests", dependencies: ["CLI", "DownhillSettings"], exclude: ["Golden"], swiftSettings: unoptimized),
  ]
)

// MARK: Parts of it

/// `DOWNHILL_TARGETS="DownhillTests …" swift test` builds these targets and what they need, nothing else: a check that
/// concerns a few would otherwise build every test.
if let wanted = Context.environment["DOWNHILL_TARGETS"] {
  var names = Set(wanted.split(whereSeparator: \.isWhitespace).map(String.init))
  func needed(_ target: Target) -> [String] {
    target.dependencies.compactMap { dependency in
      switch dependency {
      case .targetItem(let name, _), .byNameItem(let name, _): name
      default: nil
      }
    }
  }
  var count = 0
  while names.count > count {
    count = names.count
    names.formUnion(package.targets.filter { names.contains($0.name) }.flatMap(needed))
  }
  package.targets = package.targets.filter { names.contains($0.name) }
  package.products = package.products.filter { $0.name == "downhill" && names.contains("CLI") }
}
