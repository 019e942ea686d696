import DownhillFormats
import Foundation
import Testing

@testable import CLI

/// Names as an attacker gives them: no verb lets one move the cursor, turn a line around or pass for a line of its own.
@Suite struct HostileNamesTests {
  /// A line feed that fakes a line, a sequence that clears the screen, colours, the C1 control that begins a sequence, a
  /// mark that turns the direction of writing, a separator of lines, and the like.
  static let evil = "x\nerror: fake\r\u{1B}[2J\u{1B}[31m\u{7F}\u{9B}1m\u{202E}\u{2028}\u{2066}\u{85}\u{AD}\ty"
  static let model = "m\(evil).safetensors"
  static let data = "d\(evil)"

  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars().write(to: Self.data, in: folder)
    let train = ["train", "--data", Self.data, "--classes", "3", "--hidden", "4", "--epochs", "2", "--quiet"]
    let run = try folder.program.run(train + ["--save", Self.model, "--kernels", "reference"])
    try #require(run.status == 0, "\(run.err)")
    try folder.write(
      Array("P5 5 7 255\n".utf8) + [UInt8](repeating: 9, count: 12) + [UInt8](repeating: 250, count: 23),
      to: "p\(Self.evil).pgm")
    try folder.write(Array("a\(Self.evil),b\n1,x\(Self.evil)\n2,y\n".utf8), to: "t\(Self.evil).csv")
  }

  /// Command lines for every verb and every kind of name; `MODEL`, `DATA` and `EVIL` stand for what the test puts in.
  static let commands: [String] = [
    "train --data DATA --classes 3 --hidden 4 --epochs 1 --save sEVIL --log lEVIL",
    "train --data DATA --resume MODEL --epochs 3 --save sEVIL",
    "train --data DATA --resume MODEL --save sEVIL --log sEVIL",
    "train --data noEVIL", "train --data DATA --classes 2", "train --resume noEVIL", "train --save no/EVIL",
    "train --hidden EVIL", "train --preset EVIL", "train --kernels EVIL", "train --EVIL", "EVIL", "--EVIL",
    "evaluate MODEL --data DATA", "evaluate noEVIL", "evaluate DATA", "evaluate MODEL", "evaluate MODEL --classes 4",
    "evaluate MODEL --data DATA --examples EVIL", "evaluate MODEL --data DATA --examples 7..<99",
    "predict MODEL test:1 --data DATA", "predict MODEL pEVIL.pgm", "predict MODEL noEVIL", "predict MODEL test:EVIL",
    "predict MODEL test:99 --data DATA",
    "inspect MODEL", "inspect noEVIL", "inspect pEVIL.pgm", "inspect odd.safetensors",
    "report odd.safetensors --data DATA --html hEVIL.html", "train --data DATA --resume odd.safetensors --epochs 3",
    "explain MODEL --data DATA --example test:1 --html hEVIL --no-pause", "explain MODEL --image pEVIL.pgm --no-pause",
    "explain MODEL --data DATA --parameter EVIL",
    "report MODEL --data DATA --html hEVIL", "report MODEL --data DATA --html MODEL",
    "average MODEL --data DATA --html hEVIL", "gradient MODEL --data DATA --out gEVIL --html hEVIL",
    "gradient MODEL --data DATA --out MODEL", "sensitivity MODEL --data DATA --html hEVIL",
    "sensitivity MODEL --data DATA --parameter EVIL",
    "collapse MODEL --data DATA --steps 20", "collapse MODEL --data DATA --steps 20 --example EVIL",
    "compare --data DATA --classes 3 --hidden 4 --batch-sizes all,10 --seconds 0.01 --epochs 1 --draws 2 --grid 3",
    "compare --batch-sizes EVIL", "serve MODEL --data DATA --host EVIL", "serve noEVIL", "serve MODEL --data noEVIL",
    "export-site eEVIL MODEL --data DATA", "export-site DATA MODEL --data DATA", "bench --only EVIL",
    "describe noEVIL", "describe pEVIL.pgm", "train --data tEVIL.csv --target EVIL", "train --data tEVIL.csv",
    "describe tEVIL.csv", "importance MODEL --data tEVIL.csv", "calibrate MODEL --data EVIL",
    "evaluate MODEL --data tEVIL.csv",
    "completions EVIL", "manual EVIL",
  ]

  @Test func `every verb has its command lines here`() {
    let verbs = Set(Self.commands.compactMap { $0.split(separator: " ").first.map(String.init) })
    #expect(Set(ToolSpecification.downhill.commands.map(\.verb)).subtracting(verbs) == [])
  }

  @Test func `no control character of a name is written`() throws {
    try folder.write(try oddModel(), to: "odd.safetensors")
    for command in Self.commands {
      for extra in [[], ["--json"]] where extra.isEmpty || takesJSON(command) {
        let run = try folder.program.run(words(command) + extra)
        #expect(run.status >= 0 && run.status != 1, "\(command): \(run.err)")
        for text in [run.out, run.rawErr] {
          #expect(controls(in: text) == [], "\(command) \(extra)")
          #expect(!text.split(separator: "\n").contains { $0.hasPrefix("error: fake") }, "\(command) \(extra)")
        }
        #expect(run.errorLines.count <= 3, "\(command): \(run.err)")
        #expect(run.errorLines.allSatisfy { $0.unicodeScalars.count <= 1_100 }, "\(command)")
      }
    }
    for page in try folder.names where page.hasPrefix("h") {
      #expect(controls(in: try folder.text(page)) == [], "\(page)")
      #expect(try !folder.text(page).contains("\nerror: fake"))
    }
  }

  @Test func `on a terminal there are colours of our own and nothing else`() throws {
    var program = folder.program
    program.output = .terminal
    for command in [
      "evaluate MODEL --data DATA", "predict MODEL pEVIL.pgm", "explain MODEL --image pEVIL.pgm --no-pause",
    ] {
      let run = try program.run(words(command))
      var text = run.out.replacingOccurrences(of: "\r\n", with: "\n")
      #expect(text.contains("\u{1B}[38;5;"), "\(command) draws no picture in colours")
      text.replace(try Regex("\u{1B}\\[(0|1|38;5;[0-9]+(;48;5;[0-9]+)?)m"), with: "")
      #expect(controls(in: text) == [], "\(command)")
    }
  }

  @Test func `the file that is opened is the one that was meant, and documents say its name`() throws {
    let predicted: [PredictResult] = try folder.program.run(words("predict MODEL pEVIL.pgm --json")).json()
    #expect(predicted.map(\.input) == ["p\(Self.evil).pgm"])
    let written = try folder.program.run(words("gradient MODEL --data DATA --out gEVIL --json"))
    let document = try JSONValue.parse(Array(written.out.utf8), file: "gradient")
    #expect(document["file"] == .string("g\(Self.evil)"))
    #expect(try folder.names.contains("g\(Self.evil)"))
  }

  @Test func `a command to go on with names the same file in a shell`() throws {
    let train = words("train --data DATA --classes 3 --hidden 4 --epochs 1 --save sEVIL")
    let run = try folder.program.run(train)
    let line = try #require(run.out.split(separator: "\n").first { $0.contains(" evaluate ") })
    let shown = try #require(line.firstRange(of: "evaluate ")).upperBound
    let end = try #require(line.range(of: "   ", range: shown..<line.endIndex)).lowerBound
    let arguments = try shellWords(String(line[shown..<end]))
    #expect(arguments == ["s\(Self.evil)", "--data", Self.data])
  }

  // MARK: Pieces

  private func words(_ command: String) -> [String] {
    command.split(separator: " ").map { word in
      word == "MODEL" ? Self.model : word == "DATA" ? Self.data : word.replacingOccurrences(of: "EVIL", with: Self.evil)
    }
  }

  private func takesJSON(_ command: String) -> Bool {
    let verb = command.split(separator: " ").first.map(String.init) ?? ""
    return ToolSpecification.downhill.command(named: verb)?.options.contains { $0.name == "json" } == true
  }

  /// Scalars that a terminal may obey, found without the program's own idea of them.
  private func controls(in text: String) -> [UInt32] {
    text.unicodeScalars.map(\.value).filter { value in
      value != 10
        && (value < 32 || (0x7F...0x9F).contains(value) || value == 0xAD || (0x200B...0x200F).contains(value)
          || (0x2028...0x202E).contains(value) || (0x2060...0x206F).contains(value) || value == 0xFEFF)
    }
  }

  /// The model with metadata whose names and values are hostile.
  private func oddModel() throws -> [UInt8] {
    var file = try SafeTensors.decode(folder.bytes(Self.model), file: "model")
    file.metadata.append(TensorFile.Metadatum(key: "k\(Self.evil)", value: "v\(Self.evil)"))
    let kernels = try #require(file.metadata.firstIndex { $0.key == "kernels" })
    file.metadata[kernels].value = "k\(Self.evil)"
    return try SafeTensors.encode(file)
  }

  private func shellWords(_ text: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", "-c", "printf '%s\\0' \(text)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\0").map(String.init)
  }
}
