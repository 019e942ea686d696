import DownhillMNIST
import DownhillServer
import Foundation
import Testing

@testable import CLI

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `serve` and `export-site`, as a user runs them.
@Suite(.timeLimit(.minutes(5))) struct ExplorerVerbsTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// A small model that `train` saves as `model` and copies.
  private func makeModels(_ names: String...) throws {
    try Bars().write(in: folder)
    #expect(try folder.program("train --data bars --classes 3 --epochs 1 --quiet --save model").status == 0)
    for name in names { try folder.write(folder.bytes("model"), to: name) }
  }

  // MARK: serve

  @Test func `serve prints its address, serves what is named, and ends by Ctrl-C`() throws {
    try folder.makeFolder("a b")
    try makeModels("a b/my model.safetensors", "MODEL")
    let serving = try Serving(folder, ["model", "a b/my model.safetensors", "MODEL"])
    #expect(serving.document.port > 0 && serving.url == "http://127.0.0.1:\(serving.document.port)/")
    #expect(serving.document.data == "MNIST")
    #expect(serving.document.models == ["model", "my model.safetensors", "MODEL-2"])

    let page = try serving.get("")
    #expect(page.status == 200 && page.fields["content-type"] == "text/html; charset=utf-8")
    #expect(page.body == Explorer.files.first { $0.path == "index.html" }?.contents)
    for file in Explorer.files { #expect(try serving.get(file.path).body == file.contents, "\(file.path)") }
    for file in MNIST.files { #expect(try serving.get("data/\(file.name)").body == file.contents, "\(file.name)") }

    let index = try JSONDecoder().decode(Index.self, from: Data(serving.get("models/index.json").body))
    #expect(index.models.map(\.name) == serving.document.models && index.prepare == "auto")
    #expect(index.models.map(\.path) == ["models/model", "models/my%20model.safetensors", "models/MODEL-2"])
    for model in index.models {
      let bytes = try serving.get(model.path).body
      #expect(try bytes == folder.bytes("model") && model.bytes == bytes.count)
      #expect(model.network.architecture == "35-16-16-3" && model.parameters == 899)
    }
    #expect(try serving.get("models/bars").status == 404)

    let end = try serving.end(SIGINT)
    #expect(end.status == 130 && end.seconds < 5)
    #expect(end.err == "The explorer, with MNIST and 3 models. Ctrl-C ends it.\n")
  }

  @Test func `a model by any name that a file can have is served and exported`() throws {
    let names = [
      "new\nline\r\nSet-Cookie: x", "back\\slash", "back-slash", "\u{1B}[31m.safetensors", "\u{202E}a.safetensors",
      "..x", "%2e%2e", "a?b#c", "\"quote\"", "<script>", "é数😀", "index.json", "a:b", "\u{7F}\u{85}\u{2028}",
    ]
    try makeModels()
    for name in names { try folder.write(folder.bytes("model"), to: name) }
    let serving = try Serving(folder, names)
    let index = try JSONDecoder().decode(Index.self, from: Data(serving.get("models/index.json").body))
    #expect(index.models.count == names.count && Set(index.models.map(\.name)).count == names.count)
    for model in index.models {
      #expect(try serving.get(model.path).body == folder.bytes("model"), "\(model.path)")
      for scalar in model.name.unicodeScalars {
        #expect(scalar != "\\" && !CharacterSet.controlCharacters.contains(scalar), "\(model.path)")
      }
    }
    #expect(index.models.map(\.name).contains("new-line--Set-Cookie: x"))
    #expect(index.models.map(\.name).filter { $0.hasPrefix("back-slash") } == ["back-slash", "back-slash-2"])
    _ = try serving.end(SIGTERM)

    #expect(try folder.program.run(["export-site", "site"] + names).status == 0)
    let written = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/site/models")
    #expect(Set(written) == Set(index.models.map(\.name) + ["index.json"]))
  }

  @Test func `what is compressed unpacks to the same`() throws {
    let curl = "/usr/bin/curl"
    guard FileManager.default.isExecutableFile(atPath: curl) else { return }
    let serving = try Serving(folder, [])
    for path in Explorer.files.map(\.path) + ["data/t10k-images-idx3-ubyte.gz"] {
      let plain = try serving.get(path).body
      let (sent, head) = try curled(curl, ["--compressed", serving.url + path])
      #expect(sent == plain, "\(path)")
      let isPacked = head.contains("Content-Encoding: gzip")
      #expect(path.hasSuffix(".gz") ? !isPacked : isPacked || plain.count < 100, "\(path)")
    }
    let end = try serving.end(SIGTERM)
    #expect(end.status == 143)
  }

  /// What an independent client makes of the response, and its header.
  private func curled(_ curl: String, _ arguments: [String]) throws -> (body: [UInt8], head: String) {
    let process = Process()
    let pipe = Pipe()
    let head = try folder.scratchFile()
    process.executableURL = URL(fileURLWithPath: curl)
    process.arguments = ["--silent", "--fail", "--max-time", "20", "--noproxy", "*", "--dump-header", head] + arguments
    process.standardOutput = pipe
    try process.run()
    let body = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return (body, try String(contentsOfFile: head, encoding: .utf8))
  }

  @Test func `without --json the address is a line`() throws {
    let serving = try Serving(folder, [], json: false)
    #expect(serving.line.hasPrefix("http://127.0.0.1:") && serving.line.hasSuffix("/"))
    #expect(try serving.end(SIGINT).status == 130)
  }

  /// What the page is told of the data.
  private struct About: Decodable, Equatable {
    let name: String
    let classes, firstLabel, rows, columns: Int
  }

  @Test func `data of one's own, packed for the browser`() throws {
    try Bars().write(in: folder)
    let serving = try Serving(folder, ["--data", "bars"])
    #expect(serving.document.data == "bars")
    let packed = try serving.get("data/t10k-images-idx3-ubyte.gz").body
    try folder.write(packed, to: "images.gz")
    let gunzip = try Process.run(
      URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", "gunzip '\(folder.path)/images.gz'"])
    gunzip.waitUntilExit()
    #expect(try folder.bytes("images") == folder.bytes("bars/t10k-images-idx3-ubyte"))
    #expect(try serving.get("data/NOTICE.md").status == 404, "the license is MNIST's")
    let about = try JSONDecoder().decode(About.self, from: Data(serving.get("data/index.json").body))
    #expect(about == About(name: "bars", classes: 3, firstLabel: 0, rows: 7, columns: 5))
    #expect(try serving.end(SIGTERM).status == 143)
  }

  @Test func `--open without a browser does no harm, and --host for others warns`() throws {
    var program = folder.program
    program.environment["PATH"] = folder.path
    let serving = try Serving(folder, ["--open", "--host", "0.0.0.0"], program: program)
    #expect(try serving.get("").status == 200)
    let end = try serving.end(SIGTERM)
    #expect(end.status == 143)
    #expect(end.err.contains("warning: --host 0.0.0.0 lets every computer that reaches this one read"))
    #expect(end.err.contains("There is no program to open a browser"))
  }

  @Test func `--open hands the address to the system's opener`() throws {
    let script =
      "#!/bin/sh\necho \"$@\" > '\(folder.path)/opened.new'\nmv '\(folder.path)/opened.new' '\(folder.path)/opened'\n"
    for name in ["xdg-open", "open"] {
      try folder.write(Array(script.utf8), to: name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder.path)/\(name)")
    }
    var program = folder.program
    program.environment["PATH"] = "\(folder.path):/usr/bin:/bin"
    let serving = try Serving(folder, ["--open"], program: program)
    for _ in 0..<1_000 where try !folder.names.contains("opened") { usleep(10_000) }
    #expect(try folder.text("opened") == "\(serving.url)\n")
    _ = try serving.end(SIGTERM)
  }

  @Test func `what cannot be served is reported at the start`() throws {
    try makeModels()
    try folder.write([1, 2, 3], to: "broken")
    try folder.program("serve broken --port 0").expectError(65, "broken")
    try folder.program("serve missing --port 0").expectError(66, "there is no file missing")
    try folder.program("serve model missing --port 0").expectError(66, "there is no file missing")
    try folder.program("serve --data nowhere --port 0").expectError(66, "nowhere")
    try folder.program("serve --host example.org").expectError(64, "--host takes an address", "example.org")
    try folder.program("serve --port 65536").expectError(64, "--port takes a whole number from 0 to 65535")
    try folder.program("serve --host 192.0.2.1 --port 0").expectError(73, "port 0 of 192.0.2.1 cannot be opened")
    try folder.write([9, 9], to: "bars/train-labels-idx1-ubyte")
    try folder.program("serve --data bars --port 0").expectError(65, "bars/train-labels-idx1-ubyte")
    try Bars().write(in: folder)
    try folder.write(Bars.header(0x801, 30) + [UInt8](repeating: 10, count: 30), to: "bars/t10k-labels-idx1-ubyte")
    try folder.program("serve --data bars --port 0").expectError(
      65, "has the label 10, but there are 3 classes, 0 to 2")
    let serving = try Serving(folder, [])
    try folder.program("serve --port \(serving.document.port)")
      .expectError(73, "port \(serving.document.port) of 127.0.0.1 is in use by another program", "--port 0")
    _ = try serving.end(SIGTERM)
  }

  // MARK: export-site

  @Test func `export-site writes what serve serves`() throws {
    try makeModels("b.safetensors")
    let run = try folder.program("export-site site model b.safetensors --json")
    #expect(run.status == 0 && run.rawErr == "")
    let result = try JSONDecoder().decode(Exported.self, from: Data(run.out.utf8))
    #expect(result.folder == "site" && result.data == "MNIST" && result.models == ["model", "b.safetensors"])

    let written = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/site").filter {
      !folder.isFolder("site/\($0)")
    }
    let others = [
      "models/index.json", "models/model", "models/b.safetensors", "data/NOTICE.md", "data/index.json",
      ".downhill-site",
    ]
    #expect(Set(written) == Set(Explorer.files.map(\.path) + MNIST.files.map { "data/\($0.name)" } + others))
    #expect(result.files == written.count)
    #expect(try result.bytes == written.reduce(0) { try $0 + folder.bytes("site/\($1)").count })

    let serving = try Serving(folder, ["model", "b.safetensors"])
    for path in written where path != "index.html" && path != ".downhill-site" {
      #expect(try serving.get(path).body == folder.bytes("site/\(path)"), "\(path)")
    }
    _ = try serving.end(SIGTERM)
    #expect(try folder.names.allSatisfy { !$0.hasPrefix(".downhill") })
  }

  @Test func `the page of an export carries its policy itself`() throws {
    #expect(try folder.program("export-site site").status == 0)
    let page = try folder.text("site/index.html")
    let policy = #"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' "#
    #expect(page.components(separatedBy: policy).count == 2, "once")
    #expect(!page.contains("frame-ancestors"), "which means nothing there")
    let start = try #require(page.firstRange(of: policy)?.lowerBound)
    for element in ["<script", "<link", "<style", "<body"] {
      if let other = page.firstRange(of: element)?.lowerBound { #expect(start < other, "before \(element)") }
    }
  }

  @Test func `an export may be replaced, other folders may not`() throws {
    #expect(try folder.program("export-site site").status == 0)
    try folder.write([0], to: "site/index.html")
    try folder.write([1], to: "site/mine")
    #expect(try folder.program("export-site site").status == 0)
    #expect(try folder.bytes("site/index.html").count > 100 && folder.bytes("site/mine") == [1])

    try folder.makeFolder("empty")
    #expect(try folder.program("export-site empty").status == 0)

    try folder.makeFolder("foreign")
    try folder.write([2], to: "foreign/index.html")
    try folder.write([3], to: "foreign/.hidden")
    try folder.program("export-site foreign").expectError(73, "foreign has files that no export wrote", "--force")
    #expect(try folder.bytes("foreign/index.html") == [2])
    #expect(try folder.program("export-site foreign --force").status == 0)
    #expect(try folder.bytes("foreign/index.html").count > 100 && folder.bytes("foreign/.hidden") == [3])
  }

  @Test func `a folder that cannot be written to, or a model that is none`() throws {
    try folder.write([1], to: "file")
    try folder.program("export-site file").expectError(73, "file cannot be written: it is not a folder")
    try folder.program("export-site nowhere/site").expectError(73, "nowhere/site cannot be written")
    try folder.program("export-site site file").expectError(65, "file")
    try folder.program("export-site site missing").expectError(66, "there is no file missing")
    try folder.program("export-site").expectError(64, "export-site needs DIR")
    #expect(try folder.names == ["file"], "nothing is begun before all is known")
  }

  private struct Index: Decodable {
    struct Model: Decodable {
      let name: String
      let path: String
      let bytes: Int
      let network: TrainResult.Network
      let parameters: Int
    }
    let models: [Model]
    let prepare: String
  }

  private struct Exported: Decodable {
    let folder: String
    let files: Int
    let bytes: Int
    let data: String
    let models: [String]
  }
}
