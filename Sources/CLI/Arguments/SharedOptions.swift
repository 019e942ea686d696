import DownhillFormats
import DownhillSettings

/// Options that several verbs share, so that they read and mean the same everywhere.
extension OptionSpecification {
  static let data = OptionSpecification(
    "data", ValueSpecification("mnist|DIR", .folder, words: ["mnist"]), group: "Data",
    default: "mnist, the digits compiled into the program",
    help: """
      Where the examples come from: a folder with the four IDX files of MNIST or EMNIST, compressed by gzip or not, or a \
      folder at most two levels above. Of several sets in a folder, DIR/emnist-letters names the one whose files begin so.
      """)

  static let transposed = OptionSpecification(
    "transposed", .choice("yes|no", ["yes", "no"]), group: "Data",
    default: "yes for files whose names begin with emnist, otherwise no",
    help: "Whether the rows of the pictures are columns, as EMNIST's files have them; they are turned upright.")

  static let classes = OptionSpecification(
    "classes", TrainingSettings.values("classes"), group: "Data", default: "10, or the model's",
    help: """
      The number of classes; a label of N or more is refused. Labels 1 to N become the classes 0 to N-1. 1 makes one \
      output that says no or yes, 0 or 1.
      """)

  static func split(default defaultText: String) -> OptionSpecification {
    OptionSpecification(
      "split", .choice("SPLIT", ["train", "test"]), group: "Data", default: defaultText,
      help: "Which part of the data to read.")
  }

  static let examples = OptionSpecification(
    "examples", ValueSpecification("RANGE", .indexRange), group: "Data", default: "all of the split",
    help: "Which examples to read, counted from 0: 0-99 (99 included), 0:100 (100 left out), or 17 alone.")

  static let prepare = OptionSpecification(
    "prepare", .choice("WAY", PicturePreparation.allCases.map(\.rawValue)), group: "Picture files",
    default: "auto, so that it lies as the pictures that the model has learnt from",
    help: """
      What is done to a picture file: mnist finds the digit, scales and centres it as MNIST's were; none brings the whole \
      picture to the model's size and does nothing else.
      """)

  static let preparedDrawings = OptionSpecification(
    "prepare", .choice("WAY", PicturePreparation.allCases.map(\.rawValue)), group: "Drawings",
    default: "auto, so that it lies as the pictures that the model has learnt from",
    help: """
      What is done to a digit drawn on the page, unless the visitor chooses: mnist scales and centres it as MNIST's were; \
      none brings the whole sheet to the model's size and does nothing else.
      """)

  static let threads = OptionSpecification(
    "threads", .integer(1...1024), group: "Machine", default: "1 for little work, otherwise one for each processor",
    help: """
      The number of threads. No more run than there are processors that this process may use; the result is the same, bit \
      for bit, for any number.
      """)

  static let kernels = OptionSpecification(
    "kernels", ValueSpecification("NAME", .text, words: ["auto", "reference"]), group: "Machine",
    default: "auto, the widest that this processor runs",
    help: "The table of inner loops: auto, reference (the plain textbook loops) or the name of one table.")

  static let quiet = OptionSpecification(
    "quiet", short: "q", group: "Output", help: "No progress on standard error.")

  static let html = OptionSpecification(
    "html", .file("FILE"), group: "Output",
    help: "Also write a page with pictures to FILE: one file for a browser, which loads nothing from elsewhere.")

  static let json = OptionSpecification(
    "json", group: "Output", help: "Print exactly one JSON document on standard output.")
}

extension OperandSpecification {
  static let model = OperandSpecification(
    value: .file("MODEL"), help: "A model file in the safetensors format, as train writes it.")
}
