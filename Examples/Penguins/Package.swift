// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Penguins",
  platforms: [.macOS(.v15)],
  // In a package of your own: .package(url: …, from: …)
  dependencies: [.package(name: "downhill", path: "../..")],
  targets: [
    .executableTarget(
      name: "Penguins",
      dependencies: ["Downhill", "DownhillFiles", "DownhillFormats", "DownhillMetrics", "DownhillTables"].map {
        .product(name: $0, package: "downhill")
      })
  ])
