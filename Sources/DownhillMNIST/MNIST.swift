import CMNIST

/// The MNIST database of handwritten digits, compiled into the program.
///
/// By Y. LeCun, C. Cortes and C. J. C. Burges, under CC BY-SA 3.0; `NOTICE.md` beside the files says more.
public enum MNIST {
  /// The four files as they were published, gzip-compressed IDX, under their published names: what
  /// `DataSource(name:files:)` of `DownhillFiles` reads.
  public static var files: [(name: String, contents: [UInt8])] {
    resident.map { ($0.name, Array($0.contents)) }
  }

  /// The same files in the program's own memory: copying ten megabytes takes longer than reading them.
  package static var resident: [(name: String, contents: UnsafeRawBufferPointer)] {
    [
      ("train-images-idx3-ubyte.gz", bytes(mnist_training_images())),
      ("train-labels-idx1-ubyte.gz", bytes(mnist_training_labels())),
      ("t10k-images-idx3-ubyte.gz", bytes(mnist_test_images())),
      ("t10k-labels-idx1-ubyte.gz", bytes(mnist_test_labels())),
    ]
  }

  /// The number of training examples.
  package static let trainingCount = 60_000

  /// The fingerprint of all of them with ten classes, which model files record: computing it takes a fifth of a second;
  /// a test does.
  package static let trainingFingerprint: UInt64 = 0x750D_4509_9E0D_954F

  /// Who made the files, and their license, which must be passed on with them: the text of `NOTICE.md`.
  public static var notice: [UInt8] { Array(bytes(mnist_notice())) }

  private static func bytes(_ file: mnist_file) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: file.bytes, count: file.count)
  }
}
