// swift-tools-version: 6.2
import PackageDescription

// The explorer's WebAssembly module: exports around `DownhillExplorer`, and what Embedded Swift asks a C library for.
// A package of its own, since only a whole package can be linked without a system. `Explorer/build` makes it:
//   DOWNHILL_WASM=1 swift build -c release --package-path Explorer --triple wasm32-unknown-none-wasm --product explorer
let package = Package(
  name: "explorer",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "explorer", targets: ["Module"])],
  dependencies: [.package(name: "downhill", path: "..")],
  targets: [
    .target(name: "CRuntime", cSettings: [.unsafeFlags(["-mbulk-memory", "-ffreestanding", "-fno-builtin"])]),
    .executableTarget(
      name: "Module",
      dependencies: [.product(name: "DownhillExplorer", package: "downhill"), "CRuntime"],
      swiftSettings: [
        .swiftLanguageMode(.v6), .enableExperimentalFeature("Embedded"),
        // Without the hash for incremental builds, which differs from build to build.
        .unsafeFlags(["-wmo", "-parse-as-library", "-Xfrontend", "-disable-incremental-llvm-codegen"]),
      ],
      linkerSettings: [
        .unsafeFlags(
          ["-Xclang-linker", "-nostdlib"]
            + ["--no-entry", "--gc-sections", "--strip-debug", "-z", "stack-size=1048576"].flatMap { ["-Xlinker", $0] })
      ]),
  ]
)
