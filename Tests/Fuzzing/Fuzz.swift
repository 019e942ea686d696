import Glibc

/// libFuzzer's way in: one input, which must end in a value or in an error. A trap, a leak of the sanitizer's rules, or
/// something that is not read back as it was written ends the process.
@_cdecl("LLVMFuzzerTestOneInput") public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  reader.read([UInt8](UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// The one that is under test: the word of `DOWNHILL_READER`.
private let reader: Reader = {
  let word = getenv("DOWNHILL_READER").map { String(cString: $0) } ?? ""
  guard let reader = Reader(rawValue: word) else {
    print("error: DOWNHILL_READER is none of \(Reader.allCases.map { $0.rawValue })")
    exit(64)
  }
  return reader
}()

/// Every reader of bytes or texts from outside.
enum Reader: String, CaseIterable {
  case idx, gzip, png, pgm, json, safetensors, model, digit, architecture, settings, arguments, request, csv, libsvm,
    npy, npz

  func read(_ bytes: [UInt8]) {
    switch self {
    case .idx: readIDX(bytes)
    case .gzip: readGzip(bytes)
    case .png: readPNG(bytes)
    case .pgm: readPGM(bytes)
    case .json: readJSON(bytes)
    case .safetensors: readSafeTensors(bytes)
    case .model: readModel(bytes)
    case .digit: readDigit(bytes)
    case .architecture: readArchitecture(bytes)
    case .settings: readSettings(bytes)
    case .arguments: readArguments(bytes)
    case .request: readRequest(bytes)
    case .csv: readCSV(bytes)
    case .libsvm: readLIBSVM(bytes)
    case .npy: readArrays(bytes)
    case .npz: readZip(bytes)
    }
  }
}

/// Ends the process where a rule is broken.
func expect(_ holds: Bool, _ rule: StaticString) {
  if !holds { fatalError("\(rule)") }
}
