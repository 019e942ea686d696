import Downhill
import DownhillFiles
import DownhillMNIST
import Foundation
import Testing

#if DEBUG
private let isFast = false
#else
private let isFast = true
#endif

@Suite("MNIST and Fashion-MNIST")
struct MNISTTests {
  private func histogram(_ set: DataSet) -> [Int] {
    var counts = [Int](repeating: 0, count: set.examples.outputCount)
    for index in 0..<set.examples.count { counts[set.examples.label(index)] += 1 }
    return counts
  }

  @Test("The bundled files, unpacked, are those that were published")
  func published() throws {
    // The sums of Sources/CMNIST/NOTICE.md.
    let expected: [(name: String, byteCount: Int, sum: String)] = [
      ("train-images-idx3-ubyte.gz", 47_040_016, "6bbc9ace898e44ae57da46a324031adb"),
      ("train-labels-idx1-ubyte.gz", 60_008, "a25bea736e30d166cdddb491f175f624"),
      ("t10k-images-idx3-ubyte.gz", 7_840_016, "2646ac647ad5339dbf082846283269ea"),
      ("t10k-labels-idx1-ubyte.gz", 10_008, "27ae3e4e09519cfbb04c329615203637"),
    ]
    #expect(MNIST.files.map(\.name) == expected.map(\.name))
    for (file, expected) in zip(MNIST.files, expected) {
      let content = try Gzip.inflate(file.contents, byteCount: expected.byteCount, file: file.name)
      // A debug build takes a minute for the pictures; their checksum in the file is checked in any build.
      if isFast || content.count < 1_000_000 { #expect(md5(content) == expected.sum) }
    }
  }

  @Test("The fingerprint that the program carries is that of the training examples")
  func fingerprint() throws {
    let examples = try DataSource(name: "MNIST", files: MNIST.files).load(.train).examples
    #expect(examples.count == MNIST.trainingCount)
    #expect(examples.fingerprint() == MNIST.trainingFingerprint, "\(String(examples.fingerprint(), radix: 16))")
  }

  @Test("MD5 is MD5 (RFC 1321, A.5)")
  func rfc1321() {
    #expect(md5([]) == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(md5(Array("message digest".utf8)) == "f96b697d7cb7938d525a2f31aaf161d0")
    let digits = String(repeating: "1234567890", count: 8)
    #expect(md5(Array(digits.utf8)) == "57edf4a22be3c955ac49da2e2107b67a")
  }

  @Test("The splits of MNIST have their published counts, shape and labels")
  func splits() throws {
    let source = DataSource(name: "mnist", files: MNIST.files)
    let test = try source.load(.test)
    #expect(test.examples.count == 10_000 && test.pictureShape == PictureShape(rows: 28, columns: 28))
    #expect(histogram(test) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    let train = try source.load(.train)
    #expect(train.examples.count == 60_000 && train.pictureShape == PictureShape(rows: 28, columns: 28))
    #expect(histogram(train) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(train.examples.inputCount == 784 && train.examples.outputCount == 10)
    guard isFast else { return }
    // The mean pixel of the training set, which the literature normalises by: 0.1307.
    var sum = 0.0
    for index in 0..<60_000 { sum += train.examples.inputs(index).reduce(0.0) { $0 + Double($1) } }
    #expect(abs(sum / 47_040_000 - 0.1307) < 0.00005)
  }

  private static let fashion = "/usr/share/datasets/fashion-mnist"

  // Debian and Ubuntu: apt-get install dataset-fashion-mnist
  @Test(
    "Fashion-MNIST, where its package is installed",
    .enabled(if: Files.isFolder(fashion), "the package dataset-fashion-mnist is not installed"))
  func fashionMNIST() throws {
    let source = try DataSource(path: Self.fashion)
    for (split, count) in [(DataSet.Split.train, 60_000), (.test, 10_000)] {
      let set = try source.load(split)
      #expect(set.examples.count == count && set.pictureShape == PictureShape(rows: 28, columns: 28))
      #expect(histogram(set) == [Int](repeating: count / 10, count: 10))
    }
  }
}

/// The MD5 sum of RFC 1321 in hexadecimal, to tell published files, not to guard secrets.
private func md5(_ message: [UInt8]) -> String {
  let shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
  let sines = (1...64).map { UInt32(abs(sin(Double($0))) * 0x1p32) }
  var padded = message + [0x80]
  padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
  for index in 0..<8 { padded.append(UInt8(truncatingIfNeeded: (message.count * 8) >> (8 * index))) }

  var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
  padded.withUnsafeBytes { bytes in
    for block in stride(from: 0, to: bytes.count, by: 64) {
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for step in 0..<64 {
        let mixed: UInt32
        let word: Int
        switch step / 16 {
        case 0: (mixed, word) = (b & c | ~b & d, step)
        case 1: (mixed, word) = (d & b | ~d & c, (5 * step + 1) % 16)
        case 2: (mixed, word) = (b ^ c ^ d, (3 * step + 5) % 16)
        default: (mixed, word) = (c ^ (b | ~d), 7 * step % 16)
        }
        let value = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: block + 4 * word, as: UInt32.self))
        let sum = a &+ mixed &+ sines[step] &+ value
        let shift = shifts[step / 16 * 4 + step % 4]
        (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
      }
      for (index, part) in [a, b, c, d].enumerated() { state[index] &+= part }
    }
  }
  return state.flatMap { word in (0..<4).map { String(UInt8(truncatingIfNeeded: word >> (8 * $0)), radix: 16) } }
    .map { $0.count == 1 ? "0\($0)" : $0 }.joined()
}
