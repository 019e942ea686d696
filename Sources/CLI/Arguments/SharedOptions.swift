import Downhill
import DownhillFiles
import DownhillFormats
import DownhillSettings

/// Options that several verbs share, so that they read and mean the same everywhere.
enum Shared {
  /// The word for the digits that are compiled in.
  static let bundled = "mnist"

  static let data = Option<String?>(
    "data", .folder("\(bundled)|DIR|TABLE", words: [bundled]), group: "Data",
    default: "\(bundled), the digits compiled into the program",
    help: """
      The data set: a folder with the four IDX files of MNIST or EMNIST, compressed with gzip or not, or a folder at \
      most two levels above. Of several sets in a folder, DIR/emnist-letters names the one whose files begin like \
      that. Or a folder of pictures by class, PNG, PGM or JPEG: DIR/train/cat/1.png and DIR/test/cat/2.png, or \
      DIR/cat/1.png without a split. Or a table, for verbs that read one: CSV, TSV or LIBSVM's text, compressed with \
      gzip or not, or NumPy's .npy and .npz; - is standard input. An .npz file with pictures, bytes x_train and x_test \
      of the shape [n, rows, columns], and classes y_train and y_test, is a data set too. It is the content that tells, \
      not the name.
      """)

  static let transposed = Option<Bool?>(
    "transposed", .yesOrNo, group: "Data", default: "yes for files whose names begin with emnist, otherwise no",
    help: "Whether rows and columns of the pictures are exchanged, as in EMNIST's files; they are turned upright.")

  static let pictureSize = Option<PictureShape?>(
    "picture-size", .pictureSize, group: "Data", default: "that of the first picture, which all must have",
    help: """
      The size that pictures in folders are brought to, rows first, whatever their proportions: each pixel is the mean \
      of the area that it covers.
      """)

  /// How many of the training examples are taken.
  static let limit = Option<Int?>(.limit)

  static let classes = Option<Int?>(.classes)

  static let kernels = Option<String?>(.kernels)

  /// The part of the data that verbs judge by, or that they look into what was learned with.
  static let testSplit = split(default: .test)
  static let trainSplit = split(default: .train)

  private static func split(default usual: DataSet.Split) -> Option<DataSet.Split> {
    Option("split", .choice("SPLIT"), group: "Data", default: usual, help: "Which part of the data to read.")
  }

  static let examples = Option<Range<Int>?>(
    "examples", .indexRange, group: "Data", default: "all of the split",
    help: "Which examples to read, counted from 0: 0-99 (99 included), 0:100 (100 excluded), or 17 alone.")

  static let prepare = Option<PicturePreparation>(
    "prepare", .choice("WAY"), group: "Picture files", default: .auto,
    "like the pictures that the model was trained on",
    help: """
      How to prepare a picture file: mnist finds the digit, and scales and centres it like MNIST's; none only scales \
      the whole picture to the model's size.
      """)

  static let preparedDrawings = Option<PicturePreparation>(
    "prepare", .choice("WAY"), group: "Drawings", default: .auto,
    "like the pictures that the model was trained on",
    help: """
      How to prepare a digit drawn on the page, unless the visitor chooses: mnist scales and centres it like MNIST's; \
      none only scales the whole sheet to the model's size.
      """)

  static let threads = Option<Int?>(
    "threads", .integer(1...1024), group: "Machine", default: "1 for little work, otherwise one for each processor",
    help: """
      The number of threads, at most the number of processors that this process may use. The result is the same, bit \
      for bit, for any number.
      """)

  static let quiet = Option<Bool>("quiet", short: "q", group: "Output", help: "No progress on standard error.")

  static let html = Option<String?>(
    "html", .file("FILE"), group: "Output",
    help: "Also write a page with pictures to FILE, one self-contained file for a browser.")

  static let json = Option<Bool>(
    "json", group: "Output", help: "Print exactly one JSON document on standard output.")
}

extension OperandSpecification {
  static let model = OperandSpecification(
    value: .file("MODEL"), help: "A model file in the safetensors format, as train writes it.")
}
