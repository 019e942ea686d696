// swift-tools-version: 6.2
import PackageDescription

// The explorer: Downhill in a browser. `Explorer/build` makes the WebAssembly module of it:
//   DOWNHILL_WASM=1 swift build -c release --package-path Explorer --triple wasm32-unknown-none-wasm --product explorer
// Without that variable the same sources build and are tested natively.
let webAssembly = Context.environment["DOWNHILL_WASM"] != nil

/// As in the package of the core.
let smallFlags =
  ["-Osize", "-Xfrontend", "-mergeable-traps", "-Xfrontend", "-remove-runtime-asserts"]
  + ["closure-specialize", "loop-rotate", "loop-unroll"].flatMap { ["-Xllvm", "-sil-disable-pass=\($0)"] }

let language: [SwiftSetting] = [.swiftLanguageMode(.v6)]
let core: [SwiftSetting] =
  language
  + (webAssembly
    ? [
      .enableExperimentalFeature("Embedded"),
      .unsafeFlags(
        ["-wmo", "-enforce-exclusivity=unchecked", "-Xcc", "-msimd128"]
          + ["-Xfrontend", "-disable-incremental-llvm-codegen"] + smallFlags),
    ] : [])

let library: Target = .target(
  name: "Explorer",
  dependencies: [
    .product(name: "Downhill", package: "downhill"),
    .product(name: "DownhillExplain", package: "downhill"),
    .product(name: "DownhillFormats", package: "downhill"),
    .product(name: "DownhillReport", package: "downhill"),
    .product(name: "DownhillDocuments", package: "downhill"),
    .product(name: "DownhillSettings", package: "downhill"),
  ],
  swiftSettings: core)

let module: [Target] = [
  // What Embedded Swift asks a C library for.
  .target(name: "CRuntime", cSettings: [.unsafeFlags(["-mbulk-memory", "-ffreestanding", "-fno-builtin"])]),
  .executableTarget(
    name: "Module", dependencies: ["Explorer", "CRuntime"],
    swiftSettings: core + [.unsafeFlags(["-parse-as-library"])],
    linkerSettings: [
      .unsafeFlags(
        ["-Xclang-linker", "-nostdlib"]
          + ["--no-entry", "--gc-sections", "--strip-debug", "-z", "stack-size=1048576"].flatMap { ["-Xlinker", $0] })
    ]),
]

let package = Package(
  name: "explorer",
  platforms: [.macOS(.v15)],
  products: webAssembly ? [.executable(name: "explorer", targets: ["Module"])] : [],
  dependencies: [.package(name: "downhill", path: "..")],
  targets: [library]
    + (webAssembly
      ? module
      : [.testTarget(name: "ExplorerTests", dependencies: ["Explorer"], swiftSettings: language)])
)
